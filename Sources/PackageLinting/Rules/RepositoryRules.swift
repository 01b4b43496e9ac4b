extension PackageRule {
    /// Two packages of a repository that have one path; these rules are Cuttle's own.
    public static let fileConflict = PackageRule(
        name: "file-conflict",
        importance: .required,
        summary: "no two packages of a repository have the same file, unless one may replace that of the other",
        hint: "take the file out of one of them, or let one name the other in  dependencies: {replaces: […]}",
        check: { _ in [] }  // A package by itself says nothing: `FileConflicts` asks this rule.
    )

    /// What a package needs from packages that it does not depend on.
    public static let undeclaredDependency = PackageRule(
        name: "undeclared-dependency",
        importance: .warned,
        summary: "no file needs a package that only the build environment has",
        hint: "add the package to  dependencies: {runtime: […]}",
        check: { _ in [] }  // What the environment has only a build knows: `UndeclaredDependencies` asks this rule.
    )
}

extension PackageLinter {
    /// The rules that look beyond one package.
    static let repositoryRules: [PackageRule] = [.fileConflict, .undeclaredDependency]
}
