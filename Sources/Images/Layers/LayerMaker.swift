import Archives
import Cryptography
import Diagnostics
import Files
import Store
import Synchronization
import SystemPackage

/// Makes layers out of parts that are compressed once, and keeps layers that are made (DESIGN, "Images").
///
/// A layer is a row of gzip members (or Zstandard frames). Neither cores nor what is in the store make a difference to its bytes.
struct LayerMaker: Sendable {
    let store: Store
    let codec: MemberCodec

    /// The layers of plans, made on all processors.
    func layers(_ plans: [LayerPlan]) throws(Diagnostic) -> [Layer] {
        let made = Mutex<[Int: Layer]>([:])
        // The largest first, so that no processor is left with it at the end.
        try plans.indices.sorted { (plans[$0].size, $1) > (plans[$1].size, $0) }.forEachConcurrently { index throws(Diagnostic) in
            let layer = try layer(plans[index])
            made.withLock { $0[index] = layer }
        }
        let all = made.withLock { $0 }
        return plans.indices.compactMap { all[$0] }
    }

    private func layer(_ plan: LayerPlan) throws(Diagnostic) -> Layer {
        if let layer = known(plan.key) { return layer }
        // A layer that is damaged is dropped with the fragments in it, which are made again the next time; each can be so only once.
        for _ in plan.parts {
            do throws(Diagnostic) { return try make(plan) } catch  where error.code == .damagedFragment {}
        }
        return try make(plan)
    }

    // MARK: What is kept of layers

    /// The layer as it was made before; nil when there is none, or when its file is not what it was.
    func known(_ key: Digest) -> Layer? {
        guard let file = store.file(.layer, key), let note = store.sealedNote(.layer, of: key) else { return nil }
        let words = String(decoding: note, as: UTF8.self).split(separator: " ")
        guard words.count == 4, let digest = Digest(hex: String(words[0])), let contentDigest = Digest(hex: String(words[1])),
            let size = Int64(words[2]), let status = FileStatus.ifPresent(file), status.size == size, "\(status.modified)" == words[3]
        else { return nil }
        return Layer(digest: digest, contentDigest: contentDigest, size: size, codec: codec, file: file)
    }

    private func make(_ plan: LayerPlan) throws(Diagnostic) -> Layer {
        let work = try store.workDirectory(prefix: "layer-")
        let blob = work.path.appending("layer")
        let output = DigestSink(try FileWriter(blob, mode: 0o444))
        let content = DigestHasher()
        var fragments: [Digest: Fragment] = [:]
        for (index, part) in plan.parts.enumerated() {
            switch part {
            case .own(let nodes):
                let members = MemberWriter(output, codec)
                let tar = TarWriter(Tee(content, members))
                for node in nodes { try node.write(to: tar) }
                if index == plan.parts.count - 1 { try tar.finish() }
                try members.finish()
            case .fragment(let nodes, let key):
                if let fragment = Fragment(key, in: store), let file = store.file(.layer, fragment.layer) {
                    do throws(Diagnostic) {
                        try fragment.copy(file, codec, to: output, content: content)
                    } catch {
                        if error.code == .damagedFragment { try? store.dropFile(.layer, fragment.layer) }
                        throw error
                    }
                } else {
                    let start = output.length
                    let opened = OpenedPackage(workingIn: work.path)
                    let digest = try Fragment.write(nodes, codec, from: opened, to: output, content: content)
                    fragments[key] = Fragment(layer: plan.key, range: start..<output.length, digest: digest)
                }
            }
        }
        let (digest, contentDigest, size) = (output.finish(), content.finish(), output.length)
        let file = try store.adoptFile(.layer, plan.key, blob)
        let note = "\(digest) \(contentDigest) \(size) \(try FileStatus(file).modified)"
        for (key, fragment) in fragments { try fragment.keep(key, in: store) }
        try store.keepSealedNote(.layer, of: plan.key, Array(note.utf8))
        return Layer(digest: digest, contentDigest: contentDigest, size: size, codec: codec, file: file)
    }
}

/// Hands what is written to several sinks.
final class Tee: ByteSink {
    private let sinks: [any ByteSink]

    init(_ sinks: (any ByteSink)...) {
        self.sinks = sinks
    }

    func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        for sink in sinks { try sink.write(bytes) }
    }
}
