/// A repeatable sequence of numbers (SplitMix64): every seed gives another one.
public struct Random: Sendable {
    private var state: UInt64

    /// The sequence of one execution of a run.
    public init(seed: UInt64, execution: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        _ = next()
        state ^= execution &* 0xD1B5_4A32_D192_ED03
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, the limit; 0 for a limit below 1.
    public mutating func below(_ limit: Int) -> Int {
        limit < 1 ? 0 : Int(truncatingIfNeeded: next() >> 1) % limit
    }

    /// True once in so many times.
    public mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// One of a list; nil when it is empty.
    public mutating func pick<Items: RandomAccessCollection>(_ items: Items) -> Items.Element? {
        items.isEmpty ? nil : items[items.index(items.startIndex, offsetBy: below(items.count))]
    }
}
