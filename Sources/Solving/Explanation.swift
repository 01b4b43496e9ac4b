import APK
import Diagnostics

/// A refutation as text: an indented tree from the world items down to what is missing or collides.
struct Explanation {
    private let refutation: Refutation
    private let closure: Closure
    private let universe: Universe
    private(set) var notes: [String] = []
    private(set) var hints: [String] = []
    /// The candidates that the tree speaks of.
    private var mentioned: Set<Int> = []
    private var isShown: Set<Int> = []
    private var tasks: [Task] = []

    private enum Task {
        case line(String, depth: Int)
        case requirement(Int, depth: Int)
    }

    private static let longest = 60
    private static let few = 4

    init(_ refutation: Refutation) {
        self.refutation = refutation
        closure = refutation.problem.closure
        universe = closure.universe
        for index in refutation.world {
            let item = closure.world[index]
            let isAlone = refutation.world.count == 1
            let requirement = closure.worldRequirements[index]
            if item.isConflict {
                tasks = [.line("the world forbids \(Self.positive(item))", depth: 0)]
            } else if isAlone {
                tasks = [.requirement(requirement, depth: 0)]
            } else {
                tasks = [.requirement(requirement, depth: 1), .line("the world asks for \(item)", depth: 0)]
            }
            run()
        }
        for name in refutation.exclusions { explainExclusion(of: name) }
        if notes.count > Self.longest { notes = Array(notes.prefix(Self.longest)) + ["…"] }
    }

    /// The items of the world that cannot be had, as a message.
    var message: String {
        let items = refutation.world.map { "\"\(closure.world[$0])\"" }
        if items.count == 2 { return "cannot install \(items[0]) together with \(items[1])" }
        return "cannot install " + Self.list(items) + (items.count > 2 ? " together" : "")
    }

    private mutating func run() {
        while let task = tasks.popLast() {
            switch task {
            case .line(let text, let depth): notes.append(String(repeating: "  ", count: depth) + text)
            case .requirement(let number, let depth): explain(number, depth)
            }
        }
    }

    // MARK: One dependency

    private mutating func explain(_ number: Int, _ depth: Int) {
        let requirement = closure.requirements[number]
        if requirement.matches.isEmpty { return explainMissing(requirement.dependency, depth) }
        if explainVirtual(requirement, depth) { return }
        var groups: [(dependencies: [String], candidates: [Int])] = []
        var tagged: [Int] = []
        var excluded: [Int] = []
        for match in requirement.matches {
            if closure.isAdmitted[match.candidate] {
                let texts = dependencies(of: match.candidate).map(\.text)
                if let position = groups.firstIndex(where: { $0.dependencies == texts }) {
                    groups[position].candidates.append(match.candidate)
                } else {
                    groups.append((texts, [match.candidate]))
                }
            } else if universe.tag(of: match.candidate) != nil {
                tagged.append(match.candidate)
            } else {
                excluded.append(match.candidate)
            }
        }
        var added: [Task] = []
        for group in groups {
            mentioned.formUnion(group.candidates)
            added += group.dependencies.isEmpty ? [leaf(group.candidates, depth)] : branch(group.candidates, depth)
        }
        for candidate in excluded {
            added.append(.line("\(label(candidate)) is not chosen for a name it provides without a version", depth: depth))
        }
        for candidate in tagged {
            let record = universe[candidate].candidate
            added.append(.line("\(label(candidate)) is only in repositories tagged @\(record.tag ?? "")", depth: depth))
            addHint("write \"\(record.name)@\(record.tag ?? "")\" to allow that repository")
        }
        tasks += added.reversed()
    }

    private func leaf(_ candidates: [Int], _ depth: Int) -> Task {
        let labels = candidates.map { label($0) }
        return .line("\(Self.shortList(labels)) would do", depth: depth)
    }

    private mutating func branch(_ candidates: [Int], _ depth: Int) -> [Task] {
        guard let first = candidates.first else { return [] }
        let subject = Self.shortList(candidates.map { plainLabel($0) })
        var tasks: [Task] = []
        for (text, number, isConflict) in dependencies(of: first) {
            let verb = isConflict ? candidates.count == 1 ? "conflicts with" : "conflict with" : candidates.count == 1 ? "needs" : "need"
            let isNew = isConflict || isShown.insert(number).inserted
            tasks.append(.line("\(subject) \(verb) \(text)\(isNew ? "" : " (see above)")", depth: depth))
            if isNew, !isConflict { tasks.append(.requirement(number, depth: depth + 1)) }
        }
        return tasks
    }

