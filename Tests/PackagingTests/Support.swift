import Diagnostics
import Files
import Glibc
import Packaging
import SystemPackage
import Testing

/// Runs with a fresh directory, which is removed afterwards.
func withScratch<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    let directory = try TemporaryDirectory(prefix: "cuttle-test-")
    return try withExtendedLifetime(directory) { try body(directory.path) }
}

/// A program that has run.
struct Shell {
    let status: Int32
    /// What it wrote to both streams.
    let output: String

    /// Runs a command of sh(1).
    init(_ command: String) throws {
        let pipe = try #require(popen("exec 2>&1; export LC_ALL=C; \(command)", "r"))
        var bytes: [UInt8] = []
        while case let byte = fgetc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        let result = pclose(pipe)
        status = result & 0x7F == 0 ? result >> 8 & 0xFF : -1
        output = String(decoding: bytes, as: UTF8.self)
    }

    /// Runs a command that must succeed, and gives what it wrote.
    @discardableResult
    static func run(_ command: String, _ place: SourceLocation = #_sourceLocation) throws -> String {
        let shell = try Shell(command)
        try #require(shell.status == 0, "\(command): \(shell.output)", sourceLocation: place)
        return shell.output
    }

    /// Whether all of the programs are on PATH.
    static func has(_ programs: String...) -> Bool {
        programs.allSatisfy { (try? Shell("command -v \($0)"))?.status == 0 }
    }
}

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
