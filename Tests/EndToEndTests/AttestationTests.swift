import Cryptography
import Files
import SystemPackage
import Testing

/// What packages say of where they come from, judged by programs that know nothing of Cuttle.
@Suite struct AttestationTests {
    private static let recipe = """
        package:
          name: stone
          version: "1"
          copyright:
            - license: MIT
              license-path: COPYING
              attestation: (c) the quarry
            - license: Stone Licence
            - license: Stone_Licence
            - license: Stone Licence
              license-path: code/file
            - license: MIT
              license-path: code/src/main.c
          cpe: {vendor: quarry, product: stone++}
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - uses: git-checkout
            with:
              repository: stone
              tag: v1
              expected-commit: COMMIT
              destination: code
              cherry-picks: |
                main/PICK: the second commit
          - runs: |
              echo 'Do as you like.' >COPYING
              mkdir -p ${{targets.destdir}}/usr/share
              echo stone >${{targets.destdir}}/usr/share/stone
        subpackages:
          - name: stone-data
            pipeline:
              - uses: fetch
                with:
                  uri: https://quarry.example.org/data-1.txt
                  expected-sha256: DIGEST
                  extract: false
              - runs: |
                  mkdir -p ${{targets.subpkgdir}}/usr/share
                  echo data >${{targets.subpkgdir}}/usr/share/data

        """

    private func built() async throws -> Desk {
        let desk = try await Desk()
        let commits = try await CheckoutBuildTests.prepare(desk)
        try desk.write("mirror/data-1.txt", "data\n")
        let digest = try Digest.ofFile(desk.path.appending("mirror/data-1.txt"))
        try desk.write(
            "stone.yaml",
            Self.recipe.replacing("COMMIT", with: commits[0]).replacing("DIGEST", with: digest.hex).replacing("PICK", with: commits[1])
        )
        let outcome = try await desk.build([
            "stone.yaml", "--namespace", "sepia", "--git-repo-url", "https://github.com/example/sepia", "--source-mirror", "mirror",
        ])
        try #require(outcome.status == 0, "\(outcome.error)")
        return desk
    }

    @Test func aValidatorTakesTheBills() async throws {
        let own = Program.project.appending(".build/referees/bin/pyspdxtools")
        let hasOwn = Files.exists(own)
        let isThere = hasOwn ? true : await Program.exists("pyspdxtools")
        guard isThere else {
            print("skipped: pyspdxtools is neither in .build/referees nor on PATH: make install-test")
            return
        }
        let validator = hasOwn ? own.string : "pyspdxtools"
        let desk = try await built()
        let script = """
            set -e
            mkdir bills
            for package in packages/*/*.apk; do tar -xzf $package -C bills var/lib/db/sbom; done
            for bill in bills/var/lib/db/sbom/*.spdx.json; do \(validator) -i $bill >&2; echo ${bill##*/}; done
            """
        let judged = try await Program.run("sh", ["-c", script], in: desk.path)
        #expect(judged.status == 0, "\(judged.error)")
        #expect(judged.output == "stone-1-r0.spdx.json\nstone-data-1-r0.spdx.json\n")
        try desk.write(
            "check.py",
            """
            import json
            def bill(name): return json.load(open("bills/var/lib/db/sbom/" + name + "-1-r0.spdx.json"))
            main, data = bill("stone"), bill("stone-data")
            for each in main, data:
                texts = {text["licenseId"]: text["extractedText"] for text in each["hasExtractedLicensingInfos"]}
                assert len(texts) == len(each["hasExtractedLicensingInfos"]) == 2, texts
                assert "Do as you like." in texts["LicenseRef-MIT"] and "int main" in texts["LicenseRef-MIT"], texts
                assert "two\\n" in texts["LicenseRef-Stone-Licence"], texts
                cpe, = [r["referenceLocator"] for p in each["packages"] for r in p.get("externalRefs", []) if r["referenceType"] == "cpe23Type"]
                assert cpe == r"cpe:2.3:a:quarry:stone\\+\\+:1:*:*:*:*:*:*:*", cpe
                assert any(p["downloadLocation"].endswith("stone") or "stone" in json.dumps(p) for p in each["packages"]), each
            assert "data-1.txt" not in json.dumps(main) and "data-1.txt" in json.dumps(data)
            """
        )
        let checked = try await Program.run("python3", ["check.py"], in: desk.path)
        #expect(checked.status == 0, "\(checked.error)")
    }

