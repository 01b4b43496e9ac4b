import APK
import Testing

/// A package that is made to harm, and what becomes of it.
struct HostilePackage: Sendable, CustomTestStringConvertible {
    /// What is wrong about it.
    enum Kind: String, CaseIterable, Sendable {
        case names, links, devices, sizes, members, signatures, control, extendedHeaders, modes, owners
    }

    /// What a reader does with it.
    enum Outcome: Sendable, Equatable {
        /// It is refused with this message, `{}` for the path of the file.
        case refused(String)
        /// It does no harm.
        case harmless
    }

    let name: String
    /// Checking signature, digest and every entry.
    let verification: Outcome
    /// Unpacking into the store, which trusts whoever chose the package.
    let unpacking: Outcome
    /// Becoming part of an image.
    let image: Outcome
    /// What is unpacked of a harmless one: path, mode, and content or target.
    let tree: [String]
    let limits: ReadingLimits
    let make: @Sendable (Forge) throws -> [UInt8]

    /// A package that is refused wherever it is read.
    init(
        _ name: String,
        _ message: String,
        limits: (inout ReadingLimits) -> Void = { _ in },
        _ make: @escaping @Sendable (Forge) throws -> [UInt8]
    ) {
        let refusal = Outcome.refused("{} is damaged: \(message)")
        self.init(name, verification: refusal, unpacking: refusal, image: refusal, limits: limits, make)
    }

    /// A package with some entries of data for which it is refused wherever it is read.
    init(_ name: String, _ message: String, data: [RawEntry]) {
        self.init(name, message) { try $0.package(data) }
    }

    /// A package that is read in some places, or everywhere.
    init(
        _ name: String,
        verification: Outcome = .harmless,
        unpacking: Outcome = .harmless,
        image: Outcome = .harmless,
        tree: [String] = [],
        limits: (inout ReadingLimits) -> Void = { _ in },
        _ make: @escaping @Sendable (Forge) throws -> [UInt8]
    ) {
        self.name = name
        self.verification = verification
        self.unpacking = unpacking
        self.image = image
        self.tree = tree
        var changed = ReadingLimits()
        limits(&changed)
        self.limits = changed
        self.make = make
    }

    var testDescription: String { name }

    /// Whether one of the readers refuses it.
    var isRefused: Bool { [verification, unpacking, image].contains { $0 != .harmless } }

    /// All of them.
    static let all: [(kind: Kind, packages: [HostilePackage])] = [
        (.names, names), (.links, links), (.devices, devices), (.sizes, sizes), (.members, members), (.signatures, signatures),
        (.control, control), (.extendedHeaders, extendedHeaders), (.modes, modes), (.owners, owners),
    ]
}
