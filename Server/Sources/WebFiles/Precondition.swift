import HTTPTypes

/// What the conditions of a request lead to (RFC 9110, section 13.2.2).
enum Precondition: Hashable {
    /// The request is answered; with ranges where it asks for some and they are of this content.
    case holds(ranges: Bool)
    /// The client has this content.
    case notModified
    /// The client wants another content.
    case failed

    /// Evaluates the conditions in the order that the RFC has.
    init(_ fields: HTTPFields, _ validators: Validators, now: Int64) {
        func date(_ name: HTTPField.Name) -> Int64? { fields[name].flatMap { HTTPDate.seconds($0, now: now) } }
        if let wanted = fields[.ifMatch] {
            if !Self.matches(wanted, validators.entityTag, strongly: true) { self = .failed; return }
        } else if let since = date(.ifUnmodifiedSince) {
            // Without a time of its own yet the file is newer than any that a client knows.
            guard let modified = validators.lastModified, modified <= since else { self = .failed; return }
        }
        if let known = fields[.ifNoneMatch] {
            if Self.matches(known, validators.entityTag, strongly: false) { self = .notModified; return }
        } else if let since = date(.ifModifiedSince), let modified = validators.lastModified, modified <= since {
            self = .notModified
            return
        }
        guard let condition = fields[.ifRange] else { self = .holds(ranges: true); return }
        if condition.hasPrefix("\"") {
            self = .holds(ranges: condition == validators.entityTag)
        } else {
            // Only the very date will do (section 13.1.5); a weak entity tag is no date, and does not do either.
            let modified = HTTPDate.seconds(condition, now: now)
            self = .holds(ranges: modified != nil && modified == validators.lastModified)
        }
    }

    /// Whether a list of entity tags has this one; `*` has any.
    private static func matches(_ list: String, _ tag: String?, strongly: Bool) -> Bool {
        if list.trimmed == "*" { return true }
        guard let tag else { return false }
        return tags(list).contains { candidate in
            if candidate.hasPrefix("W/") { return !strongly && candidate.dropFirst(2) == tag }
            return candidate == tag
        }
    }

    /// The entity tags of a list: commas may stand inside of quotes.
    private static func tags(_ list: String) -> [String] {
        var tags: [String] = []
        var tag = ""
        var isQuoted = false
        for character in list {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted {
                tags.append(tag.trimmed)
                tag = ""
            } else {
                tag.append(character)
            }
        }
        tags.append(tag.trimmed)
        return tags
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
