import Archives
import Diagnostics
import Files

/// Formats that hold times and other contents.
extension ContentDifference {
    // MARK: ELF

    /// Names the sections that differ.
    static func elf(_ left: [UInt8], _ right: [UInt8], _ names: (first: String, second: String), _: Int) -> ContentDifference? {
        guard let one = sections(left), let other = sections(right) else { return nil }
        var differing: [String] = []
        var first: ContentDifference?
        for section in one {
            guard let twin = other.first(where: { $0.name == section.name }), section.bytes != twin.bytes else { continue }
            differing.append(section.name)
            // What identifies a build is made of all else.
            if first == nil, section.name != ".note.gnu.build-id" { first = bytes(Array(section.bytes), Array(twin.bytes), names) }
        }
        let known = Set(other.map(\.name))
        let lost = one.map(\.name).filter { !known.contains($0) }
        if !lost.isEmpty { return ContentDifference(text: "only \(names.first) has the ELF section \(lost[0])", cause: nil) }
        if differing.isEmpty { return nil }
        let shown = differing.prefix(5).joined(separator: ", ") + (differing.count > 5 ? " and \(differing.count - 5) more" : "")
        let sections = "ELF section\(differing.count == 1 ? "" : "s") \(shown)"
        return ContentDifference(text: sections + (first.map { "; " + $0.text } ?? ""), cause: first?.cause)
    }

    private static func sections(_ file: [UInt8]) -> [(name: String, bytes: ArraySlice<UInt8>)]? {
        guard file.count >= 64, file.starts(with: [0x7F, 0x45, 0x4C, 0x46]), file[5] == 1 else { return nil }
        let isWide = file[4] == 2
        let table = isWide ? number(file, 0x28, 8) : number(file, 0x20, 4)
        let (size, count, names) = (
            number(file, isWide ? 0x3A : 0x2E, 2), number(file, isWide ? 0x3C : 0x30, 2), number(file, isWide ? 0x3E : 0x32, 2)
        )
        func section(_ index: Int) -> (name: Int, bytes: ArraySlice<UInt8>)? {
            let (start, overflow) = table.addingReportingOverflow(index * size)
            if overflow || start < 0 || size < (isWide ? 64 : 40) || start > file.count - size { return nil }
            let offset = isWide ? number(file, start + 0x18, 8) : number(file, start + 0x10, 4)
            let length = isWide ? number(file, start + 0x20, 8) : number(file, start + 0x14, 4)
            let isEmpty = number(file, start + 4, 4) == 8
            if isEmpty { return (number(file, start, 4), []) }
            guard offset >= 0, length >= 0, offset <= file.count, length <= file.count - offset else { return nil }
            return (number(file, start, 4), file[offset..<(offset + length)])
        }
        guard count > 0, count < 10_000, let strings = section(names)?.bytes else { return nil }
        var found: [(String, ArraySlice<UInt8>)] = []
        for index in 0..<count {
            guard let section = section(index), section.name <= strings.count else { return nil }
            found.append((String(decoding: strings.dropFirst(section.name).prefix { $0 != 0 }, as: UTF8.self), section.bytes))
        }
        return found
    }

