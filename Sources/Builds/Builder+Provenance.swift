import APK
import Attestations
import Cryptography
import Diagnostics
import Files
import JSON
import Recipes
import Repositories
import Store
import SystemPackage
import Transfers

/// The provenance of what a build makes (docs/PROVENANCE.md).
extension Builder {
    /// The name of the file beside the packages.
    static func provenanceName(_ plan: BuildPlan) -> String { "\(plan.title).intoto.jsonl" }

    /// Writes what the packages in a folder were built from, signed with the keys of the repository.
    func writeProvenance(_ plan: BuildPlan, packages: [FilePath], to directory: FilePath) throws(Diagnostic) {
        let statement = try statement(plan, packages)
        let envelope = try Envelope(Array(statement.text.utf8), key: settings.key)
        try Files.writeAtomically(Array((envelope.text + "\n").utf8), to: directory.appending(Self.provenanceName(plan)))
    }

    /// Whether a stored result has the very provenance that would be written now, signed by all of these keys.
    func hasProvenance(_ result: FilePath, _ plan: BuildPlan, signers: [PublicKey]) -> Bool {
        let name = Self.provenanceName(plan)
        do throws(Diagnostic) {
            let envelope = try Envelope(parsing: try Files.read(result.appending(name), limit: 64 << 20), name: name)
            for signer in signers { try envelope.verify(keyring: Keyring([signer]), name: name) }
            return try envelope.payload == Array(statement(plan, Self.packages(in: result, plan)).text.utf8)
        } catch {
            return false
        }
    }

    private func statement(_ plan: BuildPlan, _ packages: [FilePath]) throws(Diagnostic) -> Statement {
        var subjects: [Statement.Resource] = []
        for path in packages {
            let digest = try Digest.ofFile(path)
            subjects.append(Statement.Resource(name: path.lastComponent?.string ?? "", digests: ["sha256": digest.hex]))
        }
        return try Provenance(plan).statement(about: subjects)
    }
}

extension Provenance {
    /// All that a plan names.
    init(_ plan: BuildPlan) throws(Diagnostic) {
        let compiled = plan.compiled
        let recipe = FilePath(compiled.recipe.file.name).lastComponent?.string ?? "\(compiled.recipe.package.name).yaml"
        self.init(recipe: recipe, architecture: compiled.architecture.name, buildKey: plan.key.hex)
        let isNetworked = compiled.packages.contains { $0.steps.contains { $0.networked != nil } }
        parameters = [
            (key: "version", value: .string(compiled.recipe.package.fullVersion)),
            (key: "network", value: .boolean(isNetworked)),
            (key: "sourceDateEpoch", value: .number(plan.date)),
            (key: "buildOptions", value: .strings(plan.record.options)),
            (key: "namespace", value: .string(plan.record.namespace)),
            (key: "stripOriginName", value: .boolean(plan.record.stripsOriginName)),
            (key: "recipeRepository", value: .string(plan.record.recipeRepository)),
            (key: "recipeLicense", value: .string(plan.record.recipeLicense)),
        ]
        let digests = ["sha256": Digest.of(compiled.recipe.file.bytes).hex]
        let commit = plan.commit.utf8.count == 40 ? ["gitCommit": plan.commit] : [:]
        dependencies = [Statement.Resource(name: recipe, digests: digests.merging(commit) { $1 }, annotations: ["kind": "recipe"])]
        if let files = plan.record.files {
            // Names, executable bits and contents of the files beside the recipe, as the build key has them.
            dependencies.append(Statement.Resource(name: "files", digests: ["cuttleFilesSha256": files], annotations: ["kind": "files"]))
        }
        for (source, path) in zip(compiled.sources, plan.sources) {
            dependencies.append(try Statement.Resource(source, storedAt: path))
            dependencies += Statement.Resource.cherryPicks(of: source)
        }
        for choice in plan.environment {
            dependencies.append(Statement.Resource(choice.record, dataHash: try choice.file().info.dataHash))
        }
    }
}

extension Statement.Resource {
    /// A source that a build used, as the store has it.
    fileprivate init(_ source: SourceStep, storedAt path: FilePath) throws(Diagnostic) {
        switch source {
        case .fetch(let fetch):
            var digests = ["sha256": try Digest.ofFile(path).hex]
            for expected in fetch.digests where expected.function == .sha512 { digests["sha512"] = expected.digest.hex }
            self.init(name: fetch.fileName, address: fetch.address.withoutCredentials, digests: digests, annotations: ["kind": "source"])
        case .checkout(let checkout):
            guard let tree = Checkout(path) else { throw Diagnostic(.internalError, "\(path) is no checkout", at: checkout.span) }
            self.init(
                name: "",
                address: "git+\(checkout.repository.withoutCredentials)",
                digests: ["gitCommit": tree.commit],
                annotations: ["kind": "source"]
            )
        }
    }

    /// The commits whose changes were taken over into the tree of a checkout; a shortened id is all that the recipe says then.
    fileprivate static func cherryPicks(of source: SourceStep) -> [Statement.Resource] {
        guard case .checkout(let checkout) = source else { return [] }
        return checkout.cherryPicks.map { pick in
            Statement.Resource(
                name: "",
                address: "git+\(checkout.repository.withoutCredentials)",
                digests: pick.commit.utf8.count == 40 ? ["gitCommit": pick.commit] : [:],
                annotations: ["kind": "cherry-pick", "commit": pick.commit]
            )
        }
    }

    /// A package of the build environment: its identity is the digest of its control data, which names the digest of the rest.
    fileprivate init(_ record: IndexRecord, dataHash: String) {
        self.init(
            name: record.fileName,
            digests: ["apkControlSha1": record.identity.digest.hex, "apkDataSha256": dataHash],
            annotations: ["kind": "environment", "name": record.name, "version": record.version]
        )
    }
}
