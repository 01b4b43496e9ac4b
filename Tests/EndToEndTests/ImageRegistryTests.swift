import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// Images in Debian's docker-registry, judged by skopeo and podman.
@Suite(.timeLimit(.minutes(30)), .enabled(if: DockerRegistry.isThere && Shell.has("skopeo"), "docker-registry or skopeo is not installed"))
struct ImageRegistryTests {
    let desk: Desk

    init() async throws {
        desk = try await Desk()
    }

    private func skopeo(_ arguments: String) throws -> String {
        try Shell.run("skopeo --insecure-policy \(arguments)")
    }

    /// A package of one file, and an image of it.
    private func prepare() async throws {
        try desk.write(
            "note.yaml",
            """
            package:
              name: note
              version: "1"
              copyright:
                - license: Apache-2.0
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - runs: |
                  mkdir -p ${{targets.destdir}}/usr/share/note
                  echo plop >${{targets.destdir}}/usr/share/note/note
            """
        )
        let built = try await desk.build(["note.yaml", "--arch", "host"])
        try #require(built.status == 0, "\(built.error)")
        try desk.write("image.yaml", "contents:\n  packages: [note]\nentrypoint:\n  command: /usr/bin/note\n")
    }

    private func publish(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        try await desk.cuttle(
            ["image", "publish", "image.yaml"] + arguments + [
                "--arch", "host", "-r", "packages", "-k", desk.bench.publicKey.string, "--store", desk.bench.store.string,
            ],
            environment: environment
        )
    }

    @Test func publishesWhatOthersPull() async throws {
        try await prepare()
        let registry = try DockerRegistry(desk.path.appending("registry"))
        let names = ["\(registry.host)/team/note:1", "\(registry.host)/team/note:latest", "\(registry.host)/other:x"]
        let published = try await publish(names + ["--image-refs", "refs.txt"])
        try #require(published.status == 0, "\(published.error)")
        let name = published.output.trimmingLine
        #expect(name.hasPrefix("\(registry.host)/team/note@sha256:"))
        let refs = String(decoding: try Files.read(desk.path.appending("refs.txt")), as: UTF8.self).split(separator: "\n")
        #expect(refs.count == 2)
        #expect(refs.last.map(String.init) == name)
        // The index, and what it names, under each tag.
        let digest = name.split(separator: "@")[1]
        for tag in names {
            let raw = try skopeo("inspect --raw --tls-verify=false docker://\(tag)")
            #expect(digestText(raw) == digest)
            #expect(raw.contains("\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\""))
        }
        _ = try skopeo("copy --all --src-tls-verify=false docker://\(name) oci:\(desk.path)/skopeo:x")
        let same = try await desk.cuttle(["image", "diff", name, "skopeo"])
        #expect(same.status == 0 && same.output.isEmpty, "\(same.output)\(same.error)")
        // Again: nothing is sent but the index.
        let again = try await publish(names)
        #expect(again.output == published.output)
        #expect(again.error.contains("there before"))
        #expect(!again.error.contains(" sent ("))
        let tags = try await desk.cuttle(["image", "tags", "\(registry.host)/team/note"])
        #expect(tags.output == "1\nlatest\n")
    }

