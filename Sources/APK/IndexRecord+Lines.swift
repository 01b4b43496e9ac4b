import Diagnostics

extension IndexRecord {
    /// Reads the lines of one record; nil for a record without a name, which apk-tools skips too (APK-FORMAT.md §6).
    ///
    /// - Parameter firstLine: number of the record's first line, from 1, for messages.
    init?(lines: [Substring], firstLine: Int, source: String) throws(Diagnostic) {
        let values = try RecordLines(lines, firstLine: firstLine, source: source)
        guard let name = values.text("P") else { return nil }
        let version = values.text("V") ?? ""
        guard let identity = Identity(values.text("C") ?? ""), !version.isEmpty else {
            throw RecordLines.damaged(source, "\"\(name)\" has no valid \(version.isEmpty ? "version" : "checksum")")
        }
        let architecture = values.text("A") ?? ""
        // They become parts of file names and addresses.
        for part in [name, version, architecture] where !part.isSafeInFileName {
            throw RecordLines.damaged(source, "it holds the unsafe name \"\(part)\"")
        }
        self.identity = identity
        self.name = name
        self.version = version
        self.architecture = architecture
        size = try values.number("S")
        installedSize = try values.number("I")
        description = values.text("T") ?? ""
        url = values.text("U") ?? ""
        license = values.text("L") ?? ""
        origin = values.text("o") ?? ""
        maintainer = values.text("m") ?? ""
        buildTime = try values.number("t")
        commit = values.text("c") ?? ""
        providerPriority = try values.priority("k")
        dependencies = values.list("D")
        provides = values.list("p")
        installIf = values.list("i")
    }
}

/// The lines of one record by their letters.
private struct RecordLines {
    /// Places in `values` of the letters that mean something in an index; others may repeat, and are left out.
    private static let letters = Array("CPVASITULomtckDpi".utf8)
    private static let places: [UInt8] = {
        var places = [UInt8](repeating: .max, count: 256)
        for (place, letter) in letters.enumerated() { places[Int(letter)] = UInt8(place) }
        return places
    }()

    private let lines: [Substring]
    private let firstLine: Int
    private let source: String
    /// Which line has a letter, from 0; -1 for none.
    private var indices = InlineArray<17, Int>(repeating: -1)

    init(_ lines: [Substring], firstLine: Int, source: String) throws(Diagnostic) {
        self.lines = lines
        self.firstLine = firstLine
        self.source = source
        for (index, line) in lines.enumerated() {
            // By bytes: to Swift a colon is another character before a combining mark.
            var bytes = line.utf8.makeIterator()
            guard let letter = bytes.next(), bytes.next() == UInt8(ascii: ":") else {
                throw Self.damaged(source, "\"\(line.prefix(40))\" is not a line of an index")
            }
            let place = Int(Self.places[Int(letter)])
            if place >= Self.letters.count { continue }
            // apk-tools adds up lists and takes the last of all else: two readers could see two packages.
            if indices[place] >= 0 {
                let name = text("P").map { "\"\($0)\"" } ?? "a package"
                throw Self.damaged(
                    source,
                    "the record of \(name) has the line \"\(Unicode.Scalar(letter)):\" twice (lines \(firstLine + indices[place]) and \(firstLine + index))"
                )
            }
            indices[place] = index
        }
    }

    private func index(_ letter: Unicode.Scalar) -> Int { indices[Int(Self.places[Int(UInt8(ascii: letter))])] }

    private func bytes(_ letter: Unicode.Scalar) -> Substring.UTF8View? {
        let index = index(letter)
        return index < 0 ? nil : lines[index].utf8.dropFirst(2)
    }

    func text(_ letter: Unicode.Scalar) -> String? { bytes(letter).map { String(Substring($0)) } }

    func list(_ letter: Unicode.Scalar) -> [String] {
        guard let bytes = bytes(letter) else { return [] }
        return bytes.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
    }

    /// Digits only: apk-tools stops reading at the first other byte, and so sees 0 in "-1".
    func number(_ letter: Unicode.Scalar) throws(Diagnostic) -> Int64 {
        guard let bytes = bytes(letter), !bytes.isEmpty else { return 0 }
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(Substring(bytes)) else { throw notANumber(letter) }
        return number
    }

    /// Some builders write negative ones.
    func priority(_ letter: Unicode.Scalar) throws(Diagnostic) -> Int? {
        guard let bytes = bytes(letter), !bytes.isEmpty else { return nil }
        guard bytes.first != UInt8(ascii: "+"), let number = Int32(Substring(bytes)) else { throw notANumber(letter) }
        return Int(number)
    }

    private func notANumber(_ letter: Unicode.Scalar) -> Diagnostic {
        let line = lines[index(letter)]
        return Self.damaged(
            source,
            "\"\(line.prefix(40))\" in the record of \"\(text("P") ?? "")\" (line \(firstLine + index(letter))) is not a number"
        )
    }

    static func damaged(_ source: String, _ reason: String) -> Diagnostic {
        Diagnostic(.damagedIndex, "\(source) is damaged: \(reason)")
    }
}
