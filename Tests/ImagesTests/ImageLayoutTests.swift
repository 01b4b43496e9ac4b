import Diagnostics
import Files
import JSON
import SystemPackage
import Testing

@testable import Images

/// Where a layout takes its place, and what other programs make of it.
@Suite(.timeLimit(.minutes(30))) struct ImageLayoutTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.publish(try workshop.package("p", ["a": .file("a"), "d": .directory(), "d/l": .link("../a")]))
    }

    private func build() throws {
        try workshop.image("contents: {packages: [p]}\nentrypoint: {command: /a}\n")
    }

    @Test func aFolderThatIsNoLayoutIsLeftAlone() throws {
        try Files.makeDirectory(workshop.layout)
        try Files.writeAtomically([1], to: workshop.layout.appending("precious"))
        let golden = """
            error: \(workshop.layout) exists and is not an image layout; it is left as it is
            hint: give another folder as output

            """
        #expect(problem { try build() } == golden)
        #expect(try Files.list(workshop.layout) == ["precious"])
        try Files.removeTree(workshop.layout)
        try Files.writeAtomically([1], to: workshop.layout)
        #expect(problem { try build() } == golden)
        #expect(try Files.read(workshop.layout) == [1])
    }

    @Test func anEmptyFolderAndAnOlderLayoutAreReplaced() throws {
        try Files.makeDirectory(workshop.layout)
        try build()
        let stray = workshop.layout.appending("blobs/sha256/stray")
        try Files.writeAtomically([1], to: stray)
        try build()
        #expect(try Files.list(workshop.layout) == ["blobs", "index.json", "oci-layout"])
        #expect(try Files.list(workshop.layout.appending("blobs/sha256")).count == 3)
        #expect(try Files.list(workshop.folder.path).filter { $0.hasPrefix(".cuttle-image") }.isEmpty)
    }

    @Test func whatTheKilledLeftIsRemoved() throws {
        let (dead, living) = (workshop.folder.path.appending(".cuttle-image-dead"), workshop.folder.path.appending(".cuttle-image-alive"))
        for folder in [dead, living] {
            try Files.makeDirectory(folder.appending("layout/blobs"))
            try Files.writeAtomically([1], to: folder.appending("layout/blobs/blob"))
        }
        let lock = try FileLock(directory: living)
        try build()
        #expect(!Files.exists(dead))
        #expect(Files.exists(living.appending("layout/blobs/blob")))
        withExtendedLifetime(lock) {}
    }

    /// Other builds remove folders that are not locked yet, or are about to.
    @Test(arguments: [false, true], 0...4) func aFolderWithoutItsLockIsNotUsed(_ isOnlyLocked: Bool, _ losses: Int) throws {
        var made: [FilePath] = []
        var locks: [FileLock] = []
        let result = Result { () throws(Diagnostic) in
            try ImageLayout.workFolder { () throws(Diagnostic) in
                let folder = try TemporaryDirectory(in: workshop.folder.path, prefix: "work-")
                made.append(folder.path)
                if made.count > losses { return folder }
                if isOnlyLocked { locks.append(try FileLock(directory: folder.path)) } else { try Files.removeTree(folder.path) }
                return folder
            }
        }
        #expect(made.count == min(losses + 1, 3))
        switch result {
        case .success(let (folder, lock)):
            #expect(losses < 3 && folder.path == made.last && Files.exists(folder.path))
            #expect(lock != nil && !FileLock.isFree(folder.path))
        case .failure(let error):
            #expect(losses >= 3)
            #expect(error.message == "other programs remove every folder in which the image could be made")
            #expect(error.notes.count == 3)
        }
        withExtendedLifetime(locks) {}
    }

    @Test func aFailureLeavesTheOlderLayout() throws {
        try build()
        let before = try workshop.json("index.json")
        #expect(throws: Diagnostic.self) {
            try workshop.image("contents: {packages: [p]}\npaths: [{path: none, type: permissions}]\n")
        }
        #expect(try workshop.json("index.json") == before)
    }

    @Test func everyBlobHasItsDigest() throws {
        try build()
        let wrong = Shell.lines(
            "cd '\(workshop.layout)/blobs/sha256' && for f in *; do echo \"$f  $f\"; done | sha256sum --check --quiet 2>&1"
        )
        #expect(wrong.isEmpty)
    }

    @Test(.enabled(if: Shell.has("oci-image-tool"), "the program oci-image-tool is not on PATH"))
    func isValidForOCIImageTool() throws {
        try build()
        let answer = Shell.lines("oci-image-tool validate --type image --ref name=test:latest '\(workshop.layout)' 2>&1")
        #expect(answer.last?.hasSuffix("Validation succeeded") == true, "\(answer)")
    }

    @Test(.enabled(if: Shell.has("skopeo"), "the program skopeo is not on PATH"))
    func isReadBySkopeo() throws {
        try build()
        let answer = Shell.lines("skopeo inspect --config 'oci:\(workshop.layout):test:latest' 2>&1").joined()
        #expect(answer.contains("\"Entrypoint\""), "\(answer)")
    }

    @Test(.enabled(if: Shell.has("umoci"), "the program umoci is not on PATH"))
    func isUnpackedByUmoci() throws {
        try build()
        let bundle = workshop.folder.path.appending("bundle")
        // umoci takes the part after the last colon for the tag.
        let command = "umoci unpack --rootless --image '\(workshop.layout):test:latest' '\(bundle)' 2>&1; echo $?"
        let answer = Shell.lines(command)
        #expect(answer.last == "0", "\(answer)")
        #expect(Shell.lines("cat '\(bundle)/rootfs/d/l'") == ["a"])
    }
}
