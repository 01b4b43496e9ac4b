import Archives
import Files

/// The version in the image of a Linux kernel (PACKAGE.md §5.9).
enum KernelImage {
    /// As much of an image is looked at: debugging information makes them larger, but stands behind.
    static let mostBytes = 128 << 20

    /// The version of an image that is no longer compressed as a whole; nil when it is none.
    ///
    /// An x86 image says it in its boot header. Others hold a compressed payload, or are the kernel itself; in either the text is
    /// that of /proc/version.
    static func version(of image: [UInt8]) -> String? {
        let bytes = linuxSection(of: image) ?? image[...]
        if let version = bootHeaderVersion(bytes) { return version }
        if let payload = payload(of: bytes), let version = version(in: payload, after: banner) { return version }
        return version(in: bytes, after: banner)
    }

    private static let banner = "Linux version "

    /// The first word behind a mark that reads as the version of a kernel.
    static func version(in bytes: some RandomAccessCollection<UInt8>, after mark: String) -> String? {
        let bytes = ArraySlice(bytes)
        var start = bytes.startIndex
        let pattern = Array(mark.utf8)
        while let found = firstIndex(of: pattern, in: bytes[start...]) {
            start = found + pattern.count
            if let version = word(bytes[start...]) { return version }
        }
        return nil
    }

    /// Whether the bytes are an ELF file of the kind that a kernel loads.
    static func isObjectFile(_ bytes: [UInt8]) -> Bool {
        bytes.count > 17 && bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) && (bytes[16] == 1 || bytes[17] == 1)
    }

    /// Texts such as `Linux version %d` are no version, so a digit has to stand first.
    private static func word(_ bytes: ArraySlice<UInt8>) -> String? {
        let word = bytes.prefix(256).prefix { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || ".-_".utf8.contains(byte)
        }
        guard let first = word.first, (0x30...0x39).contains(first) else { return nil }
        return String(decoding: word, as: UTF8.self)
    }

    private static func bootHeaderVersion(_ bytes: ArraySlice<UInt8>) -> String? {
        let start = bytes.startIndex
        guard bytes.count > 528, bytes[(start + 514)..<(start + 518)].elementsEqual("HdrS".utf8) else { return nil }
        let place = start + 512 + (Int(bytes[start + 526]) | Int(bytes[start + 527]) << 8)
        return place < bytes.endIndex ? word(bytes[place...]) : nil
    }

    /// What the first gzip member inside of an image holds.
    private static func payload(of bytes: ArraySlice<UInt8>) -> [UInt8]? {
        guard let start = firstIndex(of: [0x1F, 0x8B, 0x08], in: bytes) else { return nil }
        let reader = GzipReader(ArrayReader(Array(bytes[start...])), name: "kernel")
        guard (try? reader.nextMember()) == true else { return nil }
        var payload: [UInt8] = []
        while payload.count < mostBytes, let chunk = try? reader.read(upTo: 1 << 20), !chunk.isEmpty { payload += chunk }
        return payload
    }

    /// The section `.linux` of a unified kernel image, a PE program that carries a kernel.
    private static func linuxSection(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
        func number(_ offset: Int, _ width: Int) -> Int? {
            guard offset >= 0, offset + width <= bytes.count else { return nil }
            return bytes[offset..<(offset + width)].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard bytes.starts(with: "MZ".utf8), let header = number(0x3C, 4), number(header, 4) == 0x4550, let count = number(header + 6, 2),
            let optional = number(header + 20, 2)
        else { return nil }
        let table = header + 24 + optional
        for index in 0..<count {
            let section = table + 40 * index
            guard let size = number(section + 16, 4), let offset = number(section + 20, 4), let used = number(section + 8, 4) else {
                return nil
            }
            guard bytes[section..<(section + 8)].elementsEqual(".linux\0\0".utf8), offset < bytes.count else { continue }
            return bytes[offset..<min(bytes.count, offset + min(size, max(used, 1)))]
        }
        return nil
    }

    /// Where a pattern stands first; by its first byte, since images are large.
    private static func firstIndex(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var start = bytes.startIndex
        while let candidate = bytes[start...].firstIndex(of: pattern[0]) {
            if bytes[candidate...].starts(with: pattern) { return candidate }
            start = candidate + 1
        }
        return nil
    }
}
