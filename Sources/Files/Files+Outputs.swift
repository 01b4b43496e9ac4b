public import Diagnostics
import Glibc
public import SystemPackage

/// Files that users name as outputs: links are followed, and what is no ordinary file is written into.
extension Files {
    /// Refuses what no file can be written to, before any work is done: a folder, a block device, a socket.
    public static func checkOutput(_ path: FilePath) throws(Diagnostic) {
        guard let kind = (try? FileStatus(followingLinks: path))?.kind else { return }
        let name: String
        switch kind {
        case .directory: name = "folder"
        case .blockDevice: name = "block device"
        case .socket: name = "socket"
        case .regular, .symbolicLink, .fifo, .characterDevice: return
        }
        throw Diagnostic(.outputExists, "\(path) is a \(name), and the output is one file", hint: "give another name")
    }

    /// Writes an output that a user named, as `AtomicFile(replacing:)` does.
    public static func writeOutput(_ content: [UInt8], to path: FilePath) throws(Diagnostic) {
        let file = try AtomicFile(replacing: path)
        try file.write(content)
        try file.commit()
    }

    /// Which of the streams that this process writes to anyway is open on a file, as on `/dev/stdout`; nil: neither.
    fileprivate static func stream(on status: FileStatus) -> Int32? {
        [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
            var value = stat()
            return fstat(descriptor, &value) == 0 && FileStatus(value).identity == status.identity
        }
    }
}

extension AtomicFile {
    /// Starts a file in the place of another: at the end of its links, and with its permission bits; 0644 where there is none. A pipe or a
    /// character device stays, and is written into at once.
    ///
    /// - Parameter temporaryFolder: where it is until it is complete; left out when that is on another file system.
    /// - Throws: `output-exists` for what cannot be written so.
    public convenience init(replacing path: FilePath, temporaryFolder: FilePath? = nil) throws(Diagnostic) {
        try Files.checkOutput(path)
        if let status = try? FileStatus(followingLinks: path) {
            let stream = Files.stream(on: status)
            if stream != nil || status.kind != .regular {
                try self.init(into: path, shared: stream)
                return
            }
        }
        let target = try Files.followingLinks(path)
        let mode = FileStatus.ifPresent(target).map { $0.mode & 0o777 } ?? 0o644
        // What a link leads to may be elsewhere.
        try self.init(target, mode: mode, temporaryFolder: target == path ? temporaryFolder : nil)
    }
}

extension Diagnostic.Code {
    /// The output would overwrite something else.
    public static let outputExists = input("output-exists")
}
