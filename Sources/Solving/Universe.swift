import APK

/// All candidates of a set of repositories, with an index from names to their providers.
///
/// Making one costs time in the number of candidates; several worlds can then be solved on it.
public struct Universe: Sendable {
    /// The candidates, in the order of the repositories and of the records in each.
    public let candidates: [Candidate]

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

    /// The names that packages have or provide; a name's number is its position.
    let names: [String]
    /// The numbers of the names.
    let numbers: [String: Int]
    /// The names of each candidate, its own first.
    let offers: [[Offer]]
    /// The providers of each name, in the order of the candidates.
    let providers: [[Provider]]
    /// By name: the candidates with a condition on that name in `install_if`. Those with only negative conditions are left out,
    /// as nothing would lead to them.
    let conditioned: [String: [Int]]

    /// Indexes the candidates.
    public init(_ candidates: [Candidate]) {
        var names: [String] = []
        var numbers: [String: Int] = [:]
        var providers: [[Provider]] = []
        var offers: [[Offer]] = []
        var conditioned: [String: [Int]] = [:]

        func number(of name: String) -> Int {
            if let number = numbers[name] { return number }
            numbers[name] = names.count
            names.append(name)
            providers.append([])
            return names.count - 1
        }

        offers.reserveCapacity(candidates.count)
        for (index, candidate) in candidates.enumerated() {
            var own = [Offer(name: number(of: candidate.name), version: candidate.version)]
            for provide in candidate.provides {
                own.append(Offer(name: number(of: provide.name), version: provide.version))
            }
            for offer in own { providers[offer.name].append(Provider(candidate: index, version: offer.version)) }
            offers.append(own)
            if candidate.installIf.allSatisfy(\.isConflict) { continue }
            for condition in candidate.installIf { conditioned[condition.name, default: []].append(index) }
        }
        self.candidates = candidates
        self.names = names
        self.numbers = numbers
        self.offers = offers
        self.providers = providers
        self.conditioned = conditioned
    }

    /// Whether the first of two candidates is preferred where `name` is asked for, the tags aside (APK-FORMAT.md §10).
    func prefers(_ first: Int, to second: Int, for name: Int) -> Bool {
        let one = candidates[first]
        let other = candidates[second]
        switch Self.order(offeredVersion(of: first, for: name), offeredVersion(of: second, for: name)) {
        case .greater: return true
        case .less: return false
        case .equal: break
        }
        if one.name == other.name, one.version != other.version { return one.version > other.version }
        if one.providerPriority != other.providerPriority { return one.providerPriority > other.providerPriority }
        return one.repository < other.repository
    }

    private func offeredVersion(of candidate: Int, for name: Int) -> Version? {
        var best: Version?
        for offer in offers[candidate] where offer.name == name {
            if Self.order(offer.version, best) == .greater { best = offer.version }
        }
        return best
    }

    private static func order(_ left: Version?, _ right: Version?) -> Version.Ordering {
        guard let right else { return left == nil ? .equal : .greater }
        return Version.compare(left, right, fuzzy: false)
    }
}