    /// Names and passwords in addresses are nobody's business.
    @Test func passwordsOfAddressesAreInNoStatement() async throws {
        let desk = try await Desk()
        let word = "\(Int.random(in: 0...1 << 40))\n"
        try desk.write("mirror/data-1.txt", word)
        let digest = try Digest.ofFile(desk.path.appending("mirror/data-1.txt"))
        try desk.write(
            "stone.yaml",
            """
            package: {name: stone, version: "1", epoch: 0, copyright: [{license: MIT}]}
            environment: {contents: {packages: [build-base]}}
            pipeline:
              - uses: fetch
                with: {uri: "https://me:hunter2@quarry.example.org/data-1.txt", expected-sha256: \(digest.hex), extract: false}
              - runs: mkdir -p ${{targets.destdir}}/usr/share && cp data-1.txt ${{targets.destdir}}/usr/share/
            """
        )
        let built = try await desk.build([
            "stone.yaml", "--source-mirror", "mirror", "--git-repo-url", "https://me:hunter2@git.example.org/sepia",
        ])
        try #require(built.status == 0, "\(built.error)")
        let script = """
            set -e
            tar -xzf packages/*/stone-1-r0.apk var/lib/db/sbom
            python3 -c 'import base64, glob, json; print(base64.b64decode(json.load(open(glob.glob("packages/*/*.jsonl")[0]))["payload"]).decode())'
            cat var/lib/db/sbom/*
            """
        let said = try await Program.run("sh", ["-c", script], in: desk.path)
        #expect(said.status == 0, "\(said.error)")
        #expect(said.output.contains("https://quarry.example.org/data-1.txt") && said.output.contains("git.example.org/sepia"))
        #expect(!said.output.contains("hunter2"), "\(said.output)")
    }

    /// The schemas are ours, after the text of the standards.
    @Test func theProvenanceIsWhatTheStandardsAskFor() async throws {
        let desk = try await built()
        let check = """
            import base64, glob, hashlib, json, jsonschema
            path, = glob.glob("packages/*/stone-1-r0.intoto.jsonl")
            envelope = json.load(open(path))
            kind, body = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
            open("signed", "wb").write(b"DSSEv1 %d %s %d " % (len(kind), kind, len(body)) + body)
            open("signature", "wb").write(base64.b64decode(envelope["signatures"][0]["sig"]))
            digests = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]+$"}}
            resource = {"type": "object", "anyOf": [{"required": ["digest"]}, {"required": ["uri"]}], "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "uri": {"type": "string"}, "digest": digests, "annotations": {"type": "object"}}}
            predicate = {"type": "object", "required": ["buildDefinition", "runDetails"], "additionalProperties": False, "properties": {
                "buildDefinition": {"type": "object", "required": ["buildType", "externalParameters"], "additionalProperties": False,
                    "properties": {"buildType": {"type": "string", "format": "uri"}, "externalParameters": {"type": "object"},
                        "internalParameters": {"type": "object"}, "resolvedDependencies": {"type": "array", "items": resource}}},
                "runDetails": {"type": "object", "required": ["builder"], "properties": {
                    "builder": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}}}}}
            statement = {"type": "object", "required": ["_type", "subject", "predicateType", "predicate"], "additionalProperties": False,
                "properties": {"_type": {"const": "https://in-toto.io/Statement/v1"}, "predicate": predicate,
                    "subject": {"type": "array", "minItems": 1, "items": {"allOf": [resource, {"required": ["digest"]}]}},
                    "predicateType": {"const": "https://slsa.dev/provenance/v1"}}}
            said = json.loads(body)
            jsonschema.Draft202012Validator(statement).validate(said)
            for subject in said["subject"]:
                file, = glob.glob("packages/*/" + subject["name"])
                assert hashlib.sha256(open(file, "rb").read()).hexdigest() == subject["digest"]["sha256"], subject
            assert [s["name"] for s in said["subject"]] == ["stone-1-r0.apk", "stone-data-1-r0.apk"], said
            build = said["predicate"]["buildDefinition"]
            assert len(build["internalParameters"]["buildKey"]) == 64, build
            assert build["externalParameters"]["namespace"] == "sepia", build
            recipe, files, code, pick, data, seed = build["resolvedDependencies"]
            assert files["annotations"]["kind"] == "files" and len(files["digest"]["cuttleFilesSha256"]) == 64, files
            picked = open("stone.yaml").read().split("main/")[1][:40]
            assert pick["digest"]["gitCommit"] == picked and pick["annotations"]["kind"] == "cherry-pick", pick
            assert len(code["digest"]["gitCommit"]) == 40 and len(data["digest"]["sha256"]) == 64, (code, data)
            assert recipe["digest"]["sha256"] == hashlib.sha256(open("stone.yaml", "rb").read()).hexdigest(), recipe
            assert seed["annotations"]["name"] == "debian-seed" and len(seed["digest"]["apkDataSha256"]) == 64, seed
            """
        try desk.write("check.py", check)
        let judged = try await Program.run("python3", ["check.py"], in: desk.path)
        #expect(judged.status == 0, "\(judged.error)")
        let signed = try await Program.run(
            "openssl",
            ["dgst", "-sha256", "-verify", desk.bench.publicKey.string, "-signature", "signature", "signed"],
            in: desk.path
        )
        #expect(signed.output == "Verified OK\n", "\(signed.error)")
    }

