public import APK
import Archives
import Cryptography
public import Diagnostics
import ELF
import Files
import SystemPackage

extension LintedTree {
    /// Reads the data of a package, in one pass. Nothing is unpacked but one ELF file at a time.
    ///
    /// - Throws: also when the package is damaged; it need not be signed.
    public init(_ package: PackageFile) throws(Diagnostic) {
        let scratch = try TemporaryDirectory(prefix: "cuttle-lint-")
        var entries: [Entry] = []
        var places: [String: Int] = [:]
        try package.readData { header, content throws(Diagnostic) in
            var entry = Entry(path: header.path, kind: header.fileKind, mode: header.mode)
            entry.size = header.size
            switch header.kind {
            case .regular:
                entry = try Self.look(entry, at: content, in: scratch.path)
                if !entry.isComparable { entry.checksum = nil }
            case .hardLink:
                entry.isFurtherName = true
                if let first = places[header.linkTarget].map({ entries[$0] }) {
                    entry.size = first.size
                    entry.binary = first.binary
                    entry.interpreter = first.interpreter
                }
            case .symbolicLink: entry.linkTarget = header.linkTarget
            default: break
            }
            places[header.path] = entries.count
            entries.append(entry)
        }
        self.init(entries)
    }

    /// Takes from a file's content what rules want to know.
    private static func look(_ entry: Entry, at content: any ByteSource, in scratch: FilePath) throws(Diagnostic) -> Entry {
        var entry = entry
        let digest = DigestHasher(.sha1)
        var chunk = try content.read(upTo: 1 << 16)
        while !chunk.isEmpty, chunk.count < headLength {
            let more = try content.read(upTo: headLength - chunk.count)
            if more.isEmpty { break }
            chunk += more
        }
        entry.interpreter = interpreter(Array(chunk.prefix(headLength)))
        let copy = isBinary(chunk) ? try FileWriter(scratch.appending("binary")) : nil
        while !chunk.isEmpty {
            chunk.withUnsafeBytes { digest.update($0) }
            try copy?.write(chunk)
            chunk = try content.read(upTo: 1 << 18)
        }
        if copy != nil {
            entry.binary = try ELFFile(scratch.appending("binary"))
            try Files.removeFile(scratch.appending("binary"))
        }
        entry.checksum = digest.finish()
        return entry
    }
}

extension TarEntry {
    /// What the entry becomes when it is unpacked.
    fileprivate var fileKind: FileKind {
        switch kind {
        case .regular, .hardLink: .regular
        case .symbolicLink: .symbolicLink
        case .characterDevice: .characterDevice
        case .blockDevice: .blockDevice
        case .directory: .directory
        case .fifo: .fifo
        }
    }
}
