public import Archives
public import Cryptography

extension TarEntry {
    /// The SHA-1 that a data entry carries of its content or link target (APK-FORMAT.md §2.1).
    public var checksum: Digest? {
        record(ChecksummedContent.recordKey).flatMap { Digest(hex: String(decoding: $0, as: UTF8.self)) }
    }

    /// Whether the checksum is written as one always is, so that who compares digests and who compares texts find the same.
    public var hasPlainChecksum: Bool {
        checksum?.hex.utf8.elementsEqual(record(ChecksummedContent.recordKey) ?? []) == true && checksum?.bytes.count == 20
    }
}
