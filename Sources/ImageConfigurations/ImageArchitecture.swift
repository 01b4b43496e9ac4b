/// An architecture as images name it (IMAGE.md §3): any name, so that the configuration says which there are.
public struct ImageArchitecture: Hashable, Sendable, CustomStringConvertible {
    /// The normal form, such as `amd64` or `arm/v7`.
    public let name: String

    /// The architecture of a name of either kind; one that is not known stays as it is.
    public init(_ text: String) {
        name =
            switch text {
            case "x86": "386"
            case "x86_64": "amd64"
            case "aarch64": "arm64"
            case "armhf": "arm/v6"
            case "armv7": "arm/v7"
            case "loongarch64": "loong64"
            default: text
            }
    }

    /// All that are built for when neither the configuration nor the command line names any, in the order of the format.
    public static let all = ["386", "amd64", "arm64", "arm/v6", "arm/v7", "loong64", "ppc64le", "riscv64", "s390x"].map(Self.init)

    /// The name that packages carry, such as `x86_64`.
    public var packageName: String {
        switch name {
        case "386": "x86"
        case "amd64": "x86_64"
        case "arm64": "aarch64"
        case "arm/v6": "armhf"
        case "arm/v7": "armv7"
        case "loong64": "loongarch64"
        default: name
        }
    }

    /// What an OCI platform says: the variant is empty but for 32-bit ARM.
    public var platform: (architecture: String, variant: String) {
        switch name {
        case "arm/v6": ("arm", "v6")
        case "arm/v7": ("arm", "v7")
        default: (name, "")
        }
    }

    public var description: String { name }
}
