extension PackageLinter {
    static let contentRules: [PackageRule] = []
}
