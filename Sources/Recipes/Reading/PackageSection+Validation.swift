import Diagnostics
import YAML

extension ProductName {
    private static let keys = ["part", "vendor", "product", "edition", "language", "sw_edition", "target_sw", "target_hw", "other"]

    /// Reads and checks the section `cpe` (RECIPE.md §3.2).
    init(_ package: Fields) throws(Diagnostic) {
        guard let fields = try package.fields("cpe", known: Self.keys) else { return }
        for key in Self.keys {
            guard let text = try fields.text(key, verbatim: true), !text.isEmpty else { continue }
            values[key] = text
            if key == "part" {
                if text != "a" && text != "o" {
                    throw Diagnostic(
                        .badValue,
                        "part in cpe must be \"a\" or \"o\", not \"\(text)\"",
                        at: fields.span(key),
                        hint: "\"a\" is an application, \"o\" an operating system"
                    )
                }
            } else if !Self.isComponent(text) {
                throw Diagnostic(
                    .badValue,
                    "\(key) in cpe cannot be \"\(text)\"",
                    at: fields.span(key),
                    hint: "use small letters, digits and + _ . - and begin with a letter or digit"
                )
            }
        }
        if (values["vendor"] == nil) != (values["product"] == nil) {
            throw Diagnostic(.badValue, "cpe needs \"vendor\" and \"product\", or neither", at: fields.node.span)
        }
    }

    private static func isComponent(_ text: String) -> Bool {
        let isAlphanumeric: (UInt8) -> Bool = {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
        }
        guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || [0x2B, 0x5F, 0x2E, 0x2D].contains($0) }
    }
}

extension FileCapability {
    /// The capabilities that files of packages may have (RECIPE.md §3.7).
    static let known = ["cap_net_bind_service", "cap_net_admin", "cap_net_raw", "cap_ipc_lock", "cap_sys_admin"]

    static let keys = ["path", "add", "reason"]

    /// Reads and checks one of the list `setcap`.
    init(_ section: Fields) throws(Diagnostic) {
        let fields = try section.adopting(section.node, section.context, known: Self.keys)
        path = try fields.text("path", verbatim: true) ?? ""
        reason = try fields.text("reason", verbatim: true) ?? ""
        for entry in try fields.table("add", verbatim: true) {
            add[entry.key] = entry.value
            for name in entry.key.split(separator: ",", omittingEmptySubsequences: false) where !Self.known.contains(String(name)) {
                throw Diagnostic(
                    .badValue,
                    "\"\(name)\" is not a capability that a file of a package may have",
                    at: entry.keySpan,
                    hint: Similarity.hint(for: String(name), in: Self.known) ?? "known: \(Self.known.joined(separator: ", "))"
                )
            }
        }
        if reason.isEmpty {
            throw Diagnostic(.missingValue, "setcap needs a \"reason\"", at: fields.node.span)
        }
    }
}

extension Fields {
    /// A length of time such as `1h30m`, in nanoseconds; 0 when absent.
    func duration(_ key: String) throws(Diagnostic) -> Int64 {
        guard let text = try text(key, verbatim: true) else { return 0 }
        // Nought is a length of time without a unit, but a number of YAML is none.
        let isNumber = node(key)?.isPlain == true && !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard !isNumber, let nanoseconds = GoDuration.nanoseconds(text) else {
            throw Diagnostic(
                .wrongType,
                "\(key) in \(context) must be a length of time, not \"\(text)\"",
                at: span(key),
                hint: "write a number with its unit: 90s, 45m, 1h30m"
            )
        }
        return nanoseconds
    }
}
