import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@testable import APK

/// Index files whose blocks are not those that Cuttle would have made of their lists.
@Suite struct HostileBlocksTests {
    /// What the table of blocks says besides what the list is: whoever reads the whole list sees nothing of it.
    @Test(arguments: ["a record in two", "in another order", "one block", "an empty block"]) func blocksThatLieAreNotSigned(_ lie: String)
        throws
    {
        try withScratch { folder in
            try PrivateKey.generate(folder.appending("k.rsa"), bits: 2048)
            let key = try PrivateKey(folder.appending("k.rsa"))
            let keyring = Keyring([try key.publicKey()])
            let path = folder.appending("index.tar.gz")
            func record(_ name: String, begins: Bool) -> IndexRecord {
                var record = IndexRecord(
                    identity: Identity(Digest(bytes: [begins ? 0 : 1] + [UInt8](repeating: 7, count: 19))),
                    name: name,
                    version: "1"
                )
                record.dependencies = ["d-\(name)"]
                return record
            }
            let texts = ["a", "m", "z"].map { PackageIndex([record($0, begins: $0 != "a")]).text }
            let whole = texts.joined()
            let cut = whole.firstRange(of: "D:d-m")?.lowerBound ?? whole.endIndex
            let pieces: [String] =
                switch lie {
                case "a record in two": [String(whole[..<cut]), String(whole[cut...])]
                case "in another order": [texts[2], texts[0], texts[1]]
                case "one block": [whole]
                default: [texts[0], "", texts[1], texts[2]]
                }
            let blocks = BlockedMember(compressing: pieces.map { Array($0.utf8) }).blocks
            try Files.writeAtomically(IndexLayout.member(blocks, description: []).bytes, to: path)
            #expect(try PackageIndex(reading: path, keyring: nil).records.map(\.name) == ["a", "m", "z"])
            let refused = #expect(throws: Diagnostic.self) { try IndexFile(path).sign(with: [key], to: path) }
            #expect(refused?.message == "\(path) is damaged: its blocks are not those of its list")
            // Written anew it is as it should be.
            try PackageIndex(IndexFile(path, content: Files.read(path)), keyring: nil).write(to: path, key: nil)
            try IndexFile(path).sign(with: [key], to: path)
            let sound = try Files.read(path)
            #expect(try sound == Self.bytes(of: ["a", "m", "z"].map { record($0, begins: $0 != "a") }, folder, key))
            // Signed by another program all the same: no record loses its words.
            let bytes = try IndexLayout.member(blocks, description: []).bytes
            try Files.writeAtomically(Signature.member(over: bytes, key: key, time: 0) + bytes, to: path)
            var update = try IndexUpdate(reading: path, keyring: keyring)
            do throws(Diagnostic) {
                try update.put(record("mm", begins: false))
                try update.write(to: path, key: key, temporaryFolder: folder)
            } catch {
                #expect(error.code == .damagedIndex)
                return
            }
            let records = try PackageIndex(reading: path, keyring: keyring).records
            #expect(records.allSatisfy { $0.dependencies == ["d-\($0.name)"] })
        }
    }

    private static func bytes(of records: [IndexRecord], _ folder: FilePath, _ key: PrivateKey) throws -> [UInt8] {
        let path = folder.appending("expected.tar.gz")
        try PackageIndex(records).write(to: path, key: key)
        return try Files.read(path)
    }

    /// Before a signature is checked, the memory that a file takes is bounded by its length.
    @Test func aBombIsNotUnpacked() throws {
        let head = BlockedMember(compressing: [[UInt8](repeating: 0, count: 1 << 20), [1]])
        #expect(BlockedIndex(head.bytes, name: "bomb").map { _ in true } == nil)
        let block = BlockedMember(compressing: [[UInt8](repeating: 10, count: 4 << 20)]).blocks
        let list = try IndexLayout.member(block, description: [])
        #expect(BlockedIndex(list.bytes, name: "bomb").map { _ in true } == nil)
        #expect(throws: Diagnostic.self) { try PackageIndex(IndexFile("bomb", content: head.bytes), keyring: nil) }
    }

    /// A table of what was in the package's place for a moment is not taken for the one that its digest covers.
    @Test func aTableOfOtherDataIsRefused() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let package = try PackageFile(sample.path)
            let table = try #require(try package.blockTable(limits: ReadingLimits()))
            var header = table.header
            // The CRC-32 of the last block.
            header[header.count - 1] ^= 1
            let other = try #require(BlockTable(header[...]))
            _ = try BlockedData(package, table, workingIn: folder)
            for read in [
                { _ = try BlockedData(package, other, workingIn: folder) }, { try package.readBlocks(other) { _ in } },
            ] as [() throws -> Void] {
                let refused = #expect(throws: Diagnostic.self) { try read() }
                #expect(refused?.message == "\(sample.path) is damaged: it was changed while it was being read")
            }
        }
    }
}
