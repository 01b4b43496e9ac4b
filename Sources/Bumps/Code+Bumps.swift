public import Diagnostics

extension Diagnostic.Code {
    /// A value of a recipe that cannot be changed in place.
    public static let cannotEdit = input("cannot-edit")
    /// Something that a bump found, and that a person should look at.
    public static let suspiciousSource = input("suspicious-source")
    /// A repository that does not answer.
    public static let repositoryFailed = work("repository-failed")
}
