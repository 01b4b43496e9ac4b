import Archives
import Diagnostics

/// Reads where the dynamic loader looks for libraries (ld.so.conf, IMAGE.md §9.11).
struct LoaderConfiguration {
    let files: ImageFileSystem
    private static let mostDepth = 10
    private static let mostFiles = 1_000
    private static let mostFolders = 10_000

    /// The folders that a file names, in order.
    func folders(_ path: String) throws(Diagnostic) -> [String] {
        var folders: [String] = []
        var files = 0
        try read(path, depth: 0, into: &folders, files: &files)
        return folders
    }

    private func read(
        _ path: String,
        depth: Int,
        into folders: inout [String],
        files count: inout Int
    ) throws(Diagnostic) {
        guard let bytes = try files.read(path, limit: ImageFileSystem.listLimit) else { return }
        count += 1
        if depth > Self.mostDepth || count > Self.mostFiles {
            throw Diagnostic(.badImage, "\(path) in the image is included over and over")
        }
        var own: [String] = []
        defer { folders += own }
        for line in bytes.split(separator: 0x0A) {
            let text = Self.trimmed(String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self))
            if text.isEmpty { continue }
            guard text.hasPrefix("include ") else {
                // apko looks for what was there before in one file, and forgets what other files have.
                let isKnown = own.contains(text) || (files.rules == .cuttle && folders.contains(text))
                if !isKnown { own.append(text) }
                if folders.count + own.count > Self.mostFolders {
                    throw Diagnostic(.badImage, "\(path) in the image names too many folders")
                }
                continue
            }
            let pattern = Self.trimmed(String(text.dropFirst("include ".count)))
            folders += own
            own = []
            for file in try matches(pattern) { try read(file, depth: depth + 1, into: &folders, files: &count) }
            // What stands behind the first include is nothing to apko.
            if files.rules == .apko { return }
        }
    }

    /// The paths that a pattern of a shell fits, in byte order.
    private func matches(_ pattern: String) throws(Diagnostic) -> [String] {
        var paths = [""]
        for part in pattern.pathComponents {
            var longer: [String] = []
            for path in paths {
                if !part.contains(where: { "*?[\\".contains($0) }) {
                    let next = path.isEmpty ? part : "\(path)/\(part)"
                    if try files.exists(next) { longer.append(next) }
                    continue
                }
                guard let folder = try files.find(path), files[folder].kind == .directory else { continue }
                let pattern = Array(part.utf8)
                for (name, _) in files.children(of: folder) where Self.fits(Array(name.text.utf8)[...], pattern[...]) {
                    longer.append(path.isEmpty ? name.text : "\(path)/\(name.text)")
                }
            }
            paths = longer
        }
        return paths.filter { !$0.isEmpty }
    }

    /// Whether a name fits a pattern of `*`, `?`, `[…]` and `\`, without going back further than to the last star.
    private static func fits(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (name, pattern) = (name, pattern)
        var star: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
        while !name.isEmpty || !pattern.isEmpty {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                star = (pattern, name)
                continue
            }
            if let byte = name.first, let rest = one(byte, pattern) {
                name = name.dropFirst()
                pattern = rest
                continue
            }
            guard let last = star, !last.name.isEmpty else { return false }
            star = (last.pattern, last.name.dropFirst())
            (pattern, name) = (last.pattern, last.name.dropFirst())
        }
        return true
    }

    /// The pattern behind what fits one byte; nil when nothing does.
    private static func one(_ byte: UInt8, _ pattern: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        switch pattern.first {
        case nil: return nil
        case UInt8(ascii: "?"): return pattern.dropFirst()
        case UInt8(ascii: "\\"): return pattern.dropFirst().first == byte ? pattern.dropFirst(2) : nil
        case UInt8(ascii: "["):
            guard let end = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")) else { return nil }
            var set = pattern[(pattern.startIndex + 1)..<end]
            let isNegated = set.first == UInt8(ascii: "^")
            if isNegated { set = set.dropFirst() }
            var isIn = false
            while let low = set.popFirst() {
                var high = low
                if set.first == UInt8(ascii: "-"), set.count > 1 {
                    set = set.dropFirst()
                    high = set.popFirst() ?? low
                }
                if low <= high, (low...high).contains(byte) { isIn = true }
            }
            return isIn != isNegated ? pattern[(end + 1)...] : nil
        default: return pattern.first == byte ? pattern.dropFirst() : nil
        }
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8.drop { $0 <= 0x20 })
        return String(decoding: bytes.prefix((bytes.lastIndex { $0 > 0x20 } ?? -1) + 1), as: UTF8.self)
    }
}
