public import Diagnostics
import Files
public import SystemPackage

/// What an ELF file says about its dynamic linking.
public struct ELFFile: Hashable, Sendable {
    /// The path of the dynamic loader that a program asks for; nil for libraries and static programs.
    public let interpreter: String?
    /// DT_NEEDED, in order.
    public let needed: [String]
    /// DT_SONAME.
    public let soname: String?

    /// Reads a file; nil when it is not ELF, or is damaged beyond use.
    ///
    /// - Throws: only when the file cannot be read.
    public init?(_ path: FilePath) throws(Diagnostic) {
        let file = try FileReader(path)
        guard let image = try ELFImage(file) else { return nil }
        var interpreter: String?
        var needed: [String] = []
        var soname: String?
        var hasDynamic = false
        for segment in image.segments {
            if segment.kind == .interpreter, let bytes = try image.read(segment.offset, min(segment.size, 4096)) {
                interpreter = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            // Linkers make one dynamic section; more of them would multiply the names without end.
            guard segment.kind == .dynamic, !hasDynamic else { continue }
            hasDynamic = true
            let dynamic = try image.dynamicEntries(segment)
            guard let strings = dynamic.first(where: { $0.tag == 5 }).flatMap({ image.offset(of: $0.value) }) else { continue }
            for entry in dynamic {
                switch entry.tag {
                case 1: if let name = try image.string(at: strings, entry.value) { needed.append(name) }
                case 14: soname = try image.string(at: strings, entry.value)
                default: break
                }
            }
        }
        self.interpreter = interpreter
        self.needed = needed
        self.soname = soname
    }
}
