/// What a file is, by its name, for `Content-Type`.
public enum MediaType {
    /// Endings, the longer first. Packages have no registered type: they are gzip members or blocks, and no client may unpack them on the way.
    private static let types = [
        (".spdx.json", "application/spdx+json"), (".intoto.jsonl", "application/jsonl"), (".tar.gz", "application/gzip"),
        (".jsonl", "application/jsonl"), (".json", "application/json"), (".apk", "application/octet-stream"),
        (".adb", "application/octet-stream"), (".pub", "application/x-pem-file"), (".gz", "application/gzip"),
        (".tar", "application/x-tar"),
        (".yaml", "application/yaml"), (".yml", "application/yaml"), (".txt", "text/plain; charset=utf-8"),
        (".log", "text/plain; charset=utf-8"), (".md", "text/markdown; charset=utf-8"), (".html", "text/html; charset=utf-8"),
        (".sig", "application/octet-stream"), (".zst", "application/zstd"), (".xz", "application/x-xz"),
    ]

    /// The type of a file of this name; bytes of no known kind by default.
    public static func of(_ name: String) -> String {
        let bytes = Array(name.utf8)
        let type = types.first { bytes.count > $0.0.utf8.count && bytes.suffix($0.0.utf8.count).elementsEqual($0.0.utf8) }
        return type?.1 ?? "application/octet-stream"
    }
}
