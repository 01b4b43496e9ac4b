import Diagnostics
import ELF
import Files
import Glibc
import SystemPackage
import Testing

/// What is read of these bytes.
func read(_ bytes: [UInt8], in folder: FilePath) throws(Diagnostic) -> ELFFile? {
    let path = folder.appending("elf")
    try FileWriter(path).write(bytes)
    return try ELFFile(path)
}
