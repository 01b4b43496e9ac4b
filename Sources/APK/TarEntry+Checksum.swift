public import Archives
public import Cryptography

extension TarEntry {
    /// The SHA-1 that a data entry carries of its content or link target (APK-FORMAT.md §2.1).
    public var checksum: Digest? {
        record(ChecksummedContent.recordKey).flatMap { Digest(hex: String(decoding: $0, as: UTF8.self)) }
    }
}
