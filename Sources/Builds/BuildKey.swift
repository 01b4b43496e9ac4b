import APK
import Archives
import Attestations
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Recipes
import Repositories
import Sandboxes
import SystemPackage

/// The key of a build: a digest over everything that can change its result (DESIGN, promise 2).
enum BuildKey {
    /// To be raised whenever Cuttle makes something else of the same inputs.
    static let behaviour = "11"

    static func of(
        _ compiled: CompiledRecipe,
        bills: [BillOfMaterials],
        environment: [RepositorySet.Choice],
        sources: [FilePath],
        sourceDirectory: FilePath?,
        date: Int64,
        commit: String,
        record: BuildRecord,
        signers: [PublicKey]
    ) throws(Diagnostic) -> Digest {
        let inputs: JSON = .object([
            "behaviour": .string(behaviour),
            "codec": .string(GzipWriter.codec),
            "sandbox": .string(Sandbox.policy),
            "architecture": .string(compiled.architecture.name),
            "signer": .string(signers.map { $0.name + " " + Digest.of($0.pem).hex }.joined(separator: "\n")),
            "date": .number(date),
            "commit": .string(commit),
            // Packages carry it.
            "configuration": .string(record.configuration(of: compiled, commit: commit)),
            "version": .string(compiled.recipe.package.fullVersion),
            "licenses": .strings(compiled.recipe.package.copyright.map { "\($0.license) \($0.licensePath)" }),
            "bills": .array(bills.map(\.document)),
            "variables": table(compiled.variables),
            "accounts": .string(String(describing: compiled.environment.accounts)),
            "environment": .strings(environment.map { "\($0.record.name)=\($0.record.version) \($0.record.identity)" }),
            // The store names sources by their digest, also those that the recipe gives none for, and checkouts by what they come from.
            "sources": .strings(sources.map { $0.lastComponent?.string ?? "" }),
            "files": record.files.map { .string($0) },
            "packages": .array(compiled.packages.map(package)),
            "capabilities": capabilities(compiled.recipe.package.fileCapabilities),
        ])
        return Digest.of(inputs.text())
    }

    private static func package(_ package: CompiledPackage) -> JSON {
        let dependencies = package.dependencies
        return .object([
            "name": .string(package.name),
            "description": .string(package.description),
            "url": .string(package.url),
            "commit": .string(package.commit),
            "dependencies": .strings(dependencies.runtime),
            "provides": .strings(dependencies.provides),
            "replaces": .strings(dependencies.replaces),
            "priorities": .string(
                "\(String(describing: dependencies.providerPriority)) \(String(describing: dependencies.replacesPriority))"
            ),
            "options": .string("\(package.options.noProvides) \(package.options.noDepends) \(package.options.noCommands)"),
            "scripts": table(package.scriptlets.scripts),
            "triggers": .strings(package.scriptlets.triggerPaths),
            "steps": .array(package.steps.map(step)),
        ])
    }

    private static func capabilities(_ entries: [FileCapability]) -> JSON? {
        if entries.isEmpty { return nil }
        return .array(entries.map { .object(["path": .string($0.path), "add": table($0.add)]) })
    }

    static func step(_ step: CompiledStep) -> JSON {
        var script: String?
        var source: JSON?
        switch step.action {
        case .none: break
        case .shell(let text): script = text
        case .source(.fetch(let fetch)):
            // Of a source with a digest the address does not matter: the bytes are the same from anywhere.
            let digests = fetch.digests.map { "\($0.function):\($0.digest)" }
            source = .object([
                "digest": .strings(digests.isEmpty ? [fetch.address] : digests),
                "name": .string(fetch.fileName),
                "directory": .string(fetch.directory),
                "strip": .number(Int64(fetch.stripComponents)),
                "unpack": .boolean(fetch.isUnpacked),
                "delete": .boolean(fetch.isDeleted),
            ])
        case .source(.checkout(let checkout)):
            // What is checked out is in the name that the store gives the tree: repository, commit, history, picks and so on.
            source = .object(["destination": .string(checkout.destination)])
        }
        return .object([
            "script": script.map { .string($0) },
            "source": source,
            "directory": .string(step.workingDirectory),
            "environment": table(step.environment),
            "network": step.networkReason == nil ? nil : .boolean(true),
            "children": .array(step.children.map(self.step)),
        ])
    }

    static func table(_ values: [String: String]) -> JSON {
        .sorted(values.mapValues { .string($0) })
    }
}
