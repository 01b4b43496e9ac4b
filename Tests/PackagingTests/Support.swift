import Diagnostics
import Files
import Glibc
import Packaging
import SystemPackage
import TestSupport
import Testing

/// A tree that commands fill: `$T` is the package's, `$S` that of a sibling, `$H` a folder of the host outside of both.
///
/// `lib FILE SONAME [OPTION…]` compiles a library, `prog FILE [OPTION…]` a program.
struct Staged {
    let tree: FilePath
    let sibling: FilePath
    var package: StagedPackage { StagedPackage(tree: tree, name: "me", version: "1-r0", architecture: "x86_64") }

    init(_ commands: String, in folder: FilePath) throws {
        tree = folder.appending("tree")
        sibling = folder.appending("sibling")
        try Shell.run(
            """
            T=\(folder)/tree S=\(folder)/sibling H=\(folder)/host; mkdir $T $S $H
            lib() { mkdir -p "$(dirname "$1")"; f=$1 s=$2; shift 2; cc -x c /dev/null -shared -nostdlib -fPIC "-Wl,-soname,$s" -o "$f" -x none "$@"; }
            prog() { mkdir -p "$(dirname "$1")"; f=$1; shift; echo 'int main(void) { return 0; }' | cc -x c - -o "$f" -x none "$@"; }
            put() { mkdir -p "$(dirname "$1")"; printf "$2" > "$1"; }
            link() { mkdir -p "$(dirname "$2")"; ln -s "$1" "$2"; }
            set -e
            \(commands)
            """
        )
    }
}
