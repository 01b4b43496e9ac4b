import Diagnostics
import Testing
import YAML

/// Texts made to hurt: each is refused, or read, in a moment.
@Suite struct HostileTests {
    private static func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }

    @Test func depthIsBounded() throws {
        _ = try parse(Self.nested(64))
        let error = #expect(throws: Diagnostic.self) { try parse(Self.nested(65)) }
        #expect(error?.message == "values are nested more than 64 deep")
        #expect(error?.span?.description == "x.yaml:1:65")
        #expect(error?.code == .limit)
        // Unbalanced and very deep: nothing recurses.
        #expect(throws: Diagnostic.self) { try parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: Diagnostic.self) { try parse(String(repeating: "- ", count: 100_000)) }
    }

    @Test func sizeIsBounded() throws {
        var limits = YAMLLimits()
        limits.size = 8
        _ = try parse("a: 45678", limits)
        let error = #expect(throws: Diagnostic.self) { try parse("a: 456789", limits) }
        #expect(error == Diagnostic(.limit, "x.yaml is larger than 8 bytes"))
    }

    @Test func theNumberOfValuesIsBounded() throws {
        var limits = YAMLLimits()
        limits.nodes = 100
        let items = { String(repeating: "- x\n", count: $0) }
        _ = try parse(items(99), limits)
        let error = #expect(throws: Diagnostic.self) { try parse(items(200), limits) }
        #expect(error?.message == "the document has more than 100 values")
    }

    @Test(arguments: [10, 30, 200])
    func aliasesThatMultiplyAreRefused(_ levels: Int) {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1..<levels {
            text += "a\(level): &a\(level) [" + [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        let error = #expect(throws: Diagnostic.self) { try parse(text) }
        #expect(error?.message == "the document has more than 500000 values")
        #expect(error?.span?.line == 6)
    }

    @Test func mergesThatMultiplyAreRefused() {
        var text = "a0: &a0 {k0: v, k1: v, k2: v, k3: v, k4: v}\n"
        for level in 1..<20 {
            text += "a\(level): &a\(level)\n  <<: [" + [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        let error = #expect(throws: Diagnostic.self) { try parse(text) }
        #expect(error?.message == "the document has more than 500000 values")
    }

    @Test func everyPrefixOfATextIsReadOrRefused() {
        let text = "a: &x {b: [1, \"two\", 'three'], <<: {c: d}}\ne: |\n  text\nf: *x\n\"g\": !!str ~\n"
        let whole = Array(text.utf8)
        for length in 0..<whole.count {
            let file = SourceFile(name: "x.yaml", bytes: Array(whole.prefix(length)))
            do throws(Diagnostic) { _ = try Node.parse(file) } catch {
                #expect(!error.message.isEmpty)
                #expect(error.code == .yamlSyntax || error.code == .emptyDocument)
            }
        }
    }

    @Test func randomDamageIsReadOrRefused() {
        let whole = Array("a: &x {b: [1, \"two\", 'three'], <<: {c: d}}\ne: |\n  text\nf: *x\n? g\n: !!str ~\n".utf8)
        var random = SystemSeed(state: 7)
        var refused = 0
        for _ in 0..<3000 {
            var bytes = whole
            for _ in 0...Int(random.next() % 4) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            do throws(Diagnostic) { _ = try Node.parse(SourceFile(name: "x.yaml", bytes: bytes)) } catch {
                refused += 1
                #expect(!DiagnosticRenderer(colour: false).render(error).isEmpty)
            }
        }
        #expect(refused > 1000)
    }
}

/// Numbers that are the same in every run.
private struct SystemSeed {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
