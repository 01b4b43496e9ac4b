import Diagnostics
import Files
import PackageLinting
import SystemPackage
import TestSupport
import Testing

/// A tree that commands fill: `$T` is its root.
///
/// `put FILE [TEXT]` writes a file, `link TARGET FILE` a link, `large FILE [TEXT]` a file of more than a kibibyte; `lib FILE [OPTION…]`
/// compiles a library, `prog FILE [OPTION…]` a program.
struct Linted {
    let package: LintedPackage

    init(_ commands: String, in folder: FilePath, name: String = "me") throws {
        let root = folder.appending("tree")
        try Shell.run(
            """
            T=\(root); mkdir -p "$T"
            into() { mkdir -p "$(dirname "$1")"; }
            put() { into "$1"; printf "%s" "${2-x}" > "$1"; }
            large() { into "$1"; for i in $(seq 100); do printf "%s" "${2-0123456789 }"; done > "$1"; }
            link() { into "$2"; ln -s "$1" "$2"; }
            lib() { into "$1"; f=$1; shift; echo 'int f(void) { return 0; }' | cc -x c - -shared -fPIC -nostdlib -o "$f" -x none "$@"; }
            prog() { into "$1"; f=$1; shift; echo 'int main(void) { return 0; }' | cc -x c - -o "$f" -x none "$@"; }
            set -e
            \(commands)
            """
        )
        package = LintedPackage(name: name, version: "1-r0", tree: try LintedTree(staged: root))
    }

    /// What one rule finds in a tree, as people read it.
    static func findings(_ rule: String, in commands: String, name: String = "me", tests: Set<String>? = nil) throws -> String {
        try withScratch { folder in
            var package = try Linted(commands, in: folder, name: name).package
            package.testPipelines = tests
            let linter = PackageLinter(try LintSelection(required: [rule], warned: []))
            return render(try linter.lint(package).diagnostics)
        }
    }

    static func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { DiagnosticRenderer(colour: false).render($0) }.joined()
    }
}
