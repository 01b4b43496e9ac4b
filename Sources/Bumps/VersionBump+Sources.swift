import Cryptography
import Diagnostics
import Files
import Recipes
import SystemPackage
import Transfers
import YAML

extension VersionBump {
    /// Fetches the files of the new version and updates the digests that the recipe has of them.
    func updateFiles(_ steps: [SourceStep], _ editor: inout RecipeEditor, _ warnings: inout [Diagnostic]) async throws {
        var known: [String: [HashFunction: String]] = [:]
        for step in steps {
            guard let address = try step.input("uri") else {
                throw Diagnostic(.missingValue, "this fetch has no \"uri\"", at: step.written.span)
            }
            let digests: [(key: String, function: HashFunction)] = [("expected-sha256", .sha256), ("expected-sha512", .sha512)]
            let present = digests.filter { step.written.given($0.key) != nil }
            if present.isEmpty { continue }
            let found: [HashFunction: String]
            if let earlier = known[address] { found = earlier } else { found = try await digestFile(address) }
            known[address] = found
            for (key, function) in present {
                guard let span = step.written.given(key)?.span, let digest = found[function] else { continue }
                try update(key, of: step, keyedBy: ["uri"], address, at: span, to: digest, &editor, &warnings)
            }
        }
    }

    /// Updates the commits of what is checked out: of several, those whose tag follows the version.
    func updateCommits(_ steps: [SourceStep], _ editor: inout RecipeEditor, _ warnings: inout [Diagnostic]) async throws {
        let names = try VersionNames(editor.file)
        let chosen = steps.filter { step in
            guard step.written.given("expected-commit") != nil else { return false }
            if steps.count == 1 { return true }
            guard let tag = step.written.given("tag") else { return false }
            return names.isUsed(in: editor.writtenText(at: tag.span))
        }
        if expectedCommit != nil, chosen.isEmpty {
            warnings.append(
                Diagnostic(.suspiciousSource, "no step of \(path) takes the commit given with --expected-commit", severity: .warning)
            )
        }
        if expectedCommit != nil, Set(try chosen.map { try $0.input("repository") }).count > 1 {
            throw Diagnostic(
                .badInput,
                "\(path) checks several repositories out, which cannot be at the same commit",
                hint: "leave --expected-commit out, and the commits are looked up"
            )
        }
        for step in chosen {
            guard let span = step.written.given("expected-commit")?.span else { continue }
            guard let address = try step.input("repository") else {
                throw Diagnostic(.missingValue, "this git-checkout has no \"repository\"", at: step.written.span)
            }
            let commit: String
            if let expectedCommit { commit = expectedCommit.lowercased() } else { commit = try await lookUp(step, in: address) }
            try update("expected-commit", of: step, keyedBy: ["repository", "tag"], address, at: span, to: commit, &editor, &warnings)
        }
    }

    private func lookUp(_ step: SourceStep, in address: String) async throws -> String {
        let reference: RemoteRepository.Reference
        if let tag = try step.input("tag") {
            reference = .tag(tag)
        } else if let branch = try step.input("branch") {
            reference = .branch(branch)
        } else {
            reference = .head
        }
        progress("looking up \(reference.name) of \(address)")
        let span = (step.written.given("tag") ?? step.written.given("branch"))?.span ?? step.written.span
        return try await RemoteRepository(address: address).commit(of: reference, version: version, at: span)
    }

    private func digestFile(_ address: String) async throws -> [HashFunction: String] {
        progress("fetching \(address)")
        let folder = try TemporaryDirectory()
        let target = folder.path.appending("file")
        try await Download.file(address, to: target)
        return [.sha256: try Digest.ofFile(target, .sha256).hex, .sha512: try Digest.ofFile(target, .sha512).hex]
    }

    /// Writes a digest or commit down, or says why it is left alone.
    private func update(
        _ key: String,
        of step: SourceStep,
        keyedBy inputs: [String],
        _ address: String,
        at span: SourceSpan,
        to value: String,
        _ editor: inout RecipeEditor,
        _ warnings: inout [Diagnostic]
    ) throws(Diagnostic) {
        let known = step.after.given(key)?.text.lowercased() ?? ""
        if known == value { return }
        if editor.writtenText(at: span).contains("${{") {
            warnings.append(
                Diagnostic(
                    .suspiciousSource,
                    "\(key) is made of variables and is left as it is",
                    severity: .warning,
                    at: span,
                    hint: "for \(version) it must come to \(value)"
                )
            )
            return
        }
        if !known.isEmpty, inputs.allSatisfy(step.isUnchanged), expectedCommit == nil || key != "expected-commit",
            step.written.given("tag") != nil || key != "expected-commit"
        {
            warnings.append(
                Diagnostic(
                    .suspiciousSource,
                    "\(address) is not what it was, though neither its address nor its tag has changed",
                    severity: .warning,
                    at: span,
                    notes: ["\(key) was \(known)"],
                    hint: "find out why before you build it"
                )
            )
        }
        try editor.set(key, at: span, to: value)
    }
}
