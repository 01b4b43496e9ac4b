import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// Writes an image as one tar archive, which gets its name when it is complete.
struct ArchiveWriter {
    private let file: AtomicFile
    private let tar: TarWriter

    init(_ path: FilePath) throws(Diagnostic) {
        try Files.makeDirectory(Files.absolute(path).removingLastComponent())
        file = try AtomicFile(replacing: Files.absolute(path))
        tar = TarWriter(file)
    }

    func addDirectory(_ name: String) throws(Diagnostic) {
        try tar.add(TarEntry(path: name, kind: .directory, mode: 0o755))
    }

    func add(_ name: String, _ bytes: [UInt8]) throws(Diagnostic) {
        try tar.add(TarEntry(path: name, kind: .regular, mode: 0o644), bytes: bytes)
    }

    func add(_ name: String, contentOf path: FilePath) throws(Diagnostic) {
        let reader = try FileReader(path)
        var entry = TarEntry(path: name, kind: .regular, mode: 0o644)
        entry.size = try reader.size()
        try tar.add(entry, content: reader)
    }

    func finish() throws(Diagnostic) {
        try tar.finish()
        try file.commit()
    }
}
