import APK
import Diagnostics
import Files
import Glibc
import Repositories
import SystemPackage
import TestSupport
import Testing

@Suite struct IndexBuilderTests {
    @Test func replacesWhatHasTheSameNameAndVersion() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let first = try PackageFile(sample.package("b"))
            var old = IndexRecord(first)
            old.description = "old"
            var other = old
            other.version = "0-r0"
            var builder = IndexBuilder(IndexRecords([old, other]))
            try builder.add(PackageFile(sample.package("a")))
            try builder.add(first)
            // The same package twice is one.
            try builder.add(first)
            #expect(builder.index.records.map(\.fileName) == ["a-1-r0.apk", "b-0-r0.apk", "b-1-r0.apk"])
            #expect(builder.index.records.map(\.description) == ["", "old", ""])
        }
    }

    @Test func twoPackagesOfOneNameAndVersionAreRefused() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let first = try sample.package("a")
            let kept = folder.appending("kept.apk")
            try Files.copy(first, to: kept)
            var builder = IndexBuilder()
            try builder.add(PackageFile(kept))
            let second = try PackageFile(sample.package("a", content: "other"))
            let error = #expect(throws: Diagnostic.self) { try builder.add(second) }
            #expect(
                error
                    == Diagnostic(
                        .duplicatePackage,
                        "\(second.path) and \(kept) are both a-1-r0, and differ",
                        hint: "a repository has one package of a name and version: leave one out"
                    )
            )
        }
    }

    /// A file is known by its name, its size and its time; its content is not looked at.
    @Test func filesThatDidNotChangeAreKnown() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let path = try sample.package("a")
            let record = try IndexRecord(PackageFile(path))
            let modified = try FileStatus(path).modified
            let builder = IndexBuilder([record])
            #expect(builder.known(path, unchangedSince: modified + 1) == 0)
            #expect(builder.known(path, unchangedSince: modified) == nil)
            #expect(try builder.known(sample.package("b"), unchangedSince: .max) == nil)
            var longer = record
            longer.size += 1
            #expect(IndexBuilder([longer]).known(path, unchangedSince: .max) == nil)
            var keeping = builder
            try keeping.keep(0, from: path)
            try keeping.add(record, from: path)
            #expect(keeping.index.records == [record])
            var other = record
            other.description = "other"
            let error = #expect(throws: Diagnostic.self) { try keeping.add(other, from: "elsewhere.apk") }
            #expect(error?.message == "elsewhere.apk and \(path) are both a-1-r0, and differ")
            var adding = builder
            try adding.add(other, from: "elsewhere.apk")
            #expect(throws: Diagnostic.self) { try adding.keep(0, from: path) }
            let link = folder.appending("a-1-r0.apk")
            #expect(symlink(path.string, link.string) == 0)
            #expect(builder.known(link, unchangedSince: .max) == nil)
        }
    }
}
