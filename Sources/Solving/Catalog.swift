public import APK

/// Who offers which name among the candidates of one list: flat tables, so that thousands of packages cost little before one is looked at.
public struct Catalog: Sendable {
    /// The version of an offer: where it stands in `versions`; `start` is `.max` for a virtual name.
    struct Offer: Sendable {
        let name: UInt32
        let start: UInt32
        let end: UInt32
    }

    /// The names that are offered.
    private(set) var names = NameTable()
    private var versions: [UInt8] = []
    private var offers: [Offer] = []
    /// Where the offers of each candidate end; its own name stands first.
    private var offerEnds: [UInt32] = []
    /// By name: where its providers end in `providers`.
    private var providerEnds: [UInt32] = []
    /// Candidates and their offers, in the order of the candidates.
    private var providers: [(candidate: UInt32, offer: UInt32)] = []
    /// The names in conditions, which nobody may offer.
    private var conditionNames = NameTable()
    private var conditioned: [[UInt32]] = []

    /// A catalog of nothing; after the last candidate was added, `finish` must be called.
    public init() {}

    /// How many candidates there are.
    public var count: Int { offerEnds.count }

    // MARK: Making

    /// Adds a candidate.
    ///
    /// - Parameter bytes: what the places in `scan` are in.
    public mutating func add(_ scan: RecordScan, in bytes: Span<UInt8>) {
        let candidate = UInt32(offerEnds.count)
        offer(bytes, scan.name, scan.version)
        for provide in scan.provides { offer(bytes, provide.name, provide.version) }
        offerEnds.append(UInt32(offers.count))
        if !scan.hasPositiveCondition { return }
        for condition in scan.conditions { add(condition: bytes.extracting(condition), of: candidate) }
    }

    /// Adds a candidate.
    public mutating func add(_ candidate: Candidate) {
        let number = UInt32(offerEnds.count)
        func offer(_ name: String, _ version: Version?) {
            let version = version.map { Array($0.text.utf8) }
            self.offer(Array(name.utf8), version)
        }
        offer(candidate.name, candidate.version)
        for provide in candidate.provides { offer(provide.name, provide.version) }
        offerEnds.append(UInt32(offers.count))
        if candidate.installIf.allSatisfy(\.isConflict) { return }
        for condition in candidate.installIf { add(condition: Array(condition.name.utf8).span, of: number) }
    }

    private mutating func offer(_ name: [UInt8], _ version: [UInt8]?) {
        let bytes = name + (version ?? [])
        offer(bytes.span, 0..<name.count, version.map { name.count..<name.count + $0.count })
    }

    private mutating func offer(_ bytes: Span<UInt8>, _ name: Range<Int>, _ version: Range<Int>?) {
        let number = UInt32(names.add(bytes.extracting(name)))
        guard let version else { return offers.append(Offer(name: number, start: .max, end: .max)) }
        let start = UInt32(versions.count)
        bytes.extracting(version).withUnsafeBufferPointer { versions.append(contentsOf: $0) }
        offers.append(Offer(name: number, start: start, end: UInt32(versions.count)))
    }

    private mutating func add(condition: Span<UInt8>, of candidate: UInt32) {
        let number = conditionNames.add(condition)
        if number == conditioned.count { conditioned.append([]) }
        conditioned[number].append(candidate)
    }

    /// Orders the offers by name.
    public mutating func finish() {
        var counts = [UInt32](repeating: 0, count: names.count + 1)
        for offer in offers { counts[Int(offer.name) + 1] += 1 }
        for number in 0..<names.count { counts[number + 1] += counts[number] }
        providers = Array(repeating: (0, 0), count: offers.count)
        var start = 0
        for (candidate, end) in offerEnds.enumerated() {
            for position in start..<Int(end) {
                let name = Int(offers[position].name)
                providers[Int(counts[name])] = (UInt32(candidate), UInt32(position))
                counts[name] += 1
            }
            start = Int(end)
        }
        // Each start has moved on to the next one's.
        counts.removeLast()
        providerEnds = counts
    }

    // MARK: Looking up

    /// Names and versions that a candidate offers, its own first.
    func offers(of candidate: Int) -> [(name: Int, version: Version?)] {
        let start = candidate == 0 ? 0 : Int(offerEnds[candidate - 1])
        return offers[start..<Int(offerEnds[candidate])].map { (Int($0.name), version(of: $0)) }
    }

    /// Who offers a name, in the order of the candidates.
    func providers(of name: Int) -> [(candidate: Int, version: Version?)] {
        let start = name == 0 ? 0 : Int(providerEnds[name - 1])
        return providers[start..<Int(providerEnds[name])].map { (Int($0.candidate), version(of: offers[Int($0.offer)])) }
    }

    /// Candidates with a condition on a name.
    func conditioned(by name: String) -> [Int] {
        conditionNames.number(of: name.utf8.span).map { conditioned[$0].map { Int($0) } } ?? []
    }

    private func version(of offer: Offer) -> Version? {
        if offer.start == .max { return nil }
        return Version(checked: String(decoding: versions[Int(offer.start)..<Int(offer.end)], as: UTF8.self))
    }
}
