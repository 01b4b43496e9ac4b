import Files
import SystemPackage
import Testing

/// What packages say of where they come from: `--namespace` and `--strip-origin-name`.
@Suite struct OriginTests {
    private let recipe = """
        package:
          name: stone
          version: "1"
          epoch: 0
          copyright: [{license: MIT}]
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - runs: touch ${{targets.destdir}}/stone
        subpackages:
          - name: pebble
            pipeline:
              - runs: touch ${{targets.contextdir}}/pebble
        test:
          environment:
            contents:
              packages: [build-base]
          pipeline:
            - runs: test -e /stone
        """

    private func said(_ desk: Desk, _ key: String) async throws -> [String] {
        let listed = try await desk.cuttle(["list", "--json", "packages/x86_64/pebble-1-r0.apk", "packages/x86_64/stone-1-r0.apk"])
        return listed.output.split(separator: "\n").filter { $0.contains("\"\(key)\": ") }
            .map { $0.split(separator: "\"").last { $0 != "," }.map { String($0) } ?? "" }
    }

    @Test func packagesNameTheMainPackageAndTheDistribution() async throws {
        let desk = try await Desk()
        try desk.write("stone.yaml", recipe)
        #expect(try await desk.build(["stone.yaml"]).status == 0)
        #expect(try await said(desk, "origin") == ["stone", "stone"])
        #expect(try await said(desk, "maintainer") == ["unknown", "unknown"])
        #expect(try await desk.build(["stone.yaml", "--namespace", "sepia"]).status == 0)
        #expect(try await said(desk, "maintainer") == ["sepia", "sepia"])
    }

    @Test func packagesNameThemselvesWhenAsked() async throws {
        let desk = try await Desk()
        try desk.write("stone.yaml", recipe)
        for _ in 1...2 {
            // What was published before must not get into the next build, whatever it names as its origin.
            let built = try await desk.build(["stone.yaml", "--strip-origin-name", "--force"])
            #expect(built.status == 0, "\(built.error)")
            #expect(try await said(desk, "origin") == ["pebble", "stone"])
        }
        let keys = ["-k", desk.bench.publicKey.string, "-r", desk.bench.seed.string, "--store", desk.bench.store.string]
        let tested = try await desk.cuttle(["test", "stone.yaml"] + keys)
        #expect(tested.status == 0, "\(tested.error)")
        let rebuilt = try await desk.cuttle(
            ["rebuild", "packages/x86_64/pebble-1-r0.apk", "packages/x86_64/stone-1-r0.apk", "--offline"] + keys
        )
        #expect(rebuilt.status == 0, "\(rebuilt.error)")
    }
}
