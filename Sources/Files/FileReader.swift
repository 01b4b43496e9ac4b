public import Diagnostics
import Glibc
public import SystemPackage

/// Something that gives bytes until it gives none.
public protocol ByteSource: AnyObject {
    /// The next bytes, at most `count`; empty at the end.
    func read(upTo count: Int) throws(Diagnostic) -> [UInt8]
}

extension ByteSource {
    /// Hands everything that is left to a sink, in pieces.
    public func copy(to sink: some ByteSink) throws(Diagnostic) {
        while true {
            let chunk = try read(upTo: 1 << 20)
            if chunk.isEmpty { return }
            try sink.write(chunk)
        }
    }
}

/// Reads a file of the host from start to end; closes it when let go.
public final class FileReader: ByteSource {
    private let path: FilePath
    private let descriptor: Int32

    /// Opens a file.
    public init(_ path: FilePath) throws(Diagnostic) {
        self.path = path
        descriptor = try check("open", path) { open(path.string, O_RDONLY | O_CLOEXEC) }
    }

    deinit { close(descriptor) }

    public func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        var failure: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            while true {
                used = Glibc.read(descriptor, buffer.baseAddress, count)
                if used >= 0 { return }
                used = 0
                let error = Errno.current
                if error != .interrupted {
                    failure = error
                    return
                }
            }
        }
        if let failure { throw .system("read", path, failure) }
        return bytes
    }

    /// Continues reading at a byte offset from the start.
    public func seek(to offset: Int64) throws(Diagnostic) {
        if lseek(descriptor, off_t(offset), SEEK_SET) == -1 { throw .system("seek in", path, .current) }
    }

    /// Length in bytes.
    public func size() throws(Diagnostic) -> Int64 {
        var value = stat()
        try check("examine", path) { fstat(descriptor, &value) }
        return Int64(value.st_size)
    }
}

/// Gives the bytes of an array.
public final class ArrayReader: ByteSource {
    private var rest: ArraySlice<UInt8>

    /// Wraps bytes.
    public init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// Wraps a part of some bytes.
    public init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    public func read(upTo count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
