import Archives
import Cryptography
import Diagnostics
import Files

/// How an index file is cut into blocks, so that most of it is copied when a package changes: which bytes come of it depends on the records and
/// the description alone, and not on what was there before.
///
/// The first block holds what stands before the list in the tar archive, the last what stands behind it. Between them, a block begins with
/// each record whose checksum begins with eight zero bits, as one of 256 does by chance.
enum IndexLayout {
    /// The file's content of blocks of the list.
    static func member(_ blocks: [BlockedMember.Block], description: [UInt8]) throws(Diagnostic) -> BlockedMember {
        let length = blocks.reduce(0) { $0 + $1.length }
        let ends = try BlockedMember(compressing: [head(description, length: length), tail(length: length)]).blocks
        return BlockedMember(ends.prefix(1) + blocks + ends.suffix(1))
    }

    /// The blocks of a list: those that records were read from are taken again, where all of their records follow one another.
    static func blocks(of slots: [IndexSlot]) -> [BlockedMember.Block] {
        var pieces: [[UInt8]] = []
        var known: [Int: BlockedMember.Block] = [:]
        var position = 0
        var isNew = true
        while position < slots.count {
            let slot = slots[position]
            if isNew || slot.beginsBlock, let (block, end) = Self.block(slots, position) {
                known[pieces.count] = block
                pieces.append([])
                position = end
                isNew = true
                continue
            }
            if isNew || slot.beginsBlock { pieces.append([]) }
            slot.append(to: &pieces[pieces.count - 1])
            position += 1
            isNew = false
        }
        let missing = pieces.indices.filter { known[$0] == nil }
        let made = BlockedMember(compressing: missing.map { pieces[$0] }).blocks
        for (position, block) in zip(missing, made) { known[position] = block }
        return pieces.indices.compactMap { known[$0] }
    }

    /// The block whose records are those from a position on, and where they end; nil when there is none.
    private static func block(_ slots: [IndexSlot], _ position: Int) -> (BlockedMember.Block, Int)? {
        guard let (text, first) = slots[position].place, let (block, range) = text.block(at: first.lowerBound) else { return nil }
        var end = position
        var next = range.lowerBound
        while next < range.upperBound {
            guard end < slots.count, let (other, place) = slots[end].place, other === text, place.lowerBound == next else { return nil }
            if end > position, slots[end].beginsBlock { return nil }
            // With the empty line.
            next = place.upperBound + 1
            end += 1
        }
        return next == range.upperBound && (end == slots.count || slots[end].beginsBlock) ? (block, end) : nil
    }

    /// Whether the records of a whole text, in order, stand in so many blocks of it just as they would be put into blocks.
    ///
    /// The blocks of a signed index are taken one by one, for what they seem to be: so nothing else may be signed.
    static func isKept(by slots: [IndexSlot], blocks count: Int) -> Bool {
        var (position, found) = (0, 0)
        while position < slots.count {
            guard position == 0 || slots[position].beginsBlock, let (_, end) = block(slots, position) else { return false }
            (position, found) = (end, found + 1)
        }
        return found == count
    }

    /// Whether records are the whole text that they were read from, in its order, each with its empty line.
    static func areWhole(_ slots: [IndexSlot], of text: IndexText) -> Bool {
        var next = 0
        for slot in slots {
            guard let (other, place) = slot.place, other === text, place.lowerBound == next else { return false }
            next = place.upperBound + 1
        }
        return next == text.content.count
    }

    /// What stands before a list of so many bytes.
    static func head(_ description: [UInt8], length: Int) throws(Diagnostic) -> [UInt8] {
        let output = ArrayWriter()
        let tar = TarWriter(output)
        try tar.add(TarEntry(path: "DESCRIPTION", kind: .regular, mode: 0o644), bytes: description)
        var entry = TarEntry(path: "APKINDEX", kind: .regular, mode: 0o644)
        entry.size = Int64(length)
        try tar.addHeader(entry)
        return output.bytes
    }

    /// What stands behind it: what fills the last block of tar, and two blocks that end the archive.
    static func tail(length: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (512 - length % 512) % 512 + 1024)
    }
}

extension Identity {
    /// Whether a block of an index begins with the record of a package.
    var beginsBlock: Bool { digest.bytes.first == 0 }
}
