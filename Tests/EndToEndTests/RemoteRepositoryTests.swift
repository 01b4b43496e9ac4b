import Files
import SystemPackage
import TestSupport
import Testing

/// A repository on the web, in the place of a folder: builds and images from it, then without network.
@Suite struct RemoteRepositoryTests {
    /// A web server of a folder; all it can be asked for is files.
    private func serve(_ folder: FilePath) throws -> (server: PythonServer, address: String) {
        let script = """
            import functools, http.server, sys
            handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
            print(server.server_port, flush=True)
            server.serve_forever()
            """
        let server = try #require(PythonServer(script: script, [folder.string]))
        return (server, "http://127.0.0.1:\(server.greeting)")
    }

    private func recipe(_ name: String, needs: String) -> String {
        """
        package: {name: \(name), version: "1", epoch: 0, copyright: [{license: MIT}], dependencies: {runtime: [\(needs)]}}
        environment: {contents: {packages: [build-base\(needs.isEmpty ? "" : ", \(needs)")]}}
        pipeline: [{runs: "mkdir -p ${{targets.destdir}}/usr/share && echo \(name) >${{targets.destdir}}/usr/share/\(name)"}]
        """
    }

    @Test func buildsAndImagesStandOnIt() async throws {
        let desk = try await Desk()
        try desk.write("base.yaml", recipe("base", needs: ""))
        let base = try await desk.build(["base.yaml", "--out-dir", "web"])
        try #require(base.status == 0, "\(base.error)")
        let web = try serve(desk.path.appending("web"))
        try desk.write("upper.yaml", recipe("upper", needs: "base"))
        try desk.write("image.yaml", "contents: {packages: [upper]}\n")
        let store = ["--store", desk.path.appending("store").string]
        let common = ["-k", desk.bench.publicKey.string, "-r", web.address] + store
        let build = ["build", "upper.yaml", "--signing-key", desk.bench.key.string, "-r", desk.bench.seed.string] + common
        let built = try await desk.cuttle(build)
        #expect(built.status == 0, "\(built.error)")
        let image = ["image", "build", "image.yaml", "-r", "packages", "--arch", "host"] + common
        let assembled = try await desk.cuttle(image)
        #expect(assembled.status == 0, "\(assembled.error)")
        #expect(assembled.error.contains("  base-1-r0\n"))
        let solved = try await desk.cuttle(["solve", "base", "--repository", web.address] + ["-k", desk.bench.publicKey.string] + store)
        #expect(
            solved.output == "base-1-r0  \(solved.output.split(separator: "  ").dropFirst().first ?? "")  asked for\n",
            "\(solved.error)"
        )
        // What is there is looked at.
        for place in [web.address, "\(web.address)/x86_64/APKINDEX.tar.gz"] {
            let listed = try await desk.cuttle(["list", place, "--json"] + store)
            #expect(listed.status == 0 && listed.output.contains("\"name\": \"base\""), "\(listed.error)")
            #expect(try await desk.cuttle(["repo", "diff", place, "web"] + store).output == "")
        }
        let difference = try await desk.cuttle(["repo", "diff", web.address, "packages"] + store)
        #expect(difference.status == 1 && difference.output == "- base 1-r0\n+ upper 1-r0\n", "\(difference.error)")
        let foreign = try await desk.cuttle(["list", web.address, "--arch", "riscv64"] + store)
        #expect(foreign.status == 1)
        #expect(foreign.error.hasPrefix("error: cannot fetch \(web.address)/riscv64/APKINDEX.tar.gz: "), "\(foreign.error)")
        #expect(foreign.error.contains("hint: it may have no packages for riscv64: choose with --arch\n"), "\(foreign.error)")
        // Nobody is asked any more.
        withExtendedLifetime(web.server) {}
        try Files.rename(desk.path.appending("web"), to: desk.path.appending("gone"))
        for command in [build + ["--force"], image] {
            let refused = try await desk.cuttle(command)
            #expect(refused.status == 1)
            #expect(refused.error.hasPrefix("error: cannot fetch \(web.address)/x86_64/APKINDEX.tar.gz: "), "\(refused.error)")
            #expect(refused.error.contains("hint: with --offline the copy in the store is taken\n"))
            let offline = try await desk.cuttle(command + ["--offline"])
            #expect(offline.status == 0, "\(offline.error)")
        }
    }
}
