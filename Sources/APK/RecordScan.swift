/// What choosing packages needs of a record, as places in its bytes: no text is made.
public struct RecordScan: Sendable {
    /// A name that a package offers besides its own.
    public struct Offer: Sendable {
        /// Where the name stands.
        public let name: Range<Int>
        /// Where its version stands; nil for a virtual name.
        public let version: Range<Int>?
    }

    /// Where the package's name stands.
    public internal(set) var name = 0..<0
    /// Where its version stands.
    public internal(set) var version = 0..<0
    /// Where its architecture stands.
    public internal(set) var architecture = 0..<0
    /// Whether version and dependencies are such that the package can be chosen at all.
    public internal(set) var isValid = true
    /// What it provides; what is no name is left out, as apk-tools does (APK-FORMAT.md §6).
    public internal(set) var provides: [Offer] = []
    /// The names in `install_if`; none when one of its conditions is malformed.
    public internal(set) var conditions: [Range<Int>] = []
    /// Whether a condition asks for something to be there.
    public internal(set) var hasPositiveCondition = false

    /// A scan of nothing yet.
    public init() {}
}

extension IndexRecords {
    /// Looks at a record that was read from a text.
    ///
    /// - Parameters:
    ///   - scan: takes what is found; to be used again for the next record.
    ///   - body: is given the bytes that the places are in.
    /// - Returns: false for a record that was made, which has no bytes.
    public func scan(_ position: Int, into scan: inout RecordScan, _ body: (Span<UInt8>, RecordScan) -> Void) -> Bool {
        let slot = slot(position)
        guard let place = slot.place else { return false }
        place.text.read { bytes in
            scan.read(bytes, slot)
            body(bytes, scan)
        }
        return true
    }
}

extension RecordScan {
    /// Looks through a record.
    fileprivate mutating func read(_ bytes: Span<UInt8>, _ slot: IndexSlot) {
        name = slot[.name]
        version = slot[.version]
        architecture = slot[.architecture]
        isValid = Version.failure(in: bytes.extracting(version)) == nil
        bytes.forEachWord(in: slot[.dependencies]) { item in
            if isValid, !ConstraintRanges(bytes, item, allowing: .conflictAndTag).isValid(bytes) { isValid = false }
        }
        provides.removeAll(keepingCapacity: true)
        bytes.forEachWord(in: slot[.provides]) { item in
            let parts = ConstraintRanges(bytes, item, allowing: .plain)
            if parts.problem != nil { return }
            if parts.operators != nil, Version.failure(in: bytes.extracting(parts.version)) != nil { return }
            provides.append(.init(name: parts.name, version: parts.operators == nil ? nil : parts.version))
        }
        conditions.removeAll(keepingCapacity: true)
        hasPositiveCondition = false
        var isMalformed = false
        bytes.forEachWord(in: slot[.installIf]) { item in
            let parts = ConstraintRanges(bytes, item, allowing: .conflictAndTag)
            if !parts.isValid(bytes) { return isMalformed = true }
            conditions.append(parts.name)
            if !parts.isConflict { hasPositiveCondition = true }
        }
        if isMalformed { conditions.removeAll(keepingCapacity: true) }
    }
}
