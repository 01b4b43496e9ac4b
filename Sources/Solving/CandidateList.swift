public import APK

/// The candidates of one repository, which are made when the solver comes to them.
public protocol CandidateList: Sendable {
    /// What they are called and offer.
    var catalog: Catalog { get }
    /// The tags of their repositories, also of one that has no candidates.
    var tags: Set<String> { get }
    /// The tag of the repository of one of them.
    func tag(at position: Int) -> String?
    /// One of them.
    func candidate(at position: Int) -> Candidate
    /// The conditions of one of them, for which it need not be made.
    func conditions(at position: Int) -> [Dependency]
}

/// Candidates that are there already.
struct CandidateArray: CandidateList {
    let candidates: [Candidate]
    let catalog: Catalog

    init(_ candidates: [Candidate]) {
        self.candidates = candidates
        var catalog = Catalog()
        for candidate in candidates { catalog.add(candidate) }
        catalog.finish()
        self.catalog = catalog
    }

    var tags: Set<String> { Set(candidates.compactMap(\.tag)) }
    func tag(at position: Int) -> String? { candidates[position].tag }
    func candidate(at position: Int) -> Candidate { candidates[position] }
    func conditions(at position: Int) -> [Dependency] { candidates[position].installIf }
}
