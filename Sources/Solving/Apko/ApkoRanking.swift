import APK

/// Which of several packages apko takes for a name (SOLVER.md §3, "rank").
struct ApkoRanking {
    /// The name that is asked for.
    let name: String
    /// The versions of packages that are there already, by their names.
    var existing: [String: String] = [:]
    /// The versions of origins that are there already.
    var origins: [String: String] = [:]
    /// The tag that is preferred; empty prefers untagged packages.
    var pin = ""

    /// Whether the first of two packages is better.
    ///
    /// The relation is not transitive, as a package without a version for the name ties with all others; so the order in which packages are
    /// held against each other is part of the rule: each with the best one before it.
    func isBetter(_ one: ApkoPackage, than other: ApkoPackage) -> Bool {
        let (isOneThere, isOtherThere) = (isThere(one), isThere(other))
        if isOneThere != isOtherThere { return isOneThere }
        let (isOneKin, isOtherKin) = (isOfKnownOrigin(one), isOfKnownOrigin(other))
        if isOneKin != isOtherKin { return isOneKin }
        let (isOnePinned, isOtherPinned) = (one.pin == pin, other.pin == pin)
        if isOnePinned != isOtherPinned { return isOnePinned }
        let (offered, otherOffered) = (one.version(for: name), other.version(for: name))
        if !offered.text.isEmpty, !otherOffered.text.isEmpty, offered.text != otherOffered.text {
            if let answer = Self.isHigher(offered.version, than: otherOffered.version) { return answer }
        }
        let isSameVersion = one.candidate.version.text == other.candidate.version.text
        if one.name == other.name, !isSameVersion, let answer = Self.isHigher(one.version, than: other.version) { return answer }
        let (priority, otherPriority) = (one.candidate.providerPriority, other.candidate.providerPriority)
        if priority != otherPriority { return priority > otherPriority }
        if !isSameVersion, let answer = Self.isHigher(one.version, than: other.version) { return answer }
        return one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }

    private func isThere(_ package: ApkoPackage) -> Bool {
        existing[package.name] == package.candidate.version.text
    }

    private func isOfKnownOrigin(_ package: ApkoPackage) -> Bool {
        let origin = package.candidate.origin
        return !origin.isEmpty && origins[origin] == package.candidate.version.text
    }

    /// nil for equal versions; what cannot be read loses.
    private static func isHigher(_ one: ApkoVersion?, than other: ApkoVersion?) -> Bool? {
        guard let one else { return false }
        guard let other else { return true }
        return one == other ? nil : other < one
    }
}
