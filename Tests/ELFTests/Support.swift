import Diagnostics
import ELF
import Files
import Glibc
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

/// What is read of these bytes.
func read(_ bytes: [UInt8], in folder: FilePath) throws(Diagnostic) -> ELFFile? {
    let path = folder.appending("elf")
    try FileWriter(path).write(bytes)
    return try ELFFile(path)
}
