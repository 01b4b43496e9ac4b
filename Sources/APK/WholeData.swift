import Archives
import CLinux
import Cryptography
import Diagnostics
import Files
import Synchronization

/// The data of a package in memory, decompressed and found to have the digest that the package names.
final class WholeData {
    let bytes: [UInt8]
    private let share: MemoryShare

    /// Reads the data; nil where that must be done piece by piece: what is large, what is damaged, and when others use the memory.
    init?(of package: PackageFile, limits: ReadingLimits) throws(Diagnostic) {
        let length = package.size - package.dataOffset
        guard length >= 4, length <= MemoryShare.most else { return nil }
        let file = try FileReader(package.path)
        try file.seek(to: package.size - 4)
        guard let count = WholeMember.contentLength(end: try file.read(upTo: 4)), count <= min(limits.dataBytes, limits.freeBytes),
            let share = MemoryShare(Int(length) + count)
        else { return nil }
        try file.seek(to: package.dataOffset)
        let member = try file.read(upTo: Int(length) + 1)
        guard member.count == length, Digest.of(member).hex == package.info.dataHash,
            let content = WholeMember.content(of: member, length: count)
        else { return nil }
        bytes = content
        share.shrink(by: Int(length))
        self.share = share
    }
}

/// A part of the memory that the data of packages may take at one time, whatever number of processors reads them.
private final class MemoryShare {
    static let most = 52 << 20
    private static let used: Mutex<Int> = {
        // What is large goes back to the system when it is let go; else the allocator would soon keep as much as the largest packages take.
        mallopt(M_MMAP_THRESHOLD, 4 << 20)
        return Mutex(0)
    }()
    private var count: Int

    /// Takes a number of bytes; nil when so many are not left.
    init?(_ count: Int) {
        let isTaken = Self.used.withLock { used in
            if count > Self.most - used { return false }
            used += count
            return true
        }
        if !isTaken { return nil }
        self.count = count
    }

    /// Lets go of a part.
    func shrink(by part: Int) {
        count -= part
        Self.used.withLock { $0 -= part }
    }

    deinit { Self.used.withLock { $0 -= count } }
}
