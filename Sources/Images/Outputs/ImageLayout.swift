import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage

/// An OCI image layout in the making: it takes its place in one step when it is complete.
struct ImageLayout {
    private let work: TemporaryDirectory
    /// Ends with the process in whatever way, so that others know what nobody works in any more. nil where the file system has no locks:
    /// there, nobody takes a folder for abandoned.
    private let lock: FileLock?
    private static let prefix = ".cuttle-image-"
    private let target: FilePath

    /// - Parameter target: where the layout will be; an older layout there is replaced, anything else is left alone.
    init(_ target: FilePath) throws(Diagnostic) {
        try Self.check(target)
        self.target = Files.absolute(target)
        let parent = self.target.removingLastComponent()
        try Files.makeDirectory(parent)
        Self.removeAbandoned(in: parent)
        (work, lock) = try Self.workFolder { () throws(Diagnostic) in try TemporaryDirectory(in: parent, prefix: Self.prefix) }
        try Files.makeDirectory(work.path.appending("layout/blobs/sha256"))
    }

    /// Removes what processes left behind that were killed.
    private static func removeAbandoned(in parent: FilePath) {
        for name in (try? Files.list(parent)) ?? [] where name.hasPrefix(prefix) {
            // Held until it is gone. What another user left is none of our business.
            guard let lock = try? FileLock(directory: parent.appending(name)) else { continue }
            try? Files.removeTree(parent.appending(name))
            withExtendedLifetime(lock) {}
        }
    }

    /// A folder that is locked, where the file system has locks.
    ///
    /// - Parameter make: makes one; others may take it for abandoned until it is locked.
    static func workFolder(
        _ make: () throws(Diagnostic) -> TemporaryDirectory
    ) throws(Diagnostic) -> (TemporaryDirectory, FileLock?) {
        var notes: [String] = []
        for _ in 1...3 {
            let folder = try make()
            do throws(Diagnostic) {
                let lock = try FileLock(directoryIfSupported: folder.path)
                if Files.exists(folder.path) { return (folder, lock) }
                notes.append("\(folder.path) was removed")
            } catch {
                notes.append(error.message)
            }
        }
        // Whoever uses one without its lock loses it.
        throw Diagnostic(
            .outputInUse,
            "other programs remove every folder in which the image could be made",
            notes: notes,
            hint: "try again, or give an output in a folder of its own"
        )
    }

    /// Refuses a target that is something else, before any work is done.
    static func check(_ target: FilePath) throws(Diagnostic) {
        let path = Files.absolute(target)
        guard let status = FileStatus.ifPresent(path) else { return }
        let isLayout = status.kind == .directory && Files.exists(path.appending("oci-layout"))
        let isEmpty = status.kind == .directory ? try Files.list(path).isEmpty : false
        if !isLayout && !isEmpty {
            throw Diagnostic(
                .outputExists,
                "\(target) exists and is not an image layout; it is left as it is",
                hint: "give another folder as output"
            )
        }
    }

    /// Takes in a layer, whose file stays where it is; one of the store may be the same file.
    func add(_ layer: Layer) throws(Diagnostic) {
        let blob = blobs.appending(layer.digest.hex)
        // Two architectures may have a layer in common.
        if Files.exists(blob) { return }
        if layer.isOurs { try Files.share(layer.file, as: blob) } else { try Files.clone(layer.file, to: blob, mode: 0o444) }
    }

    private var blobs: FilePath { work.path.appending("layout/blobs/sha256") }

    /// Adds a document as a blob.
    func add(_ document: [UInt8]) throws(Diagnostic) {
        try Files.writeAtomically(document, to: blobs.appending(Digest.of(document).hex))
    }

    /// The file that marks a layout.
    ///
    /// - Parameter order: by paths, it is laid out as apko does.
    static func mark(_ order: LayerOrder) -> [UInt8] {
        Array((order == .path ? "{\n    \"imageLayoutVersion\": \"1.0.0\"\n}" : "{\"imageLayoutVersion\":\"1.0.0\"}").utf8)
    }

    /// Completes the layout and puts it in place.
    func finish(index: JSON, order: LayerOrder) throws(Diagnostic) {
        let layout = work.path.appending("layout")
        try Files.writeAtomically(Self.mark(order), to: layout.appending("oci-layout"))
        try Files.writeAtomically(Array(index.text().utf8), to: layout.appending("index.json"))
        if Files.exists(target) {
            try Files.exchange(layout, with: target, aside: work.path.appending("old"))
        } else {
            try Files.rename(layout, to: target)
        }
    }
}

extension Diagnostic.Code {
    /// The output would overwrite something else.
    static let outputExists = input("output-exists")
    /// Others take away what is needed for the output.
    static let outputInUse = work("output-in-use")
}
