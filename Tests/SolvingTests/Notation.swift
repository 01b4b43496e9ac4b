import APK
import Diagnostics
import Solving

/// The short notation of the tests: `name-version{D:deps p:provides i:install_if k:priority r:repository t:tag o:origin}`, the fields in
/// any order, items of a field separated by commas.
enum Notation {
    static func universe(_ texts: [String]) throws -> Universe {
        Universe(try texts.enumerated().map { try candidate($1, identity: "Q1\($0)=") })
    }

    /// Splits `a-1{D:b} b-1` into packages.
    static func universe(_ text: String) throws -> Universe {
        var packages: [String] = []
        var depth = 0
        for character in text {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if packages.isEmpty || character == " " && depth == 0 { packages.append("") }
            if character == " " && depth == 0 { continue }
            packages[packages.count - 1].append(character)
        }
        return try universe(packages.filter { !$0.isEmpty })
    }

    static func world(_ text: String) throws -> [Dependency] {
        try text.split(separator: " ").map { try Dependency(String($0)) }
    }

    /// What a world gives: the packages in the order of installation, or `error`.
    static func solve(_ packages: String, _ world: String) throws -> String {
        let universe = try universe(packages)
        do {
            let solution = try Solver(universe).solve(try Self.world(world))
            return solution.order.map { label(universe.candidates[$0]) }.joined(separator: " ")
        } catch {
            guard let diagnostic = error as? Diagnostic, diagnostic.code == .unsolvable else { throw error }
            return "error"
        }
    }

    static func label(_ candidate: Candidate) -> String { "\(candidate.name)-\(candidate.version)" }

    private static func candidate(_ text: String, identity: String) throws -> Candidate {
        let parts = text.split(whereSeparator: { $0 == "{" || $0 == "}" }).map(String.init)
        let head = parts[0]
        // The version begins after the last dash that a digit follows.
        let cut = head.indices.last { head[$0] == "-" && head[head.index(after: $0)...].first?.isNumber == true } ?? head.endIndex
        var candidate = Candidate(
            name: String(head[..<cut]),
            version: try Version(String(head[cut...].dropFirst())),
            identity: identity,
            repositoryName: "main"
        )
        var written: [Character: [String]] = [:]
        for field in parts.count > 1 ? parts[1].split(separator: " ") : [] {
            let items = field.dropFirst(2).split(separator: ",").map(String.init)
            if let letter = field.first { written[letter] = items }
            switch field.first {
            case "D": candidate.dependencies = try items.map { try Dependency($0) }
            case "p": candidate.provides = try items.map { try Provide($0) }
            case "i": candidate.installIf = try items.map { try Dependency($0) }
            case "k": candidate.providerPriority = Int(items[0]) ?? 0
            case "r": candidate.repository = Int(items[0]) ?? 0
            case "t": candidate.tag = items[0]
            case "o": candidate.origin = items[0]
            default: throw Diagnostic(.internalError, "unknown field \(field)")
            }
        }
        candidate.written = .init(dependencies: written["D"] ?? [], provides: written["p"] ?? [], installIf: written["i"] ?? [])
        return candidate
    }
}
