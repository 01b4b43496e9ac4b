import Diagnostics
import Glibc
import Packaging
import SystemPackage

// Makes an unsigned package of a tree: analysis, tar, digests and compression, as a build does it.
guard CommandLine.arguments.count == 3 else {
    print("usage: emission-benchmark TREE FOLDER")
    exit(2)
}
do {
    let folder = FilePath(CommandLine.arguments[2])
    let tree = FilePath(CommandLine.arguments[1])
    let package = StagedPackage(tree: tree, name: "emission", version: "1-r0", architecture: "x86_64")
    print(try Packager(key: nil, workDirectory: folder).write(package, siblings: [tree], to: folder))
} catch {
    print(DiagnosticRenderer(colour: false).render(error))
    exit(1)
}
