import Cryptography
import Files
import SystemPackage
import TestSupport
import Testing

/// Images of real packages that others built, judged by the programs that people run them with.
@Suite(.timeLimit(.minutes(30)), .enabled(if: RealPackages.areThere, RealPackages.absence)) struct ImageAcceptanceTests {
    let packages: RealPackages
    var path: FilePath { packages.path }

    init() async throws {
        packages = try await RealPackages()
    }

    /// Everything in a folder, by name, with its digest.
    private func files(_ folder: FilePath) throws -> [String: Digest] {
        var files: [String: Digest] = [:]
        for entry in try Files.walk(folder) where entry.status.kind == .regular {
            files[entry.path] = try Digest.ofFile(folder.appending(entry.path))
        }
        return files
    }

    // MARK: The same everywhere

    @Test(arguments: [
        ("hello", "amd64", []), ("layout", "arm64", ["--layer-order", "path"]), ("both", "amd64,arm64", ["--compression", "zstd"]),
    ])
    func surroundingsDoNotMatter(_ name: String, _ architectures: String, _ options: [String]) async throws {
        let digest = try await packages.image(name, architectures, options + ["--sbom-path", "sboms"])
        let first = try files(path.appending(name))
        // The same from copies in another folder, in other surroundings.
        try Shell.run(
            "cd '\(path)' && mkdir -p b/c b/t b/home && cp -r r *.yaml own.rsa.pub b/c && chmod -R go= b && touch -d 2001-02-03 b/c/r/*/*.apk"
        )
        let script = """
            umask 077 && cd b/c && exec env -i PATH="$PATH" HOME=../home TMPDIR=../t TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8 "$@"
            """
        let again = try await Program.run(
            "sh",
            ["-c", script, "sh", Program.cuttle.string, "image", "build", "\(name).yaml", "\(name):1", "../out", "--arch", architectures]
                + RealPackages.trust + ["--store", "../s", "--sbom-path", "../sboms"] + options,
            in: path
        )
        try #require(again.status == 0, "\(again.error)")
        #expect(again.error.contains("../out (\(name):1) \(digest)\n"))
        #expect(first.count > 3)
        #expect(try files(path.appending("b/out")) == first)
        #expect(try files(path.appending("b/sboms")) == files(path.appending("sboms")))
        #expect(try Files.list(path.appending("b/t")).isEmpty)
    }

    // MARK: Accepted and run

    @Test(.enabled(if: Shell.has("oci-image-tool", "skopeo", "umoci"), "oci-image-tool, skopeo or umoci is not installed"))
    func toolsReadTheImages() async throws {
        _ = try await packages.image("hello", "amd64")
        _ = try await packages.image("layout", "arm64")
        for (name, file) in [("hello", "usr/share/info/hello.info"), ("layout", "etc/profile.d/locale.sh")] {
            let place = "'\(path)/\(name)'"
            let validated = try Shell("oci-image-tool validate --type image --ref name=1 \(place)")
            #expect(validated.output.hasSuffix("Validation succeeded\n"), "\(validated.output)")
            let inspected = try Shell("skopeo inspect oci:\(place):1")
            #expect(inspected.status == 0 && inspected.output.contains(name == "hello" ? "\"amd64\"" : "\"arm64\""), "\(inspected.output)")
            let copied = try Shell("skopeo --insecure-policy copy oci:\(place):1 oci:'\(path)/copy':\(name)")
            #expect(copied.status == 0, "\(copied.output)")
            let unpacked = try Shell("umoci unpack --rootless --image \(place):1 '\(path)/bundle-\(name)'")
            #expect(unpacked.status == 0, "\(unpacked.output)")
            #expect(Files.exists(path.appending("bundle-\(name)/rootfs").appending(file)))
        }
    }

    @Test(
        .enabled(if: Shell.has("umoci", "runc"), "umoci or runc is not installed"),
        .enabled(if: Containers.areAllowed, Containers.refusal)
    )
    func runcRunsIt() async throws {
        _ = try await packages.image("hello", "amd64")
        try Shell.run("umoci unpack --image '\(path)/hello':1 '\(path)/bundle'")
        try Shell.run("sed -i 's/\"terminal\": true/\"terminal\": false/' '\(path)/bundle/config.json'")
        #expect(try Containers.run("hello", bundle: path.appending("bundle"), state: path.appending("state")).output == "Hello, world!\n")
    }

    @Test(
        .enabled(if: Shell.has("podman", "runc"), "podman or runc is not installed"),
        .enabled(if: Containers.areAllowed, Containers.refusal),
        arguments: [("layout", "oci:"), ("a.oci.tar", "oci-archive:"), ("a.tar", "docker-archive:")]
    )
    func podmanRunsIt(_ output: String, _ transport: String) async throws {
        let built = try await packages.cuttle(
            ["image", "build", "hello.yaml", "hello:1", output, "--arch", "amd64", "--store", "store"] + RealPackages.trust
        )
        try #require(built.status == 0, "\(built.error)")
        // Names of images are made of paths, and have no upper-case letters.
        let ran = try Shell(
            """
            cd '\(path)' && podman --root containers --runroot run --storage-driver vfs --cgroup-manager cgroupfs --runtime runc run --rm \
            --quiet --network=none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 \(transport)\(output)
            """
        )
        #expect(ran.output == "Hello, world!\n")
    }

    // MARK: Several architectures

    @Test(.enabled(if: DockerRegistry.isThere && Shell.has("skopeo", "podman"), "docker-registry, skopeo or podman is not installed"))
    func anIndexGoesToARegistryAndBack() async throws {
        let digest = try await packages.image("both", "amd64,arm64")
        let registry = try DockerRegistry(path.appending("registry"))
        let name = "\(registry.host)/team/both"
        let pushed = try await packages.cuttle(["image", "push", "both", "\(name):1"])
        try #require(pushed.status == 0, "\(pushed.error)")
        #expect(pushed.output == "\(name)@\(digest)\n")
        let options = "--insecure-policy copy --src-tls-verify=false"
        try Shell.run("skopeo \(options) --all --preserve-digests docker://\(name):1 oci:'\(path)/back':1")
        #expect(Files.exists(path.appending("back/blobs/sha256").appending(String(digest.dropFirst("sha256:".count)))))
        let same = try await packages.cuttle(["image", "diff", "both", "back"])
        #expect(same.status == 0 && same.output.isEmpty, "\(same.output)\(same.error)")
        for (architecture, library) in [("amd64", "lib64/ld-linux-x86-64.so.2"), ("arm64", "lib/libc.musl-aarch64.so.1")] {
            let one = path.appending(architecture)
            try Shell.run("skopeo --override-arch \(architecture) \(options) docker://\(name):1 oci:'\(one)':1")
            try Shell.run("umoci unpack --rootless --image '\(one)':1 '\(one)-bundle'")
            let names = try Files.walk(FilePath("\(one)-bundle/rootfs")).map(\.path)
            // What is of no architecture is in both, what is of one only there.
            #expect(names.contains("etc/os-release"))
            #expect(names.filter { $0.hasPrefix("lib/") || $0.hasPrefix("lib64/") }.contains(library))
            #expect(names.contains("lib64") == (architecture == "amd64"))
            let place = "--root '\(one)-containers' --runroot '\(one)-run' --storage-driver vfs"
            let pulled = try Shell("podman \(place) pull --quiet --arch \(architecture) --tls-verify=false \(name):1")
            #expect(pulled.status == 0, "\(pulled.output)")
            let found = try Shell("podman \(place) image inspect --format '{{.Architecture}}' \(name):1")
            #expect(found.output == "\(architecture)\n")
        }
    }
}

/// Whether containers may be run here, which takes more rights than to build them.
enum Containers {
    static let areAllowed: Bool = {
        guard Shell.has("runc"), let folder = try? TemporaryDirectory() else { return false }
        let root = folder.path.appending("rootfs")
        // A container of nothing gets as far as looking for its program.
        guard (try? Files.makeDirectory(root)) != nil, (try? Shell("cd '\(folder.path)' && runc spec"))?.status == 0 else { return false }
        _ = try? Shell("sed -i 's/\"terminal\": true/\"terminal\": false/' '\(folder.path)/config.json'")
        let ran = try? run("nothing", bundle: folder.path, state: folder.path.appending("state"))
        return ran?.output.contains("executable file not found") == true
    }()
    static let refusal: Comment = "runc may not make containers here"

    /// Runs a bundle by runc.
    static func run(_ name: String, bundle: FilePath, state: FilePath) throws -> Shell {
        try Shell("cd '\(bundle)' && runc --root '\(state)' run -b . \(name)-\(UInt32.random(in: 0 ... .max))")
    }
}