    /// What is published is what is built with the same options.
    @Test(arguments: [["--layer-order", "path"], ["--compression", "zstd"], []])
    func publishesWhatIsBuilt(_ options: [String]) async throws {
        try await prepare()
        let registry = try DockerRegistry(desk.path.appending("registry"))
        let published = try await publish(["\(registry.host)/team/note:1", "--sbom-path", "published"] + options)
        try #require(published.status == 0, "\(published.error)")
        let digest = try #require(published.output.trimmingLine.split(separator: "@").last)
        let built = try await desk.image(
            ["image.yaml", "\(registry.host)/team/note:1", "layout", "-r", "packages", "--sbom-path", "built"] + options
        )
        try #require(built.status == 0, "\(built.error)")
        let same = try await desk.cuttle(["image", "diff", published.output.trimmingLine, "layout"])
        #expect(same.status == 0 && same.output.isEmpty, "\(same.output)\(same.error)")
        let bills = try Files.list(desk.path.appending("built"))
        #expect(bills.count == 2)
        for bill in bills {
            let text = String(decoding: try Files.read(desk.path.appending("published").appending(bill)), as: UTF8.self)
            #expect(try Files.read(desk.path.appending("built").appending(bill)) == Array(text.utf8))
            if bill.contains("index") { #expect(text.contains("\"versionInfo\": \"\(digest)\"")) }
        }
    }

    @Test(.enabled(if: Shell.has("podman"), "podman is not installed")) func podmanPulls() async throws {
        try await prepare()
        let registry = try DockerRegistry(desk.path.appending("registry"))
        let published = try await publish(["\(registry.host)/team/note:1"])
        try #require(published.status == 0, "\(published.error)")
        let options = "--root \(desk.path)/containers --runroot \(desk.path)/run --storage-driver vfs"
        let pulled = try Shell("podman \(options) pull --tls-verify=false \(published.output.trimmingLine)")
        #expect(pulled.status == 0, "\(pulled.output)")
        let found = try Shell("podman \(options) image mount \(published.output.trimmingLine)")
        if found.status == 0 {
            let file = FilePath(found.output.trimmingLine).appending("usr/share/note/note")
            #expect(String(decoding: try Files.read(file), as: UTF8.self) == "plop\n")
        }
    }

    @Test func pullsWhatOthersPush() async throws {
        try await prepare()
        let built = try await desk.image(["image.yaml", "note:1", "layout", "-r", "packages"])
        try #require(built.status == 0, "\(built.error)")
        let registry = try DockerRegistry(desk.path.appending("registry"))
        _ = try skopeo("copy --dest-tls-verify=false oci:\(desk.path)/layout:1 docker://\(registry.host)/a:oci")
        _ = try skopeo("copy --format v2s2 --dest-tls-verify=false oci:\(desk.path)/layout:1 docker://\(registry.host)/a:docker")
        for tag in ["oci", "docker"] {
            let pulled = try await desk.cuttle(["image", "pull", "\(registry.host)/a:\(tag)", "pulled"])
            #expect(pulled.status == 0, "\(pulled.error)")
            let same = try await desk.cuttle(["image", "diff", "layout", "\(registry.host)/a:\(tag)"])
            #expect(same.status == 0 && same.output.isEmpty, "\(same.output)\(same.error)")
        }
        // An image of Docker's types stays one, so that its digest stays; skopeo looks for no such in a layout.
        _ = try skopeo("copy oci:\(desk.path)/pulled:oci dir:\(desk.path)/dir")
        // An archive of docker save; its layers are not compressed, their content is the same.
        _ = try skopeo("copy oci:\(desk.path)/layout:1 docker-archive:\(desk.path)/note.tar:note:1")
        _ = try skopeo("copy oci:\(desk.path)/layout:1 oci-archive:\(desk.path)/oci.tar:1")
        let archive = try await desk.cuttle(["image", "diff", "layout", "note.tar", "--json"])
        #expect(archive.status == 1, "\(archive.error)")
        let document = try JSON(parsing: Array(archive.output.utf8))
        let platform = try #require(document["platforms"]?.items?.first)
        #expect(platform["files"]?.items?.isEmpty == true)
        #expect(platform["packages"]?.items?.isEmpty == true)
        #expect(platform["sameContent"] == .boolean(true))
        let said = try await desk.cuttle(["image", "diff", "layout", "note.tar"])
        #expect(said.output.contains("\n  the layers have the same content, compressed in another way\n"), "\(said.output)")
        let same = try await desk.cuttle(["image", "diff", "layout", "oci.tar"])
        #expect(same.status == 0 && same.output.isEmpty, "\(same.output)\(same.error)")
        // Archives of layouts are pushed as layouts are.
        let pushed = try await desk.cuttle(["image", "push", "oci.tar", "\(registry.host)/a:archive"])
        #expect(pushed.status == 0, "\(pushed.error)")
        let sent = try await desk.cuttle(["image", "diff", "layout", "\(registry.host)/a:archive"])
        #expect(sent.status == 0 && sent.output.isEmpty, "\(sent.output)\(sent.error)")
        let unnamed = try await desk.cuttle(["image", "push", "oci.tar", "\(registry.host)/a:archive", "--name", "2"])
        #expect(unnamed.status == 2)
        #expect(unnamed.error == "error: oci.tar has no image called 2\nhint: did you mean \"1\"?\n")
        let refused = try await desk.cuttle(["image", "push", "note.tar", "\(registry.host)/a:docker"])
        #expect(refused.status == 2)
        #expect(
            refused.error == """
                error: note.tar is no archive of an OCI layout
                hint: build one with --output-format oci-archive; skopeo copy makes one of an archive for Docker

                """
        )
    }

