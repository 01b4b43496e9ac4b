public import SystemPackage

/// Something that reads bytes from outside, and is to be tried with bytes that were changed at random.
public protocol FuzzingTarget: Sendable {
    /// What files of inputs end in, such as `yaml`.
    var suffix: String { get }
    /// What the inputs are made from, for people.
    var summary: String { get }

    /// The input of an execution: a function of the corpus, the seed and the number alone.
    func input(_ execution: UInt64) -> FuzzingInput

    /// What a thread examines inputs with.
    ///
    /// - Parameter folder: of this thread alone.
    func examiner(in folder: FilePath) -> any FuzzingExaminer
}

/// Reads inputs the way the program does, and judges what comes of it.
public protocol FuzzingExaminer: AnyObject {
    func examine(_ input: FuzzingInput) -> FuzzingOutcome
}

/// What is examined.
public struct FuzzingInput: Hashable, Sendable {
    /// What the bytes are read as, for targets that read several things.
    public let kind: String
    public let bytes: [UInt8]

    public init(kind: String = "", bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }
}

/// How an examination can end.
public enum FuzzingOutcome: Hashable, Sendable {
    /// The input was read.
    case accepted
    /// There are diagnostics.
    case refused
    /// What must never be: the reason.
    case violated(String)
}
