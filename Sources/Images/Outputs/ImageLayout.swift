import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage

/// An OCI image layout in the making. In a place where nothing is, it appears in one step when it is complete; in a folder that is there, which
/// may be a mount point, its parts are moved one by one, `index.json` last: until then the folder holds what it held before.
struct ImageLayout {
    private let work: TemporaryDirectory
    /// Ends with the process in whatever way, so that others know what nobody works in any more. nil where the file system has no locks:
    /// there, nobody takes a folder for abandoned.
    private let lock: FileLock?
    private static let prefix = ".cuttle-image-"
    private let target: FilePath

    /// - Parameter target: where the layout will be: nothing, an empty folder, or an older layout, whose image is replaced; anything else is left
    ///   alone. It may be a link.
    init(_ target: FilePath) throws(Diagnostic) {
        self.target = try Self.check(target)
        let parent = self.target.removingLastComponent()
        try Files.makeDirectory(parent)
        Self.removeAbandoned(in: parent)
        Self.removeAbandoned(in: self.target)
        // All is made on the file system that it will be on, so that it only has to be renamed.
        let place = Files.exists(self.target) ? self.target : parent
        (work, lock) = try Self.workFolder { () throws(Diagnostic) in try TemporaryDirectory(in: place, prefix: Self.prefix) }
        try Files.makeDirectory(blobs)
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
    ///
    /// - Returns: the folder, in the end of links.
    @discardableResult
    static func check(_ target: FilePath) throws(Diagnostic) -> FilePath {
        let path = try Files.followingLinks(Files.absolute(target))
        guard let status = FileStatus.ifPresent(path) else { return path }
        let names = status.kind == .directory ? try Files.list(path) : nil
        // Half-made folders of those that were killed are no content, and neither is what some file systems have in their root.
        let isFree = names?.allSatisfy { $0.hasPrefix(prefix) || $0 == "lost+found" } == true
        if !isFree, names?.contains("oci-layout") != true {
            throw Diagnostic(
                .outputExists,
                "\(target) exists and is not an image layout; it is left as it is",
                hint: "give another folder as output"
            )
        }
        return path
    }

    /// Takes in a layer, whose file stays where it is; one of the store may be the same file.
    func add(_ layer: Layer) throws(Diagnostic) {
        let blob = blobs.appending(layer.digest.hex)
        // Two architectures may have a layer in common.
        if Files.exists(blob) { return }
        if layer.isOurs { try Files.share(layer.file, as: blob) } else { try Files.clone(layer.file, to: blob, mode: 0o444) }
    }

    private static let blobs = "blobs/sha256"
    private var layout: FilePath { work.path.appending("layout") }
    private var blobs: FilePath { layout.appending(Self.blobs) }

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
        try Files.writeAtomically(Self.mark(order), to: layout.appending("oci-layout"))
        try Files.writeAtomically(Array(index.text().utf8), to: layout.appending("index.json"))
        if !Files.exists(target), (try? Files.rename(layout, to: target)) != nil { return }
        try moveInto()
    }

    /// Moves all parts into the folder that is there. Whoever is killed meanwhile leaves the old image or the new one, and maybe blobs of no
    /// image; what is no part of a layout stays.
    private func moveInto() throws(Diagnostic) {
        // Who else changes the layout might take away what is part of this image.
        let lock = try FileLock(directoryIfSupported: target, patience: .seconds(60))
        defer { withExtendedLifetime(lock) {} }
        let (place, names) = (target.appending(Self.blobs), try Files.list(blobs))
        let old = LayoutBlobs(target).reached
        // What is marked as a layout is taken for one by the next build, also when this one gets no further.
        try Files.rename(layout.appending("oci-layout"), to: target.appending("oci-layout"))
        try Files.makeDirectory(place)
        for name in names { try Files.rename(blobs.appending(name), to: place.appending(name)) }
        try Files.synchronizeDirectory(place)
        try Files.rename(layout.appending("index.json"), to: target.appending("index.json"))
        try Files.synchronizeDirectory(target)
        // The image is whole, whatever cannot be removed.
        for name in old.subtracting(names) { try? Files.removeFile(place.appending(name)) }
    }
}

extension Diagnostic.Code {
    /// Others take away what is needed for the output.
    static let outputInUse = work("output-in-use")
}
