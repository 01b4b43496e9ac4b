public import Diagnostics

extension CheckoutStep {
    init(inputs: ResolvedInputs) throws(Diagnostic) {
        let reference = try Self.reference(inputs)
        let commit = inputs.text("expected-commit").lowercased()
        let isBranchTip = try inputs.flag("expected-commit-is-branch-tip")
        if isBranchTip { try Self.checkBranchTip(inputs, reference, commit) }
        let submodules = Submodules(
            isShallow: try inputs.flag("shallow-submodules"),
            jobs: try inputs.number("submodule-jobs", in: 1...64)
        )
        var warnings: [Diagnostic] = []
        if reference == .head {
            warnings.append(
                Diagnostic(
                    .mutableSource,
                    "git-checkout names neither a branch nor a tag; it takes what the repository's HEAD names",
                    severity: .warning,
                    at: inputs.span
                )
            )
        }
        if commit.isEmpty {
            warnings.append(
                Diagnostic(
                    .mutableSource,
                    "git-checkout has no expected-commit, so it takes whatever upstream has",
                    severity: .warning,
                    at: inputs.span,
                    hint: "add expected-commit: followed by what git rev-parse HEAD prints in a checkout that you have looked at"
                )
            )
        }
        self.init(
            repository: try Self.repository(inputs),
            destination: inputs.text("destination"),
            depth: try Self.depth(inputs, needsHistory: inputs.text("branch") != "" && !commit.isEmpty && !isBranchTip),
            reference: reference,
            expectedCommit: commit.isEmpty ? nil : commit,
            isBranchTip: isBranchTip,
            submodules: try inputs.flag("recurse-submodules") ? submodules : nil,
            cherryPicks: try Self.cherryPicks(inputs),
            sparsePaths: try Self.sparsePaths(inputs),
            retries: Retries(
                limit: try inputs.number("max-retries", in: 0...100),
                initialWait: try inputs.number("initial-backoff", in: 0...3600),
                longestWait: try inputs.number("max-backoff", in: 0...3600)
            ),
            warnings: warnings,
            span: inputs.span,
            commitSpan: inputs.span("expected-commit"),
            destinationSpan: inputs.span("destination"),
            cherryPicksSpan: inputs.span("cherry-picks")
        )
    }

    private static func repository(_ inputs: ResolvedInputs) throws(Diagnostic) -> String {
        let text = inputs.text("repository")
        let known = ["https", "http", "git", "file"]
        // `ext::…` would run a program, and an address that begins with a hyphen would be taken for an option.
        let head = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        let hasScheme = text.utf8.dropFirst(head.count).starts(with: "://".utf8)
        let scheme = hasScheme ? String(decoding: head, as: UTF8.self) : nil
        let isFolder = head.count == text.utf8.count
        if text.isEmpty || text.utf8.first == UInt8(ascii: "-") || text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
            || !(isFolder || scheme.map(known.contains) == true)
        {
            throw Diagnostic(
                .badInput,
                "\"\(text)\" is not a repository that can be read here",
                at: inputs.span("repository"),
                hint: "repositories are read from https, http, git and file addresses, and from folders"
            )
        }
        return text
    }

    private static func reference(_ inputs: ResolvedInputs) throws(Diagnostic) -> Reference {
        let (branch, tag) = (inputs.text("branch"), inputs.text("tag"))
        if !branch.isEmpty, !tag.isEmpty {
            throw Diagnostic(.badInput, "git-checkout takes a branch or a tag, not both", at: inputs.span("tag"))
        }
        for name in ["branch", "tag"] where !inputs.text(name).isEmpty && !isReferenceName(inputs.text(name)) {
            throw Diagnostic(.badInput, "\"\(inputs.text(name))\" cannot be the name of a \(name)", at: inputs.span(name))
        }
        return tag.isEmpty ? (branch.isEmpty ? .head : .branch(branch)) : .tag(tag)
    }

