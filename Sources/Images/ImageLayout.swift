import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage

/// An OCI image layout in the making: it takes its place in one step when it is complete.
struct ImageLayout {
    private let work: TemporaryDirectory
    private let target: FilePath

    /// - Parameter target: where the layout will be; an older layout there is replaced, anything else is left alone.
    init(_ target: FilePath) throws(Diagnostic) {
        self.target = Files.absolute(target)
        if let status = FileStatus.ifPresent(self.target) {
            let isLayout = status.kind == .directory && Files.exists(self.target.appending("oci-layout"))
            let isEmpty = status.kind == .directory ? try Files.list(self.target).isEmpty : false
            if !isLayout && !isEmpty {
                throw Diagnostic(
                    .outputExists,
                    "\(target) exists and is not an image layout; it is left as it is",
                    hint: "give another folder as output"
                )
            }
        }
        let parent = self.target.removingLastComponent()
        try Files.makeDirectory(parent)
        work = try TemporaryDirectory(in: parent, prefix: ".cuttle-image-")
        try Files.makeDirectory(work.path.appending("layout/blobs/sha256"))
    }

    /// Takes in a layer, whose file stays where it is and may be the same one.
    func add(_ layer: Layer) throws(Diagnostic) {
        let blob = blobs.appending(layer.digest.hex)
        // Two architectures may have a layer in common.
        if !Files.exists(blob) { try Files.share(layer.file, as: blob) }
    }

    private var blobs: FilePath { work.path.appending("layout/blobs/sha256") }

    /// Adds a document as a blob.
    func add(_ document: JSON) throws(Diagnostic) -> Blob {
        let bytes = Array(document.text().utf8)
        let digest = Digest.of(bytes)
        try Files.writeAtomically(bytes, to: blobs.appending(digest.hex))
        return Blob(digest: digest, size: Int64(bytes.count))
    }

    /// Completes the layout and puts it in place.
    ///
    /// - Parameter order: by paths, the file that marks a layout is laid out as apko does.
    func finish(index: JSON, order: LayerOrder = .package) throws(Diagnostic) {
        let layout = work.path.appending("layout")
        let mark = order == .path ? "{\n    \"imageLayoutVersion\": \"1.0.0\"\n}" : "{\"imageLayoutVersion\":\"1.0.0\"}"
        try Files.writeAtomically(Array(mark.utf8), to: layout.appending("oci-layout"))
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
}
