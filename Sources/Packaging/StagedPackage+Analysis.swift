public import Analysis
public import Diagnostics
public import SystemPackage

extension StagedPackage {
    /// What is analysed of the package.
    ///
    /// - Parameter tree: its files, where they are not those of the staged tree.
    public func subject(_ tree: AnalysisTree) -> AnalysisSubject {
        var subject = AnalysisSubject(tree, name: name, version: version)
        subject.declaredDependencies = dependencies
        subject.declaredProvides = provides
        subject.exclusions = exclusions
        return subject
    }

    /// What the package needs and offers, declared and found.
    ///
    /// - Parameter siblings: the trees of all packages of the build, the main one first.
    public func analysis(siblings: [FilePath]) throws(Diagnostic) -> DependencyAnalysis {
        try DependencyAnalysis(subject(AnalysisTree(tree)), siblings: siblings)
    }
}
