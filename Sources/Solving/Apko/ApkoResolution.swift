import APK
import Diagnostics

/// One resolution as apko does it (SOLVER.md §4): what was selected and disqualified so far.
struct ApkoResolution {
    /// A package of the result, and why it is there.
    struct Step {
        let package: Int
        let reason: Solution.Reason
    }

    /// Why it cannot go on: what is wrong, and details.
    struct Failure: Error {
        let message: String
        var notes: [String] = []
        var hint: String?
        /// The packages whose dependencies were followed, outermost first, with the item that led on.
        var path: [(package: String, item: String)] = []
    }

    /// The packages of another architecture, which must be there too.
    struct Counterpart {
        let architecture: String
        let universe: Universe
    }

    var packages: ApkoPackages
    private let counterparts: [Counterpart]
    private var isCompared: Set<Int> = []
    /// Why packages can no longer be chosen; none ever can again.
    private(set) var disqualified: [Int: String] = [:]
    /// Packages whose dependencies were followed, by their names and what they provide with a version.
    private(set) var selected: [String: Int] = [:]
    /// The names in dependencies `!name` of packages that were followed.
    var refused: [String] = []

    init(_ universe: Universe, counterparts: [Counterpart]) {
        packages = ApkoPackages(universe)
        self.counterparts = counterparts
    }

    // MARK: Disqualifying

    mutating func disqualify(_ package: Int, _ reason: @autoclosure () -> String) {
        if disqualified[package] == nil { disqualified[package] = reason() }
    }

    /// Whether a package can no longer be chosen. Looking at the other architectures waits until somebody asks (SOLVER.md §7).
    mutating func isDisqualified(_ number: Int) -> Bool {
        if disqualified[number] != nil { return true }
        if counterparts.isEmpty || !isCompared.insert(number).inserted { return false }
        let package = packages[number]
        for counterpart in counterparts where !counterpart.has(package) {
            disqualified[number] = "it is not available for \(counterpart.architecture)"
            return true
        }
        return false
    }

    /// Disqualifies what no longer fits a list of items.
    mutating func constrain(_ items: [String]) {
        for text in items {
            if text.hasPrefix("!") {
                exclude(packages.constraint(String(text.dropFirst())))
            } else {
                constrain(packages.constraint(text))
            }
        }
    }

    private mutating func exclude(_ item: ApkoConstraint) {
        for package in filter(packages.candidates(of: item.name), by: item, preferring: item.pin) {
            disqualify(package, "!\(item.text) excludes it")
        }
    }

    private mutating func constrain(_ item: ApkoConstraint) {
        guard item.relation != .any, let required = packages.version(item.version) else { return }
        for number in packages.candidates(of: item.name) {
            let package = packages[number]
            if package.name == item.name {
                if package.version.map({ item.isSatisfied(by: $0, required: required) }) ?? false { continue }
                disqualify(number, "its version does not meet \(item.text)")
                continue
            }
            for provide in package.provides where provide.item.name == item.name && !provide.item.version.isEmpty {
                if provide.version.map({ item.isSatisfied(by: $0, required: required) }) ?? false { continue }
                disqualify(number, "\(provide.item.text), which it provides, does not meet \(item.text)")
            }
        }
    }

    /// Disqualifies all others that a chosen package cannot stand beside because of what it provides.
    ///
    /// - Returns: the packages that are disqualified by it.
    @discardableResult
    mutating func disqualifyConflicts(of number: Int) -> [Int] {
        let package = packages[number]
        var added: [Int] = []
        for provide in package.provides {
            for other in packages.candidates(of: provide.item.name) where other != number && disqualified[other] == nil {
                if provide.item.version.isEmpty, packages[other].offersVirtually(provide.item.name) { continue }
                disqualify(other, "\(package.title), which is chosen, provides \(provide.item.text)")
                added.append(other)
            }
        }
        return added
    }

    // MARK: Choosing

