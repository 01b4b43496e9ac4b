import Attestations
import Cryptography
import Diagnostics
import Files
import Licenses
import Recipes
import SystemPackage
import Transfers

extension BillOfMaterials {
    /// What is known of a package before it is built; the texts of licenses stand in the sources, and are added afterwards.
    ///
    /// - Parameter commit: what packages name as their commit.
    init(_ package: CompiledPackage, of compiled: CompiledRecipe, commit: String, settings: BuildSettings, date: Int64) {
        let recipe = compiled.recipe.package
        self.init(name: package.name, version: recipe.fullVersion, architecture: compiled.architecture.name)
        namespace = settings.namespace
        license = LicenseExpression.joined(recipe.licenses)
        copyrights = recipe.copyright.map(\.attestation).filter { !$0.isEmpty }
        // What has a text in the sources gets that, see below.
        for copyright in recipe.copyright where !copyright.license.isEmpty && copyright.licensePath.isEmpty {
            if LicenseExpression.isValid(copyright.license) { continue }
            let reference = LicenseExpression.reference(to: copyright.license)
            add(LicenseText(license: copyright.license, reference: reference, text: "Non-SPDX License: \(copyright.license)"))
        }
        productName = recipe.productName.text(version: recipe.version)
        self.recipe = FilePath(compiled.recipe.file.name).lastComponent?.string ?? recipe.name
        self.commit = commit
        repository = settings.recipeRepository
        recipeLicense = settings.recipeLicense
        created = date
        if let main = compiled.packages.first {
            sources = Self.sources(main.steps)
            if main.name != package.name { ownSources = Self.sources(package.steps) }
        }
    }

    /// Adds the texts of licenses, where the recipe says where they stand.
    mutating func add(_ copyrights: [Copyright], from workspace: FilePath) throws(Diagnostic) {
        let folder = try RootedDirectory(workspace, resolution: .asRoot)
        for copyright in copyrights where !copyright.licensePath.isEmpty && !copyright.license.isEmpty {
            // An identifier of the list stands for the text in general: this one, of this package, has a reference of its own.
            let reference = LicenseExpression.reference(to: copyright.license)
            let text = String(decoding: try folder.readFile(copyright.licensePath, limit: 4 << 20), as: UTF8.self)
            add(LicenseText(license: copyright.license, reference: reference, text: text))
        }
    }

    /// The steps of the recipe itself that bring something from upstream, not those inside of pipelines.
    private static func sources(_ steps: [CompiledStep]) -> [Source] {
        steps.enumerated().compactMap { position, step in
            guard case .source(let source) = step.action else { return nil }
            return Source(position: position, upstream: UpstreamSource(source, with: step.with))
        }
    }
}

extension UpstreamSource {
    /// A source step, as the world calls what it brings.
    ///
    /// - Parameter with: the inputs of the step.
    init(_ step: SourceStep, with: [String: String]) {
        switch step {
        case .fetch(let fetch):
            self = .file(
                address: fetch.address.withoutCredentials,
                name: with["purl-name"] ?? fetch.fileName,
                version: with["purl-version"] ?? "",
                checksums: fetch.digests.map { Checksum(function: $0.function == .sha512 ? "SHA512" : "SHA256", value: $0.digest.hex) }
            )
        case .checkout(let checkout):
            var (branch, tag) = ("", "")
            switch checkout.reference {
            case .head: break
            case .branch(let name): branch = name
            case .tag(let name): tag = name
            }
            self = .repository(
                address: checkout.repository.withoutCredentials,
                branch: branch,
                tag: tag,
                commit: checkout.expectedCommit ?? ""
            )
        }
    }
}

extension ProductName {
    /// The name as CPE 2.3 writes it (RECIPE.md §3.2); nil when the recipe says nothing.
    ///
    /// - Parameter version: of upstream, without the epoch.
    func text(version: String) -> String? {
        guard let vendor = values["vendor"], let product = values["product"] else { return nil }
        let rest = ["edition", "language", "sw_edition", "target_sw", "target_hw", "other"].map { values[$0] ?? "*" }
        let parts = [values["part"] ?? "a", vendor, product, version, "*"] + rest
        return (["cpe", "2.3"] + parts.map(Self.quoted)).joined(separator: ":")
    }

    /// A value as the formatted string of CPE 2.3 has it: a backslash stands before whatever has a meaning there, such as `+` and `:`. What
    /// the recipe has quoted already stays as it is, and so do the wildcards `*` and `?`.
    private static func quoted(_ value: String) -> String {
        var result = ""
        var isQuoted = false
        for character in value {
            let isPlain = character.isASCII && (character.isLetter || character.isNumber) || "_.-*?\\".contains(character)
            if !isQuoted, !isPlain { result.append("\\") }
            result.append(character)
            isQuoted = !isQuoted && character == "\\"
        }
        return result
    }
}
