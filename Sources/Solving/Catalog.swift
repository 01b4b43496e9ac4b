public import APK
public import Files

/// Who offers which name among the candidates of one list: flat tables, so that thousands of packages cost little before one is looked at.
public struct Catalog: Sendable {
    /// The names that are offered.
    private(set) var names = NameTable()
    private var versions = ByteList()
    /// Three numbers for each offer: its name, and where its version stands in `versions`, from `.max` for a virtual name.
    private var offers = NumberList()
    /// Where the offers of each candidate end; its own name stands first.
    private var offerEnds = NumberList()
    /// By name: where its providers end in `providers`.
    private var providerEnds = NumberList()
    /// Two numbers for each: the candidate, and its offer; in the order of the candidates.
    private var providers = NumberList()
    /// The names in conditions, which nobody may offer.
    private var conditionNames = NameTable()
    /// While candidates are added: two numbers for each condition, its name and the candidate. Then, by name: the candidates.
    private var conditions = NumberList()
    /// By name: where its candidates end in `conditions`.
    private var conditionEnds = NumberList()

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
        offerEnds.append(UInt32(offers.count / 3))
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
        offerEnds.append(UInt32(offers.count / 3))
        if candidate.installIf.allSatisfy(\.isConflict) { return }
        for condition in candidate.installIf { add(condition: Array(condition.name.utf8).span, of: number) }
    }

    private mutating func offer(_ name: [UInt8], _ version: [UInt8]?) {
        let bytes = name + (version ?? [])
        offer(bytes.span, 0..<name.count, version.map { name.count..<name.count + $0.count })
    }

    private mutating func offer(_ bytes: Span<UInt8>, _ name: Range<Int>, _ version: Range<Int>?) {
        let number = UInt32(names.add(bytes.extracting(name)))
        offers.append(number)
        offers.append(version == nil ? .max : UInt32(versions.count))
        if let version { versions.append(bytes.extracting(version)) }
        offers.append(version == nil ? .max : UInt32(versions.count))
    }

    private mutating func add(condition: Span<UInt8>, of candidate: UInt32) {
        conditions.append(UInt32(conditionNames.add(condition)))
        conditions.append(candidate)
    }

    /// Orders the offers by name.
    public mutating func finish() {
        var counts = [UInt32](repeating: 0, count: names.count + 1)
        for offer in stride(from: 0, to: offers.count, by: 3) { counts[Int(offers[offer]) + 1] += 1 }
        for number in 0..<names.count { counts[number + 1] += counts[number] }
        var providers = [UInt32](repeating: 0, count: offers.count / 3 * 2)
        for candidate in 0..<count {
            for position in places(offerEnds, candidate, of: offers.count / 3) {
                let name = Int(offers[position * 3])
                providers[Int(counts[name]) * 2] = UInt32(candidate)
                providers[Int(counts[name]) * 2 + 1] = UInt32(position)
                counts[name] += 1
            }
        }
        // Each start has moved on to the next one's.
        counts.removeLast()
        (self.providers, providerEnds) = (NumberList(providers), NumberList(counts))
        finishConditions()
    }

    private mutating func finishConditions() {
        var counts = [UInt32](repeating: 0, count: conditionNames.count + 1)
        for pair in stride(from: 0, to: conditions.count, by: 2) { counts[Int(conditions[pair]) + 1] += 1 }
        for number in 0..<conditionNames.count { counts[number + 1] += counts[number] }
        var candidates = [UInt32](repeating: 0, count: conditions.count / 2)
        for pair in stride(from: 0, to: conditions.count, by: 2) {
            let name = Int(conditions[pair])
            candidates[Int(counts[name])] = conditions[pair + 1]
            counts[name] += 1
        }
        counts.removeLast()
        (conditions, conditionEnds) = (NumberList(candidates), NumberList(counts))
    }

    // MARK: Looking up

    // Tables that come from a file may say anything: numbers of names and candidates that there are not are passed over.

    /// Names and versions that a candidate offers, its own first.
    func offers(of candidate: Int) -> [(name: Int, version: Version?)] {
        places(offerEnds, candidate, of: offers.count / 3).compactMap { offer in
            let name = Int(offers[offer * 3])
            return name < names.count ? (name, version(of: offer)) : nil
        }
    }

    /// The number of a candidate's own name; nil for what a damaged table says of none.
    func ownName(of candidate: Int) -> Int? {
        let places = places(offerEnds, candidate, of: offers.count / 3)
        guard let first = places.first, Int(offers[first * 3]) < names.count else { return nil }
        return Int(offers[first * 3])
    }

    /// Who offers a name, in the order of the candidates.
    func providers(of name: Int) -> some Sequence<(candidate: Int, version: Version?)> {
        places(providerEnds, name, of: providers.count / 2).lazy.compactMap { place in
            let candidate = Int(providers[place * 2])
            return candidate < count ? (candidate, version(of: Int(providers[place * 2 + 1]))) : nil
        }
    }

    /// Whether a condition holds for one of those who offer a name; of which version, nobody asks.
    func hasProvider(of name: Int, where holds: (Int) -> Bool) -> Bool {
        places(providerEnds, name, of: providers.count / 2).contains { place in
            let candidate = Int(providers[place * 2])
            return candidate < count && holds(candidate)
        }
    }

    /// Candidates with a condition on a name.
    func conditioned(by name: String) -> [Int] {
        guard let number = conditionNames.number(of: name.utf8.span) else { return [] }
        return places(conditionEnds, number, of: conditions.count).map { Int(conditions[$0]) }.filter { $0 < count }
    }

    /// What belongs to a number, by a table of ends in one of so many places.
    private func places(_ ends: NumberList, _ number: Int, of count: Int) -> Range<Int> {
        let (start, end) = (number == 0 ? 0 : Int(ends[number - 1]), min(Int(ends[number]), count))
        return start..<max(start, end)
    }

    private func version(of offer: Int) -> Version? {
        let (start, end) = (offers[offer * 3 + 1], offers[offer * 3 + 2])
        return start == .max ? nil : Version(checked: versions.text(Int(start)..<Int(max(start, end))))
    }

    // MARK: Keeping

    /// Writes the tables.
    public func write(to writer: inout SectionWriter) {
        names.write(to: &writer)
        writer.add(versions)
        writer.add(offers)
        writer.add(offerEnds)
        writer.add(providers)
        writer.add(providerEnds)
        conditionNames.write(to: &writer)
        writer.add(conditions)
        writer.add(conditionEnds)
    }

    /// Reads what `write` wrote; nil when it is something else.
    public init?(from reader: inout SectionReader) {
        guard let names = NameTable(from: &reader), let versions = reader.read(), let offers = reader.readNumbers(),
            let offerEnds = reader.readNumbers(), let providers = reader.readNumbers(), let providerEnds = reader.readNumbers(),
            let conditionNames = NameTable(from: &reader), let conditions = reader.readNumbers(), let conditionEnds = reader.readNumbers()
        else { return nil }
        guard offers.count == Int(offerEnds.last ?? 0) * 3, providers.count == offers.count / 3 * 2, providerEnds.count == names.count,
            conditionEnds.count == conditionNames.count, conditions.count == Int(conditionEnds.last ?? 0)
        else { return nil }
        (self.names, self.versions, self.offers, self.offerEnds) = (names, versions, offers, offerEnds)
        (self.providers, self.providerEnds) = (providers, providerEnds)
        (self.conditionNames, self.conditions, self.conditionEnds) = (conditionNames, conditions, conditionEnds)
    }
}
