/// An address of upstream, as far as rules look at it: `scheme://user@host/path`.
struct Address {
    /// The host as it is written, with a port.
    let host: String

    /// Reads an address; nil for anything without scheme and host, with control characters, or with broken `%` sequences.
    init?(_ text: String) {
        let bytes = text.utf8.span
        var end = 0
        while end < bytes.count, bytes[end] != UInt8(ascii: ":") {
            let isAllowed = bytes[end].isWord && bytes[end] != UInt8(ascii: "_") || [0x2B, 0x2D, 0x2E].contains(bytes[end])
            if !isAllowed || end == 0 && bytes[0].isDigit { return nil }
            end += 1
        }
        guard end > 0, end + 2 < bytes.count, bytes[end + 1] == UInt8(ascii: "/"), bytes[end + 2] == UInt8(ascii: "/") else { return nil }
        var start = end + 3
        end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") {
            if bytes[end] == UInt8(ascii: "@") { start = end + 1 }
            end += 1
        }
        for index in 0..<bytes.count {
            if bytes[index] < 0x20 || bytes[index] == 0x7F { return nil }
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, bytes[index + 1].isHexDigit, bytes[index + 2].isHexDigit else { return nil }
            }
        }
        host = String(decoding: Array(text.utf8)[start..<end], as: UTF8.self)
    }

    /// Whether the host is a plain name: small letters, digits, `-` and dots, at the end a top level of letters only.
    ///
    /// This is stricter than the rules of addresses: a letter of another script that looks like a Latin one does not get through, and
    /// neither do numbers and ports. wolfictl holds top levels of more than six letters for wrong as well; there have been longer ones
    /// for many years.
    var hasPlainHost: Bool {
        let bytes = Array(host.utf8)
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot >= 2, let first = bytes.first, Self.isSmall(first) || first.isDigit
        else {
            return false
        }
        let top = bytes[(dot + 1)...]
        return (2...63).contains(top.count) && top.allSatisfy(Self.isSmall)
            && bytes[..<dot].allSatisfy { Self.isSmall($0) || $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isSmall(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
}
