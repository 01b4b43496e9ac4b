import CLibArchive
public import Diagnostics
public import Files
public import SystemPackage

/// The content of a single file that may be compressed with gzip, xz or zstd; another file is given as it is.
public final class DecompressedFile: ByteSource {
    private enum Source {
        case plain(FileReader)
        case compressed(OpaquePointer)
    }

    /// Whether the file is compressed.
    public var isCompressed: Bool { if case .compressed = source { true } else { false } }

    private let source: Source
    private let name: String
    private var room: Int

    /// Opens a file.
    ///
    /// - Parameter limit: bytes to give at most; what follows is treated as if it were not there.
    public init(_ path: FilePath, limit: Int) throws(Diagnostic) {
        name = path.string
        room = limit
        let magic = try FileReader(path).read(upTo: 6)
        let magics: [[UInt8]] = [[0x1F, 0x8B], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], [0x28, 0xB5, 0x2F, 0xFD]]
        guard magics.contains(where: { magic.starts(with: $0) }), let archive = archive_read_new() else {
            source = .plain(try FileReader(path))
            return
        }
        source = .compressed(archive)
        archive_read_support_filter_gzip(archive)
        archive_read_support_filter_xz(archive)
        archive_read_support_filter_zstd(archive)
        archive_read_support_format_raw(archive)
        var entry: OpaquePointer?
        guard archive_read_open_filename(archive, path.string, 1 << 16) == ARCHIVE_OK,
            archive_read_next_header(archive, &entry) == ARCHIVE_OK
        else { throw damaged(archive) }
    }

    deinit {
        if case .compressed(let archive) = source { archive_read_free(archive) }
    }

    public func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        let wanted = min(count, room)
        guard wanted > 0 else { return [] }
        let bytes: [UInt8]
        switch source {
        case .plain(let reader): bytes = try reader.read(upTo: wanted)
        case .compressed(let archive):
            var result = 0
            bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, used in
                result = archive_read_data(archive, buffer.baseAddress, wanted)
                used = max(0, result)
            }
            if result < 0 { throw damaged(archive) }
        }
        room -= bytes.count
        return bytes
    }

    private func damaged(_ archive: OpaquePointer) -> Diagnostic {
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "unknown format"
        return Diagnostic(.damagedArchive, "cannot decompress \(name): \(reason)")
    }
}
