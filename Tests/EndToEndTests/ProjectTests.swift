import Files
import SystemPackage
import Testing

/// The project's own files agree.
@Suite struct ProjectTests {
    /// Tests that no target names would be left out without a word.
    @Test func everyFolderOfTestsIsATarget() throws {
        let manifest = String(decoding: try Files.read(Program.project.appending("Package.swift")), as: UTF8.self)
        let targets = manifest.matches(of: /(?:name: "([A-Za-z]+Tests)"|tests\(\s*"([A-Za-z]+)")/).map { match in
            match.1.map { String($0) } ?? "\(match.2 ?? "")Tests"
        }
        let folders = try Files.list(Program.project.appending("Tests")).filter { $0.hasSuffix("Tests") }
        #expect(folders.sorted() == targets.sorted())
    }

    /// A name that is not written down is made of the type's, for which the Swift runtime looks through all that types can do: that took longer
    /// than all else that `cuttle --version` does.
    @Test func everyCommandSaysItsName() throws {
        var commands = 0
        for folder in ["Sources", "Server/Sources"] {
            let root = Program.project.appending(folder)
            for entry in try Files.walk(root) where entry.path.hasSuffix(".swift") {
                let text = String(decoding: try Files.read(root.appending(entry.path)), as: UTF8.self)
                for match in text.matches(of: /\bCommandConfiguration\(\s*(commandName: ")?/) {
                    commands += 1
                    #expect(match.1 != nil, "\(folder)/\(entry.path) has a command without a name")
                }
            }
        }
        #expect(commands > 40)
    }
}
