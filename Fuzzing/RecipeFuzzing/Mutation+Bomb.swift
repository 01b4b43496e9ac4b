import Fuzzing

extension Mutation {
    /// Adds what is small to write and large to read.
    func addBomb(to draft: inout Draft, _ random: inout Random) {
        switch self {
        case .deepFlow:
            let depth = random.pick([8, 63, 64, 65, 500, 5_000]) ?? 8
            let (open, close) = random.pick([("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("(", ")")]) ?? ("[", "]")
            let end = random.once(in: 2) ? String(repeating: close, count: depth) : ""
            Self.put(String(repeating: open, count: depth) + end, into: &draft, &random)
        case .deepSteps:
            let depth = 1 + random.below(40)
            let text = String(repeating: "{pipeline: [", count: depth) + "{runs: a}" + String(repeating: "]}", count: depth)
            Self.append("pipeline: [\(text)]", "pipeline", to: &draft)
        case .aliases:
            let (levels, width) = (1 + random.below(30), 1 + random.below(12))
            let section = random.pick(["vars", "data", "pipeline", "subpackages", "options", "annotations", "x"]) ?? "x"
            var text = "\(section):\n  - &b0 {name: n, runs: a, items: {k: v}}\n"
            for level in 1...levels {
                let list = [String](repeating: "*b\(level - 1)", count: width).joined(separator: ", ")
                text += "  - &b\(level) \(random.once(in: 2) ? "[\(list)]" : "{pipeline: [\(list)]}")\n"
            }
            Self.append(text, section, to: &draft)
        case .merges:
            let (levels, width) = (1 + random.below(12), 1 + random.below(12))
            var text = "vars:\n  m0: &m0 {k0: v, k1: v}\n"
            for level in 1...levels {
                let list = [String](repeating: "*m\(level - 1)", count: width).joined(separator: ", ")
                text += "  m\(level): &m\(level) {<<: [\(list)], k\(level + 1): w}\n"
            }
            Self.append(text, "vars", to: &draft)
        case .range:
            let count = random.pick([0, 1, 3, 50, 400, 3_000]) ?? 1
            let items = (0..<count).map { "    k\($0): '\($0 % 7)'\n" }.joined()
            Self.append("data:\n  - name: l\n    items:\n\(items.isEmpty ? "      {}\n" : items)", "data", to: &draft)
            let copies = random.pick([1, 1, 2, 20]) ?? 1
            let steps = "    pipeline:\n      - runs: echo ${{range.value}} ${{targets.subpkgdir}}\n      - uses: split/dev\n"
            let subpackages = (0..<copies).map { "  - name: s\($0)-${{range.key}}\n    range: l\n\(steps)" }.joined()
            Self.append("subpackages:\n\(subpackages)", "subpackages", to: &draft)
        case .expression:
            guard let pattern = random.pick(Interesting.patterns), let target = random.pick(["$1", "${n}", "$0$0$0$0", "$", "${", ""])
            else {
                return
            }
            let subject =
                random.once(in: 4) ? String(repeating: "a", count: 1 << random.below(17)) : "${{package.name}}-${{package.version}}"
            let written = String(decoding: pattern, as: UTF8.self)
            let text = "var-transforms:\n  - {from: '\(subject)', match: '\(written)', replace: '\(target)', to: a}\n"
            Self.append(text, "var-transforms", to: &draft)
        default: break
        }
    }

    /// Adds a section; one of the same name goes, so that the document is not refused for it.
    private static func append(_ text: String, _ section: String, to draft: inout Draft) {
        let head = Array("\(section):".utf8)
        while let index = draft.lines.firstIndex(where: { $0.starts(with: head) }) { draft.lines.removeSubrange(draft.block(at: index)) }
        draft.lines += Draft(Array(text.utf8)).lines
    }

    private static func put(_ text: String, into draft: inout Draft, _ random: inout Random) {
        guard let place = random.pick(draft.lines.indices) else { return }
        draft.lines[place].replaceSubrange((draft.value(at: place) ?? 0)..., with: Array(text.utf8))
    }
}
