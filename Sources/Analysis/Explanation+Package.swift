public import APK
public import Diagnostics
import Files
public import SystemPackage

extension Explanation {
    /// Explains what packages say they need and offer by looking at their files.
    ///
    /// Packages of the same origin and version count as made by one build: links lead from one into another. What no file shows
    /// counts as declared. Of what files show and a package does not say, the reason is known only where the package has it itself.
    ///
    /// - Parameter directory: where packages are unpacked for the time being; nil: in the usual place for temporary files.
    /// - Returns: an explanation for each package, in order.
    /// - Throws: when a package cannot be read or is damaged.
    public static func explain(_ packages: [PackageFile], workingIn directory: FilePath? = nil) throws(Diagnostic) -> [Explanation] {
        let unpacked = try UnpackedPackages(packages, workingIn: directory)
        var explanations: [Explanation] = []
        for (package, tree) in zip(packages, unpacked.trees) {
            let info = package.info
            let siblings = zip(packages, unpacked.trees).filter { sibling, _ in
                sibling.path == package.path || (sibling.info.origin == info.origin && sibling.info.version == info.version)
            }
            let subject = AnalysisSubject(tree, name: info.name, version: info.version)
            explanations.append(Explanation(info, try DependencyAnalysis.findings(subject, siblings: siblings.map(\.1.root))))
        }
        return explanations
    }

    private init(_ info: PackageInfo, _ findings: Findings) {
        var needed = EntryTable(.dependency, findings.dependencies + Self.links(findings, of: info))
        var offered = EntryTable(.provide, findings.provides)
        let kept = EntryTable(.vendored, findings.vendored)
        needed.compare(with: info.dependencies) { text in
            if kept.texts.contains(where: { $0.prefix { $0 != "=" } == text }) { return .vendored }
            return info.provides.contains { $0.prefix { $0 != "=" } == text } ? .provided : .unknown
        }
        offered.compare(with: info.provides) { _ in .unknown }
        self.init(info.name, info.version, needed: needed, offered: offered, kept: kept, unusable: findings.unusable)
    }

    /// Dependencies that links to nothing explain: the file's name is the library's, or begins with it.
    private static func links(_ findings: Findings, of info: PackageInfo) -> [Findings.Finding] {
        info.dependencies.filter { $0.hasPrefix("so:") }.flatMap { text -> [Findings.Finding] in
            let soname = text.dropFirst(3)
            return findings.openLinks.filter { $0.target == soname || $0.target.hasPrefix("\(soname).") }
                .map { Findings.Finding(text: text, reason: Reason(.outsideLink, $0.path)) }
        }
    }
}
