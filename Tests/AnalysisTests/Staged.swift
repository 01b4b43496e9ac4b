import Analysis
import Diagnostics
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// A tree that commands fill: `$T` is the package's, `$S` that of a sibling, `$H` a folder of the host outside of both.
///
/// `lib FILE SONAME [OPTION…]` compiles a library, `prog FILE [OPTION…]` a program, `gobin FILE SETTINGS`
/// what looks like a program of Go.
struct Staged {
    let tree: FilePath
    let sibling: FilePath
    /// The package `me` of the tree.
    func subject(_ name: String = "me") throws(Diagnostic) -> AnalysisSubject {
        AnalysisSubject(try AnalysisTree(tree), name: name, version: "1-r0")
    }

    init(_ commands: String, in folder: FilePath) throws {
        tree = folder.appending("tree")
        sibling = folder.appending("sibling")
        try Shell.run(
            """
            T=\(folder)/tree S=\(folder)/sibling H=\(folder)/host; mkdir $T $S $H
            lib() { mkdir -p "$(dirname "$1")"; f=$1 s=$2; shift 2; cc -x c /dev/null -shared -nostdlib -fPIC "-Wl,-soname,$s" -o "$f" -x none "$@"; }
            prog() { mkdir -p "$(dirname "$1")"; f=$1; shift; echo 'int main(void) { return 0; }' | cc -x c - -o "$f" -x none "$@"; }
            put() { mkdir -p "$(dirname "$1")"; printf "$2" > "$1"; }
            gobin() { mkdir -p "$(dirname "$1")"; printf "$2" > $H/settings; cc -x assembler -nostdlib -static -Wl,-e,main -o "$1" - <<END
            .globl main
            main: ret
            .section .go.buildinfo,"aw"
            .balign 16
            .byte 0xff
            .ascii " Go buildinf:"
            .byte 8, 2
            .zero 16
            .byte 6
            .ascii "go1.24"
            .uleb128 2f-1f
            1: .ascii "0123456789abcdef"
            .incbin "$H/settings"
            .ascii "fedcba9876543210"
            2:
            END
            }
            link() { mkdir -p "$(dirname "$2")"; ln -s "$1" "$2"; }
            set -e
            \(commands)
            """
        )
    }
}
