import Archives

/// The blocks of an index file that was read, to be found by their content.
struct IndexBlocks {
    private var places: [UInt32: (block: BlockedMember.Block, range: Range<Int>)] = [:]
    private let text: [UInt8]

    /// None when the file is not written in blocks, or its bytes are not at hand.
    init(_ file: IndexFile) {
        text = file.text
        guard let content = file.content, let member = BlockedMember(content[Int(file.signedOffset)...]) else { return }
        var start = 0
        for block in member.blocks.dropFirst().dropLast() {
            guard start + block.length <= text.count else { return }
            places[block.checksum] = (block, start..<start + block.length)
            start += block.length
        }
    }

    /// The block with a content.
    func block(_ content: [UInt8], _ checksum: UInt32) -> BlockedMember.Block? {
        guard let place = places[checksum], text[place.range].elementsEqual(content) else { return nil }
        return place.block
    }
}
