import APK

extension ApkoResolution {
    /// What is there already, while the dependencies of one world item are followed.
    struct Surroundings {
        /// The tag of the world item.
        var pin: String
        var packages: [String: Int] = [:]
        var ranking = ApkoRanking(name: "")

        mutating func add(_ number: Int, _ package: ApkoPackage) {
            packages[package.name] = number
            ranking.existing[package.name] = package.candidate.version.text
            let origin = package.candidate.origin
            if !origin.isEmpty { ranking.origins[origin] = package.candidate.version.text }
        }
    }

    /// A package whose dependencies are being followed.
    private struct Frame {
        let number: Int
        let package: ApkoPackage
        /// The items that are still to be met.
        var waiting: [String]
        /// The package that is being followed further, and why.
        var choice: Step?
        var item = ""
        var found: [Step] = []
        /// How many of `found` were added to the surroundings last, in this order: doing it again would change nothing.
        var settled = 0
        var choices = 0
    }

    /// The packages that a package needs and does not get from those selected before, dependencies first (SOLVER.md §6).
    ///
    /// The first choice is final everywhere. There is no recursion, as chains of dependencies may be long.
    mutating func expand(_ root: Int, _ surroundings: inout Surroundings) throws(Failure) -> [Step] {
        var stack = [frame(root)]
        var names: Set<String> = [packages[root].name]
        while true {
            let top = stack.count - 1
            do throws(Failure) {
                guard let choice = try choose(for: &stack[top], surroundings) else {
                    let done = stack.removeLast()
                    names.remove(done.package.name)
                    guard let parent = stack.indices.last else { return done.found }
                    adopt(done, by: &stack[parent], &surroundings)
                    continue
                }
                disqualifyConflicts(of: choice.package)
                try pick(stack[top].number)
                stack[top].choice = choice
                if names.insert(packages[choice.package].name).inserted {
                    stack.append(frame(choice.package))
                } else {
                    // A circle is cut where it is closed.
                    adopt(nil, by: &stack[top], &surroundings)
                }
            } catch {
                var failure = error
                failure.path = stack.map { ($0.package.title, $0.item) }
                throw failure
            }
        }
    }

    private mutating func frame(_ number: Int) -> Frame {
        let package = packages[number]
        constrain(package.candidate.writtenDependencies)
        return Frame(number: number, package: package, waiting: package.candidate.writtenDependencies)
    }

    /// Takes over what was found for the choice of a package. Only what the choice needs is seen as being there: not the choice itself.
    private mutating func adopt(_ done: Frame?, by parent: inout Frame, _ surroundings: inout Surroundings) {
        guard let choice = parent.choice else { return }
        let found = done?.found ?? []
        for step in found[(done?.settled ?? 0)...] { surroundings.add(step.package, packages[step.package]) }
        parent.choices += 1
        parent.settled = parent.choices == 1 ? found.count : 0
        parent.found = parent.found.isEmpty ? found : parent.found + found
        parent.found.append(choice)
        parent.choice = nil
    }

    /// The best package for the item with the fewest candidates; nil when no item is left.
    private mutating func choose(for frame: inout Frame, _ surroundings: Surroundings) throws(Failure) -> Step? {
        var options: [String: [Int]] = [:]
        for text in frame.waiting {
            frame.item = text
            if text.hasPrefix("!") {
                refused.append(String(text.dropFirst()))
                continue
            }
            let item = packages.constraint(text)
            if options[text] != nil || isMet(item, by: frame.package) { continue }
            if try isMetBySelection(item) { continue }
            let candidates = filter(
                packages.candidates(of: item.name),
                by: item,
                allowing: surroundings.pin,
                existing: surroundings.packages[item.name]
            )
            if candidates.isEmpty { throw nothing(for: item) }
            options[text] = candidates
        }
        let fewest = options.min { one, other in
            one.value.count != other.value.count
                ? one.value.count < other.value.count : one.key.utf8.lexicographicallyPrecedes(other.key.utf8)
        }
        guard let (text, candidates) = fewest else { return nil }
        frame.item = text
        frame.waiting = frame.waiting.filter { options[$0] != nil && $0 != text }
        var ranking = surroundings.ranking.asking(for: packages.constraint(text).name)
        ranking.pin = ""
        guard let best = best(of: candidates, by: ranking) else { return nil }
        return Step(package: best, reason: .dependency(Dependency(apko: text), of: frame.number))
    }

    /// Whether a package meets an item itself.
    private mutating func isMet(_ item: ApkoConstraint, by package: ApkoPackage) -> Bool {
        if package.provides.contains(where: { $0.item.name == item.name || $0.item.text == item.text }) { return true }
        guard package.name == item.name, let own = package.version else { return false }
        if item.relation == .any { return true }
        guard let required = packages.version(item.version) else { return false }
        return item.isSatisfied(by: own, required: required)
    }

    private mutating func isMetBySelection(_ item: ApkoConstraint) throws(Failure) -> Bool {
        guard let number = selected[item.name] else { return false }
        if item.version.isEmpty { return true }
        let package = packages[number]
        guard let own = package.version, let required = packages.version(item.version) else {
            throw Failure(message: "\(package.title), which is chosen, cannot be compared with \(item.text)")
        }
        for provide in package.provides where provide.item.name == item.name && !provide.item.version.isEmpty {
            guard let version = provide.version else {
                throw Failure(message: "\(provide.item.text), which \(package.title) provides, cannot be compared with \(item.text)")
            }
            // By the operator with which it is provided.
            if provide.item.isSatisfied(by: version, required: required) { return true }
        }
        if item.isSatisfied(by: own, required: required) { return true }
        throw Failure(message: "\(package.title) is chosen already and does not meet \(item.text)")
    }
}

extension ApkoRanking {
    fileprivate func asking(for name: String) -> ApkoRanking {
        ApkoRanking(name: name, existing: existing, origins: origins, pin: pin)
    }
}

extension Dependency {
    /// An item as apko writes it; only a name where it cannot be read as apk-tools would.
    init(apko text: String) {
        if let dependency = try? Dependency(text) { self = dependency } else { self.init(name: ApkoConstraint(text).name) }
    }
}
