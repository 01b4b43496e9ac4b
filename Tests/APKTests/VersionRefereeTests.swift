import APK
import Glibc
import TestSupport
import Testing

/// Compares the order of random versions with that of the program `apk`, where there is one.
@Suite struct VersionRefereeTests {
    @Test(.enabled(if: Shell.lines("command -v apk").isEmpty == false, "the program apk is not on PATH"))
    func agreesWithApk() throws {
        var random = VersionGenerator(state: 20_260_401)
        let pairs = (0..<500).map { _ in random.pair() }
        let input = pairs.map { "\($0.0) \($0.1)" }.joined(separator: "\n")
        let answers = Shell.lines("while read -r a b; do apk version --test \"$a\" \"$b\"; done <<'END'\n\(input)\nEND")
        try #require(answers.count == pairs.count)
        for (pair, answer) in zip(pairs, answers) {
            let ordering = Version.compare(try Version(pair.0), try Version(pair.1), fuzzy: false)
            let sign =
                switch ordering {
                case .less: "<"
                case .equal: "="
                case .greater: ">"
                }
            #expect(sign == answer, "\(pair.0) and \(pair.1)")
        }
    }
}

private enum Shell {
    /// What a command writes, by lines.
    static func lines(_ command: String) -> [String] {
        guard let pipe = popen(command, "r") else { return [] }
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
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
