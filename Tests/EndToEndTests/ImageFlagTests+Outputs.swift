import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Where users want their images: in volumes, behind links, in pipes.
extension ImageFlagTests {
    private static let enter = getuid() == 0 ? "unshare --mount" : "unshare --user --map-root-user --mount"
    static let canMount = (try? Shell("\(enter) mount -t tmpfs none /mnt"))?.status == 0

    /// Runs a script in the folder of the test, with mounts of its own where it asks for them; `cuttle image` is `image`.
    private func script(_ text: String, mounting: Bool = false) async throws -> Outcome {
        let image = "image() { '\(Program.cuttle)' image \"$@\" --store store --ignore-signatures --layer-order path; }"
        let enter = mounting ? Self.enter.split(separator: " ").map(String.init) : []
        let command = enter + ["sh", "-ec", "\(image)\n\(text)"]
        return try await Program.run(command[0], Array(command.dropFirst()), in: folder.path)
    }

    private static let build = "image build image.yaml x:1 parent/out --arch amd64"

    @Test(
        .enabled(if: canMount, "nothing can be mounted here"),
        arguments: [
            "mount -t tmpfs none parent/out", "mount --bind other parent/out",
            // The parent is not writable, not even for root.
            "mount --bind parent parent; mount -t tmpfs none parent/out; mount -o remount,ro,bind parent; ! touch parent/x 2> rest",
            "mount -t tmpfs none other; mkdir other/lost+found; rmdir parent/out; ln -s ../other parent/out",
        ]
    )
    func aLayoutIsMadeInAMountPoint(_ mount: String) async throws {
        let done = try await script(
            """
            mkdir -p parent/out other
            \(mount)
            \(Self.build)
            cp parent/out/index.json first
            echo kept > parent/out/notes
            \(Self.build) -p q
            ! cmp -s first parent/out/index.json
            \(Self.build)
            cmp first parent/out/index.json
            ls -A parent/out | grep -v lost+found
            ls parent/out/blobs/sha256 | wc -l
            """,
            mounting: true
        )
        #expect(done.status == 0, "\(done.error)")
        #expect(done.output == "blobs\nindex.json\nnotes\noci-layout\n3\n")
    }

    /// Whatever an archive is called, it is none within another compression; docker load takes it.
    @Test(arguments: [("a.tgz", "manifest.json"), ("a.tar.gz", "manifest.json"), ("a.oci.tar.gz", "oci-layout")])
    func archivesAreNotCompressed(_ name: String, _ entry: String) async throws {
        let done = try await script(
            """
            image build image.yaml example/x:1 \(name) --arch amd64
            tar --no-auto-compress -tf \(name) | grep -qx \(entry)
            rm \(name)
            mkdir \(name)
            image build image.yaml example/x:1 \(name) --arch amd64
            test -f \(name)/index.json
            """
        )
        #expect(done.status == 0, "\(done.error)")
    }

    @Test func archivesGoThroughPipesAndLinks() async throws {
        let done = try await script(
            """
            mkfifo pipe
            ln -s file link
            root="image build-minirootfs image.yaml"
            $root file --build-arch amd64
            cat pipe > read & $root pipe --build-arch amd64
            wait
            cmp file read
            test -p pipe
            rm file
            $root link --build-arch amd64
            cmp file read
            test -L link
            $root /dev/stdout --build-arch amd64 | cmp file
            $root /dev/stdout --build-arch amd64 > through
            cmp file through
            ln -s lock.json lock
            image lock image.yaml --arch amd64 --output lock
            test -L lock -a -f lock.json
            image build image.yaml xx:1 a.oci.tar --arch amd64
            cat pipe > read & image build image.yaml xx:1 pipe --output-format oci-archive --arch amd64
            wait
            cmp a.oci.tar read
            """
        )
        #expect(done.status == 0, "\(done.error)")
    }
}