    /// A little-endian number; -1 when it lies outside, or is larger than any place.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> Int {
        guard offset >= 0, offset <= bytes.count - width else { return -1 }
        let value = (0..<width).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
        return Int(exactly: value) ?? -1
    }

    // MARK: gzip

    static func gzip(_ left: [UInt8], _ right: [UInt8], _ names: (first: String, second: String), _ depth: Int) -> ContentDifference? {
        let magic: [UInt8] = [0x1F, 0x8B]
        guard left.starts(with: magic), right.starts(with: magic), left.count > 18, right.count > 18 else { return nil }
        let (one, other) = (number(left, 4, 4), number(right, 4, 4))
        if one != other { return ContentDifference(text: values("the time in its gzip header", "\(one)", "\(other)", names), cause: .time) }
        guard let inside = unpacked(left), let second = unpacked(right) else { return nil }
        let difference = ContentDifference(inside, second, names: names, depth: depth + 1)
        if difference.isEmpty { return ContentDifference(text: "the same inside, compressed in another way", cause: nil) }
        return ContentDifference(text: "unpacked, " + difference.text, cause: difference.cause)
    }

    private static func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
        let reader = GzipReader(ArrayReader(bytes), name: "", limit: 64 << 20)
        guard (try? reader.nextMember()) == true else { return nil }
        var content: [UInt8] = []
        while let chunk = try? reader.read(upTo: 1 << 18) {
            if chunk.isEmpty { return content }
            content += chunk
        }
        return nil
    }

    // MARK: zip

    static func zip(_ left: [UInt8], _ right: [UInt8], _ names: (first: String, second: String), _: Int) -> ContentDifference? {
        guard let one = directory(left), let other = directory(right) else { return nil }
        for (first, second) in Swift.zip(one, other) {
            if first.name != second.name {
                let isSame = one.map(\.name).sorted() == other.map(\.name).sorted()
                return ContentDifference(text: values("zip entry", first.name, second.name, names), cause: isSame ? .order : nil)
            }
            if first.time != second.time {
                return ContentDifference(
                    text: "the time of the zip entry \(first.name)",
                    cause: .time
                )
            }
            if first.sum != second.sum { return ContentDifference(text: "the content of the zip entry \(first.name)", cause: nil) }
        }
        if one.count != other.count {
            return ContentDifference(text: values("zip entries", "\(one.count)", "\(other.count)", names), cause: nil)
        }
        return nil
    }

    /// The entries that the directory at the end of a zip file lists.
    private static func directory(_ file: [UInt8]) -> [(name: String, time: Int, sum: Int)]? {
        guard file.starts(with: [0x50, 0x4B, 0x03, 0x04]), file.count >= 22 else { return nil }
        let ends = stride(from: file.count - 22, through: max(0, file.count - 65_557), by: -1)
        guard let end = ends.first(where: { number(file, $0, 4) == 0x0605_4B50 }) else { return nil }
        var place = number(file, end + 16, 4)
        var entries: [(String, Int, Int)] = []
        for _ in 0..<number(file, end + 10, 2) {
            guard number(file, place, 4) == 0x0201_4B50 else { return nil }
            let length = number(file, place + 28, 2)
            guard length >= 0, place + 46 + length <= file.count else { return nil }
            let name = String(decoding: file[(place + 46)..<(place + 46 + length)], as: UTF8.self)
            entries.append((name, number(file, place + 12, 4), number(file, place + 16, 4)))
            place += 46 + length + max(0, number(file, place + 30, 2)) + max(0, number(file, place + 32, 2))
        }
        return entries
    }

    // MARK: ar

    static func ar(_ left: [UInt8], _ right: [UInt8], _ names: (first: String, second: String), _ depth: Int) -> ContentDifference? {
        guard let one = members(left), let other = members(right) else { return nil }
        for (first, second) in Swift.zip(one, other) {
            if first.name != second.name {
                let isSame = one.map(\.name).sorted() == other.map(\.name).sorted()
                return ContentDifference(text: values("ar member", first.name, second.name, names), cause: isSame ? .order : nil)
            }
            let name = "the ar member \(first.name)"
            if first.time != second.time {
                return ContentDifference(text: values("the time of \(name)", first.time, second.time, names), cause: .time)
            }
            if first.owner != second.owner {
                return ContentDifference(text: values("owner and mode of \(name)", first.owner, second.owner, names), cause: nil)
            }
            let difference = ContentDifference(Array(first.bytes), Array(second.bytes), names: names, depth: depth + 1)
            if !difference.isEmpty { return ContentDifference(text: "\(name), \(difference.text)", cause: difference.cause) }
        }
        if one.count != other.count {
            return ContentDifference(text: values("ar members", "\(one.count)", "\(other.count)", names), cause: nil)
        }
        return nil
    }

    private static func members(_ file: [UInt8]) -> [(name: String, time: String, owner: String, bytes: ArraySlice<UInt8>)]? {
        guard file.starts(with: "!<arch>\n".utf8) else { return nil }
        var members: [(String, String, String, ArraySlice<UInt8>)] = []
        var place = 8
        while place + 60 <= file.count {
            func field(_ start: Int, _ length: Int) -> String {
                let bytes = file[(place + start)..<(place + start + length)]
                return String(decoding: bytes, as: UTF8.self).split(separator: " ").joined(separator: " ")
            }
            guard let size = Int(field(48, 10)), size >= 0, size <= file.count - place - 60 else { return nil }
            let name = field(0, 16)
            let start = place + 60
            members.append((name, field(16, 12), "\(field(28, 6)):\(field(34, 6)) \(field(40, 8))", file[start..<(start + size)]))
            place = start + size + size % 2
        }
        return members
    }

    // MARK: Python

    /// Compiled Python, whose header holds the time of its source.
    static func bytecode(_ left: [UInt8], _ right: [UInt8], _ names: (first: String, second: String), _: Int) -> ContentDifference? {
        guard left.count > 16, right.count > 16, left[2] == 0x0D, left[3] == 0x0A, left[..<8] == right[..<8] else { return nil }
        let (one, other) = (number(left, 8, 4), number(right, 8, 4))
        if number(left, 4, 4) != 0 || one == other { return nil }
        return ContentDifference(text: values("the time of its source in compiled Python", "\(one)", "\(other)", names), cause: .time)
    }
}
