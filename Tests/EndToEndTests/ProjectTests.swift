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
}
