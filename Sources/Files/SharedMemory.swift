import CLinux
import Glibc
import Synchronization

/// A bounded piece of memory that all processors share for large things, one after another.
///
/// It is used again without going back to the system, which would have to empty each page; what is never needed is never there.
public final class SharedMemory: Sendable {
    /// Nobody else has a part while this is held; its bytes are what was there before.
    public final class Part {
        /// The memory, valid as long as the part.
        public let bytes: UnsafeMutableRawBufferPointer
        private let owner: SharedMemory
        fileprivate let range: Range<Int>

        fileprivate init(_ owner: SharedMemory, _ range: Range<Int>, _ bytes: UnsafeMutableRawBufferPointer) {
            (self.owner, self.range, self.bytes) = (owner, range, bytes)
        }

        deinit { owner.taken.withLock { $0.removeAll { $0 == range } } }
    }

    private let size: Int
    /// What is in use, in order.
    private let taken = Mutex<[Range<Int>]>([])
    /// Written by whoever has a part alone. It is never given back.
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer?

    /// Memory of a size in bytes.
    public init(size: Int) {
        // What is large besides goes back to the system; else the allocator would come to keep twice as much as the largest thing takes.
        mallopt(M_MMAP_THRESHOLD, 2 << 20)
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        self.start = start == MAP_FAILED ? nil : start
        self.size = start == MAP_FAILED ? 0 : size
    }

    /// A part of a number of bytes, one or more, the first that is free; nil when there is none.
    public func part(_ count: Int) -> Part? {
        guard let start, count > 0, count <= size else { return nil }
        let range = taken.withLock { taken -> Range<Int>? in
            var end = 0
            for (index, other) in taken.enumerated() {
                if other.lowerBound - end >= count {
                    taken.insert(end..<end + count, at: index)
                    return end..<end + count
                }
                end = other.upperBound
            }
            if size - end < count { return nil }
            taken.append(end..<end + count)
            return end..<end + count
        }
        guard let range else { return nil }
        return Part(self, range, UnsafeMutableRawBufferPointer(start: start + range.lowerBound, count: count))
    }
}
