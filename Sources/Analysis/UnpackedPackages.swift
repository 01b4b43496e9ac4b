public import APK
public import Diagnostics
import Files
public import SystemPackage

/// Packages whose data lies on the host for as long as the value lives.
public struct UnpackedPackages: Sendable {
    /// The tree of each package, in the order given.
    public let trees: [AnalysisTree]
    private let directory: TemporaryDirectory

    /// Unpacks packages, each into a folder of its own; a package that is damaged is an error.
    ///
    /// - Parameter parent: where the folders are made; nil: in the usual place for temporary files.
    public init(_ packages: [PackageFile], workingIn parent: FilePath? = nil) throws(Diagnostic) {
        directory = try TemporaryDirectory(in: parent)
        var trees: [AnalysisTree] = []
        for (number, package) in packages.enumerated() {
            let root = directory.path.appending("\(number)")
            try Files.makeDirectory(root)
            trees.append(try AnalysisTree(unpacking: package, to: root))
        }
        self.trees = trees
    }
}
