extension Diagnostic {
    /// A stable name for a kind of problem, and the exit status it leads to.
    public struct Code: Hashable, Sendable {
        /// The name that `--json` output carries, such as `unknown-key`.
        public let name: String
        /// The exit status of a command that stops on it: 1 the work failed, 2 wrong usage or bad input.
        public let exitStatus: Int32

        /// A problem with what the user gave: usage, recipe, configuration (exit status 2).
        public static func input(_ name: String) -> Code { Code(name: name, exitStatus: 2) }
        /// A failure of the work itself (exit status 1).
        public static func work(_ name: String) -> Code { Code(name: name, exitStatus: 1) }
    }
}

extension Diagnostic.Code {
    /// The command was stopped from outside.
    public static let interrupted = work("interrupted")
    /// A defect in Cuttle.
    public static let internalError = work("internal")
    /// The operating system refused something.
    public static let system = work("system")
    /// A file that was named does not exist.
    public static let missingFile = input("missing-file")
    /// Something outside the text of an input is larger, deeper or longer than Cuttle accepts.
    public static let limit = input("limit")
    /// Something that the format knows and Cuttle does not do.
    public static let unsupported = input("unsupported")
    /// A step needs the network, and the caller has not agreed.
    public static let networkNeeded = input("network-needed")
    /// A step of a build failed.
    public static let stepFailed = work("step-failed")
    /// A program that Cuttle needs is missing or does not work here.
    public static let environment = work("environment")
}
