/// A command of a script that goes on in the background without its output sent elsewhere.
///
/// wolfictl takes a command for one in the background when it is the last of its script or sleep follows; here any command that ends in
/// `&` is. Lines that are continued count as one, and comments are left out.
struct BackgroundCommand {
    /// Its first line, without the blanks around it.
    let text: String
    /// Where that begins in the script, in bytes.
    let offset: Int

    private static let daemonFlags = ["--daemon", "--daemonize", "--detach", "-daemon"].map { Array($0.utf8) }
    private static let commonOfFlags = Array("-d".utf8)
    private static let ampersand = Array("&".utf8)

    static func all(in script: String) -> [BackgroundCommand] {
        // Most scripts have nothing of the kind, and need not be cut into lines.
        guard mayHoldAny(script) else { return [] }
        let bytes = Array(script.utf8)
        var commands: [BackgroundCommand] = []
        var start = 0
        while start < bytes.count {
            var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let first = bytes[start..<end]
            while end > start, end < bytes.count, bytes[end - 1] == UInt8(ascii: "\\") {
                end = bytes[(end + 1)...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            }
            let line = bytes[start..<end]
            let content = line.drop(while: \.isBlank)
            if content.first != UInt8(ascii: "#"), isInBackground(line), !isRedirected(line) {
                commands.append(
                    BackgroundCommand(text: String(decoding: first, as: UTF8.self).trimmed, offset: start + line.count - content.count)
                )
            }
            start = end + 1
        }
        return commands
    }

    private static func mayHoldAny(_ script: String) -> Bool { script.holds(ampersand) || script.holds(commonOfFlags) }

    private static func isInBackground(_ line: ArraySlice<UInt8>) -> Bool {
        for index in line.indices where line[index] == UInt8(ascii: "&") {
            // Not the second half of `&&`, nor part of `>&`, `|&` or `\&`.
            if index > line.startIndex, "&>|\\".utf8.contains(line[index - 1]) { continue }
            let rest = line[(index + 1)...]
            let next = rest.drop(while: \.isBlank)
            if next.isEmpty { return true }
            let sleep = Array("sleep".utf8)
            if next.count < rest.count, next.starts(with: sleep), next.dropFirst(sleep.count).first?.isWord != true { return true }
        }
        return daemonFlags.contains { holds($0, in: line) }
    }

    /// Whether a flag stands in a line as a word; other than for wolfictl, `--detach-sign` is none of them.
    private static func holds(_ flag: [UInt8], in line: ArraySlice<UInt8>) -> Bool {
        for index in line.indices where line[index] == UInt8(ascii: "-") && (index == line.startIndex || line[index - 1].isBlank) {
            guard line[index...].starts(with: flag) else { continue }
            guard let next = line[index...].dropFirst(flag.count).first, next.isWord || next == UInt8(ascii: "-") else { return true }
        }
        return false
    }

    private static func isRedirected(_ line: ArraySlice<UInt8>) -> Bool {
        line.indices.contains { line[$0] == UInt8(ascii: ">") && !line[($0 + 1)...].drop(while: \.isBlank).isEmpty }
    }
}
