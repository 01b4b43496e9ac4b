import Files
import Testing

/// Parts of shared memory do not overlap, and are free again when they are let go.
@Suite struct SharedMemoryTests {
    @Test func partsAreApart() throws {
        let memory = SharedMemory(size: 100)
        var parts = try [40, 30, 30].map { try #require(memory.part($0)) }
        #expect(memory.part(1) == nil)
        for (number, part) in parts.enumerated() { for index in part.bytes.indices { part.bytes[index] = UInt8(number) } }
        for (number, part) in parts.enumerated() { #expect(part.bytes.allSatisfy { $0 == UInt8(number) }) }
        parts.remove(at: 1)
        #expect(memory.part(31) == nil)
        let first = try #require(memory.part(10))
        let second = try #require(memory.part(20))
        #expect(memory.part(1) == nil)
        for index in first.bytes.indices { first.bytes[index] = 7 }
        for index in second.bytes.indices { second.bytes[index] = 8 }
        #expect(first.bytes.allSatisfy { $0 == 7 } && parts[0].bytes.allSatisfy { $0 == 0 } && parts[1].bytes.allSatisfy { $0 == 2 })
    }

    @Test(arguments: [0, -1, 101, Int.max]) func whatIsNoPartIsNone(_ count: Int) {
        #expect(SharedMemory(size: 100).part(count) == nil)
    }

    @Test func allIsFreeInTheEnd() async {
        let memory = SharedMemory(size: 1 << 16)
        await withTaskGroup { group in
            for number in 0..<64 {
                group.addTask {
                    for round in 1...50 {
                        guard let part = memory.part((number * 37 + round * 101) % 9000 + 1) else { continue }
                        for index in part.bytes.indices { part.bytes[index] = UInt8(number) }
                        #expect(part.bytes.allSatisfy { $0 == UInt8(number) })
                    }
                }
            }
        }
        #expect(memory.part(1 << 16) != nil)
    }
}
