import Diagnostics
import JSON
import Worlds

/// What `cuttle check` found, for programs.
enum CheckReport {
    /// Cuttle's own form.
    static func json(_ report: RecipeCheck.Report) -> JSON {
        .object([
            "compiled": .number(Int64(report.compiled)),
            "skipped": .number(Int64(report.skipped.count)),
            "diagnostics": .array(report.diagnostics.map(entry)),
        ])
    }

    /// One problem.
    static func entry(_ diagnostic: Diagnostic) -> JSON {
        .object([
            "severity": .string(diagnostic.severity.rawValue),
            "code": .string(diagnostic.code.name),
            "file": diagnostic.span.map { .string($0.file.name) },
            "line": diagnostic.span.map { .number(Int64($0.line)) },
            "column": diagnostic.span.map { .number(Int64($0.column)) },
            "message": .string(diagnostic.message),
            "hint": diagnostic.hints.first.map { .string($0) },
            "notes": .nonEmpty(diagnostic.notes),
        ])
    }

    /// The Static Analysis Results Interchange Format, version 2.1.0.
    static func sarif(_ report: RecipeCheck.Report, version: String) -> JSON {
        let rules = Set(report.diagnostics.map(\.code.name)).sorted()
        return .object([
            "$schema": .string("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"),
            "version": .string("2.1.0"),
            "runs": .array([
                .object([
                    "tool": .object([
                        "driver": .object([
                            "name": .string("cuttle"),
                            "version": .string(version),
                            "rules": .array(rules.map { .object(["id": .string($0)]) }),
                        ])
                    ]),
                    "columnKind": .string("unicodeCodePoints"),
                    "results": .array(report.diagnostics.map(result)),
                ])
            ]),
        ])
    }

    private static func result(_ diagnostic: Diagnostic) -> JSON {
        let text = ([diagnostic.message] + diagnostic.notes + diagnostic.hints.map { "hint: \($0)" }).joined(separator: "\n")
        return .object([
            "ruleId": .string(diagnostic.code.name),
            "level": .string(diagnostic.severity == .info ? "note" : diagnostic.severity.rawValue),
            "message": .object(["text": .string(text)]),
            "locations": diagnostic.span.map { span in
                .array([
                    .object([
                        "physicalLocation": .object([
                            "artifactLocation": .object(["uri": .string(uri(span.file.name))]),
                            "region": .object([
                                "startLine": .number(Int64(span.line)),
                                "startColumn": .number(Int64(span.column)),
                                "endColumn": .number(Int64(span.column + span.length)),
                            ]),
                        ])
                    ])
                ])
            },
        ])
    }

    /// A path as a relative or absolute reference, with what means something in an address escaped.
    private static func uri(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return path.utf8.first == UInt8(ascii: "/") ? "file://\(text)" : text
    }
}
