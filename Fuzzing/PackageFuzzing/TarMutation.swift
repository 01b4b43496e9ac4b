import Fuzzing

/// A change to the entries of an archive; checksums and sizes are mostly put right again, so that readers go on.
enum TarMutation: CaseIterable {
    case path, target, kind, field, size, mode
    case duplicate, delete, swap, insert
    case record, brokenRecord, longName, headers
    case content, checksum, magic, tail

    func apply(to draft: inout TarDraft, _ random: inout Random) {
        let path = random.pick(InterestingTexts.paths) ?? []
        let other = random.pick(InterestingTexts.paths) ?? []
        if draft.pieces.isEmpty || self == .insert {
            draft.pieces.insert(Self.entry(path, other, &random), at: random.below(draft.pieces.count + 1))
            return
        }
        let place = random.below(draft.pieces.count)
        switch self {
        case .path:
            draft.pieces[place].put([UInt8](repeating: 0, count: 100), at: 0)
            draft.pieces[place].put(path.prefix(100), at: 0)
            if random.once(in: 4) { draft.pieces[place].put(other.prefix(155), at: 345) }
        case .target:
            draft.pieces[place].put([UInt8](repeating: 0, count: 100), at: 157)
            draft.pieces[place].put(other.prefix(100), at: 157)
        case .kind: draft.pieces[place].header[156] = Self.flag(&random)
        case .field:
            let (offset, length) =
                random.pick([(100, 8), (108, 8), (116, 8), (124, 12), (136, 12), (265, 32), (297, 32), (329, 8), (337, 8)]) ?? (100, 8)
            let value = random.pick(InterestingTexts.values) ?? []
            draft.pieces[place].put(value.prefix(length), at: offset)
        case .size:
            draft.pieces[place].put(TarDraft.octal(random.pick([0, 1, 511, 512, 513, 1 << 20, 1 << 32]) ?? 0, digits: 11), at: 124)
            draft.pieces[place].isRepaired = false
        case .mode: draft.pieces[place].put(TarDraft.octal(random.below(0o100000), digits: 7), at: 100)
        case .duplicate: draft.pieces.insert(draft.pieces[place], at: random.below(draft.pieces.count))
        case .delete: draft.pieces.remove(at: place)
        case .swap: draft.pieces.swapAt(place, random.below(draft.pieces.count))
        case .record, .brokenRecord, .longName, .headers: addHeader(to: &draft, at: place, other, &random)
        case .content: random.pick(ByteMutation.allCases)?.apply(to: &draft.pieces[place].content, &random)
        case .checksum:
            draft.pieces[place].isRepaired = false
            draft.pieces[place].header[148 + random.below(8)] ^= UInt8(1 + random.below(7))
        case .magic: draft.pieces[place].header[257 + random.below(8)] ^= UInt8(1 + random.below(255))
        case .tail:
            draft.tail = [UInt8](repeating: 0, count: random.pick([0, 1, 511, 512, 1_024, 10_240]) ?? 0)
            if random.once(in: 4) { draft.tail.append(UInt8(random.below(256))) }
        case .insert: break
        }
    }

    /// Puts one or many extended headers before an entry.
    private func addHeader(to draft: inout TarDraft, at place: Int, _ path: [UInt8], _ random: inout Random) {
        switch self {
        case .longName:
            let name = random.once(in: 3) ? [UInt8](repeating: 0x61, count: random.below(6_000)) : path
            let flag = random.once(in: 2) ? UInt8(ascii: "L") : UInt8(ascii: "K")
            draft.pieces.insert(TarDraft.Piece(Array("././@LongLink".utf8), flag: flag, content: name + [0]), at: place)
        case .headers:
            let piece = Self.extended(&random, isBroken: false)
            draft.pieces.insert(contentsOf: [TarDraft.Piece](repeating: piece, count: 1 + random.below(40)), at: place)
        default: draft.pieces.insert(Self.extended(&random, isBroken: self == .brokenRecord), at: place)
        }
    }

    private static func extended(_ random: inout Random, isBroken: Bool) -> TarDraft.Piece {
        var content: [UInt8] = []
        for _ in 0..<(1 + random.below(3)) {
            let record = random.pick(InterestingTexts.records) ?? []
            var length = record.count + 3
            while String(length).utf8.count + record.count + 2 != length { length = String(length).utf8.count + record.count + 2 }
            if isBroken { length += random.below(5) - 2 }
            content += Array(String(length).utf8) + [0x20] + record + [0x0A]
        }
        let flag = random.once(in: 8) ? UInt8(ascii: "g") : UInt8(ascii: "x")
        return TarDraft.Piece(Array("PaxHeaders.0/x".utf8), flag: flag, content: content)
    }

    private static func entry(_ path: [UInt8], _ target: [UInt8], _ random: inout Random) -> TarDraft.Piece {
        let flag = flag(&random)
        let content = (0x31...0x36).contains(flag) ? [] : [UInt8](repeating: 0x61, count: random.below(700))
        return TarDraft.Piece(path, flag: flag, content: content, target: (0x31...0x32).contains(flag) ? target : [])
    }

    private static func flag(_ random: inout Random) -> UInt8 {
        random.pick(Array("0000111222555634670xgLKSVMDNA1 ".utf8) + [0]) ?? 0x30
    }
}
