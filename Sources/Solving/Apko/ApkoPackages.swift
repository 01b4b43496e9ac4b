import APK

/// A package as apko sees it.
final class ApkoPackage: Sendable {
    let candidate: Candidate
    /// nil when the version is none by apko's grammar: such a package meets no constraint and loses every comparison.
    let version: ApkoVersion?
    let provides: [Provide]

    struct Provide: Sendable {
        let item: ApkoConstraint
        /// nil for none, and for one that cannot be read.
        let version: ApkoVersion?
    }

    init(_ candidate: Candidate) {
        self.candidate = candidate
        version = ApkoVersion(candidate.version.text)
        provides = candidate.writtenProvides.map { text in
            let item = ApkoConstraint(text)
            return Provide(item: item, version: ApkoVersion(item.version))
        }
    }

    var name: String { candidate.name }
    /// The tag of its repository; empty for none.
    var pin: String { candidate.tag ?? "" }
    /// What people call it.
    var title: String { "\(candidate.name)-\(candidate.version)" }

    /// The version that it has under a name, and as it was written: its own or that of the first item that it provides of that name.
    func version(for name: String) -> (text: String, version: ApkoVersion?) {
        if name == self.name { return (candidate.version.text, version) }
        guard let provide = provides.first(where: { $0.item.name == name }) else { return ("", nil) }
        return (provide.item.version, provide.version)
    }
}

/// The packages of a universe by their numbers and names, as apko lists them (SOLVER.md §2); what was looked at is kept.
struct ApkoPackages {
    private let universe: Universe
    private var packages: [Int: ApkoPackage] = [:]
    private var lists: [String: [Int]] = [:]
    private var constraints: [String: ApkoConstraint] = [:]
    private var versions: [String: ApkoVersion?] = [:]

    /// All names that anything is or provides.
    var names: some Sequence<String> { universe.names }

    init(_ universe: Universe) {
        self.universe = universe
    }

    subscript(_ number: Int) -> ApkoPackage {
        mutating get {
            if let package = packages[number] { return package }
            let package = ApkoPackage(universe[number].candidate)
            packages[number] = package
            return package
        }
    }

    /// The packages of a name, then those that provide it, once for each time; empty when nothing does.
    mutating func candidates(of name: String) -> [Int] {
        if let list = lists[name] { return list }
        var own: [Int] = []
        var others: [Int] = []
        for provider in universe.number(of: name).map({ universe.providers(of: $0) }) ?? [] {
            // The first offer of a package is its own name.
            if self[provider.candidate].name == name, own.last != provider.candidate {
                own.append(provider.candidate)
            } else {
                others.append(provider.candidate)
            }
        }
        lists[name] = own + others
        return own + others
    }

    /// The packages with an item in `install_if` that is written just so.
    func conditioned(by item: String) -> [Int] {
        universe.conditioned(by: ApkoConstraint(item).name).filter { universe[$0].candidate.writtenInstallIf.contains(item) }
    }

    mutating func constraint(_ text: String) -> ApkoConstraint {
        if let constraint = constraints[text] { return constraint }
        let constraint = ApkoConstraint(text)
        constraints[text] = constraint
        return constraint
    }

    mutating func version(_ text: String) -> ApkoVersion? {
        if let version = versions[text] { return version }
        let version = ApkoVersion(text)
        versions[text] = .some(version)
        return version
    }
}
