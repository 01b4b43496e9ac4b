import Archives
public import Cryptography
public import Diagnostics
public import Files
public import SystemPackage

/// An index file that is changed package by package: what does not change is neither unpacked nor read nor compressed again, where Cuttle wrote
/// the file and one of the keys has signed it.
public struct IndexUpdate: Sendable {
    /// A part of the list, in order.
    private enum Part {
        case block(BlockedMember.Block)
        case records([IndexSlot])
    }

    private let name: String
    /// The blocks are parts of it.
    private let member: BlockedMember
    private var parts: [Part]
    private let description: [UInt8]
    /// What was looked into already.
    private var contents: [Int: [IndexSlot]] = [:]
    /// The keys that have signed the file, by their names and in its order.
    public let signers: [String]
    /// Whether anything was changed.
    public private(set) var isChanged = false

    /// A list of nothing.
    public init() {
        self.init(description: [], signers: [])
    }

    private init(description: [UInt8], signers: [String]) {
        name = ""
        self.signers = signers
        member = BlockedMember([])
        parts = []
        self.description = description
    }

    /// The index without what it lists.
    public var emptied: IndexUpdate { IndexUpdate(description: description, signers: signers) }

    /// Reads an index file and checks its signature.
    ///
    /// - Parameter keyring: nil trusts the file as it is.
    public init(reading path: FilePath, keyring: Keyring?) throws(Diagnostic) {
        name = path.string
        let content = try Files.read(path, limit: Self.limit)
        // Without a signature nobody vouches for what is not looked into.
        if let keyring, let index = BlockedIndex(content, name: name) {
            try index.front.verify(content, keyring: keyring, name: name)
            signers = index.front.signatures.map(\.keyName)
            (member, description) = (index.member, index.description)
            parts = index.blocks.map { .block($0) }
            return
        }
        let file = try IndexFile(path, content: content)
        let index = try PackageIndex(file, keyring: keyring)
        signers = file.signatures.map(\.keyName)
        member = BlockedMember([])
        parts = [.records(index.records.slots)]
        description = index.description
    }

    private static let limit = 300 << 20

    // MARK: Looking

    /// The record of a package; nil when it is not listed.
    public mutating func record(_ name: String, _ version: String) throws(Diagnostic) -> IndexRecord? {
        let key = IndexSlot(key: name, version)
        guard let position = try part(of: key) else { return nil }
        let slots = try slots(position)
        let place = slots.place(of: key)
        return place < slots.count && slots[place].order(key) == 0 ? slots[place].record : nil
    }

    /// All records.
    public mutating func records() throws(Diagnostic) -> IndexRecords {
        var all: [IndexSlot] = []
        for position in parts.indices { all += try slots(position) }
        return IndexRecords(slots: all)
    }

    // MARK: Changing

    /// Lists a package, in place of the one with its name and version.
    public mutating func put(_ record: IndexRecord) throws(Diagnostic) {
        let slot = IndexSlot(record)
        try change(slot) { slots in
            let place = slots.place(of: slot)
            if place < slots.count, slots[place].order(slot) == 0 {
                if slots[place].record == record { return false }
                slots[place] = slot
            } else {
                slots.insert(slot, at: place)
            }
            return true
        }
    }

    /// Takes a package off the list.
    public mutating func remove(_ name: String, _ version: String) throws(Diagnostic) {
        let key = IndexSlot(key: name, version)
        try change(key) { slots in
            let place = slots.place(of: key)
            guard place < slots.count, slots[place].order(key) == 0 else { return false }
            slots.remove(at: place)
            return true
        }
    }

    private mutating func change(_ key: IndexSlot, _ body: (inout [IndexSlot]) -> Bool) throws(Diagnostic) {
        if parts.isEmpty { parts = [.records([])] }
        let position = try part(of: key) ?? 0
        if case .records(var slots) = parts[position] {
            // Held by nobody else, it is changed where it is: the list of another program is one part.
            parts[position] = .records([])
            isChanged = body(&slots) || isChanged
            parts[position] = .records(slots)
            return
        }
        var changed = try slots(position)
        guard body(&changed) else { return }
        parts[position] = .records(changed)
        isChanged = true
    }

    /// The last part that does not begin behind a package; nil when all do.
    private mutating func part(of key: IndexSlot) throws(Diagnostic) -> Int? {
        // Parts that are empty now stand anywhere in the order: they are left out.
        let filled = parts.indices.filter { if case .records(let slots) = parts[$0] { !slots.isEmpty } else { true } }
        var (low, high) = (0, filled.count)
        while low < high {
            let middle = (low + high) / 2
            guard let first = try slots(filled[middle]).first, first.order(key) <= 0 else {
                high = middle
                continue
            }
            low = middle + 1
        }
        return low == 0 ? nil : filled[low - 1]
    }

    private mutating func slots(_ position: Int) throws(Diagnostic) -> [IndexSlot] {
        switch parts[position] {
        case .records(let slots): return slots
        case .block(let block):
            if let known = contents[position] { return known }
            let text = IndexText(try block.content(name: name))
            let slots = try PackageIndex(text, source: name).records.slots
            // A record that goes on in another block would become two of half its words.
            guard IndexLayout.areWhole(slots, of: text), !slots.isEmpty else {
                throw Diagnostic(
                    .damagedIndex,
                    "\(name) is damaged: its blocks are not those of its list",
                    hint: "index it again: cuttle index --merge"
                )
            }
            contents[position] = slots
            return slots
        }
    }

    // MARK: Writing

    /// Writes the index, atomically: through a link to what it leads to, with the mode that the file has.
    ///
    /// - Parameter temporaryFolder: where it is until it is complete, on the same file system.
    public mutating func write(to path: FilePath, key: (any Signer)?, temporaryFolder: FilePath) throws(Diagnostic) {
        try prepare(for: path, key: key, temporaryFolder: temporaryFolder).commit()
    }

    /// Writes the index to a file that has no name yet.
    public mutating func prepare(for path: FilePath, key: (any Signer)?, temporaryFolder: FilePath) throws(Diagnostic) -> AtomicFile {
        var blocks: [BlockedMember.Block] = []
        var run: [IndexSlot] = []
        for position in parts.indices {
            switch parts[position] {
            case .records(let slots): run += slots
            case .block(let block):
                if position + 1 < parts.count, case .records = parts[position + 1] { _ = try slots(position) }
                // What follows this block may not be the start of another any more.
                if try !isFollowedByStart(position) {
                    run += try slots(position)
                    continue
                }
                blocks += IndexLayout.blocks(of: run)
                run = []
                blocks.append(block)
            }
        }
        blocks += IndexLayout.blocks(of: run)
        let member = try IndexLayout.member(blocks, description: description)
        return try PackageIndex.prepare(member, for: path, key: key, temporaryFolder: temporaryFolder)
    }

    private func isFollowedByStart(_ position: Int) throws(Diagnostic) -> Bool {
        for next in parts[(position + 1)...] {
            switch next {
            case .block: return true
            case .records(let slots):
                if let first = slots.first { return first.beginsBlock }
            }
        }
        return true
    }
}

extension IndexSlot {
    /// What stands in for a package to find its place.
    fileprivate init(key name: String, _ version: String) {
        self.init(IndexRecord(identity: Identity(Digest(bytes: [])), name: name, version: version))
    }
}

extension [IndexSlot] {
    /// Where the first is that does not come before another, among slots in order.
    fileprivate func place(of other: IndexSlot) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].order(other) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
