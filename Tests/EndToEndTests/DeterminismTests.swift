import Cryptography
import Files
import Glibc
import SystemPackage
import Testing

/// The same input gives the same bytes (DESIGN, promise 1).
@Suite struct DeterminismTests {
    /// Everything that came out, by name, with its digest.
    static func outputs(_ desk: FilePath) throws -> [String: Digest] {
        var outputs: [String: Digest] = [:]
        for folder in ["packages", "image"] {
            let root = desk.appending(folder)
            for entry in try Files.walk(root) where entry.status.kind == .regular && entry.name != ".lock" {
                outputs["\(folder)/\(entry.path)"] = try Digest.ofFile(root.appending(entry.path))
            }
        }
        return outputs
    }

    /// One build after another with a store of its own, so that nothing is reused but the seed.
    private func build(_ desk: Desk, prefix: [String], store: FilePath, seed: FilePath) async throws -> Outcome {
        let script = """
            set -e
            cuttle=$1; shift
            "$cuttle" build recipes --signing-key local.rsa -k local.rsa.pub -r "$2" --store "$1" --offline
            "$cuttle" image build image.yaml stone:latest image -r packages -k local.rsa.pub --store "$1" --arch host
            """
        let arguments = prefix + ["sh", "-c", script, "sh", Program.cuttle.string, store.string, seed.string]
        return try await Program.run(arguments[0], Array(arguments.dropFirst()), in: desk.path)
    }

    private func prepare(_ desk: Desk) throws {
        try RoadTests.prepare(desk)
        // Writes down what could differ: times and modes of what a step finds, and its surroundings.
        try desk.write(
            "recipes/diary.yaml",
            """
            package:
              name: diary
              version: "1"
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - runs: |
                  dest=${{targets.destdir}}/usr/share/diary
                  mkdir -p "$dest"
                  stat -c '%n %a %s %Y' note.txt >"$dest"/files
                  stat -c '%n %a' / /usr /tmp /dev/shm /home /home/build /etc/passwd >>"$dest"/files
                  gzip -k note.txt || [ $? = 2 ]  # it warns of the time 0
                  mv note.txt.gz "$dest"/
                  env | sort >"$dest"/environment
                  locale >>"$dest"/environment
            """
        )
        try desk.write("recipes/diary/note.txt", "dear diary\n")
        try Files.copy(desk.bench.key, to: desk.path.appending("local.rsa"), mode: 0o600)
        try Files.copy(desk.bench.publicKey, to: desk.path.appending("local.rsa.pub"))
    }

    @Test(.enabled("needs faketime") { await Program.exists("faketime") })
    func folderTimeUmaskAndLocaleDoNotMatter() async throws {
        let (one, other) = (try await Desk(), try await Desk())
        try prepare(one)
        try prepare(other)
        let first = try await build(one, prefix: ["env"], store: one.path.appending("store"), seed: one.bench.seed)
        try #require(first.status == 0, "\(first.error)")
        let second = try await build(
            other,
            prefix: [
                "faketime", "2031-05-06 07:08:09", "env", "TZ=Asia/Tokyo", "LC_ALL=tr_TR.UTF-8", "sh", "-c", "umask 077; exec \"$@\"", "sh",
            ],
            store: other.path.appending("store"),
            seed: other.bench.seed
        )
        try #require(second.status == 0, "\(second.error)")
        let outputs = try Self.outputs(one.path)
        #expect(outputs.count > 8)
        #expect(try outputs == Self.outputs(other.path))
    }

    @Test(.enabled(if: getuid() == 0, "only root can become another user"))
    func theUserDoesNotMatter() async throws {
        let (mine, theirs) = (try await Desk(), try await Desk())
        try prepare(mine)
        try prepare(theirs)
        let first = try await build(mine, prefix: ["env"], store: mine.path.appending("store"), seed: mine.bench.seed)
        try #require(first.status == 0, "\(first.error)")
        // Another user makes everything for themselves, the seed included.
        let copy = theirs.path.appending("cuttle")
        try Files.copy(Program.cuttle, to: copy, mode: 0o755)
        let owned = try await Program.run("chown", ["-R", "65534:65534", theirs.path.string])
        try #require(owned.status == 0)
        let asOther = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        let script = """
            set -e
            ./cuttle seed --out-dir seed --signing-key local.rsa --store store
            ./cuttle build recipes --signing-key local.rsa -k local.rsa.pub -r seed --store store --offline
            ./cuttle image build image.yaml stone:latest image -r packages -k local.rsa.pub --store store --arch host
            """
        let second = try await Program.run(asOther[0], Array(asOther.dropFirst()) + ["sh", "-c", script], in: theirs.path)
        try #require(second.status == 0, "\(second.error)")
        #expect(try Self.outputs(mine.path) == Self.outputs(theirs.path))
        let seeds = [mine.bench.seed, theirs.path.appending("seed")]
        let digests = try seeds.map { folder in
            try Files.walk(folder).filter { $0.name.hasSuffix(".apk") }.map { try Digest.ofFile(folder.appending($0.path)) }
        }
        // The shared folder may still hold the file of an older seed.
        #expect(digests[1].count == 1)
        #expect(Set(digests[1]).isSubset(of: digests[0]))
    }
}
