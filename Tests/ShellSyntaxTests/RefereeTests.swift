import ShellSyntax
import SystemPackage
import TestSupport
import Testing

/// `bash -n` judges the same texts.
@Suite struct RefereeTests {
    /// Since 5.2, bash looks into `$(…)` before it runs anything.
    static let hasReferee: Bool = {
        let version = try? Shell("bash -c 'echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))'").output
        return (version.flatMap { Int($0.split(separator: "\n").first ?? "") } ?? 0) >= 502
    }()

    /// What bash overlooks before it runs a script.
    static let overlooked = [
        "this `${` is no parameter expansion", "the arithmetic ends", "not arithmetic from here on", "this here-document is never closed",
        "`!` without a command", "a second `!`", "needs the name of a variable", "a word is missing before `]]`", "needs three parts",
        "where `))` is needed", "this `[` is never closed",
    ]

    /// For each text, whether bash accepts it.
    private func verdicts(_ texts: [String]) throws -> [Bool] {
        try withScratch { directory in
            for (index, text) in texts.enumerated() { try write(text, to: directory.appending("\(index)")) }
            let output = try Shell.run(
                """
                cd \(directory) && for i in $(seq 0 \(texts.count - 1)); do \
                  if complaints=$(bash -O extglob -n $i 2>&1) && ! echo "$complaints" | grep . | grep -qv ': warning: '; \
                  then echo y; else echo n; fi; \
                done
                """
            )
            return output.split(separator: "\n").map { $0 == "y" }
        }
    }

    private func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(path, .writeOnly, options: [.create], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
    }

    @Test(.enabled(if: hasReferee, "there is no bash of version 5.2 or later")) func tablesAreJudgedAlike() throws {
        let valid = try verdicts(ValidScripts.all)
        #expect(valid.count == ValidScripts.all.count)
        for (text, isAccepted) in zip(ValidScripts.all, valid) { #expect(isAccepted, "bash rejects \(text)") }
        let invalid = try verdicts(InvalidScript.all.map(\.text))
        #expect(invalid.count == InvalidScript.all.count)
        for (script, isAccepted) in zip(InvalidScript.all, invalid) {
            #expect(isAccepted == script.isOverlooked, "of another opinion is bash on \(script.text)")
        }
    }

    @Test(.enabled(if: hasReferee, "there is no bash of version 5.2 or later")) func mutantsAreJudgedAlike() throws {
        var mutator = Mutator(seed: 20)
        // What bash only looks at when it runs, it cannot judge: backquotes, here-documents, and `$((a) …)`.
        let plain = ValidScripts.all.filter { text in !["`", "<<", "$((", "coproc", "time"].contains { text.contains($0) } }
        let mutants = (0..<500).map { _ in mutator.mutant(of: plain) }
        let accepted = try verdicts(mutants)
        #expect(accepted.count == mutants.count)
        var rejected = 0
        for (text, isAccepted) in zip(mutants, accepted) {
            let problem = ShellSyntax.firstProblem(in: text)
            if let problem, isAccepted {
                // Subshells that look like arithmetic are only looked into when they run.
                let isOverlooked = text.contains("((") || Self.overlooked.contains { problem.message.contains($0) }
                #expect(isOverlooked, "\(text): \(problem)")
            } else {
                #expect((problem == nil) == isAccepted, "\(text): \(String(describing: problem))")
            }
            if !isAccepted { rejected += 1 }
        }
        // The mutants are worth something when there are many of both kinds.
        #expect((100...400).contains(rejected))
    }
}

/// Makes scripts that differ a little from others, the same ones each time.
struct Mutator {
    private var state: UInt64
    private let pieces = [
        "'", "\"", "(", ")", "{", "}", "$(", "${", "((", "))", ";", ";;", "&&", "||", "|", "&", "<", ">", "\\", "#", "[[", "]]", "[", "]",
        "\n", " ", "=", "$", "=(", " if ", " then ", " fi ", " for ", " in ", " do ", " done ", " while ", " case ", " esac ", "; }", "{ ",
    ]

    init(seed: UInt64) { state = seed }

    /// A number below a bound, of the generator named SplitMix64.
    private mutating func number(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(bound, 1)))
    }

    mutating func mutant(of texts: [String]) -> String {
        var text = Array(texts[number(below: texts.count)].unicodeScalars)
        switch number(below: 3) {
        case 0 where !text.isEmpty: text.remove(at: number(below: text.count))
        case 1 where !text.isEmpty: text.swapAt(number(below: text.count), number(below: text.count))
        default: text.insert(contentsOf: pieces[number(below: pieces.count)].unicodeScalars, at: number(below: text.count + 1))
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text)
        return String(result)
    }
}