    /// The candidates that can still be chosen for an item.
    ///
    /// - Parameters:
    ///   - pin: the tag that the item asks for.
    ///   - allowed: the tag that is handed down from the world.
    ///   - existing: a package of that name which is there already: the tag of its repository does not matter.
    mutating func filter(
        _ candidates: [Int],
        by item: ApkoConstraint,
        preferring pin: String = "",
        allowing allowed: String = "",
        existing: Int? = nil
    ) -> [Int] {
        let required = packages.version(item.version)
        return candidates.filter { number in
            if isDisqualified(number) { return false }
            let package = packages[number]
            if !package.pin.isEmpty, package.pin != allowed, package.pin != pin {
                guard let existing, packages[existing].isSameFile(as: package) else { return false }
            }
            if item.relation == .any { return true }
            guard let required, let own = package.version else { return false }
            if item.isSatisfied(by: own, required: required) { return true }
            // Whatever name it is for.
            return package.provides.contains { provide in
                provide.version.map { item.isSatisfied(by: $0, required: required) } ?? false
            }
        }
    }

    /// The best of candidates, of which there is at least one.
    mutating func best(of candidates: [Int], by ranking: ApkoRanking) -> Int? {
        guard var best = candidates.first else { return nil }
        for candidate in candidates.dropFirst() where ranking.isBetter(packages[candidate], than: packages[best]) { best = candidate }
        return best
    }

    /// Notes that the dependencies of a package are followed.
    mutating func pick(_ number: Int) throws(Failure) {
        let package = packages[number]
        if let other = selected[package.name] {
            if other == number { return }
            throw clash(package, packages[other], package.name)
        }
        selected[package.name] = number
        for provide in package.provides {
            if let other = selected[provide.item.name] { throw clash(package, packages[other], provide.item.name) }
            if !provide.item.version.isEmpty { selected[provide.item.name] = number }
        }
    }

    private func clash(_ package: ApkoPackage, _ other: ApkoPackage, _ name: String) -> Failure {
        let holder = package === other ? "it holds that name already" : "\(other.title), which is chosen, holds that name"
        return Failure(message: "\(package.title) cannot be chosen as \(name): \(holder)")
    }

    /// What to say when nothing can be chosen for an item.
    mutating func nothing(for item: ApkoConstraint) -> Failure {
        let candidates = packages.candidates(of: item.name)
        if candidates.isEmpty, item.name.hasPrefix("!") {
            return Failure(message: "apko takes \"\(item.name)\" for the name of a package: it cannot be told what must not be there")
        }
        if candidates.isEmpty {
            return Failure(message: "nothing provides \"\(item.name)\"", hint: Similarity.hint(for: item.name, in: packages.names))
        }
        var notes: [String] = []
        for number in candidates {
            let reason = disqualified[number] ?? "it does not meet \(item.text)"
            let note = "\(packages[number].title): \(reason)"
            if !notes.contains(note) { notes.append(note) }
        }
        return Failure(message: "nothing can be chosen for \"\(item.text)\"", notes: notes)
    }
}

extension ApkoResolution.Counterpart {
    /// Whether a package of the same name and version is there.
    func has(_ package: ApkoPackage) -> Bool {
        guard let name = universe.number(of: package.name) else { return false }
        return universe.providers(of: name).contains { provider in
            let candidate = universe[provider.candidate].candidate
            return candidate.name == package.name && candidate.version.text == package.candidate.version.text
        }
    }
}

extension ApkoPackage {
    /// Whether the first item that it provides of a name has no version; it is not the package of that name.
    func offersVirtually(_ name: String) -> Bool {
        name != self.name && provides.first { $0.item.name == name }?.item.version.isEmpty ?? false
    }

    /// Whether another package is the same file, in one repository that is listed twice.
    func isSameFile(as other: ApkoPackage) -> Bool {
        candidate.repositoryName == other.candidate.repositoryName && title == other.title
    }
}
