public import Diagnostics

extension Diagnostic.Code {
    /// A condition that is not in the language.
    public static let badCondition = input("bad-condition")
    /// A `uses` that names no known pipeline.
    public static let unknownPipeline = input("unknown-pipeline")
    /// An input that a pipeline does not have, that is missing, or that is malformed.
    public static let badInput = input("bad-input")
    /// Two packages of a recipe, or two recipes, share a name.
    public static let duplicateName = input("duplicate-name")
    /// A regular expression that does not compile.
    public static let badExpression = input("bad-expression")
    /// A name or version that the format does not allow.
    public static let badName = input("bad-name")
    /// The recipe is not for this architecture.
    public static let wrongArchitecture = input("wrong-architecture")
    /// A step whose keys contradict one another.
    public static let badStep = input("bad-step")
    /// A variable that is malformed or unknown.
    public static let badVariable = input("bad-variable")
    /// A value that the format does not allow.
    public static let badValue = input("bad-value")
    /// A script that is not shell.
    public static let badScript = input("bad-script")
}