    private func dependencies(of candidate: Int) -> [(text: String, requirement: Int, isConflict: Bool)] {
        let record = universe[candidate].candidate
        let needs = closure.needs[candidate] ?? []
        return refutation.dependencies(of: candidate).map { position in
            let dependency = record.dependencies[position]
            return (Self.positive(dependency), needs[position], dependency.isConflict)
        }
    }

    /// A virtual name that nothing chooses a provider of.
    private mutating func explainVirtual(_ requirement: Closure.Requirement, _ depth: Int) -> Bool {
        let candidates = requirement.matches.map(\.candidate)
        let isDecisive = refutation.facts.contains(.justification) || !candidates.contains { closure.isAdmitted[$0] }
        guard isDecisive, !requirement.matches.contains(where: \.isSelectable) else { return false }
        let name = requirement.dependency.name
        let packages = Set(candidates.map { universe[$0].candidate.name }).sorted()
        let providers = Self.shortList(candidates.map { label($0) })
        notes.append(String(repeating: "  ", count: depth) + "\(name) is virtual: it is provided by \(providers)")
        let choice = packages.map { "\"\($0)\"" }
        addHint(choice.count == 1 ? "ask for \(choice[0]) by its own name" : "choose one of \(choice.joined(separator: ", "))")
        return true
    }

    /// A dependency that no version of anything meets.
    private mutating func explainMissing(_ dependency: Dependency, _ depth: Int) {
        let indent = String(repeating: "  ", count: depth)
        guard let name = universe.number(of: dependency.name) else {
            notes.append(indent + "nothing provides \(dependency.name)")
            if let hint = Similarity.hint(for: dependency.name, in: universe.names) { addHint(hint) }
            return
        }
        let providers = universe.providers(of: name)
        // A few are told apart, many are put together by what is wrong with them.
        var groups: [(predicate: String, candidates: [Int])] = []
        for provider in providers {
            let isOwn = universe[provider.candidate].candidate.name == dependency.name
            let version = isOwn || providers.count > Self.few ? "" : Self.offer(dependency.name, provider.version)
            let predicate = "\(version) \(Self.verdict(on: provider.version, dependency))"
            if providers.count > Self.few, let position = groups.firstIndex(where: { $0.predicate == predicate }) {
                groups[position].candidates.append(provider.candidate)
            } else {
                groups.append((predicate, [provider.candidate]))
            }
        }
        for group in groups { notes.append(indent + Self.subject(group.candidates.map { label($0) }) + group.predicate) }
        guard let newest = providers.compactMap(\.version).max() else { return }
        addHint("the newest \"\(dependency.name)\" is \(newest); ask for another version, or add a repository that has one")
    }

    private static func offer(_ name: String, _ version: Version?) -> String {
        version.map { " offers \(name)=\($0), which" } ?? " offers \(name) without a version, which"
    }

    private static func verdict(on version: Version?, _ dependency: Dependency) -> String {
        guard let version, case .version(let operators, let wanted)? = dependency.constraint else { return "does not fit" }
        return switch Version.compare(version, wanted, fuzzy: operators.contains(.fuzzy)) {
        case .less: "is too old"
        case .greater: "is too new"
        case .equal: operators.contains(.less) ? "is too new" : "is too old"
        }
    }

    // MARK: Collisions

    private mutating func explainExclusion(of name: Int) {
        let holders = mentioned.filter { candidate in universe[candidate].offers.contains { $0.name == name } }.sorted()
        let text = universe.name(name)
        let isOwn = holders.allSatisfy { universe[$0].candidate.name == text }
        let subject = holders.count < 2 ? "packages that are \(text)" : Self.shortList(holders.map { plainLabel($0) })
        notes.append("\(subject) cannot be installed together\(isOwn ? "" : ": each holds the name \(text)")")
    }

    // MARK: Words

    private mutating func addHint(_ hint: String) {
        if !hints.contains(hint), hints.count < 3 { hints.append(hint) }
    }

    private func plainLabel(_ candidate: Int) -> String {
        let record = universe[candidate].candidate
        return "\(record.name)-\(record.version)"
    }

    private func label(_ candidate: Int) -> String {
        let repository = universe[candidate].candidate.repositoryName
        return repository.isEmpty ? plainLabel(candidate) : "\(plainLabel(candidate)) (\(repository))"
    }

    private static func positive(_ item: Dependency) -> String {
        Dependency(name: item.name, constraint: item.constraint, tag: item.tag).description
    }

    /// A subject for a verb in the singular.
    private static func subject(_ items: [String]) -> String {
        items.count == 1 ? shortList(items) : "each of \(shortList(items))"
    }

    private static func shortList(_ items: [String]) -> String {
        guard items.count > few, let first = items.first, let last = items.last else { return list(items) }
        return "\(first) … \(last) (\(items.count) packages)"
    }

    private static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", ")) and \(last)"
    }
}
