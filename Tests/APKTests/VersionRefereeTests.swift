import APK
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Compares versions, made at random, with what apk-tools 3 says of them, where there is one.
///
/// `CUTTLE_VERSION_PAIRS` asks for another number of pairs.
@Suite(.enabled(if: ApkTools.found.contains { $0.generation == 3 }, "\(ApkTools.absence)"))
struct VersionRefereeTests {
    private static let pairs = getenv("CUTTLE_VERSION_PAIRS").flatMap { Int(String(cString: $0)) } ?? 400
    private static let batches = 4

    private func program() throws -> String { try #require(ApkTools.found.first { $0.generation == 3 }).program }

    /// The order: a process for each pair, as apk-tools takes one.
    @Test(arguments: 0..<batches)
    func agreesOnOrder(_ batch: Int) throws {
        var random = VersionGenerator(state: 20_260_401 + UInt64(batch))
        let pairs = (0..<(Self.pairs + Self.batches - 1) / Self.batches).map { _ in random.pair() }
        let program = try program()
        let answers = try withScratch { folder in
            let list = folder.appending("pairs")
            try Files.writeAtomically(Array(pairs.map { "\($0.0) \($0.1)\n" }.joined().utf8), to: list)
            let shell = try Shell("while read -r a b; do '\(program)' version --test \"$a\" \"$b\"; done < \(list)")
            return shell.output.split(separator: "\n").map(String.init)
        }
        try #require(answers.count == pairs.count)
        for (pair, answer) in zip(pairs, answers) {
            let sign =
                switch Version.compare(try Version(pair.0), try Version(pair.1), fuzzy: false) {
                case .less: "<"
                case .equal: "="
                case .greater: ">"
                }
            #expect(sign == answer, "\(pair.0) and \(pair.1)")
        }
    }

    /// The grammar: many texts for each process.
    @Test func agreesOnGrammar() throws {
        var random = VersionGenerator(state: 20_260_402)
        let program = try program()
        for _ in 0..<(Self.pairs + 99) / 100 {
            let texts = (0..<200).map { _ in random.text() }
            let shell = try Shell("'\(program)' version --check -- \(texts.map { "'\($0)'" }.joined(separator: " "))")
            let refused = shell.output.split(separator: "\n").map(String.init)
            #expect(refused == texts.filter { (try? Version($0)) == nil })
            #expect(refused.count < texts.count)
        }
    }
}

/// Versions that share beginnings, so that every kind of token decides often.
private struct VersionGenerator {
    var state: UInt64

    mutating func pair() -> (String, String) {
        let one = version()
        if number(2) == 0 { return (one, version()) }
        let cut = one.prefix(1 + number(one.utf8.count))
        let other = [String(cut), cut + "0", cut + "1", cut + "-r1", cut + "_rc1", cut + "_p", cut + ".1", cut + "a", cut + "~a"][number(9)]
        return (one, (try? Version(other)) == nil ? version() : other)
    }

    /// A version with perhaps a piece too many, too few or in another place.
    mutating func text() -> String {
        var text = Array(version())
        for _ in 0..<number(3) {
            let piece = ["", "-", "r1", "-r", "_", "_p", "_foo", "_alpha2", ".", "..", "~", "~a", "~AB", "a", "Z", "1", "+"][number(17)]
            let place = number(text.count + 1)
            text.replaceSubrange(place..<min(text.count, place + number(2)), with: piece)
        }
        return text.isEmpty ? "0" : String(text)
    }

    private mutating func version() -> String {
        var text = String(number(3))
        for _ in 0..<number(3) { text += "." + ["0", "1", "01", "10", "002", "9"][number(6)] }
        if number(5) == 0 { text += ["a", "b"][number(2)] }
        for _ in 0..<[0, 0, 1, 2][number(4)] {
            text += "_" + ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"][number(9)] + ["", "0", "1", "10"][number(4)]
        }
        if number(6) == 0 { text += "~" + ["ab", "0", "f00"][number(3)] }
        return number(2) == 0 ? text + "-r" + ["0", "1", "10"][number(3)] : text
    }

    private mutating func number(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
