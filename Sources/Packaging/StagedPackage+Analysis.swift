public import Analysis
public import Diagnostics
public import SystemPackage

extension StagedPackage {
    /// What the package needs and offers, declared and found.
    ///
    /// - Parameter siblings: the trees of all packages of the build, the main one first.
    public func analysis(siblings: [FilePath]) throws(Diagnostic) -> DependencyAnalysis {
        var subject = AnalysisSubject(try PackageTree(tree), name: name, version: version)
        subject.declaredDependencies = dependencies
        subject.declaredProvides = provides
        subject.exclusions = exclusions
        return try DependencyAnalysis(subject, siblings: siblings)
    }
}
