import ArgumentParser
import Diagnostics
import Glibc
import ImageSignatures
import SystemPackage

/// `--key` of a signer.
struct ImageKeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The private key: a cosign.key, or one in PEM form.", valueName: "file"), completion: .file())
    var key: String

    func load() throws -> ImagePrivateKey {
        try ImagePrivateKey(FilePath(key)) { () throws(Diagnostic) in
            if let password = Self.password { return password }
            throw Diagnostic(.usage, "\(key) is encrypted", hint: "set COSIGN_PASSWORD to its password")
        }
    }

    /// The password of encrypted keys, from the environment.
    static var password: [UInt8]? { getenv("COSIGN_PASSWORD").map { Array(String(cString: $0).utf8) } }

    /// Texts given as `key=value`.
    static func pairs(_ texts: [String]) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw ValidationError("\"\(text)\" is no annotation: give KEY=VALUE")
            }
            let key = String(text[..<sign])
            if pairs.updateValue(String(text[text.index(after: sign)...]), forKey: key) != nil {
                throw ValidationError("the annotation \(key) is given twice")
            }
        }
        return pairs
    }
}
