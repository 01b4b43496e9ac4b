/// One name in a directory, compared by its bytes: as texts, two names could be one.
struct FileName: Hashable, Comparable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(_ bytes: Substring.UTF8View) {
        text = String(Substring(bytes))
    }

    static func == (left: FileName, right: FileName) -> Bool {
        left.text.utf8.count == right.text.utf8.count && left.text.utf8.elementsEqual(right.text.utf8)
    }

    static func < (left: FileName, right: FileName) -> Bool {
        left.text.utf8.precedes(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String.UTF8View {
    /// Whether these bytes come before others; of two of which one begins with the other, the shorter.
    func precedes(_ other: String.UTF8View) -> Bool {
        let answer = withContiguousStorageIfAvailable { left in
            other.withContiguousStorageIfAvailable { right in left.lexicographicallyPrecedes(right) }
        }
        return answer.flatMap { $0 } ?? lexicographicallyPrecedes(other)
    }
}
