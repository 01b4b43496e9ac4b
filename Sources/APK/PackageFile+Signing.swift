import Archives
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

extension PackageFile {
    /// Writes the package with other signatures, atomically, through links and with the mode that the target has: control and data stay as they are, byte for byte (PACKAGE.md §2.1).
    ///
    /// - Parameters:
    ///   - keys: each signs the control member, in this order; all signatures from before are left out.
    ///   - target: where the package goes; its own path replaces it.
    /// - Throws: what is wrong with the package: what is damaged is not signed.
    public func sign(with keys: [any SigningKey], to target: FilePath) throws(Diagnostic) {
        try readData(isStrict: true) { _, _ in }
        let control = try Files.bytes(of: path, from: controlOffset, to: dataOffset)
        guard Identity(Digest.of(control, .sha1)) == identity else {
            throw Diagnostic(.damagedPackage, "\(path) was changed while it was being read", hint: "try again")
        }
        let file = try AtomicFile(replacing: target)
        if let key = SigningKeys(keys) { try file.write(Signature.member(over: control, key: key, time: controlTime)) }
        let source = try FileReader(path)
        try source.seek(to: controlOffset)
        try source.copy(to: file)
        try file.commit()
    }
}

extension IndexFile {
    /// Whether it has signatures, of whatever type.
    public var isSigned: Bool { signedOffset > 0 }

    /// Writes the index with other signatures, atomically, through links and with the mode that the target has: what they cover stays as it is, byte for byte (PACKAGE.md §4).
    ///
    /// - Parameters:
    ///   - keys: each signs, in this order; all signatures from before are left out.
    ///   - target: where the index goes; its own path replaces it.
    public func sign(with keys: [any SigningKey], to target: FilePath) throws(Diagnostic) {
        let content = try Files.bytes(of: path, from: signedOffset, to: try FileReader(path).size())
        try checkBlocks(of: content)
        let file = try AtomicFile(replacing: target)
        if let key = SigningKeys(keys) { try file.write(Signature.member(over: content, key: key, time: 0)) }
        try file.write(content)
        try file.commit()
    }
}

extension IndexFile {
    /// Refuses blocks that are not what a reader finds who knows nothing of them: with a signature they would be taken for it.
    private func checkBlocks(of content: [UInt8]) throws(Diagnostic) {
        guard let index = BlockedIndex(content, name: path.string) else { return }
        if let bytes = index.text(name: path.string), bytes == text {
            let list = IndexText(bytes, blocks: index.blocks)
            let slots = try PackageIndex(list, source: path.string).records.slots
            if IndexLayout.areWhole(slots, of: list), IndexLayout.isKept(by: slots, blocks: index.blocks.count) { return }
        }
        throw Diagnostic(
            .damagedIndex,
            "\(path) is damaged: its blocks are not those of its list",
            hint: "what it lists can be written anew: cuttle index --source \(path) --output another.tar.gz"
        )
    }
}

extension Files {
    /// A part of a file, by offsets in bytes.
    fileprivate static func bytes(of path: FilePath, from start: Int64, to end: Int64) throws(Diagnostic) -> [UInt8] {
        let file = try FileReader(path)
        try file.seek(to: start)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(end - start))
        while Int64(bytes.count) < end - start {
            let chunk = try file.read(upTo: Int(end - start) - bytes.count)
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return bytes
    }
}
