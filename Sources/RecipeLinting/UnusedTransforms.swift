import Diagnostics
import Recipes
import YAML

/// Finds the transforms whose variable nothing refers to.
///
/// The recipe has its variables replaced already, so its text is looked at. wolfictl does not see references with blanks in them, and
/// takes a transform that refers to its own variable for a use of it.
struct UnusedTransforms {
    /// The transforms, in the order written.
    let transforms: [VariableTransform]

    init(of written: [VariableTransform], in file: SourceFile) {
        let certain = Self.references(inLinesOf: file)
        var candidates: [VariableTransform] = []
        for (index, transform) in written.enumerated() where !certain.contains(transform.to) {
            let isUsedByAnother = written.enumerated().contains { other in
                other.offset != index && Reference.names(in: other.element.from).contains("vars.\(transform.to)")
            }
            if !isUsedByAnother { candidates.append(transform) }
        }
        if candidates.isEmpty {
            transforms = []
            return
        }
        // Which `#` begins a comment, and where sections end, only the YAML tells.
        var names: Set<String> = []
        do throws(Diagnostic) {
            Self.collect(try Node.parse(file), into: &names)
            transforms = candidates.filter { !names.contains("vars.\($0.to)") }
        } catch {
            // The text was read before.
            transforms = []
        }
    }

    private static func collect(_ node: Node, into names: inout Set<String>) {
        switch node.content {
        case .scalar(let text, _): names.formUnion(Reference.names(in: text))
        case .sequence(let nodes): for node in nodes { collect(node, into: &names) }
        case .mapping(let entries): for entry in entries where entry.name != "var-transforms" { collect(entry.value, into: &names) }
        }
    }

    private static let marker = Array("${{vars.".utf8)
    private static let section = Array("\nvar-transforms".utf8)

    /// The variables that lines refer to for certain: outside of the transforms, and with no `#` in front.
    private static func references(inLinesOf file: SourceFile) -> Set<String> {
        var names: Set<String> = []
        file.bytes.withUnsafeBufferPointer { bytes in
            let transforms = sectionOfTransforms(bytes)
            var start = 0
            while let offset = bytes.offset(of: marker, from: start) {
                start = offset + marker.count
                let line = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
                if transforms.contains(offset) || bytes[line..<offset].contains(UInt8(ascii: "#")) { continue }
                if let name = Reference.name(in: bytes, at: offset) { names.insert(String(name.dropFirst("vars.".count))) }
            }
        }
        return names
    }

    /// From the key to the next line that is not indented, comments and items of a list aside.
    private static func sectionOfTransforms(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        guard let start = bytes.offset(of: section) else { return 0..<bytes.count }
        var end = start + section.count
        while let line = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) {
            end = line + 1
            guard end < bytes.count else { break }
            let first = bytes[end]
            if !first.isBlank, ![0x0A, UInt8(ascii: "#"), UInt8(ascii: "-")].contains(first) { break }
        }
        return start..<end
    }
}
