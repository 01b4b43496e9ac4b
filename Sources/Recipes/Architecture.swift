/// A processor architecture, in the names of the formats (RECIPE.md §4.4, IMAGE.md §3).
public struct Architecture: Hashable, Sendable, CustomStringConvertible {
    /// The name that packages carry, such as `x86_64`.
    public let name: String
    /// The name that images carry, such as `amd64`; `arm/v7` with its variant.
    public let imageName: String
    /// The GNU triplet without the C library: `x86_64-pc-linux-`.
    let triplet: (gnu: String, rust: String)

    private init(_ name: String, _ imageName: String, _ gnu: String, _ rust: String) {
        self.name = name
        self.imageName = imageName
        triplet = (gnu, rust)
    }

    public static func == (left: Architecture, right: Architecture) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    public var description: String { name }

    /// All architectures of the formats.
    public static let all: [Architecture] = [
        Architecture("x86", "386", "i486-pc-linux-", "i686-unknown-linux-"),
        Architecture("x86_64", "amd64", "x86_64-pc-linux-", "x86_64-unknown-linux-"),
        Architecture("aarch64", "arm64", "aarch64-unknown-linux-", "aarch64-unknown-linux-"),
        Architecture("armhf", "arm/v6", "arm-unknown-linux-", "armv6-unknown-linux-"),
        Architecture("armv7", "arm/v7", "armv7l-unknown-linux-", "armv7-unknown-linux-"),
        Architecture("loongarch64", "loong64", "loongarch64-unknown-linux-", "loongarch64-unknown-linux-"),
        Architecture("ppc64le", "ppc64le", "powerpc64le-unknown-linux-", "powerpc64le-unknown-linux-"),
        Architecture("riscv64", "riscv64", "riscv64-unknown-linux-", "riscv64-unknown-linux-"),
        Architecture("s390x", "s390x", "s390x-ibm-linux-", "s390x-unknown-linux-"),
    ]

    /// Those that packages are built for when nothing else is said.
    public static let usual: [Architecture] = all.filter { ["x86_64", "aarch64"].contains($0.name) }

    /// The architecture of a name of either kind; nil for an unknown one.
    public init?(_ text: String) {
        guard let match = Self.all.first(where: { $0.name == text || $0.imageName == text }) else { return nil }
        self = match
    }

    /// The triplet with a C library: `gnu` or `musl`.
    func gnuTriplet(_ library: String) -> String { triplet.gnu + abi(library) }
    func rustTriplet(_ library: String) -> String { triplet.rust + abi(library) }

    private func abi(_ library: String) -> String {
        name == "armhf" || name == "armv7" ? library + "eabihf" : library
    }
}
