import APK
import Synchronization

/// All candidates of a set of repositories, with an index from names to their providers.
///
/// Candidates are numbered in the order of the repositories and of the records in each; names in the order in which these offer them.
/// What a world does not reach is never made; several worlds can be solved on one universe.
public struct Universe: Sendable {
    /// A package under one of its names.
    struct Provider: Sendable {
        let candidate: Int
        /// nil for a virtual name.
        let version: Version?
    }

    /// A name of a package.
    struct Offer: Sendable {
        let name: Int
        /// nil for a virtual name.
        let version: Version?
    }

    /// A candidate that was looked at.
    final class Member: Sendable {
        let candidate: Candidate
        /// Its names, its own first.
        let offers: [Offer]

        init(_ candidate: Candidate, _ offers: [Offer]) {
            self.candidate = candidate
            self.offers = offers
        }
    }

    /// What was looked at so far; it only spares making it again.
    private final class Memory: Sendable {
        let members = Mutex<[Int: Member]>([:])
        let providers = Mutex<[Int: [Provider]]>([:])
    }

    /// A reference, as a catalog is many tables that would be counted anew each time.
    private final class Section: Sendable {
        let list: any CandidateList
        let catalog: Catalog
        /// The number of its first candidate, and of its first name.
        let first: Int
        let firstName: Int

        init(_ list: any CandidateList, first: Int, firstName: Int) {
            self.list = list
            catalog = list.catalog
            self.first = first
            self.firstName = firstName
        }
    }

    private var sections: [Section] = []
    /// How many candidates there are.
    let count: Int
    /// Above all numbers of names. A name that two lists offer has the number of the first.
    let nameCount: Int
    private let memory = Memory()

    /// The universe of lists of candidates, the preferred one first.
    public init(_ lists: [any CandidateList]) {
        var (candidates, names) = (0, 0)
        for list in lists {
            let section = Section(list, first: candidates, firstName: names)
            sections.append(section)
            candidates += section.catalog.count
            names += section.catalog.names.count
        }
        count = candidates
        nameCount = names
    }

    /// The universe of candidates that are there already.
    public init(_ candidates: [Candidate]) {
        self.init([CandidateArray(candidates)])
    }

    /// All candidates, made at once.
    public var candidates: [Candidate] { (0..<count).map { self[$0].candidate } }

    // MARK: Candidates

    subscript(_ candidate: Int) -> Member {
        if let member = memory.members.withLock({ $0[candidate] }) { return member }
        let (section, position) = locate(candidate)
        let offers = section.catalog.offers(of: position).map { offer in
            Offer(name: canonical(offer.name, in: section), version: offer.version)
        }
        let member = Member(section.list.candidate(at: position), offers)
        memory.members.withLock { $0[candidate] = member }
        return member
    }

    /// The number of its own name, for which it need not be made.
    func ownName(of candidate: Int) -> Int? {
        let (section, position) = locate(candidate)
        return section.catalog.ownName(of: position).map { canonical($0, in: section) }
    }

    /// Its conditions in `install_if`.
    func conditions(of candidate: Int) -> [Dependency] {
        let (section, position) = locate(candidate)
        return section.list.conditions(at: position)
    }

    func tag(of candidate: Int) -> String? {
        let (section, position) = locate(candidate)
        return section.list.tag(at: position)
    }

    /// The tags of the repositories.
    var tags: Set<String> { sections.reduce(into: []) { $0.formUnion($1.list.tags) } }

    private func locate(_ candidate: Int) -> (section: Section, position: Int) {
        var section = sections[0]
        for next in sections.dropFirst() where next.first <= candidate { section = next }
        return (section, candidate - section.first)
    }

    // MARK: Names

    /// The number of a name; nil when nobody offers it.
    func number(of name: String) -> Int? {
        for section in sections {
            if let number = section.catalog.names.number(of: name.utf8.span) { return section.firstName + number }
        }
        return nil
    }

    /// A name by its number.
    func name(_ number: Int) -> String {
        let section = section(ofName: number)
        return section.catalog.names[number - section.firstName]
    }

    /// All names that are offered.
    var names: [String] {
        (0..<nameCount).lazy.filter { number(of: name($0)) == $0 }.map { name($0) }
    }

    /// The providers of a name, in the order of the candidates.
    func providers(of name: Int) -> [Provider] {
        if let providers = memory.providers.withLock({ $0[name] }) { return providers }
        var providers: [Provider] = []
        for (section, number) in offering(name) {
            for provider in section.catalog.providers(of: number) {
                providers.append(Provider(candidate: section.first + provider.candidate, version: provider.version))
            }
        }
        memory.providers.withLock { $0[name] = providers }
        return providers
    }

    /// Whether a condition holds for one of the providers of a name.
    func hasProvider(of name: Int, where holds: (Int) -> Bool) -> Bool {
        offering(name).contains { section, number in section.catalog.hasProvider(of: number) { holds(section.first + $0) } }
    }

    /// The lists that offer a name, and its number in each.
    private func offering(_ name: Int) -> [(section: Section, number: Int)] {
        let own = section(ofName: name)
        let later = sections.drop { $0.firstName <= own.firstName }
        if later.isEmpty { return [(own, name - own.firstName)] }
        let text = self.name(name)
        return [(own, name - own.firstName)]
            + later.compactMap { section in section.catalog.names.number(of: text.utf8.span).map { (section, $0) } }
    }

    /// The candidates with a condition on a name in `install_if`. Those with only negative conditions are left out,
    /// as nothing would lead to them.
    func conditioned(by name: String) -> [Int] {
        var candidates: [Int] = []
        for section in sections { candidates += section.catalog.conditioned(by: name).map { section.first + $0 } }
        return candidates
    }

    private func section(ofName number: Int) -> Section {
        var section = sections[0]
        for next in sections.dropFirst() where next.firstName <= number { section = next }
        return section
    }

    /// The number of a name of a list among all.
    private func canonical(_ name: Int, in section: Section) -> Int {
        if section.firstName == 0 { return name }
        return number(of: section.catalog.names[name]) ?? section.firstName + name
    }

    // MARK: Preference

    /// Whether the first of two candidates is preferred where `name` is asked for, the tags aside (APK-FORMAT.md §10).
    func prefers(_ first: Int, to second: Int, for name: Int) -> Bool {
        let (one, other) = (self[first], self[second])
        switch Self.order(Self.offeredVersion(of: one, for: name), Self.offeredVersion(of: other, for: name)) {
        case .greater: return true
        case .less: return false
        case .equal: break
        }
        if one.candidate.name == other.candidate.name, one.candidate.version != other.candidate.version {
            return one.candidate.version > other.candidate.version
        }
        if one.candidate.providerPriority != other.candidate.providerPriority {
            return one.candidate.providerPriority > other.candidate.providerPriority
        }
        return one.candidate.repository < other.candidate.repository
    }

    private static func offeredVersion(of member: Member, for name: Int) -> Version? {
        var best: Version?
        for offer in member.offers where offer.name == name {
            if Self.order(offer.version, best) == .greater { best = offer.version }
        }
        return best
    }

    private static func order(_ left: Version?, _ right: Version?) -> Version.Ordering {
        guard let right else { return left == nil ? .equal : .greater }
        return Version.compare(left, right, fuzzy: false)
    }
}
