public import APK
import Archives
public import Diagnostics
import Files

/// The paths of a package, short enough to be kept for every package of a repository: eight bytes for each.
///
/// Two listings that share none of their numbers share no path. When they share one, the paths themselves decide.
public struct PackageListing: Hashable, Sendable {
    /// A number for each path that is no directory, sorted.
    private let numbers: [UInt64]

    /// The listing of these paths.
    public init(_ paths: some Sequence<String>) {
        numbers = Set(paths.map(Self.number)).sorted()
    }

    /// Lists what a tree has, directories left out.
    public init(_ tree: LintedTree) {
        self.init(tree.content { _ in true })
    }

    /// Lists what a package's data has, directories left out.
    public init(_ package: PackageFile) throws(Diagnostic) {
        self.init(try Self.paths(of: package))
    }

    /// The paths of a package's data, directories left out, in the order of the package.
    public static func paths(of package: PackageFile) throws(Diagnostic) -> [String] {
        var paths: [String] = []
        try package.readData { entry, _ throws(Diagnostic) in
            if entry.kind != .directory { paths.append(entry.path) }
        }
        return paths
    }

    /// Reads what `bytes` gave; nil for anything else.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: 8) else { return nil }
        let numbers = bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: 8).map {
                UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
        guard zip(numbers, numbers.dropFirst()).allSatisfy(<) else { return nil }
        self.numbers = numbers
    }

    /// The listing as bytes.
    public var bytes: [UInt8] {
        numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) } }
    }

    /// Whether the two may have a path in common.
    public func mayMeet(_ other: PackageListing) -> Bool {
        var (left, right) = (0, 0)
        while left < numbers.count, right < other.numbers.count {
            if numbers[left] == other.numbers[right] { return true }
            if numbers[left] < other.numbers[right] { left += 1 } else { right += 1 }
        }
        return false
    }

    /// Fowler, Noll and Vo's hash in its variant 1a, of 64 bits.
    private static func number(_ path: String) -> UInt64 {
        path.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
