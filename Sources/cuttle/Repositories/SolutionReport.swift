import APK
import JSON
import Repositories

/// A set of chosen packages, as `cuttle solve` prints it.
struct SolutionReport {
    private let choices: [RepositorySet.Choice]

    /// - Parameter choices: in the order of installation.
    init(_ choices: [RepositorySet.Choice]) {
        self.choices = choices
    }

    /// Bytes on disk of all packages.
    var installedSize: Int64 {
        choices.reduce(0) { sum, choice in
            // An index may say anything.
            let (sum, isTooMuch) = sum.addingReportingOverflow(choice.record.installedSize)
            return isTooMuch ? .max : sum
        }
    }

    /// A line for each package: its name, size and reason, and its repository when there are several, in columns.
    var text: String {
        let repositories = choices.map(\.repository.name)
        var columns = [
            padded(choices.map { title($0.record) }), padded(choices.map { Console.size($0.record.installedSize) }, isRight: true),
        ]
        if Set(repositories).count > 1 { columns.append(padded(repositories)) }
        columns.append(choices.map { reason($0.reason) })
        return choices.indices.map { row in columns.map { $0[row] }.joined(separator: "  ") + "\n" }.joined()
    }

    /// `{"packages": […]}`, in the order of installation.
    var document: JSON {
        .object([
            "packages": .array(
                choices.map { choice in
                    let record = choice.record
                    return .object([
                        "name": .string(record.name),
                        "version": .string(record.version),
                        "architecture": .nonEmpty(record.architecture),
                        "origin": .nonEmpty(record.origin),
                        "repository": .string(choice.repository.name),
                        "tag": choice.repository.tag.map { .string($0) },
                        "checksum": .string(record.identity.description),
                        "size": .number(record.size),
                        "installed_size": .number(record.installedSize),
                        "reason": document(choice.reason),
                    ])
                }
            )
        ])
    }

    /// A graph in the language of Graphviz: an arrow from a package to one that it is the reason for.
    var dot: String {
        var lines = ["digraph solution {", "    rankdir = LR;", "    node [shape = box];"]
        for choice in choices {
            let name = quoted(title(choice.record))
            switch choice.reason {
            case .requested(let item):
                lines.append("    \(name) [style = bold, tooltip = \(quoted("asked for: \(item)"))];")
            case .dependency(let dependency, let record):
                lines.append("    \(quoted(title(record))) -> \(name) [label = \(quoted(dependency.description))];")
            case .installIf(let conditions):
                lines.append("    \(name) [style = dashed, tooltip = \(quoted("install_if \(list(conditions))"))];")
            case nil: lines.append("    \(name);")
            }
        }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    private func title(_ record: IndexRecord) -> String { "\(record.name)-\(record.version)" }

    private func reason(_ reason: RepositorySet.Reason?) -> String {
        switch reason {
        case .requested: "asked for"
        case .dependency(let dependency, let record): "\(record.name) needs \(dependency)"
        case .installIf(let conditions): "comes with \(list(conditions))"
        case nil: ""
        }
    }

    private func document(_ reason: RepositorySet.Reason?) -> JSON? {
        switch reason {
        case .requested(let item): .object(["kind": .string("requested"), "item": .string(item.description)])
        case .dependency(let dependency, let record):
            .object(["kind": .string("dependency"), "of": .string(record.name), "item": .string(dependency.description)])
        case .installIf(let conditions): .object(["kind": .string("install_if"), "items": .strings(conditions.map(\.description))])
        case nil: nil
        }
    }

    private func list(_ conditions: [Dependency]) -> String { conditions.map(\.description).joined(separator: " ") }

    /// The texts of a column, all made as long as the longest.
    private func padded(_ column: [String], isRight: Bool = false) -> [String] {
        let lengths = column.map(\.count)
        let longest = lengths.max() ?? 0
        return zip(column, lengths).map { text, length in
            let blanks = String(repeating: " ", count: longest - length)
            return isRight ? blanks + text : text + blanks
        }
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
