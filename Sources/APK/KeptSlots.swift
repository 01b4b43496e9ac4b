import Files

/// Records at places of a text that were written down.
struct KeptSlots: Sendable {
    private let text: IndexText
    private let numbers: NumberList

    /// - Parameter numbers: `IndexSlot.width` for each record; nil when they are not.
    init?(_ text: IndexText, _ numbers: NumberList) {
        guard numbers.count.isMultiple(of: IndexSlot.width) else { return nil }
        self.text = text
        self.numbers = numbers
    }

    var count: Int { numbers.count / IndexSlot.width }

    subscript(_ position: Int) -> IndexSlot { IndexSlot(text, numbers, at: position * IndexSlot.width) }
}
