import Diagnostics
import Files
import SystemPackage

/// One of the rules that find dependencies and provides by looking at files (PACKAGE.md §5).
protocol DependencyGenerator: Sendable {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) throws(Diagnostic)
}

/// What generators look at: the package, and the packages of the same build.
struct AnalysisContext {
    let subject: AnalysisSubject
    /// The trees of all packages of the build, the main one first.
    let siblings: [FilePath]
    let libraryDirectories: LibraryDirectories
    /// `=` and the package's version, as provides carry it.
    let version: String
    private let root: RootedDirectory

    init(_ subject: AnalysisSubject, siblings: [FilePath]) throws(Diagnostic) {
        self.subject = subject
        self.siblings = siblings
        libraryDirectories = try LibraryDirectories(siblings + [subject.tree.root])
        version = "=\(subject.version)"
        // A link may lead to another one, but never to a file of the host.
        root = try RootedDirectory(subject.tree.root, resolution: .asRoot)
    }

    /// The regular files.
    var files: some Sequence<AnalysisTree.Entry> { subject.tree.entries.lazy.filter { $0.kind == .regular } }

    /// The first bytes of a regular file.
    func head(_ entry: AnalysisTree.Entry, _ count: Int) throws(Diagnostic) -> [UInt8] {
        try subject.tree.reading(entry) { path throws(Diagnostic) in
            let reader = try FileReader(path)
            var bytes: [UInt8] = []
            while bytes.count < count {
                let chunk = try reader.read(upTo: count - bytes.count)
                if chunk.isEmpty { break }
                bytes += chunk
            }
            return bytes
        }
    }

    /// The regular file that a link leads to within the package; nil when there is none.
    func target(of link: AnalysisTree.Entry) -> FilePath? {
        guard let path = root.locateOnHost(link.path), FileStatus.ifPresent(path)?.kind == .regular else { return nil }
        return path
    }
}
