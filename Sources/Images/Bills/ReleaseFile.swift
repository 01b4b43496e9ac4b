import Diagnostics

/// What `os-release` says of the distribution in an image (IMAGE.md §15).
struct ReleaseFile {
    private(set) var identifier = "unknown"
    private(set) var version = "unknown"
    private(set) var name: String

    /// - Parameters:
    ///   - text: the bytes of the file; nil: there is none.
    ///   - isLikeApko: what stands for the name of a distribution that has none.
    init(_ text: [UInt8]?, isLikeApko: Bool) throws(Diagnostic) {
        name = isLikeApko ? "apko-generated image" : "unknown"
        guard let text else { return }
        (identifier, version) = ("", "")
        if isLikeApko { name = "" }
        // apko knows only one kind of them.
        let quotes = isLikeApko ? "\"" : "\"'"
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let rest = line.drop { $0 == " " || $0 == "\t" }
            if rest.isEmpty || rest.first == "#" { continue }
            guard let equals = rest.firstIndex(of: "=") else {
                throw Diagnostic(.badImage, "etc/os-release in the image has the malformed line \"\(line)\"")
            }
            let value = rest[equals...].dropFirst().filter { $0 != "\r" }
            let plain = String(String(value.drop(while: quotes.contains).reversed()).drop(while: quotes.contains).reversed())
            switch rest[..<equals] {
            case "ID": identifier = plain
            case "VERSION_ID": version = plain
            case "NAME": name = plain
            default: break
            }
        }
    }
}
