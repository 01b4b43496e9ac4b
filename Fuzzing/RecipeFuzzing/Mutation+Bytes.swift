import Fuzzing

extension Mutation {
    /// Changes bytes without regard to what they mean.
    func changeBytes(of draft: inout Draft, _ random: inout Random) {
        var bytes = draft.bytes
        if bytes.isEmpty { return }
        let place = random.below(bytes.count)
        let end = min(bytes.count, place + 1 + random.below(40))
        switch self {
        case .changeByte: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case .insertBytes:
            let piece = random.pick(Self.pieces) ?? []
            bytes.insert(contentsOf: piece, at: place)
        case .deleteBytes: bytes.removeSubrange(place..<end)
        case .damageText:
            bytes.insert(contentsOf: random.pick(Self.damage) ?? [], at: place)
        case .truncate: bytes.removeSubrange(place...)
        case .carriageReturns:
            bytes = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        default: break
        }
        draft = Draft(bytes)
    }

    private static let pieces: [[UInt8]] = [
        "'", "\"", ": ", "- ", "{", "}", "[", "]", "&a ", "*a", "<<: ", "|\n", "\n", "\t", "\r", "#", "--- ", "...\n", "%YAML 9.9\n---\n",
        "\0",
        "!<!> ", ",", "?", "\\", "${{", "}}", "\u{FEFF}", "\u{85}", "\u{2029}", "\u{10FFFF}", "\u{7F}",
    ].map { Array($0.utf8) }

    /// What is not UTF-8: cut off, overlong, surrogates, beyond Unicode, another encoding's mark.
    private static let damage: [[UInt8]] = [
        [0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF, 0xFE],
        [0xFE, 0xFF],
        [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ]
}
