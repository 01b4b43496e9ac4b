import Archives
import Diagnostics
import Files

/// An index file that Cuttle wrote: its signatures, what it says of itself, and the blocks of its list, none of which is unpacked.
struct BlockedIndex {
    let front: IndexFront
    let member: BlockedMember
    let description: [UInt8]
    /// The blocks of the list.
    let blocks: ArraySlice<BlockedMember.Block>

    /// Nil for a file of anybody else, and one that is odd in any way: `IndexFile` says what is wrong.
    init?(_ content: [UInt8], name: String) {
        guard let front = IndexFront(content, name: name), let member = BlockedMember(content[front.end...]), member.blocks.count >= 2,
            let first = member.blocks.first, let last = member.blocks.last
        else { return nil }
        let length = member.length - first.length - last.length
        // Before a signature is known, as little is unpacked of a small file as of any other (`IndexFile`).
        guard first.length <= Self.longestHead, last.length <= Self.longestTail, length / Self.largestRatio <= content.count else {
            return nil
        }
        do throws(Diagnostic) {
            let head = try first.content(name: name)
            let tar = TarReader(ArrayReader(head), name: name)
            guard length <= Self.limit, let entry = try tar.next(), entry.path == "DESCRIPTION" else { return nil }
            description = try tar.readAll(limit: 1 << 16)
            // Nothing is left that two readers could understand in two ways.
            guard try head == IndexLayout.head(description, length: length),
                try last.content(name: name) == IndexLayout.tail(length: length)
            else { return nil }
        } catch {
            return nil
        }
        (self.front, self.member) = (front, member)
        blocks = member.blocks.dropFirst().dropLast()
    }

    private static let limit = 300 << 20
    /// Headers, and a description with what fills its last block.
    private static let longestHead = 1 << 17
    private static let longestTail = 2048
    /// Lists have a fourth of their length when they are compressed.
    private static let largestRatio = 500

    /// The list; nil when the blocks are not what they seem.
    func text(name: String) -> [UInt8]? {
        var text: [UInt8] = []
        text.reserveCapacity(blocks.reduce(0) { $0 + $1.length })
        for block in blocks {
            guard let content = try? block.content(name: name) else { return nil }
            text += content
        }
        return text
    }
}
