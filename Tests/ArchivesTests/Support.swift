import Archives
import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

/// Writes a file without waiting for the disk.
func write(_ bytes: [UInt8], to path: FilePath) throws(Diagnostic) {
    try FileWriter(path).write(bytes)
}

/// Bytes that hardly compress and are the same in every run.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
}

/// Bytes as one gzip member, given to the writer in pieces of these sizes, again and again.
func gzip(_ content: [UInt8], pieces: [Int] = [Int.max], level: Int32 = GzipWriter.defaultLevel) throws(Diagnostic) -> [UInt8] {
    let output = ArrayWriter()
    let writer = try GzipWriter(output, level: level)
    var rest = content[...]
    var turn = 0
    while !rest.isEmpty {
        let piece = rest.prefix(pieces[turn % pieces.count])
        try writer.write(Array(piece))
        rest = rest.dropFirst(piece.count)
        turn += 1
    }
    try writer.finish()
    return output.bytes
}

/// The content of each gzip member.
func gunzip(_ bytes: [UInt8], limit: Int64 = 64 << 20, pieces: Int = 1 << 16) throws(Diagnostic) -> [[UInt8]] {
    let reader = GzipReader(ArrayReader(bytes), name: "x.gz", limit: limit)
    var members: [[UInt8]] = []
    while try reader.nextMember() {
        var content: [UInt8] = []
        while case let chunk = try reader.read(upTo: pieces), !chunk.isEmpty { content += chunk }
        members.append(content)
    }
    return members
}

/// An archive of entries with their contents.
func tar(_ entries: [(TarEntry, String)], isCut: Bool = false) throws(Diagnostic) -> [UInt8] {
    let output = ArrayWriter()
    let writer = TarWriter(output)
    for (entry, content) in entries {
        if entry.kind == .regular { try writer.add(entry, bytes: Array(content.utf8)) } else { try writer.add(entry) }
    }
    if !isCut { try writer.finish() }
    return output.bytes
}

extension TarEntry {
    static func file(_ path: String, mode: UInt32 = 0o644) -> TarEntry { TarEntry(path: path, kind: .regular, mode: mode) }
    static func directory(_ path: String, mode: UInt32 = 0o755) -> TarEntry { TarEntry(path: path, kind: .directory, mode: mode) }
    static func link(_ path: String, to target: String, _ kind: Kind = .symbolicLink) -> TarEntry {
        var entry = TarEntry(path: path, kind: kind, mode: 0o777)
        entry.linkTarget = target
        return entry
    }
}

/// All entries of an archive with the contents of its files.
func untar(_ bytes: [UInt8]) throws(Diagnostic) -> [(entry: TarEntry, content: String)] {
    let reader = TarReader(ArrayReader(bytes), name: "x.tar")
    var entries: [(TarEntry, String)] = []
    while let entry = try reader.next() { entries.append((entry, String(decoding: try reader.readAll(), as: UTF8.self))) }
    return entries
}
