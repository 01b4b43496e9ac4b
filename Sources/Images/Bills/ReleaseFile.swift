import Diagnostics

/// What `os-release` says of the distribution in an image (IMAGE.md §15).
struct ReleaseFile {
    private(set) var identifier = "unknown"
    private(set) var version = "unknown"
    private(set) var name: String

    /// - Parameter isLikeApko: what stands for the name of a distribution that has none.
    init(_ files: ImageFileSystem, isLikeApko: Bool) throws(Diagnostic) {
        name = isLikeApko ? "apko-generated image" : "unknown"
        guard let bytes = try files.read("etc/os-release") else { return }
        (identifier, version) = ("", "")
        if isLikeApko { name = "" }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let text = line.drop { $0 == " " || $0 == "\t" }
            if text.isEmpty || text.first == "#" { continue }
            guard let equals = text.firstIndex(of: "=") else {
                throw Diagnostic(.badImage, "etc/os-release in the image has the malformed line \"\(line)\"")
            }
            let value = text[equals...].dropFirst().filter { $0 != "\r" }
            let plain = String(String(value.drop { "\"'".contains($0) }.reversed()).drop { "\"'".contains($0) }.reversed())
            switch text[..<equals] {
            case "ID": identifier = plain
            case "VERSION_ID": version = plain
            case "NAME": name = plain
            default: break
            }
        }
    }
}
