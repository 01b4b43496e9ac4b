public import Diagnostics
public import YAML

/// Users and groups that are added to a root (IMAGE.md §9.4).
public struct Accounts: Sendable {
    /// A user; a line of `/etc/passwd`.
    public struct User: Hashable, Sendable {
        public var name: String
        public var id: UInt32
        /// The group that the configuration names.
        public var givenGroup: UInt32?
        /// The shell that the configuration names; empty for the default.
        public var givenShell = ""
        /// The home that the configuration names; empty for the default.
        public var givenHome = ""

        /// Makes a user with the default shell and home.
        public init(name: String, id: UInt32, group: UInt32? = nil) {
            self.name = name
            self.id = id
            givenGroup = group
        }

        /// The group: by default the one of the user's own number.
        public var group: UInt32 { givenGroup ?? id }
        /// The shell, by default `/bin/sh`.
        public var shell: String { givenShell.isEmpty ? "/bin/sh" : givenShell }
        /// The home, by default below `/home`.
        public var home: String { givenHome.isEmpty ? "/home/\(name)" : givenHome }
    }

    /// A group; a line of `/etc/group`.
    public struct Group: Hashable, Sendable {
        public var name: String
        public var id: UInt32
        public var members: [String]

        /// Makes a group.
        public init(name: String, id: UInt32, members: [String] = []) {
            self.name = name
            self.id = id
            self.members = members
        }
    }

    /// The user that commands run as: a name, a number, or empty for the default.
    public var runAs = ""
    public var users: [User] = []
    public var groups: [Group] = []

    /// No accounts.
    public init() {}

    /// Reads the map `accounts`.
    ///
    /// Whether every user has a name, and a number that is not root's, is for validation to say.
    public init(_ node: Node) throws(Diagnostic) {
        let fields = try Fields(node, "accounts", known: ["run-as", "users", "groups"])
        runAs = try fields.text("run-as") ?? ""
        for node in try fields.items("users") {
            let fields = try Fields(node, "a user", known: ["username", "uid", "gid", "shell", "homedir"])
            let id = try Self.id(fields, "uid")
            let name = try fields.text("username") ?? ""
            var user = User(name: name, id: id ?? 0, group: try Self.id(fields, "gid"))
            user.givenShell = try fields.text("shell") ?? ""
            user.givenHome = try fields.text("homedir") ?? ""
            try Self.checkField(["username", "shell", "homedir"], in: fields)
            users.append(user)
        }
        for node in try fields.items("groups") {
            let fields = try Fields(node, "a group", known: ["groupname", "gid", "members"])
            let name = try fields.text("groupname") ?? ""
            try Self.checkField(["groupname"], in: fields)
            for member in try fields.texts("members") where !Self.isField(member) || member.contains(",") {
                throw Diagnostic(.badAccount, "a member of a group cannot be called \"\(member)\"", at: fields.span("members"))
            }
            groups.append(Group(name: name, id: try Self.id(fields, "gid") ?? 0, members: try fields.texts("members")))
        }
    }

    private static let buildGroups = [Group(name: "build", id: 1000, members: ["build"])]
    private static let buildUsers = [User(name: "build", id: 1000, group: 1000)]

    /// Adds the account that builds run as, unless the configuration brings its own (RECIPE.md §3.6).
    public mutating func addBuildAccount() {
        // Nearly all configurations have no accounts: they share these lists.
        if groups.isEmpty {
            groups = Self.buildGroups
        } else if !groups.contains(where: { $0.name == "build" }) {
            groups += Self.buildGroups
        }
        if users.isEmpty {
            users = Self.buildUsers
        } else if !users.contains(where: { $0.name == "build" }) {
            users += Self.buildUsers
        }
    }

    /// They become fields of a line (IMAGE.md §9.4), and one could add an account of its own.
    private static func checkField(_ keys: [String], in fields: Fields) throws(Diagnostic) {
        for key in keys {
            guard let text = try fields.text(key), !isField(text) else { continue }
            throw Diagnostic(.badAccount, "\(key) may not hold a colon or a line break", at: fields.span(key))
        }
    }

    private static func isField(_ text: String) -> Bool {
        !text.utf8.contains { $0 == UInt8(ascii: ":") || $0 < 0x20 }
    }

    private static func id(_ fields: Fields, _ key: String) throws(Diagnostic) -> UInt32? {
        guard let number = try fields.integer(key) else { return nil }
        guard let id = UInt32(exactly: number) else {
            throw Diagnostic(.wrongType, "\(key) must fit in 32 bits", at: fields.span(key))
        }
        return id
    }
}

extension Diagnostic.Code {
    /// An account that cannot be written as a line of its file.
    public static let badAccount = input("bad-account")
}