    @Test(.enabled(if: Shell.has("htpasswd"), "htpasswd is not installed")) func passwordsAndHelpers() async throws {
        try await prepare()
        let users = desk.path.appending("users")
        try Shell.run("htpasswd -bcB -C 4 \(users) somebody 'p:ss word'")
        let registry = try DockerRegistry(desk.path.appending("registry"), users: users)
        let name = "\(registry.host)/team/note:1"
        let refused = try await publish([name])
        #expect(refused.status == 1)
        #expect(
            refused.error == """
                error: \(registry.host) does not let you push to \(registry.host)/team/note
                  asked without credentials: there are none for it
                  it says: UNAUTHORIZED: authentication required
                hint: log in: docker login \(registry.host), or podman login \(registry.host)

                """
        )
        // By the file of podman login.
        let auth = Base64.encode(Array("somebody:p:ss word".utf8))
        try desk.write("auth.json", #"{"auths":{"\#(registry.host)/team":{"auth":"\#(auth)"}}}"#)
        let published = try await publish([name], environment: ["REGISTRY_AUTH_FILE": "\(desk.path)/auth.json"])
        #expect(published.status == 0, "\(published.error)")
        // By a helper, which is asked for the host on its input.
        try desk.write(
            "bin/docker-credential-cuttle-test",
            """
            #!/bin/sh
            read -r host
            [ "$1" = get ] || exit 1
            if [ "$host" != "\(registry.host)" ]; then echo 'credentials not found in native keychain'; exit 1; fi
            printf '{"ServerURL":"%s","Username":"somebody","Secret":"p:ss word"}' "$host"
            """
        )
        try Files.setMode(desk.path.appending("bin/docker-credential-cuttle-test"), 0o755)
        let path = "\(desk.path)/bin:/usr/local/bin:/usr/bin:/bin"
        for config in [#"{"credsStore":"cuttle-test"}"#, #"{"credHelpers":{"\#(registry.host)":"cuttle-test"}}"#] {
            try desk.write("docker/config.json", config)
            let pulled = try await desk.cuttle(
                ["image", "pull", name, "pulled"],
                environment: ["DOCKER_CONFIG": "\(desk.path)/docker", "PATH": path]
            )
            #expect(pulled.status == 0, "\(pulled.error)")
            #expect(!pulled.error.contains("p:ss") && !pulled.output.contains("p:ss"))
        }
        try desk.write("docker/config.json", #"{"credHelpers":{"other.example":"cuttle-test"},"credsStore":"cuttle-fails"}"#)
        try desk.write("bin/docker-credential-cuttle-fails", "#!/bin/sh\necho 'the keychain is locked'\nexit 1\n")
        try Files.setMode(desk.path.appending("bin/docker-credential-cuttle-fails"), 0o755)
        let failed = try await desk.cuttle(
            ["image", "pull", name, "other"],
            environment: ["DOCKER_CONFIG": "\(desk.path)/docker", "PATH": path]
        )
        #expect(failed.status == 2)
        #expect(failed.error == "error: docker-credential-cuttle-fails has no answer for \(registry.host)\n  the keychain is locked\n")
    }

    /// A push that was killed in the middle leaves no tag, and the next finishes it.
    @Test func aKilledPushIsFinished() async throws {
        let registry = try DockerRegistry(desk.path.appending("registry"))
        // Bytes that nothing makes smaller, in layers of their own.
        try Shell.run(
            """
            mkdir -p \(desk.path)/work && cd \(desk.path)/work && for n in 1 2 3 4 5 6; do head -c 20000000 /dev/urandom >f$n; tar -cf l$n.tar f$n; done
            """
        )
        let layout = desk.path.appending("layout")
        try HandmadeLayout.write(layout, layers: (1...6).map { desk.path.appending("work/l\($0).tar") })
        let name = "\(registry.host)/big:1"
        var kills = 0
        for delay in ["0.05", "0.1", "0.2", "0.4"] {
            let shell = try Shell("HOME=/nonexistent timeout -s KILL \(delay) '\(Program.cuttle)' image push '\(layout)' \(name)")
            if shell.status != 0 { kills += 1 }
            if shell.status != 0 {
                #expect(try Shell("skopeo inspect --raw --tls-verify=false docker://\(name)").status != 0)
            }
        }
        #expect(kills > 0)
        let finished = try await desk.cuttle(["image", "push", layout.string, name])
        #expect(finished.status == 0, "\(finished.error)")
        _ = try skopeo("copy --src-tls-verify=false docker://\(name) oci:\(desk.path)/check:x")
    }

    /// Images of the same layers are told apart, and it is said how.
    @Test(arguments: [("ab", "ba", true), ("ab", "abb", true), ("ab", "ab", false)])
    func theOrderOfLayersIsCompared(_ old: String, _ new: String, _ differ: Bool) async throws {
        for (name, layers) in [("old", old), ("new", new)] {
            var paths: [FilePath] = []
            for (number, layer) in layers.enumerated() {
                let file = "\(name)\(number).tar"
                try Shell.run("cd \(desk.path) && echo x >\(layer) && tar --mtime=@0 -cf \(file) \(layer)")
                paths.append(desk.path.appending(file))
            }
            try HandmadeLayout.write(desk.path.appending(name), layers: paths)
        }
        let shown = try await desk.cuttle(["image", "diff", "old", "new"])
        #expect(shown.status == (differ ? 1 : 0), "\(shown.error)")
        #expect(shown.output.isEmpty == !differ)
        if differ {
            #expect(
                shown.output.hasPrefix("linux/amd64\n  the layers are the same, in another order or another number of times\n"),
                "\(shown.output)"
            )
        }
    }

