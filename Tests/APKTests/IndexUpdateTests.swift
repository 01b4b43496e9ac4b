import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Indexes that are changed package by package are those that would be made at once.
@Suite struct IndexUpdateTests {
    /// Many records, of which one of four begins a block: so all that can happen to blocks happens.
    private struct World {
        var records: [String: IndexRecord] = [:]
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }

        mutating func record(_ number: Int) -> IndexRecord {
            var digest = Digest.of("\(number) \(random(1_000_000))", .sha1).bytes
            digest[0] = random(4) == 0 ? 0 : digest[0] | 1
            var record = IndexRecord(identity: Identity(Digest(bytes: digest)), name: "p\(number % 40)", version: "\(number / 40)-r0")
            record.description = String(repeating: "words ", count: random(40))
            return record
        }
    }

    private static func key(in folder: FilePath) throws -> (key: PrivateKey, keyring: Keyring) {
        try PrivateKey.generate(folder.appending("k.rsa"), bits: 2048)
        let key = try PrivateKey(folder.appending("k.rsa"))
        return (key, Keyring([try key.publicKey()]))
    }

    private static func write(_ records: some Sequence<IndexRecord>, to path: FilePath, _ key: PrivateKey) throws -> [UInt8] {
        try PackageIndex(records, description: Array("of test".utf8)).write(to: path, key: key)
        return try Files.read(path)
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func theBytesDoNotTellTheirHistory(_ seed: UInt64) throws {
        try withScratch { folder in
            let (key, keyring) = try Self.key(in: folder)
            let path = folder.appending("index.tar.gz")
            var world = World(seed: seed)
            for number in 0..<200 where world.random(3) > 0 { world.records["\(number)"] = world.record(number) }
            _ = try Self.write(world.records.values, to: path, key)
            for _ in 0..<25 {
                var update = try IndexUpdate(reading: path, keyring: keyring)
                for _ in 0...world.random(6) {
                    let number = world.random(200)
                    if world.random(3) == 0 {
                        let record = world.record(number)
                        try update.remove(record.name, record.version)
                        world.records["\(number)"] = nil
                    } else {
                        let record = world.record(number)
                        try update.put(record)
                        world.records["\(number)"] = record
                        #expect(try update.record(record.name, record.version) == record)
                    }
                }
                try update.write(to: path, key: key, temporaryFolder: folder)
                let bytes = try Files.read(path)
                #expect(try bytes == Self.write(world.records.values, to: folder.appending("whole.tar.gz"), key))
                var again = try IndexUpdate(reading: path, keyring: keyring)
                #expect(try again.records() == PackageIndex(world.records.values).records)
                #expect(try PackageIndex(reading: path, keyring: keyring).description == Array("of test".utf8))
            }
        }
    }

    @Test func copyingFromAnOldIndexChangesNoByte() throws {
        try withScratch { folder in
            let (key, keyring) = try Self.key(in: folder)
            let path = folder.appending("old.tar.gz")
            var world = World(seed: 1)
            var records = (0..<200).map { world.record($0) }
            _ = try Self.write(records, to: path, key)
            records[17] = world.record(17)
            records.remove(at: 60)
            let file = try IndexFile(path, content: Files.read(path))
            var index = try PackageIndex(file, keyring: keyring)
            #expect(index.records.count == 200)
            index.records[index.records.firstIndex { $0.name == records[17].name && $0.version == records[17].version } ?? 0] = records[17]
            index.records.removeAll { $0.name == "p20" && $0.version == "1-r0" }
            let target = folder.appending("new.tar.gz")
            try index.write(to: target, key: key)
            #expect(try Files.read(target) == Self.write(records, to: folder.appending("whole.tar.gz"), key))
        }
    }

    @Test func nothingBecomesSomethingAndNothingAgain() throws {
        try withScratch { folder in
            let (key, keyring) = try Self.key(in: folder)
            let path = folder.appending("index.tar.gz")
            var world = World(seed: 3)
            let record = world.record(1)
            var update = IndexUpdate()
            #expect(try update.record("p1", "0-r0") == nil)
            try update.remove("p1", "0-r0")
            #expect(!update.isChanged)
            try update.put(record)
            try update.write(to: path, key: key, temporaryFolder: folder)
            #expect(try PackageIndex(reading: path, keyring: keyring).records == [record])
            update = try IndexUpdate(reading: path, keyring: keyring)
            try update.put(record)
            #expect(!update.isChanged, "it is listed already")
            try update.remove(record.name, record.version)
            #expect(update.isChanged)
            try update.write(to: path, key: key, temporaryFolder: folder)
            #expect(try PackageIndex(reading: path, keyring: keyring).records == [])
            #expect(try IndexUpdate(reading: path, keyring: keyring).emptied.isChanged == false)
        }
    }

    /// Indexes of other programs, and such as nobody signed, are read as they are.
    @Test func anIndexOfAnybodyIsChanged() throws {
        try withScratch { folder in
            let (key, _) = try Self.key(in: folder)
            let path = folder.appending("index.tar.gz")
            var world = World(seed: 4)
            let text = PackageIndex([world.record(1), world.record(50)]).text
            try Files.writeAtomically(Array(text.utf8), to: folder.appending("APKINDEX"))
            try Shell.run("tar -C \(folder) -czf \(path) APKINDEX")
            var update = try IndexUpdate(reading: path, keyring: nil)
            try update.put(world.record(25))
            try update.write(to: path, key: key, temporaryFolder: folder)
            #expect(try PackageIndex(reading: path, keyring: nil).records.map(\.name) == ["p1", "p10", "p25"])
        }
    }

    @Test func aSignatureIsAskedFor() throws {
        try withScratch { folder in
            let (key, keyring) = try Self.key(in: folder)
            let path = folder.appending("index.tar.gz")
            var world = World(seed: 5)
            let bytes = try Self.write((0..<50).map { world.record($0) }, to: path, key)
            let unknown = #expect(throws: Diagnostic.self) { try IndexUpdate(reading: path, keyring: Keyring()) }
            #expect(unknown?.message == "\(path) is signed with k.rsa.pub, which is not trusted")
            for position in stride(from: bytes.count - 1, to: bytes.count / 3, by: -41) {
                var bad = bytes
                bad[position] ^= 4
                try Files.writeAtomically(bad, to: path)
                let error = #expect(throws: Diagnostic.self) {
                    var update = try IndexUpdate(reading: path, keyring: keyring)
                    _ = try update.records()
                }
                #expect(error?.code == .untrusted || error?.code == .damagedArchive || error?.code == .damagedIndex)
            }
            try PackageIndex([world.record(1)]).write(to: path, key: nil)
            let unsigned = #expect(throws: Diagnostic.self) { try IndexUpdate(reading: path, keyring: keyring) }
            #expect(unsigned?.message == "\(path) is not signed")
        }
    }

    @Test func theFileKeepsItsModeAndTheLinkItsPlace() throws {
        try withScratch { folder in
            let (key, keyring) = try Self.key(in: folder)
            let (path, link) = (folder.appending("index.tar.gz"), folder.appending("link.tar.gz"))
            var world = World(seed: 6)
            _ = try Self.write([world.record(1)], to: path, key)
            try Shell.run("ln -s index.tar.gz \(link) && chmod 664 \(path)")
            var update = try IndexUpdate(reading: link, keyring: keyring)
            try update.put(world.record(2))
            try update.write(to: link, key: key, temporaryFolder: folder)
            #expect(try FileStatus(link).kind == .symbolicLink)
            #expect(try FileStatus(path).mode == 0o664)
            try IndexFile(link).sign(with: [key], to: link)
            #expect(try FileStatus(link).kind == .symbolicLink)
            #expect(try FileStatus(path).mode == 0o664)
            #expect(try PackageIndex(reading: path, keyring: keyring).records.count == 2)
        }
    }
}