    /// Whether Git takes it as the name of a branch or tag, which a pattern or an option is not.
    private static func isReferenceName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let special = Array("~^:?*[\\".utf8)
        let isPlain = bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !special.contains($0) }
        let pairs = zip(bytes, bytes.dropFirst())
        let hasPair = pairs.contains { ($0 == UInt8(ascii: ".") && $1 == $0) || ($0 == UInt8(ascii: "@") && $1 == UInt8(ascii: "{")) }
        guard isPlain, name != "@", !hasPair else { return false }
        guard bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: ".") else { return false }
        return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.first != UInt8(ascii: ".") && !part.suffix(5).elementsEqual(".lock".utf8)
        }
    }

    private static func checkBranchTip(_ inputs: ResolvedInputs, _ reference: Reference, _ commit: String) throws(Diagnostic) {
        let name = "expected-commit-is-branch-tip"
        var problem: String?
        if case .tag = reference { problem = "\(name) goes with a branch, not with a tag" }
        if case .head = reference { problem = "\(name) needs the input \"branch\"" }
        if problem == nil, commit.isEmpty { problem = "\(name) needs the input \"expected-commit\"" }
        if let problem { throw Diagnostic(.badInput, problem, at: inputs.span(name)) }
    }

    /// The history that is wanted: a commit in the middle of a branch can only be found in all of it.
    private static func depth(_ inputs: ResolvedInputs, needsHistory: Bool) throws(Diagnostic) -> Int? {
        let text = inputs.text("depth")
        if text == "unset" { return needsHistory ? nil : 1 }
        if text == "-1" { return nil }
        guard let depth = Int(text), (1...Int(Int32.max)).contains(depth) else {
            throw Diagnostic(
                .badInput,
                "depth must be a number of commits, or -1 for all, not \"\(text)\"",
                at: inputs.span("depth")
            )
        }
        return depth
    }

    private static func sparsePaths(_ inputs: ResolvedInputs) throws(Diagnostic) -> [String] {
        if inputs.text("sparse-paths").isEmpty { return [] }
        let paths = inputs.text("sparse-paths").split(whereSeparator: \.isBlank).map(String.init)
        for path in paths where path.hasPrefix("-") || path.split(separator: "/").contains("..") {
            throw Diagnostic(.badInput, "\"\(path)\" is not a folder of the repository", at: inputs.span("sparse-paths"))
        }
        return paths
    }

    /// One entry a line: `[branch/]commit: comment`; what follows `#` does not count.
    private static func cherryPicks(_ inputs: ResolvedInputs) throws(Diagnostic) -> [CherryPick] {
        let text = inputs.text("cherry-picks")
        if text.isEmpty { return [] }
        var picks: [CherryPick] = []
        // Line feed, vertical tab, form feed and carriage return, none of which is a part of another character.
        for line in text.utf8.split(whereSeparator: { (0x0A...0x0D).contains($0) }) {
            let entry = Substring(line.prefix { $0 != UInt8(ascii: "#") }).trimmingBlanks
            if entry.isEmpty { continue }
            let form = "an entry of cherry-picks is written as branch/commit: comment"
            guard let colon = entry.utf8.firstIndex(of: UInt8(ascii: ":")), !entry[colon...].dropFirst().trimmingBlanks.isEmpty else {
                throw Diagnostic(.badInput, "the cherry-pick \"\(entry)\" has no comment", at: inputs.span("cherry-picks"), hint: form)
            }
            let place = entry[..<colon].trimmingBlanks
            let slash = place.utf8.lastIndex(of: UInt8(ascii: "/"))
            let commit = slash.map { String(place[place.index(after: $0)...]) } ?? place
            let branch = slash.map { String(place[..<$0]) }
            if !isCommit(commit) || branch.map(isReferenceName) == false {
                throw Diagnostic(.badInput, "\"\(place)\" does not name a commit to pick", at: inputs.span("cherry-picks"), hint: form)
            }
            picks.append(CherryPick(branch: branch, commit: commit.lowercased()))
        }
        return picks
    }

    private static func isCommit(_ text: String) -> Bool {
        (7...40).contains(text.utf8.count) && text.utf8.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
    }
}

extension Diagnostic.Code {
    /// A source that may be another one tomorrow.
    public static let mutableSource = input("mutable-source")
}
