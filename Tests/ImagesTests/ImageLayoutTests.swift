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

    private var blobs: FilePath { workshop.layout.appending("blobs/sha256") }

    @Test func anEmptyFolderAndAnOlderLayoutAreReplaced() throws {
        try Files.makeDirectory(workshop.layout)
        try build()
        #expect(try Files.list(workshop.layout) == ["blobs", "index.json", "oci-layout"])
        let before = Set(try Files.list(blobs))
        try workshop.image("contents: {packages: [p]}\nentrypoint: {command: /b}\n")
        #expect(try Files.list(workshop.layout) == ["blobs", "index.json", "oci-layout"])
        let after = Set(try Files.list(blobs))
        #expect(after.count == 3 && after != before)
        try build()
        try build()
        #expect(Set(try Files.list(blobs)) == before)
        #expect(try Files.list(workshop.folder.path).filter { $0.hasPrefix(".cuttle-image") }.isEmpty)
    }

    @Test func whatIsNoPartOfAnOlderLayoutStays() throws {
        try build()
        let foreign = ["notes.txt", "sub/key", "blobs/notes", "blobs/sha256/stray", "blobs/sha512/\(String(repeating: "a", count: 128))"]
        for name in foreign {
            let path = workshop.layout.appending(name)
            try Files.makeDirectory(path.removingLastComponent())
            try Files.writeAtomically(Array(name.utf8), to: path)
        }
        try workshop.image("contents: {packages: [p]}\n")
        for name in foreign { #expect(try Files.read(workshop.layout.appending(name)) == Array(name.utf8)) }
        #expect(try Files.list(blobs).count == 4)
    }

    @Test func aDamagedOlderLayoutIsReplacedAsFarAsItCanBeRead() throws {
        try build()
        for name in try Files.list(blobs) {
            try Files.removeFile(blobs.appending(name))
            try Files.writeAtomically(Array("damaged".utf8), to: blobs.appending(name))
        }
        let evil = "{\"manifests\":[{\"digest\":\"sha256:../../../precious\"},{\"digest\":7},3]}"
        try Files.writeAtomically([1], to: workshop.folder.path.appending("precious"))
        try Files.writeAtomically(Array(evil.utf8), to: workshop.layout.appending("index.json"))
        try build()
        #expect(Files.exists(workshop.folder.path.appending("precious")))
        try checkBlobs()
    }

    @Test(arguments: [true, false]) func aLinkLeadsToTheLayout(_ isDangling: Bool) throws {
        let place = workshop.folder.path.appending("place")
        if !isDangling { try Files.makeDirectory(place) }
        try #require(Shell.lines("ln -s place '\(workshop.layout)' && echo made") == ["made"])
        for _ in 1...2 {
            try build()
            #expect(try FileStatus(workshop.layout).kind == .symbolicLink)
            #expect(try Files.list(place) == ["blobs", "index.json", "oci-layout"])
        }
    }

    /// What a build leaves that is killed while its parts are moved.
    @Test func aHalfMovedLayoutIsTakenUp() throws {
        try build()
        try Files.removeFile(workshop.layout.appending("index.json"))
        try Files.makeDirectory(workshop.layout.appending(".cuttle-image-dead/layout/blobs"))
        try build()
        #expect(try Files.list(workshop.layout) == ["blobs", "index.json", "oci-layout"])
        try Files.removeTree(workshop.layout)
        try Files.makeDirectory(workshop.layout.appending(".cuttle-image-dead/layout/blobs"))
        try build()
        #expect(try Files.list(workshop.layout) == ["blobs", "index.json", "oci-layout"])
    }

    /// Whoever has read an index finds all that it names, for as long as it is the index.
    @Test func severalWritersLeaveAWholeImage() async throws {
        try build()
        let images = try ["/a", "/b", "/c", "/d"].map { command in
            let place = workshop.folder.path.appending("other\(command)")
            try workshop.image("contents: {packages: [p]}\nentrypoint: {command: \(command)}\n", to: place)
            return try Files.read(place.appending("index.json"))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for command in ["/a", "/b", "/c", "/d"] {
                group.addTask {
                    for _ in 1...10 { try workshop.image("contents: {packages: [p]}\nentrypoint: {command: \(command)}\n") }
                }
            }
            try await group.waitForAll()
        }
        #expect(images.contains(try Files.read(workshop.layout.appending("index.json"))))
        #expect(try Files.list(workshop.layout) == ["blobs", "index.json", "oci-layout"])
        #expect(LayoutBlobs(workshop.layout).reached == Set(try Files.list(blobs)))
        try checkBlobs()
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
        try checkBlobs()
    }

    private func checkBlobs() throws {
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
