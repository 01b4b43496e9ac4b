import APK
import Testing

@testable import PackageLinting

/// When two packages may have the same files (APK-FORMAT.md §10).
@Suite struct FileConflictsTests {
    struct Case: Sendable {
        let name: String
        let areAllowed: Bool
        let change: @Sendable (inout PackageInfo, inout PackageInfo) -> Void
    }

    static let cases = [
        Case(name: "nothing in common", areAllowed: false) { _, _ in },
        Case(name: "versions of one package", areAllowed: true) { left, right in left.name = right.name },
        Case(name: "one origin", areAllowed: true) { left, right in (left.origin, right.origin) = ("o", "o") },
        Case(name: "no origin", areAllowed: false) { left, right in (left.origin, right.origin) = ("", "") },
        Case(name: "replaces", areAllowed: true) { left, _ in left.replaces = ["x", "right"] },
        Case(name: "is replaced", areAllowed: true) { _, right in right.replaces = ["left"] },
        Case(name: "replaces this version", areAllowed: true) { left, _ in left.replaces = ["right<2.1"] },
        Case(name: "replaces another version", areAllowed: false) { left, _ in left.replaces = ["right<2"] },
        Case(name: "replaces what is provided", areAllowed: false) { left, right in
            left.replaces = ["virtual"]
            right.provides = ["virtual=1"]
        },
        Case(name: "conflict", areAllowed: true) { left, _ in left.dependencies = ["!right"] },
        Case(name: "conflict from the other side", areAllowed: true) { _, right in right.dependencies = ["!left>0"] },
        Case(name: "conflict with another version", areAllowed: false) { left, _ in left.dependencies = ["!right<1"] },
        Case(name: "dependency", areAllowed: false) { left, _ in left.dependencies = ["right"] },
        Case(name: "conflict with what is provided", areAllowed: true) { left, right in
            left.dependencies = ["!virtual"]
            right.provides = ["virtual"]
        },
        Case(name: "two providers with versions", areAllowed: true) { left, right in
            (left.provides, right.provides) = (["virtual=1"], ["virtual=2"])
        },
        Case(name: "two providers without versions", areAllowed: false) { left, right in
            (left.provides, right.provides) = (["virtual"], ["virtual"])
        },
        Case(name: "provides the other", areAllowed: true) { left, _ in left.provides = ["right=2"] },
        Case(name: "generated provides", areAllowed: false) { left, right in
            (left.provides, right.provides) = (["cmd:x=1"], ["cmd:x=1"])
        },
        Case(name: "items that cannot be read", areAllowed: false) { left, _ in
            (left.replaces, left.dependencies) = (["right>"], ["!right<"])
        },
    ]

    @Test(arguments: cases)
    func decides(_ item: Case) {
        var left = PackageInfo(name: "left", version: "1-r0", architecture: "x86_64")
        var right = PackageInfo(name: "right", version: "2-r0", architecture: "x86_64")
        (left.origin, right.origin) = ("left", "right")
        item.change(&left, &right)
        #expect(FileConflicts.areAllowed(left, right) == item.areAllowed, "\(item.name)")
        #expect(FileConflicts.areAllowed(right, left) == item.areAllowed, "\(item.name)")
    }

    @Test func listingsMeetWhereTheirPathsDo() {
        let one = PackageListing(["usr/bin/a", "usr/bin/b", "usr/bin/a"])
        #expect(one.bytes.count == 16)
        #expect(PackageListing(one.bytes) == one)
        #expect(one.mayMeet(PackageListing(["x", "usr/bin/b"])))
        #expect(!one.mayMeet(PackageListing(["x", "usr/bin/c", "usr/bin"])))
        #expect(!one.mayMeet(PackageListing([String]())))
        #expect(PackageListing(Array(one.bytes.dropLast())) == nil)
        #expect(PackageListing(one.bytes.suffix(8) + one.bytes.prefix(8)) == nil)
    }
}
