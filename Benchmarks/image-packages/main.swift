import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage

// Writes the packages of another program anew, as a build does it: the same entries, compressed in blocks.
guard CommandLine.arguments.count > 2 else {
    print("usage: image-packages FOLDER PACKAGE...")
    exit(2)
}
do {
    let folder = FilePath(CommandLine.arguments[1])
    try Files.makeDirectory(folder)
    for argument in CommandLine.arguments.dropFirst(2) {
        let package = try PackageFile(FilePath(argument))
        let writer = try PackageWriter(workingIn: folder)
        try package.readData { entry, content throws(Diagnostic) in
            var entry = entry
            let checksum = entry.checksum
            entry.records = []
            try writer.add(entry, content: entry.kind == .regular ? content : nil, checksum: entry.kind == .regular ? checksum : nil)
        }
        let name = package.path.lastComponent?.string ?? package.info.fileName
        try writer.finish(package.info, scripts: package.scripts, key: nil, to: folder.appending(name))
    }
} catch {
    print(DiagnosticRenderer(colour: false).render(error))
    exit(1)
}
