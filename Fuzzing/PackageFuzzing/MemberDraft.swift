import Archives
import Cryptography
import Diagnostics
import Files
import Fuzzing

/// A file of gzip members while it is changed: what each member gives.
struct MemberDraft: Sendable {
    var members: [[UInt8]] = []

    /// Archives of this size and more say little more, and take long.
    private static let largest: Int64 = 4 << 20

    init(_ members: [[UInt8]] = []) { self.members = members }

    /// Takes a file apart.
    init(file bytes: [UInt8]) throws(Diagnostic) {
        let gzip = GzipReader(ArrayReader(bytes), name: "seed", limit: Self.largest)
        while try gzip.nextMember() {
            var member: [UInt8] = []
            while case let chunk = try gzip.read(upTo: 1 << 16), !chunk.isEmpty { member += chunk }
            members.append(member)
        }
    }

    /// The file; members are compressed, each by itself.
    func bytes() throws(Diagnostic) -> [UInt8] {
        var bytes: [UInt8] = []
        for member in members { bytes += try Self.compressed(member) }
        return bytes
    }

    static func compressed(_ member: [UInt8]) throws(Diagnostic) -> [UInt8] {
        let output = ArrayWriter()
        let gzip = try GzipWriter(output, level: 1)
        try gzip.write(member)
        try gzip.finish()
        return output.bytes
    }

    /// Moves, repeats, drops, cuts or joins members.
    mutating func change(_ random: inout Random) {
        if members.isEmpty { return }
        let place = random.below(members.count)
        switch random.below(7) {
        case 0: members.remove(at: place)
        case 1: members.insert(members[place], at: random.below(members.count))
        case 2: members.swapAt(place, random.below(members.count))
        case 3: members.insert([], at: place)
        case 4:
            let cut = random.below(members[place].count / 512 + 1) * 512
            members.insert(Array(members[place].dropFirst(cut)), at: place + 1)
            members[place] = Array(members[place].prefix(cut))
        case 5 where place + 1 < members.count: members[place] += members.remove(at: place + 1)
        default: members[place] += [UInt8](repeating: 0, count: random.pick([512, 1_024, 1 << 20]) ?? 512)
        }
    }

    /// Writes the digest of the data, which is the last member, into the description, so that readers go on to the data.
    mutating func repairDataHash() throws(Diagnostic) {
        guard members.count >= 2, let last = members.last else { return }
        let digest = Array(try Digest.of(Self.compressed(last)).hex.utf8)
        let control = members.count - 2
        var draft = TarDraft(members[control])
        guard let place = draft.pieces.firstIndex(where: { $0.path.elementsEqual(".PKGINFO".utf8) }) else { return }
        var lines = draft.pieces[place].content.split(separator: 0x0A).map { Array($0) }
        lines.removeAll { $0.starts(with: "datahash = ".utf8) }
        lines.append(Array("datahash = ".utf8) + digest)
        draft.pieces[place].content = Array((lines + [[]]).joined(separator: [0x0A]))
        // What was damaged on purpose stays damaged: only a description that can be found is put right.
        members[control] = draft.bytes()
    }
}
