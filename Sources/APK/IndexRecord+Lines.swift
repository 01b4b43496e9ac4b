import Cryptography
import Diagnostics

extension IndexRecord {
    /// The record that was checked before, at a place of an index.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let fields = RecordFields(bytes, range) { _ in }
        func text(_ letter: RecordFields.Letter) -> String { fields[letter].map { bytes.text($0) } ?? "" }
        func number(_ letter: RecordFields.Letter) -> Int64 { fields[letter].flatMap { bytes.number($0) } ?? 0 }
        func list(_ letter: RecordFields.Letter) -> [String] {
            guard let range = fields[letter] else { return [] }
            var items: [String] = []
            bytes.forEachWord(in: range) { items.append(bytes.text($0)) }
            return items
        }
        identity = Identity(text(.checksum)) ?? Identity(Digest(bytes: []))
        name = text(.name)
        version = text(.version)
        architecture = text(.architecture)
        size = number(.size)
        installedSize = number(.installedSize)
        description = text(.description)
        url = text(.url)
        license = text(.license)
        origin = text(.origin)
        maintainer = text(.maintainer)
        buildTime = number(.buildTime)
        commit = text(.commit)
        providerPriority = fields[.priority].flatMap { bytes.priority($0) }
        dependencies = list(.dependencies)
        provides = list(.provides)
        installIf = list(.installIf)
    }
}

/// Checks one record after the other while an index is read.
struct RecordCheck {
    /// What the index is called.
    let source: String

    /// Checks the lines of one record.
    ///
    /// - Parameter firstLine: number of its first line, from 1, for messages.
    /// - Returns: where its values are; nil for a record without a name, which apk-tools skips too (APK-FORMAT.md §6).
    func fields(_ bytes: Span<UInt8>, _ range: Range<Int>, firstLine: Int) throws(Diagnostic) -> RecordFields? {
        let fields = try RecordFields(bytes, range) { problem throws(Diagnostic) in
            switch problem {
            case .noLine(let line): throw damaged("\"\(bytes.text(line).prefix(40))\" is not a line of an index")
            case .repeated(let letter, let first, let second, let name):
                let name = name.map { "\"\(bytes.text($0))\"" } ?? "a package"
                throw damaged(
                    "the record of \(name) has the line \"\(letter):\" twice (lines \(firstLine + first) and \(firstLine + second))"
                )
            }
        }
        guard let name = fields[.name] else { return nil }
        let version = fields[.version] ?? 0..<0
        guard let checksum = fields[.checksum], bytes.isIdentity(checksum), !version.isEmpty else {
            throw damaged("\"\(bytes.text(name))\" has no valid \(version.isEmpty ? "version" : "checksum")")
        }
        // They become parts of file names and addresses.
        for part in [name, version, fields[.architecture] ?? 0..<0] where !bytes.isSafeInFileName(part) {
            throw damaged("it holds the unsafe name \"\(bytes.text(part))\"")
        }
        for letter in [RecordFields.Letter.size, .installedSize, .buildTime] {
            guard let digits = fields[letter], !digits.isEmpty else { continue }
            if bytes.number(digits) == nil { throw notANumber(bytes, fields, letter, firstLine) }
        }
        if let digits = fields[.priority], !digits.isEmpty, bytes.priority(digits) == nil {
            throw notANumber(bytes, fields, .priority, firstLine)
        }
        return fields
    }

    private func notANumber(_ bytes: Span<UInt8>, _ fields: RecordFields, _ letter: RecordFields.Letter, _ firstLine: Int) -> Diagnostic {
        let value = fields[letter] ?? 0..<0
        let line = bytes.text(value.lowerBound - 2..<value.upperBound)
        let name = fields[.name].map { bytes.text($0) } ?? ""
        return damaged(
            "\"\(line.prefix(40))\" in the record of \"\(name)\" (line \(firstLine + fields.line(letter))) is not a number"
        )
    }

    private func damaged(_ reason: String) -> Diagnostic {
        Diagnostic(.damagedIndex, "\(source) is damaged: \(reason)")
    }
}

extension Span<UInt8> {
    /// A number of digits only: apk-tools stops reading at the first other byte, and so sees 0 in "-1".
    func number(_ range: Range<Int>) -> Int64? {
        if range.isEmpty { return nil }
        var number: Int64 = 0
        for index in range {
            let digit = self[index] &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isOver) = product.addingReportingOverflow(Int64(digit))
            if isTooLarge || isOver { return nil }
            number = sum
        }
        return number
    }

    /// A priority; some builders write negative ones.
    fileprivate func priority(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, self[range.lowerBound] != UInt8(ascii: "+") else { return nil }
        return Int32(text(range)).map { Int($0) }
    }

    /// Whether a value is `Q1` and the base64 of 20 bytes, as `Identity` reads it.
    fileprivate func isIdentity(_ range: Range<Int>) -> Bool {
        guard range.count == 30, self[range.lowerBound] == UInt8(ascii: "Q"), self[range.lowerBound + 1] == UInt8(ascii: "1"),
            self[range.upperBound - 1] == UInt8(ascii: "=")
        else { return false }
        for index in range.dropFirst(2).dropLast() {
            switch self[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "+"), UInt8(ascii: "/"):
                continue
            default: return false
            }
        }
        return true
    }

    /// As `String.isSafeInFileName`.
    fileprivate func isSafeInFileName(_ range: Range<Int>) -> Bool {
        if !range.isEmpty, self[range.lowerBound] == UInt8(ascii: ".") { return false }
        for index in range {
            let byte = self[index]
            if byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "/") || byte == 0x7F { return false }
        }
        return true
    }
}
