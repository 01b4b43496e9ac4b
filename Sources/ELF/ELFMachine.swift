/// The processor that an ELF file is for (`e_machine`).
public struct ELFMachine: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let x86 = ELFMachine(rawValue: 3)
    public static let mips = ELFMachine(rawValue: 8)
    public static let powerPC64 = ELFMachine(rawValue: 21)
    public static let s390 = ELFMachine(rawValue: 22)
    public static let arm = ELFMachine(rawValue: 40)
    public static let amd64 = ELFMachine(rawValue: 62)
    public static let aarch64 = ELFMachine(rawValue: 183)
    public static let bpf = ELFMachine(rawValue: 247)
    public static let riscV = ELFMachine(rawValue: 243)
    public static let loongArch = ELFMachine(rawValue: 258)

    /// The name for messages: `x86-64`, `machine 999`.
    public var description: String {
        switch self {
        case .x86: "x86 (32 bit)"
        case .mips: "MIPS"
        case .powerPC64: "64-bit PowerPC"
        case .s390: "S/390"
        case .arm: "ARM (32 bit)"
        case .amd64: "x86-64"
        case .aarch64: "AArch64"
        case .bpf: "BPF"
        case .riscV: "RISC-V"
        case .loongArch: "LoongArch"
        default: "machine \(rawValue)"
        }
    }
}