    @Test(arguments: [
        (
            ["publish", "image.yaml", "x", "--local"],
            """
            error: --local would load the image into Docker, which Cuttle does not talk to
            hint: build a layout with cuttle image build, and load it with skopeo copy oci:LAYOUT docker-daemon:TAG

            """
        ),
        (
            ["push", "none", "localhost/UP:1"],
            """
            error: "localhost/UP:1" is not a reference to an image: "UP" is not a part of a name: those are of lower-case letters, digits, \
            and . _ __ - between them
            hint: write it in lower case: localhost/up:1

            """
        ),
        (["push", "none", "localhost/a:1"], "error: there is no image layout none\n"),
        (
            ["push", "none", "localhost/a:1", "--mount-from", "team/base"],
            """
            error: --mount-from index.docker.io/team/base is in another registry than the image: layers are taken over within one
            hint: name a repository with its registry: localhost/team/base

            """
        ),
        (
            ["push", "none", "localhost/a@sha256:\(String(repeating: "0", count: 64))"],
            """
            error: localhost/a@sha256:\(String(repeating: "0", count: 64)) has a digest: an image is pushed by tag, its digest follows from \
            its content

            """
        ),
        (
            ["diff", "./none", "localhost/a:1"],
            """
            error: there is no image ./none
            hint: give a layout's folder, an archive, or a reference to a registry

            """
        ),
    ])
    func saysWhatIsWrong(_ arguments: [String], _ shown: String) async throws {
        let outcome = try await desk.cuttle(["image"] + arguments)
        #expect(outcome.error == shown)
        #expect(outcome.status == 2)
    }
}

/// The digest of a text, as registries name it.
private func digestText(_ text: String) -> String { "sha256:\(Digest.of(text))" }

extension String {
    fileprivate var trimmingLine: String { String(prefix { $0 != "\n" }) }
}
