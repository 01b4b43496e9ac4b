import Fuzzing

extension Mutation {
    /// Changes whole lines and blocks.
    func changeStructure(of draft: inout Draft, _ random: inout Random, others: [[UInt8]]) {
        if draft.lines.isEmpty { return }
        let place = random.below(draft.lines.count)
        let other = random.below(draft.lines.count)
        let block = draft.block(at: place)
        switch self {
        case .duplicateLine: draft.lines.insert(draft.lines[place], at: other)
        case .deleteLine: draft.lines.remove(at: place)
        case .swapLines: draft.lines.swapAt(place, other)
        case .duplicateBlock:
            let copies = random.once(in: 8) ? 1 + random.below(60) : 1
            for _ in 0..<copies where draft.lines.count < 6_000 {
                draft.lines.insert(contentsOf: draft.lines[block], at: block.upperBound)
            }
        case .deleteBlock: draft.lines.removeSubrange(block)
        case .moveBlock:
            let moved = draft.lines[block]
            draft.lines.removeSubrange(block)
            Self.insert(moved, into: &draft, &random)
        case .splice:
            guard let text = random.pick(others) else { return }
            let donor = Draft(text)
            Self.insert(donor.lines[donor.block(at: random.below(donor.lines.count))], into: &draft, &random)
        case .indentBlock:
            let width = max(0, draft.indentation(place) + (random.pick([-4, -2, -1, 1, 2, 4]) ?? 2))
            draft.lines.replaceSubrange(block, with: Draft.indented(draft.lines[block], to: width))
            if random.once(in: 10) { draft.lines[place].insert(0x09, at: 0) }
        default: break
        }
    }

    /// Puts a block somewhere, mostly with the indentation of its new neighbour.
    private static func insert(_ block: ArraySlice<[UInt8]>, into draft: inout Draft, _ random: inout Random) {
        if draft.lines.isEmpty { return draft.lines = Array(block) }
        let place = random.below(draft.lines.count)
        let width = draft.indentation(place) + (random.once(in: 3) ? 2 : 0)
        let lines = random.once(in: 6) ? Array(block) : Draft.indented(block, to: width)
        draft.lines.insert(contentsOf: lines, at: random.once(in: 2) ? place : draft.block(at: place).upperBound)
    }
}
