import Fuzzing

extension Mutation {
    /// Changes one value or key.
    func changeValue(in draft: inout Draft, _ random: inout Random) {
        if draft.lines.isEmpty { return }
        let place = random.below(draft.lines.count)
        let start = draft.value(at: place)
        var line = draft.lines[place]
        switch self {
        case .replaceValue:
            guard let start, let value = random.pick(Interesting.values) else { return }
            line.replaceSubrange(start..., with: value)
        case .replaceKey:
            guard let key = random.pick(Interesting.keys) else { return }
            let blanks = draft.indentation(place)
            let dash = line.dropFirst(blanks).starts(with: [UInt8(ascii: "-"), 0x20]) ? 2 : 0
            let end = line[min(line.count, blanks + dash)...].firstIndex(of: UInt8(ascii: ":")) ?? line.count
            line.replaceSubrange(min(blanks + dash, end)..<end, with: key)
        case .emptyValue: if let start { line.removeSubrange(start...) }
        case .quoteValue:
            guard let start, let quote = random.pick(["'", "\"", "!!str ", "!!int ", "|", ">-", "? ", "%", "@"]) else { return }
            line.insert(contentsOf: quote.utf8, at: start)
            if quote == "'" || quote == "\"" { line.append(contentsOf: quote.utf8) }
        case .insertMarker:
            guard let marker = random.pick(Interesting.markers) else { return }
            let from = start ?? draft.indentation(place)
            line.insert(contentsOf: marker, at: from + random.below(line.count - from + 1))
        case .repeatValue:
            guard let start else { return }
            let value = Array(line[start...])
            let times = min(1 << random.below(12), 100_000 / max(1, value.count))
            for _ in 0..<times { line.append(contentsOf: value) }
        case .condition:
            guard let condition = random.pick(Interesting.conditions) else { return }
            line = [UInt8](repeating: 0x20, count: draft.indentation(place)) + "if: ".utf8 + condition
            draft.lines.insert(line, at: place)
            return
        case .anchorBlock:
            // One line gets an anchor, another one refers to it.
            guard let start, let other = draft.lines.indices.randomIndex(&random), let value = draft.value(at: other) else { return }
            line.insert(contentsOf: "&a ".utf8, at: start)
            draft.lines[place] = line
            if other != place { draft.lines[other].replaceSubrange(value..., with: "*a".utf8) }
            return
        default: break
        }
        draft.lines[place] = line
    }
}

extension Range<Int> {
    fileprivate func randomIndex(_ random: inout Random) -> Int? { random.pick(self) }
}
