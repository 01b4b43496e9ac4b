import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Paths that lead to other paths.
@Suite struct LinkTests {
    @Test func leadToTheFileInTheEnd() throws {
        try withScratch { folder in
            try Shell.run(
                "cd \(folder) && mkdir a b && touch a/file && ln -s ../a/file b/one && ln -s \(folder)/b/one two && ln -s gone dangling"
            )
            let file = folder.appending("a/file")
            #expect(try Files.followingLinks(file) == file)
            #expect(try Files.followingLinks(folder.appending("gone")) == folder.appending("gone"))
            #expect(try Files.followingLinks(folder.appending("b/one")) == folder.appending("b/../a/file"))
            #expect(try Files.followingLinks(folder.appending("two")) == folder.appending("b/../a/file"))
            #expect(try Files.followingLinks(folder.appending("dangling")) == folder.appending("gone"))
        }
    }

    @Test func thatLeadToOneAnotherAreRefused() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && ln -s x y && ln -s y x")
            let error = try #require(throws: Diagnostic.self) { try Files.followingLinks(folder.appending("x")) }
            #expect(error.message == "cannot open \(folder)/x: more than 40 links lead to one another")
        }
    }
}
