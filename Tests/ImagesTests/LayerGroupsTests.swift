import APK
import Diagnostics
import ImageConfigurations
import Testing

@testable import Images

/// Which packages share a layer (IMAGE.md §12).
@Suite struct LayerGroupsTests {
    /// A package as `name origin size replaces…`.
    private static func package(_ text: String) -> PackageInfo {
        let words = text.split(separator: " ").map(String.init)
        var info = PackageInfo(name: words[0], version: "2-r0", architecture: "x86_64")
        info.origin = words[1] == "-" ? "" : words[1]
        info.installedSize = Int64(words[2]) ?? 0
        info.replaces = Array(words.dropFirst(3))
        return info
    }

    private static let packages = ["a-doc a 1", "b b 30", "a a 5", "c c 20", "d d 6"]

    @Test(
        arguments: [
            // One per origin, the largest first.
            (packages, 9, ["b", "c", "a a-doc", "d"]),
            // What is beyond the budget comes together in the last.
            (packages, 3, ["b", "c", "a a-doc d"]),
            (packages, 2, ["b", "a a-doc c d"]),
            // No budget and a budget of one are the same.
            (packages, 1, ["a a-doc b c d"]),
            (packages, 0, ["a a-doc b c d"]),
            // Of equal size, the one whose greatest name is less.
            (["z1 z 5", "y1 y 5", "x9 x 5"], 9, ["x9", "y1", "z1"]),
            // Packages without an origin share one.
            (["m - 1", "n - 2", "o o 9"], 9, ["o", "m n"]),
            // What replaces another comes with it, if its version is meant.
            (["a a 1", "b b 2 a"], 9, ["a b"]),
            (["a a 1", "b b 2 a<3"], 9, ["a b"]),
            (["a a 1", "b b 2 a<2"], 9, ["b", "a"]),
            (["a a 1", "b b 2 none"], 9, ["b", "a"]),
            (["a a 1", "b b 2 a", "c c 3 b"], 9, ["a b c"]),
        ] as [([String], Int64, [String])]
    )
    func apkoGroupsByOrigin(_ packages: [String], _ budget: Int64, _ expected: [String]) throws {
        let layering = ImageConfiguration.Layering(strategy: "origin", budget: budget)
        let groups = try LayerGroups.byOrigin(packages.map(Self.package), layering)
        #expect(groups.map { $0.joined(separator: " ") } == expected)
        // The order of installation makes no difference.
        #expect(try LayerGroups.byOrigin(packages.reversed().map(Self.package), layering) == groups)
    }

    @Test(
        arguments: [
            ("", 3, "layering has a budget and no strategy"), ("other", 3, "layering has the unknown strategy \"other\""),
            ("origin", -1, "layering has the budget -1"),
        ] as [(String, Int64, String)]
    )
    func aLayeringThatMeansNothingIsRefused(_ strategy: String, _ budget: Int64, _ message: String) {
        let layering = ImageConfiguration.Layering(strategy: strategy, budget: budget)
        #expect(problem { _ = try LayerGroups.byOrigin([], layering) }.hasPrefix("error: \(message)\nhint: "))
    }

    @Test func aSmallImageIsOneGroup() {
        let groups = LayerGroups.stable((0..<50).map { Self.package("p\($0) o\($0) 1000") })
        #expect(groups.count == 1)
        #expect(groups[0].count == 50)
    }

    @Test func packagesThatComeAndGoLeaveTheOtherGroupsAlone() throws {
        let all = (0..<200).map { Self.package("p\($0) o\($0 / 2) 2000000") }
        let before = LayerGroups.stable(all)
        #expect(before.count > 8 && before.count <= 16)
        // Packages of one origin are never apart.
        for number in 0..<100 {
            #expect(before.filter { $0.contains("p\(number * 2)") || $0.contains("p\(number * 2 + 1)") }.count == 1)
        }
        let after = LayerGroups.stable(all.filter { $0.name != "p7" } + [Self.package("new new 5")])
        #expect(after.count == before.count)
        #expect(zip(before, after).filter { $0 != $1 }.count <= 2)
    }
}
