import CLibArchive
public import Diagnostics
public import Files
import Glibc
public import SystemPackage

/// An archive of sources in any format that libarchive knows: tar with any compression, zip, cpio…
public struct SourceArchive {
    private let path: FilePath
    private let name: String
    private let limit: Int64

    /// - Parameters:
    ///   - name: what the archive is called in errors; `path` may be a name by digest.
    ///   - limit: bytes that all files together may have, against archives that expand without end.
    public init(_ path: FilePath, name: String, limit: Int64 = 64 << 30) {
        self.path = path
        self.name = name
        self.limit = limit
    }

    /// Unpacks below a directory, never outside of it: a path or link that leads out is an error.
    ///
    /// Owners are dropped and the modes are those of umask 022, as `tar -x --no-same-owner` gives them to an ordinary
    /// user; times are kept, because makefiles compare them.
    ///
    /// - Parameters:
    ///   - prefix: a folder below `directory` that takes it all.
    ///   - stripComponents: how many leading parts of every path to drop; shorter paths are skipped.
    ///   - filter: whether an entry of this place is wanted.
    public func extract(
        to directory: RootedDirectory,
        below prefix: String = "",
        stripComponents: Int = 0,
        filter: (String) -> Bool = { _ in true }
    ) throws(Diagnostic) {
        // libarchive translates names to the locale of the thread; they are to stay UTF-8 wherever Cuttle runs.
        let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        let former = uselocale(locale)
        defer {
            uselocale(former)
            freelocale(locale)
        }
        let archive = archive_read_new()
        defer { archive_read_free(archive) }
        archive_read_support_filter_all(archive)
        archive_read_support_format_all(archive)
        guard archive_read_open_filename(archive, path.string, 1 << 16) == ARCHIVE_OK else { throw damaged(archive) }
        var directories: [(path: String, time: Int64)] = []
        var room = limit
        while true {
            var entry: OpaquePointer?
            let status = archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { break }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw damaged(archive) }
            guard let path = try place(archive_entry_pathname(entry), stripComponents, prefix), filter(path) else { continue }
            let mode = UInt32(archive_entry_perm(entry)) & 0o755
            let time = Int64(archive_entry_mtime(entry))
            try makeParents(of: path, in: directory)
            if let target = archive_entry_hardlink(entry) {
                guard let target = try place(target, stripComponents, prefix) else { continue }
                try replace(path, in: directory)
                try directory.makeHardLink(path, to: target)
                continue
            }
            switch UInt32(archive_entry_filetype(entry)) & 0o170000 {
            case 0o040000:
                try directory.makeDirectories(path, mode: mode | 0o700)
                directories.append((path, time))
            case 0o120000:
                try replace(path, in: directory)
                try directory.makeSymbolicLink(path, to: archive_entry_symlink(entry).map { String(cString: $0) } ?? "")
            case 0o100000:
                try replace(path, in: directory)
                try copy(archive, to: directory.createFile(path, mode: mode | 0o600), room: &room)
                try directory.setModificationTime(path, time)
            default:
                throw Diagnostic(.damagedArchive, "\(name) holds \"\(path)\", a device or pipe; sources hold only files, folders and links")
            }
        }
        for (path, time) in directories.reversed() { try directory.setModificationTime(path, time) }
    }

    private func copy(_ archive: OpaquePointer?, to writer: FileWriter, room: inout Int64) throws(Diagnostic) {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, used in
                count = archive_read_data(archive, buffer.baseAddress, buffer.count)
                used = max(0, count)
            }
            if count < 0 { throw damaged(archive) }
            if count == 0 { return }
            room -= Int64(count)
            if room < 0 { throw Diagnostic(.limit, "\(name) expands to more than \(limit) bytes") }
            try writer.write(bytes)
        }
    }

    /// Where an entry goes: nil when nothing is left of its path.
    private func place(_ pointer: UnsafePointer<CChar>?, _ strip: Int, _ prefix: String) throws(Diagnostic) -> String? {
        guard let pointer, let text = String(validatingCString: pointer) else {
            throw Diagnostic(.damagedArchive, "\(name) holds a path that is not UTF-8")
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
        if text.utf8.first == UInt8(ascii: "/") || parts.contains("..") {
            throw Diagnostic(.damagedArchive, "\(name) holds the path \"\(text)\", which leads out of its folder")
        }
        let rest = parts.dropFirst(strip)
        if rest.isEmpty { return nil }
        return (prefix.isEmpty ? "" : prefix + "/") + rest.joined(separator: "/")
    }

    private func makeParents(of path: String, in directory: RootedDirectory) throws(Diagnostic) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return }
        let parent = String(path[..<slash])
        if directory.status(parent) == nil { try directory.makeDirectories(parent) }
    }

    private func replace(_ path: String, in directory: RootedDirectory) throws(Diagnostic) {
        if let status = directory.status(path), status.kind != .directory { try directory.removeFile(path) }
    }

    private func damaged(_ archive: OpaquePointer?) -> Diagnostic {
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "unknown format"
        return Diagnostic(.damagedArchive, "cannot unpack \(name): \(reason)")
    }
}
