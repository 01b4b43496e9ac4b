import CLinux
import Diagnostics
import Glibc
import Recipes

extension Architecture {
    /// The architecture of this machine.
    static var host: Architecture? {
        var name = utsname()
        uname(&name)
        return Architecture(withUnsafeBytes(of: name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }

    /// The architectures that a list of `--arch` values comes to; `host` and `all` may stand alone.
    static func list(_ names: [String]) throws -> [Architecture] {
        if names == ["all"] { return all }
        var list: [Architecture] = []
        for name in names.flatMap({ $0.split(separator: ",").map(String.init) }) {
            guard let architecture = name == "host" ? host : Architecture(name) else {
                let known = all.map(\.name)
                throw Diagnostic(
                    .usage,
                    "unknown architecture \"\(name)\"",
                    hint: Similarity.hint(for: name, in: known) ?? "known: \(known.joined(separator: ", "))"
                )
            }
            if !list.contains(architecture) { list.append(architecture) }
        }
        return list
    }
}
