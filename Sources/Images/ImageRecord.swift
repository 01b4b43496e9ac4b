import APK
import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Recipes
import Store
import SystemPackage

/// Which layers an image has, kept under all that decides that: an image that is built again is not even put together.
struct ImageRecord {
    /// What is known of an image before its documents are written.
    struct Contents {
        let layers: [(layer: Layer, key: Digest)]
        /// Whom it runs as.
        let user: String
        /// The files that it should have, and has not.
        let missing: [MissingFile]
        /// Only when it was asked for; records do not keep it.
        let bill: ImageBill?
    }

    let store: Store
    let codec: MemberCodec

    func key(_ input: AssemblyInput) -> Digest {
        let about = "\(input.order) \(input.packages.architecture) \(input.time) \(input.scriptTime)"
        var bytes = Array("\(Self.program) \(codec.identity) \(about)\n".utf8)
        func add(_ text: String) { bytes += Array(text.utf8) + [0] }
        var configuration = input.configuration
        // A new commit makes no other layers.
        configuration.sourceAddress = ""
        for text in [configuration.document.text()] + input.world + [""] + input.repositories { add(text) }
        for package in input.packages.files {
            add(package.info.dataHash)
            bytes += package.identity.digest.bytes
        }
        for key in input.keys {
            add(key.name)
            bytes += key.pem
        }
        if let base = input.packages.base { bytes += base.identity.bytes }
        return Digest.of(bytes)
    }

    /// The program, which decides what an image is made of: another build of it does everything anew.
    private static var program: String {
        guard let status = try? FileStatus(followingLinks: "/proc/self/exe") else { return "unknown" }
        return "\(status.size) \(status.modified)"
    }

    /// What is known of an image; nil when a layer is missing.
    func contents(_ key: Digest) -> Contents? {
        guard let note = store.sealedNote(.image, of: key) else { return nil }
        let lines = String(decoding: note, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        if lines.count < 3 { return nil }
        var layers: [(layer: Layer, key: Digest)] = []
        let maker = LayerMaker(store: store, codec: codec)
        for line in lines.dropFirst(2) {
            guard let key = Digest(hex: String(line)), let layer = maker.known(key) else { return nil }
            layers.append((layer, key))
        }
        // There is no image without a layer.
        if layers.isEmpty { return nil }
        let missing = lines[1].split(separator: " ").compactMap { MissingFile(rawValue: String($0)) }
        return Contents(layers: layers, user: String(lines[0]), missing: missing, bill: nil)
    }

    func keep(_ contents: Contents, _ key: Digest) throws(Diagnostic) {
        // A user with a line break in its name is none that is found again.
        if contents.user.contains("\n") { return }
        let missing = contents.missing.map(\.rawValue).joined(separator: " ")
        let lines = [contents.user, missing] + contents.layers.map(\.key.hex)
        try store.keepSealedNote(.image, of: key, Array(lines.joined(separator: "\n").utf8))
    }
}
