import Diagnostics
import ImageConfigurations
import Recipes
import Sandboxes

/// What a recipe asks of the sandbox of its tests (RECIPE §11, §13), as far as a sandbox can give it.
struct TestSandboxing {
    private let recipe: Recipe
    private let test: CompiledTest
    private let package: CompiledPackage

    init(_ recipe: Recipe, _ test: CompiledTest, _ package: CompiledPackage) {
        self.recipe = recipe
        self.test = test
        self.package = package
    }

    /// - Throws: `unsupported` for what a sandbox cannot give; `bad-account` for a user that is not declared.
    func purpose() throws(Diagnostic) -> Sandbox.Purpose {
        let environment = test.environment
        if let path = environment.paths.first {
            throw Diagnostic(.unsupported, "\"paths\" in the environment of a test is not supported yet", at: path.span)
        }
        if environment.contents.baseImage != nil || !environment.include.isEmpty {
            throw Diagnostic(
                .unsupported,
                "a test environment with a base image or an included configuration is not supported yet",
                at: package.span
            )
        }
        return .test(user: try user(), capabilities: try capabilities())
    }

    private func user() throws(Diagnostic) -> UInt32 {
        let accounts = test.environment.accounts
        if accounts.runAs.isEmpty || accounts.runAs == "root" { return 0 }
        if let number = UInt32(accounts.runAs) { return number }
        if let user = accounts.users.first(where: { $0.name == accounts.runAs }) { return user.id }
        throw Diagnostic(
            .badAccount,
            "the test of \(package.name) runs as \"\(accounts.runAs)\", which is not among the users of its environment",
            at: package.span,
            hint: "declare it in the test's environment, under accounts.users"
        )
    }

    private func capabilities() throws(Diagnostic) -> [String] {
        func name(_ text: String) -> String {
            let upper = text.uppercased()
            return upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
        }
        let dropped = Set(recipe.capabilities.drop.map(name))
        if let other = recipe.capabilities.add.first(where: { !Sandbox.testCapabilities.contains(name($0)) }) {
            throw Diagnostic(
                .unsupported,
                "tests with the capability \(other) are not supported yet",
                at: recipe.spans.capabilities,
                hint: "tests have \(Sandbox.testCapabilities.joined(separator: ", "))"
            )
        }
        return dropped.contains("ALL") ? [] : Sandbox.testCapabilities.filter { !dropped.contains($0) }
    }
}
