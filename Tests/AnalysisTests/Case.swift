import Analysis
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// One tree, and what is to be found in it.
struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// The name of the package.
    var package = "me"
    /// What fills the tree: see `Staged`.
    let commands: String
    /// Declared dependencies and provides.
    var declared: [String] = []
    var declaredProvides: [String] = []
    var exclusions: AnalysisSubject.Exclusions = []
    /// Expected, in order.
    var needs: [String] = []
    var provides: [String] = []
    var vendored: [String] = []
    /// Expected beginnings of warnings, behind the package's name.
    var warnings: [String] = []
    var testDescription: String { name }

    func check() throws {
        try withScratch { folder in
            let staged = try Staged(commands, in: folder)
            var subject = try staged.subject(package)
            subject.declaredDependencies = declared
            subject.declaredProvides = declaredProvides
            subject.exclusions = exclusions
            let analysis = try DependencyAnalysis(subject, siblings: [staged.tree, staged.sibling])
            #expect(analysis.dependencies == needs)
            #expect(analysis.provides == provides)
            #expect(analysis.vendored == vendored)
            #expect(analysis.warnings.count == warnings.count)
            for (found, expected) in zip(analysis.warnings, warnings) {
                #expect(found.message.hasPrefix("\(package): \(expected)"), "\(found.message)")
                #expect(found.severity == .warning)
            }
        }
    }
}
