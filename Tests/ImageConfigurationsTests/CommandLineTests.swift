import Diagnostics
import Testing

@testable import ImageConfigurations

/// Lists, annotations and additions of command lines (IMAGE.md §1).
@Suite struct CommandLineTests {
    @Test(arguments: [
        (["a,b", "c"], ["a", "b", "c"]), ([], []), ([""], []), (["a,,b"], ["a", "", "b"]), (["a,"], ["a", ""]),
        (["\"a,b\",c"], ["a,b", "c"]),
        (["\"a\"\"b\""], ["a\"b"]), (["\"a\","], ["a", ""]), (["@tag https://h/r,s"], ["@tag https://h/r", "s"]),
    ])
    func listsHaveCommas(_ values: [String], _ items: [String]) throws {
        #expect(try CommaList.items(values) == items)
    }

    @Test(arguments: [
        ("\"a", "error: \"\"a\" has an open quote\n"),
        ("\"a\"b", "error: \"\"a\"b\" has something behind a quoted item: put a comma there\n"),
    ])
    func aWrongListIsExplained(_ value: String, _ message: String) {
        #expect(problem { _ = try CommaList.items([value]) } == message)
    }

    @Test func annotationsAreKeysAndValues() throws {
        #expect(try CommaList.annotations(["a.b-1:c:d,e:f", "g:h"]) == ["a.b-1": "c:d", "e": "f", "g": "h"])
    }

    @Test(arguments: [
        ("a", "error: the annotation \"a\" has no colon: write it as key:value\n"),
        ("A:b", "error: \"A\" is not the key of an annotation: use small letters, digits, - and .\n"),
        (":b", "error: \"\" is not the key of an annotation: use small letters, digits, - and .\n"),
        ("a_b:c", "error: \"a_b\" is not the key of an annotation: use small letters, digits, - and .\n"),
        ("a:", "error: the annotation \"a\" has no value\n"), ("a:b,a:c", "error: the annotation \"a\" is given twice\n"),
    ])
    func aWrongAnnotationIsExplained(_ value: String, _ message: String) {
        #expect(problem { _ = try CommaList.annotations([value]) } == message)
    }

    @Test func whatIsAddedMakesSets() throws {
        let image = try configuration(
            "contents: {repositories: [b, a, b], build_repositories: [d], keyring: [k], packages: [y, x, y], runtime_repositories: [c]}\n"
                + "annotations: {a: own, b: own}\n"
        )
        var overrides = ImageOverrides()
        overrides.repositories = ["B", "a"]
        overrides.buildRepositories = ["c"]
        overrides.keyring = ["j", "k"]
        overrides.annotations = ["b": "given", "c": "given"]
        overrides.format = .erofs
        let changed = image.applying(overrides)
        #expect(changed.contents.repositories == ["B", "a", "b"])
        #expect(changed.contents.buildRepositories == ["c", "d"])
        #expect(changed.contents.keyring == ["j", "k"])
        #expect(changed.annotations == ["a": "own", "b": "given", "c": "given"])
        #expect(changed.format == .erofs)
        #expect(changed.buildTimeRepositories == ["B", "a", "b", "c", "d"])
        #expect(changed.imageRepositories == ["B", "a", "b", "c"])
        #expect(changed.world(adding: ["z", "x"]) == ["x", "y", "z"])
        #expect(image.applying(ImageOverrides()).keyringSpans.map(\.line) == [1])
        #expect(changed.keyringSpans.isEmpty)
    }
}
