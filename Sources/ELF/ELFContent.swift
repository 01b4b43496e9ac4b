import Diagnostics
import Files

/// The bytes of a file that may be asked for in any order, never beyond its end.
struct ELFContent {
    private enum Place {
        case file(FileReader)
        case memory([UInt8])
        case parts((Int, Int) throws(Diagnostic) -> [UInt8])
    }

    let length: UInt64
    private let place: Place
    /// No table or text that is read at once is larger.
    private static let mostBytes: UInt64 = 1 << 24

    init(_ file: FileReader) throws(Diagnostic) {
        place = .file(file)
        length = UInt64(max(0, try file.size()))
    }

    init(_ bytes: [UInt8]) {
        place = .memory(bytes)
        length = UInt64(bytes.count)
    }

    init(length: Int, _ read: @escaping (Int, Int) throws(Diagnostic) -> [UInt8]) {
        place = .parts(read)
        self.length = UInt64(max(0, length))
    }

    /// The bytes at an offset; nil when some of them lie outside of the file.
    func read(_ offset: UInt64, _ count: UInt64) throws(Diagnostic) -> [UInt8]? {
        guard offset <= length, count <= length - offset, count <= Self.mostBytes else { return nil }
        switch place {
        case .memory(let bytes): return Array(bytes[Int(offset)..<Int(offset + count)])
        case .parts(let read):
            let bytes = try read(Int(offset), Int(count))
            return bytes.count == Int(count) ? bytes : nil
        case .file(let file):
            try file.seek(to: Int64(offset))
            var bytes: [UInt8] = []
            while bytes.count < Int(count) {
                let chunk = try file.read(upTo: Int(count) - bytes.count)
                if chunk.isEmpty { return nil }
                bytes += chunk
            }
            return bytes
        }
    }

    /// At most so many of the bytes at an offset, as many as there are.
    func read(upTo count: UInt64, at offset: UInt64) throws(Diagnostic) -> [UInt8]? {
        guard offset <= length else { return nil }
        return try read(offset, min(count, length - offset))
    }

    /// The text that ends with a zero byte, at an offset; nil when it is longer than `limit` bytes or no UTF-8.
    func string(at offset: UInt64, limit: UInt64) throws(Diagnostic) -> String? {
        guard let bytes = try read(upTo: limit + 1, at: offset), let end = bytes.firstIndex(of: 0) else { return nil }
        return String(validating: bytes[..<end], as: UTF8.self)
    }
}
