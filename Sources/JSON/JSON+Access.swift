extension JSON {
    /// The value of a key of an object; nil for a key that is not there, and for what is no object.
    public subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The items of an array; nil for what is no array.
    public var items: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The members of an object in their order; nil for what is no object.
    public var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }
}
