import Fuzzing

/// A change to bytes of which nothing is known.
enum ByteMutation: CaseIterable {
    case flipBit, setByte, insert, delete, duplicate, truncate, number, zero

    func apply(to bytes: inout [UInt8], _ random: inout Random) {
        if bytes.isEmpty {
            bytes = [UInt8(truncatingIfNeeded: random.next())]
            return
        }
        let place = random.below(bytes.count)
        let end = min(bytes.count, place + 1 + random.below(random.once(in: 4) ? 600 : 16))
        switch self {
        case .flipBit: bytes[place] ^= 1 << UInt8(random.below(8))
        case .setByte: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case .insert: bytes.insert(contentsOf: (0..<(end - place)).map { _ in UInt8(truncatingIfNeeded: random.next()) }, at: place)
        case .delete: bytes.removeSubrange(place..<end)
        case .duplicate: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case .truncate: bytes.removeSubrange(place...)
        case .number:
            let value = random.pick(InterestingTexts.numbers) ?? 0
            let width = random.pick([1, 2, 4, 8]) ?? 1
            let isLittle = random.once(in: 2)
            for index in 0..<width where place + index < bytes.count {
                bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * (isLittle ? index : width - 1 - index)))
            }
        case .zero: for index in place..<end { bytes[index] = 0 }
        }
    }
}
