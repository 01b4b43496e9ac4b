public import APK

extension PackageInfo {
    /// The description as apko's reader takes it: a value ends where a `#` or `;` begins, a line that was there before is dropped, the
    /// first of several values counts where one is wanted, and commas part lists (IMAGE.md §5).
    public init(_ info: PackageInfo, asPeerReads bytes: [UInt8]) {
        self = info
        var values: [String: [String]] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let line = Self.trimmed(line)
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";"),
                let separator = line.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") })
            else { continue }
            let key = String(decoding: Self.trimmed(line[..<separator]), as: UTF8.self)
            let value = Self.value(line[(separator + 1)...])
            if values[key]?.contains(value) != true { values[key, default: []].append(value) }
        }
        func text(_ key: String) -> String { values[key]?.first ?? "" }
        func list(_ key: String) -> [String] {
            (values[key] ?? []).filter { !$0.isEmpty }.flatMap { value in
                value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                    String(decoding: Self.trimmed(Array($0)[...]), as: UTF8.self)
                }
            }
        }
        description = text("pkgdesc")
        licenses = [text("license")]
        origin = text("origin")
        maintainer = text("maintainer")
        url = text("url")
        commit = text("commit")
        dependencies = list("depend")
        provides = list("provides")
        installIf = list("install_if")
        replaces = list("replaces")
        triggers = list("triggers")
    }

    private static func value(_ bytes: ArraySlice<UInt8>) -> String {
        var line = trimmed(bytes)
        if let comment = line.firstIndex(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ";") }) {
            line = trimmed(line[..<comment])
        }
        for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] where line.count >= 2 && line.first == quote {
            if line.dropFirst().firstIndex(of: quote) == line.endIndex - 1 {
                return String(decoding: line.dropFirst().dropLast(), as: UTF8.self)
            }
        }
        return String(decoding: line, as: UTF8.self)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let rest = bytes.drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return [] }
        return rest[...last]
    }
}
