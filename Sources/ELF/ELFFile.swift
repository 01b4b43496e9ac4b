public import Diagnostics
import Files
public import SystemPackage

/// What an ELF file says about itself and its dynamic linking.
///
/// Both widths and byte orders are read. Whatever the file says, no more than some megabytes of it are held, and a part that is
/// damaged counts as absent.
public struct ELFFile: Hashable, Sendable {
    /// What a file is (`e_type`).
    public enum Kind: Hashable, Sendable {
        /// An object file.
        case relocatable
        /// A program for a fixed address.
        case executable
        /// A library, or a program that can be at any address.
        case shared
        /// Memory of a program that ended, or a kind of some system.
        case other
    }

    /// Whether the stack may be executed (PT_GNU_STACK).
    public enum Stack: Hashable, Sendable {
        case notExecutable
        case executable
        /// The file says nothing; on x86 kernels then take the stack for executable.
        case unspecified
    }

    /// What becomes read-only once it is relocated (PT_GNU_RELRO).
    public enum ReadOnlyRelocations: Hashable, Sendable {
        case none
        case partial
        /// Also the table that functions are called through, since all of it is bound at start.
        case full
    }

    /// A section's name, and where it stands in the file.
    public struct Section: Hashable, Sendable {
        public let name: String
        /// In bytes from the start of the file.
        public let offset: UInt64
        /// In bytes; of a section without content, what it takes in memory.
        public let size: UInt64
        /// Whether the bytes are in the file.
        public let hasContent: Bool
    }

    public let kind: Kind
    public let machine: ELFMachine
    /// Whether addresses have 64 bits.
    public let is64Bit: Bool
    public let isLittleEndian: Bool
    /// The program headers, in order; empty for object files.
    public let segments: [ELFSegment]
    /// The sections, in order, without the empty first one; empty when they were stripped.
    public let sections: [Section]
    /// The path of the dynamic loader that a program asks for; nil for libraries and static programs.
    public let interpreter: String?
    /// Whether the file takes part in dynamic linking; not so for static programs, object files and split-off debugging information.
    public let isDynamic: Bool
    /// DT_NEEDED, in order.
    public let needed: [String]
    /// Each DT_SONAME, in order; linkers write one.
    public let sonames: [String]
    /// The folders of DT_RUNPATH.
    public let runPath: [String]
    /// The folders of DT_RPATH, which DT_RUNPATH took the place of.
    public let legacyRunPath: [String]
    /// Whether all functions are bound at start (DT_BIND_NOW and its flags).
    public let bindsNow: Bool
    public let stack: Stack
    public let readOnlyRelocations: ReadOnlyRelocations
    /// Whether it is a program that can be at any address (PIE), also a static one.
    public let isPositionIndependentProgram: Bool
    /// What the Go linker wrote; nil for other programs.
    public let goBuildInformation: GoBuildInformation?

    /// The name that the library is linked by (DT_SONAME).
    public var soname: String? { sonames.last }
    /// Names of the sections.
    public var sectionNames: [String] { sections.map(\.name) }

    /// Reads a file; nil when it is not ELF, or is damaged beyond use.
    ///
    /// - Throws: only when the file cannot be read.
    public init?(_ path: FilePath) throws(Diagnostic) {
        try self.init(ELFContent(FileReader(path)))
    }

    /// Reads a file of which any part can be had; nil when it is not ELF, or is damaged beyond use.
    ///
    /// - Parameters:
    ///   - length: bytes of the file.
    ///   - read: gives the bytes at an offset, so many of them, all of which the file has.
    /// - Throws: what `read` throws.
    public init?(length: Int, _ read: @escaping (_ offset: Int, _ count: Int) throws(Diagnostic) -> [UInt8]) throws(Diagnostic) {
        try self.init(ELFContent(length: length, read))
    }

    /// Reads a file that is in memory; nil when it is not ELF, or is damaged beyond use.
    public init?(_ bytes: [UInt8]) {
        // Memory can always be read.
        do { try self.init(ELFContent(bytes)) } catch { return nil }
    }

    private init?(_ content: ELFContent) throws(Diagnostic) {
        guard let image = try ELFImage(content) else { return nil }
        let kinds: [UInt64: Kind] = [1: .relocatable, 2: .executable, 3: .shared]
        kind = kinds[image.kind] ?? .other
        machine = ELFMachine(rawValue: UInt16(truncatingIfNeeded: image.machine))
        is64Bit = image.numbers.is64
        isLittleEndian = image.numbers.isLittle
        segments = image.segments
        sections = try Section.read(image)
        let dynamic = try ELFDynamicSection(image)
        isDynamic = dynamic != nil
        needed = dynamic?.needed ?? []
        sonames = dynamic?.sonames ?? []
        runPath = dynamic?.runPath ?? []
        legacyRunPath = dynamic?.legacyRunPath ?? []
        bindsNow = dynamic?.bindsNow ?? false
        let interpreter = try Self.interpreter(image)
        self.interpreter = interpreter
        isPositionIndependentProgram = kind == .shared && (interpreter != nil || dynamic?.isMarkedAsProgram ?? false)
        stack = image.segments.last { $0.kind == .stack }.map { $0.isExecutable ? .executable : .notExecutable } ?? .unspecified
        let isProtected = image.segments.contains { $0.kind == .readOnlyAfterRelocation }
        readOnlyRelocations = isProtected ? (bindsNow ? .full : .partial) : .none
        goBuildInformation = try GoBuildInformation(image, sections: sections)
    }

    private static func interpreter(_ image: ELFImage) throws(Diagnostic) -> String? {
        guard let segment = image.segments.first(where: { $0.kind == .interpreter }), segment.fileSize > 0,
            !ELFDynamicSection.isRemoved(from: image)
        else { return nil }
        guard let bytes = try image.content.read(segment.offset, min(segment.fileSize, 4096)) else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension ELFFile.Section {
    /// The sections with their names; none when the names are out of reach.
    static func read(_ image: ELFImage) throws(Diagnostic) -> [Self] {
        let headers = image.sectionHeaders
        guard image.nameSection > 0, image.nameSection < headers.count else { return [] }
        let place = headers[Int(image.nameSection)]
        guard let names = try image.content.read(place.offset, place.size) else { return [] }
        return headers.dropFirst().map { header in
            let name = header.nameOffset < names.count ? names[Int(header.nameOffset)...].prefix(256).prefix { $0 != 0 } : []
            return Self(
                name: String(decoding: name, as: UTF8.self),
                offset: header.offset,
                size: header.size,
                hasContent: header.kind != 8
            )
        }
    }
}
