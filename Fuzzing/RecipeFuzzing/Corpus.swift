public import Diagnostics
import Files
public import SystemPackage

/// The texts that mutations begin with.
public struct Corpus: Sendable {
    /// Recipes.
    public private(set) var recipes: [[UInt8]] = []
    /// Pipeline definitions.
    public private(set) var definitions: [[UInt8]] = []
    /// Larger texts are left out: they say little more, and take long.
    private let largest: Int

    /// An empty corpus.
    public init(largest: Int = 64 << 10) {
        self.largest = largest
    }

    /// Adds what a folder holds: recipes and pipeline definitions (`.yaml`), and the texts in tests (`.swift`).
    ///
    /// - Throws: when a file cannot be read.
    public mutating func add(_ folder: FilePath) throws(Diagnostic) {
        for name in try Files.list(folder).sorted() where !name.hasPrefix(".") {
            let path = folder.appending(name)
            if FileStatus.ifPresent(path)?.kind == .directory { continue }
            if name.hasSuffix(".yaml") {
                add(text: try Files.read(path))
            } else if name.hasSuffix(".swift") {
                for text in Self.literals(in: try Files.read(path)) { add(text: text) }
            }
        }
    }

    /// Adds a text to those of its kind.
    public mutating func add(text: [UInt8]) {
        if text.count > largest { return }
        let draft = Draft(text)
        if draft.lines.contains(where: { $0.starts(with: "package:".utf8) }) {
            recipes.append(text)
        } else if draft.lines.contains(where: { $0.starts(with: "pipeline:".utf8) || $0.starts(with: "runs:".utf8) }) {
            definitions.append(text)
            recipes.append(Self.head + "pipeline:\n  -\n".utf8 + Draft.indented(draft.lines[...], to: 4).joined(separator: [0x0A]))
        } else {
            recipes.append(Self.head + text)
        }
    }

    private static let head = Array("package:\n  name: hello\n  version: 1.10\n".utf8)

    /// The texts between `"""` of a Swift file, their indentation taken off.
    private static func literals(in source: [UInt8]) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var open: [[UInt8]]?
        for line in Draft(source).lines {
            let isMark = line.suffix(3).elementsEqual("\"\"\"".utf8) || line.drop { $0 == 0x20 }.starts(with: "\"\"\"".utf8)
            if let lines = open, isMark {
                let widths: [Int] = lines.filter { !$0.isEmpty }.map { line in line.prefix { $0 == 0x20 }.count }
                let width = widths.min() ?? 0
                let text = lines.map { Array($0.dropFirst(width)) }
                if text.contains(where: { $0.contains(UInt8(ascii: ":")) }) { texts.append(Array(text.joined(separator: [0x0A]))) }
                open = nil
            } else if isMark {
                open = []
            } else {
                open?.append(line)
            }
        }
        return texts
    }
}
