import Diagnostics
import Glibc

/// A command of sh(1) that has run: for the real programs that judge what Cuttle writes.
public struct Shell {
    /// Its exit status; -1 when a signal ended it.
    public let status: Int32
    /// What it wrote to both streams.
    public let output: String

    /// Runs a command.
    public init(_ command: String) throws {
        guard let pipe = popen("exec 2>&1; export LC_ALL=C; \(command)", "r") else {
            throw Diagnostic(.internalError, "cannot start a shell")
        }
        var bytes: [UInt8] = []
        while case let byte = fgetc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        let result = pclose(pipe)
        status = result & 0x7F == 0 ? result >> 8 & 0xFF : -1
        output = String(decoding: bytes, as: UTF8.self)
    }

    /// Runs a command that must succeed, and gives what it wrote.
    @discardableResult
    public static func run(_ command: String) throws -> String {
        let shell = try Shell(command)
        guard shell.status == 0 else { throw Diagnostic(.internalError, "\(command): \(shell.output)") }
        return shell.output
    }

    /// What apk-tools 3 wants to hear from an ordinary user who fills a root.
    public static var apkUserOption: String { getuid() == 0 ? "" : "--usermode" }

    /// Whether all of the programs are on PATH.
    public static func has(_ programs: String...) -> Bool {
        programs.allSatisfy { (try? Shell("command -v \($0)"))?.status == 0 }
    }
}
