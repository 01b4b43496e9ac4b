extension Node {
    /// The items of a sequence.
    public struct Items: RandomAccessCollection, Sendable {
        private let document: Document
        private let start: Int
        public let endIndex: Int

        init(_ document: Document, _ sequence: Document.Value) {
            self.document = document
            start = Int(sequence.start)
            endIndex = Int(sequence.count)
        }

        public var startIndex: Int { 0 }

        public subscript(position: Int) -> Node {
            precondition(position >= 0 && position < endIndex, "there is no such item")
            return Node(document: document, index: document.child(start + position))
        }
    }

    /// The keys of a mapping with their values.
    public struct Entries: RandomAccessCollection, Sendable {
        private let document: Document
        private let start: Int
        public let endIndex: Int

        init(_ document: Document, _ mapping: Document.Value) {
            self.document = document
            start = Int(mapping.start)
            endIndex = Int(mapping.count) / 2
        }

        public var startIndex: Int { 0 }

        public subscript(position: Int) -> Entry {
            precondition(position >= 0 && position < endIndex, "there is no such key")
            let key = start + 2 * position
            return Entry(document, key: document.child(key), value: document.child(key + 1))
        }
    }
}
