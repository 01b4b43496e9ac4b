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

    /// Whether a record has a name, for which its other places need not be looked at.
    func isNamed(_ name: String, at position: Int) -> Bool {
        let place = position * IndexSlot.width + IndexSlot.Place.name.rawValue * 2
        let (start, end) = (numbers[place], numbers[place + 1])
        return start <= end && text.content.holds(name.utf8.span, at: Int(start)..<Int(end))
    }

    subscript(_ position: Int) -> IndexSlot { IndexSlot(text, numbers, at: position * IndexSlot.width) }
}
