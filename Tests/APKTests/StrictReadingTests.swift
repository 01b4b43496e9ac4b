import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@testable import APK
@testable import Archives

/// Packages that can be read fast, and by nobody else: what is verified or signed must be what all others read.
@Suite struct StrictReadingTests {
    /// Static codes: "a", the length symbol 286 with distance 1, the end; then an empty stored block. libdeflate takes it for 259 letters.
    private static func block() -> BlockedMember.Block {
        var bits: [Int] = [0, 1, 0]
        func code(_ value: Int, _ count: Int) { for bit in (0..<count).reversed() { bits.append(value >> bit & 1) } }
        code(0x30 + 0x61, 8)
        code(0b1100_0000 + 286 - 280, 8)
        code(0, 12)
        bits += [0, 0, 0]
        while !bits.count.isMultiple(of: 8) { bits.append(0) }
        let bytes = stride(from: 0, to: bits.count, by: 8).map { start in UInt8((0..<8).reduce(0) { $0 | bits[start + $1] << $1 }) }
        return .init(compressed: (bytes + [0, 0, 0xFF, 0xFF])[...], length: 259, checksum: Checksum.of(content))
    }

    private static let content = [UInt8](repeating: 0x61, count: 259)

    /// A package with one file.
    private func package(in folder: FilePath, isSound: Bool, hasTable: Bool) throws -> PackageFile {
        var entry = TarEntry(path: "file", kind: .regular, mode: 0o644)
        entry.size = Int64(Self.content.count)
        entry.records = [.init(key: ChecksummedContent.recordKey, value: Array(Digest.of(Self.content, .sha1).hex.utf8))]
        let header = ArrayWriter()
        try TarWriter(header).addHeader(entry)
        let rest = [UInt8](repeating: 0, count: 512 - Self.content.count + 1024)
        var blocks = BlockedMember(compressing: [header.bytes, Self.content, rest]).blocks
        if !isSound { blocks[1] = Self.block() }
        var data = BlockedMember(blocks).bytes
        if !hasTable {
            let table = try #require(BlockTable(data[...]))
            data = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + data.dropFirst(table.header.count)
        }
        var info = PackageInfo(name: "p", version: "1-r0", architecture: "x86_64")
        info.dataHash = Digest.of(data).hex
        info.installedSize = 1
        let control = ArrayWriter()
        let gzip = try GzipWriter(control)
        try TarWriter(gzip).add(TarEntry(path: ".PKGINFO", kind: .regular, mode: 0o644), bytes: Array(info.text.utf8))
        try gzip.finish()
        let path = folder.appending("p-1-r0.apk")
        try Files.writeAtomically(control.bytes + data, to: path)
        return try PackageFile(path)
    }

    @Test(arguments: [true, false], [true, false]) func whatNobodyElseReadsIsRefused(_ isSound: Bool, _ hasTable: Bool) throws {
        try withScratch { folder in
            let package = try package(in: folder, isSound: isSound, hasTable: hasTable)
            var found: [UInt8]?
            try package.readData { _, content throws(Diagnostic) in found = try content.read(upTo: 1_000) }
            #expect(found == Self.content)
            let findings = PackageAudit(package).run(.none).map(\.message)
            try PrivateKey.generate(folder.appending("k.rsa"), bits: 2048)
            let key = try PrivateKey(folder.appending("k.rsa"))
            let signed = folder.appending("signed.apk")
            if isSound {
                #expect(findings == [])
                try package.sign(with: [key], to: signed)
                try PackageFile(signed).verify(keyring: Keyring([key.publicKey()]))
                try PackageFile(signed).verify(signers: [key.publicKey()])
            } else {
                let message = "\(package.path) is damaged: its compressed data is not valid"
                #expect(findings == [message])
                let refused = #expect(throws: Diagnostic.self) { try package.sign(with: [key], to: signed) }
                #expect(refused?.message == message)
                #expect(!Files.exists(signed))
            }
        }
    }
}
