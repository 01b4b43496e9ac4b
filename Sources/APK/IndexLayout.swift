import Archives
import Diagnostics
import Files

/// How an index file is cut into blocks, so that most of it is copied when a package changes: which bytes come of it depends on the records and
/// the description alone, and not on what was there before.
///
/// The first block holds what stands before the list in the tar archive, the last what stands behind it. Between them, a block begins with
/// each record whose checksum begins with eight zero bits, as one of 256 does by chance.
enum IndexLayout {
    /// Compresses an index.
    ///
    /// - Parameter known: gives blocks of the list that are there already, by content and CRC-32.
    static func member(
        _ slots: [IndexSlot],
        description: [UInt8],
        known: ([UInt8], UInt32) -> BlockedMember.Block?
    ) throws(Diagnostic) -> BlockedMember {
        let pieces = pieces(of: slots)
        let length = pieces.reduce(0) { $0 + $1.count }
        let all = try [head(description, length: length)] + pieces + [tail(length: length)]
        return BlockedMember(compressing: all) { position, checksum in
            position == 0 || position == all.count - 1 ? nil : known(all[position], checksum)
        }
    }

    /// The text of records, cut.
    static func pieces(of slots: [IndexSlot]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var piece: [UInt8] = []
        for slot in slots {
            let start = piece.count
            slot.append(to: &piece)
            if start > 0, isStart(piece[start...]) {
                pieces.append(Array(piece[..<start]))
                piece.removeFirst(start)
            }
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }

    /// Whether a block begins with a record: `C:Q1` and eight bits of zero in base64.
    static func isStart(_ record: ArraySlice<UInt8>) -> Bool {
        guard record.count > 5 else { return false }
        let first = record.startIndex + 4
        return record[first] == UInt8(ascii: "A") && (UInt8(ascii: "A")...UInt8(ascii: "P")).contains(record[first + 1])
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