    @Test func theProvenanceGoesWithThePackages() async throws {
        let desk = try await built()
        let folder = try #require(try Files.list(desk.path.appending("packages")).first)
        let signing = ["--signing-key", desk.bench.key.string]
        func publish(from source: String, into target: String, _ options: [String]) async throws -> Outcome {
            try await desk.cuttle(["repo", "publish", target, "\(source)/\(folder)/stone-data-1-r0.apk"] + options)
        }
        let look = try await publish(from: "packages", into: "public", ["--dry-run", "-k", desk.bench.publicKey.string])
        #expect(look.status == 0 && look.error == "" && !Files.exists(desk.path.appending("public")), "\(look.error)")
        let first = try await publish(from: "packages", into: "public", signing)
        #expect(first.status == 0 && first.error == "", "\(first.error)")
        let statement = "public/\(folder)/stone-1-r0.intoto.jsonl"
        let good = try await desk.cuttle(["verify", statement, "-k", desk.bench.publicKey.string])
        #expect(good.output == "\(statement): OK\n", "\(good.error)")
        // One that was left out before is brought later.
        try Files.removeFile(desk.path.appending(statement))
        #expect(try await publish(from: "packages", into: "public", signing).status == 0)
        #expect(Files.exists(desk.path.appending(statement)))
        // Another key signs: the statement is of other bytes, and does not go on.
        #expect(try await desk.cuttle(["keygen", "other.rsa"]).status == 0)
        let resigned = try await desk.cuttle(["repo", "resign", "public", "-k", desk.bench.publicKey.string, "--signing-key", "other.rsa"])
        #expect(resigned.status == 0)
        #expect(
            resigned.error.hasPrefix("warning: 1 statement of provenance in public/\(folder) may speak of packages as they were before\n"),
            "\(resigned.error)"
        )
        let second = try await publish(from: "public", into: "third", signing + ["-k", "other.rsa.pub"])
        #expect(second.status == 0)
        #expect(
            second.error.contains(
                "warning: public/\(folder)/stone-data-1-r0.apk is not signed with \(desk.bench.publicKey.lastComponent?.string ?? ""), "
                    + "which signs the index, but with other.rsa.pub\n"
            ),
            "\(second.error)"
        )
        #expect(second.error.contains("warning: \(statement) says nothing of stone-data-1-r0.apk\n"), "\(second.error)")
        #expect(!Files.exists(desk.path.appending("third/\(folder)/stone-1-r0.intoto.jsonl")))
    }

    @Test func aChangedProvenanceOrPackageIsNoticed() async throws {
        let desk = try await built()
        let folder = try #require(try Files.list(desk.path.appending("packages")).first)
        let file = "packages/\(folder)/stone-1-r0.intoto.jsonl"
        let arguments = ["verify", file, "-k", desk.bench.publicKey.string]
        let good = try await desk.cuttle(arguments)
        #expect(good.output == "\(file): OK\n", "\(good.error)")
        try Files.copy(
            desk.path.appending("packages/\(folder)/stone-1-r0.apk"),
            to: desk.path.appending("packages/\(folder)/stone-data-1-r0.apk")
        )
        // A statement says nothing of what is not there, nor of a package that bears its name and is another.
        let other = desk.path.appending("other")
        try Files.makeDirectory(other)
        try Files.copy(desk.path.appending(file), to: other.appending("pebble-9-r0.intoto.jsonl"))
        let alone = try await desk.cuttle(["verify", "other/pebble-9-r0.intoto.jsonl", "-k", desk.bench.publicKey.string])
        #expect(alone.status == 1)
        #expect(
            alone.error == """
                error: other/pebble-9-r0.intoto.jsonl speaks of nothing that lies beside it
                  it speaks of stone-1-r0.apk, stone-data-1-r0.apk
                hint: put the packages that it is about into the same folder

                """
        )
        try Files.copy(desk.path.appending("packages/\(folder)/stone-1-r0.apk"), to: other.appending("stone-1-r0.apk"))
        try Files.writeAtomically(Array("another".utf8), to: other.appending("pebble-9-r0.apk"))
        let foreign = try await desk.cuttle(["verify", "other/pebble-9-r0.intoto.jsonl", "-k", desk.bench.publicKey.string])
        #expect(foreign.status == 1)
        #expect(foreign.error.hasPrefix("error: other/pebble-9-r0.intoto.jsonl says nothing of pebble-9-r0.apk\n"), "\(foreign.error)")
        let swapped = try await desk.cuttle(arguments)
        #expect(swapped.status == 1)
        #expect(swapped.error.hasPrefix("error: \(file) says nothing of stone-data-1-r0.apk\n  it speaks of another file of that name"))
        let text = String(decoding: try Files.read(desk.path.appending(file)), as: UTF8.self)
        try Files.writeAtomically(Array(text.replacing("\"payload\":\"ey", with: "\"payload\":\"ez").utf8), to: desk.path.appending(file))
        let changed = try await desk.cuttle(arguments)
        #expect(changed.status == 1)
        #expect(changed.error.hasPrefix("error: \(file): no key that is trusted made its signature\n"))
    }
}
