import Archives
import Diagnostics
import ImageConfigurations
import Roots

/// Users and groups of an image, with their homes (IMAGE.md §9.4).
struct AccountsStep {
    let rules: ImageRules
    let accounts: Accounts

    /// Adds them.
    ///
    /// - Returns: whom commands run as: a user's number in place of a name that is known.
    func apply(to files: inout ImageFileSystem) throws(Diagnostic) -> String {
        if !accounts.groups.isEmpty {
            let lines = try Self.lines("etc/group", count: 4, numbers: [2], in: files)
            try files.write("etc/group", Self.text(lines) + Array(AccountFiles.text(groups: accounts.groups).utf8))
        }
        var lines = try Self.lines("etc/passwd", count: 7, numbers: [2, 3], in: files)
        for line in AccountFiles.text(users: accounts.users, maker: rules.rawValue).split(separator: "\n") {
            lines.append(line.split(separator: ":", omittingEmptySubsequences: false).map(String.init))
        }
        for line in lines { try Self.makeHome(of: line, in: &files) }
        try files.write("etc/passwd", Self.text(lines))
        if !accounts.users.isEmpty { try addShadow(to: &files) }
        guard !accounts.runAs.isEmpty else { return "" }
        return lines.first { $0[0].utf8.elementsEqual(accounts.runAs.utf8) }?[2] ?? accounts.runAs
    }

    /// Users of services have no password, and cannot log in with one.
    private func addShadow(to files: inout ImageFileSystem) throws(Diagnostic) {
        var lines = try Self.lines("etc/shadow", count: 9, numbers: [], in: files)
        if rules == .apko {
            for index in lines.indices { lines[index][2] = "" }
        }
        let users = accounts.users.map { "\($0.name):!:::::::\n" }.joined()
        try files.write("etc/shadow", Self.text(lines) + Array(users.utf8), mode: 0o640)
    }

    /// The lines of a file by their fields; none when there is no file.
    ///
    /// - Parameter numbers: fields that must be numbers; they come without leading zeros.
    private static func lines(_ path: String, count: Int, numbers: [Int], in files: ImageFileSystem) throws(Diagnostic) -> [[String]] {
        guard let bytes = try files.read(path, limit: ImageFileSystem.listLimit) else { return [] }
        var lines: [[String]] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(bytes.last == 0x0A || bytes.isEmpty ? 1 : 0) {
            let text = String(decoding: line, as: UTF8.self).trimmed
            var fields = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { String(Substring($0)) }
            func malformed(_ reason: String) -> Diagnostic {
                Diagnostic(.badImage, "\(path) in the image has the malformed line \"\(text)\": it \(reason)")
            }
            if fields.count != count { throw malformed("has \(fields.count) fields instead of \(count)") }
            for index in numbers {
                guard let number = UInt32(fields[index]) else { throw malformed("has \"\(fields[index])\" for a number") }
                fields[index] = String(number)
            }
            lines.append(fields)
        }
        return lines
    }

    private static func text(_ lines: [[String]]) -> [UInt8] {
        Array(lines.map { $0.joined(separator: ":") + "\n" }.joined().utf8)
    }

    private static func makeHome(of line: [String], in files: inout ImageFileSystem) throws(Diagnostic) {
        let (home, user, group) = (line[5], UInt32(line[2]) ?? 0, UInt32(line[3]) ?? 0)
        if home == "/dev/null" || home.pathComponents.isEmpty { return }
        if let there = try files.find(home) {
            if files[there].kind == .directory { return }
            throw Diagnostic(.badImage, "\(home), the home of \(line[0]) in etc/passwd of the image, is not a directory")
        }
        if let parent = home.parentPath { try files.makeDirectories(parent) }
        let id = try files.makeDirectories(home, mode: 0o700)
        files[id].user = user
        files[id].group = group
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let bytes = Array(utf8.drop(while: isBlank))
        return String(decoding: bytes.prefix((bytes.lastIndex { !isBlank($0) } ?? -1) + 1), as: UTF8.self)
    }
}
