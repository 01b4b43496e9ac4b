import Archives
import Cryptography
import Diagnostics
import Files

/// The data of a package in memory, decompressed and found to have the digest that the package names.
final class WholeData {
    private let memory: SharedMemory.Part
    /// What the data of packages may take at one time, whatever number of processors reads them.
    private static let shared = SharedMemory(size: 36 << 20)
    /// A package is read as a whole besides.
    private static let longestMember: Int64 = 16 << 20

    /// Reads the data; nil where that must be done piece by piece: what is large, what is damaged, and when others use the memory.
    init?(of package: PackageFile, limits: ReadingLimits) throws(Diagnostic) {
        let length = package.size - package.dataOffset
        guard length >= 4, length <= Self.longestMember else { return nil }
        let file = try FileReader(package.path)
        try file.seek(to: package.size - 4)
        guard let count = WholeMember.contentLength(end: try file.read(upTo: 4)), count <= min(limits.dataBytes, limits.freeBytes),
            let memory = Self.shared.part(count)
        else { return nil }
        try file.seek(to: package.dataOffset)
        let member = try file.read(upTo: Int(length) + 1)
        guard member.count == length, Digest.of(member).hex == package.info.dataHash,
            WholeMember.decompress(member, into: memory.bytes)
        else { return nil }
        self.memory = memory
    }

    /// Gives a part of the data, all of it unless something else is said.
    ///
    /// - Parameters:
    ///   - offset: in bytes from the start.
    ///   - count: in bytes; what lies beyond the end is missing.
    func content(at offset: Int64 = 0, count: Int64 = .max) -> any ByteSource {
        let start = min(max(0, offset), Int64(memory.bytes.count))
        return Content(memory, Int(start)..<Int(start + min(max(0, count), Int64(memory.bytes.count) - start)))
    }

    private final class Content: ByteSource {
        private let memory: SharedMemory.Part
        private var rest: Range<Int>

        init(_ memory: SharedMemory.Part, _ range: Range<Int>) {
            self.memory = memory
            rest = range
        }

        func read(upTo count: Int) -> [UInt8] {
            let next = rest.prefix(count)
            rest = next.upperBound..<rest.upperBound
            return Array(UnsafeRawBufferPointer(rebasing: memory.bytes[next]))
        }
    }
}
