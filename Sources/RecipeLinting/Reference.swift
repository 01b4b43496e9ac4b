/// A reference to a variable: `${{name}}`, with blanks allowed around the name.
enum Reference {
    private static let marker = Array("${{".utf8)

    /// The names that a text refers to.
    static func names(in text: String) -> [String] {
        text.withBytes { bytes in
            var names: [String] = []
            var start = 0
            while let offset = bytes.offset(of: marker, from: start) {
                if let name = name(in: bytes, at: offset) { names.append(name) }
                start = offset + marker.count
            }
            return names
        }
    }

    /// The name of the reference that begins at a dollar sign.
    static func name(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> String? {
        guard start + 4 < bytes.count, bytes[start + 1] == UInt8(ascii: "{"), bytes[start + 2] == UInt8(ascii: "{") else { return nil }
        var end = start + 3
        while end < bytes.count, bytes[end] != UInt8(ascii: "}"), bytes[end] != 0x0A { end += 1 }
        guard end + 1 < bytes.count, bytes[end] == UInt8(ascii: "}"), bytes[end + 1] == UInt8(ascii: "}") else { return nil }
        var name = bytes[(start + 3)..<end].drop(while: \.isBlank)
        while name.last?.isBlank == true { name = name.dropLast() }
        return String(decoding: name, as: UTF8.self)
    }
}
