import COpenSSL
import Cryptography
import Diagnostics

/// Keys as text or bytes, by way of OpenSSL's memory streams.
enum OpenSSLText {
    /// Reads a key out of bytes.
    static func read(_ bytes: [UInt8], _ body: (OpaquePointer?) -> OpaquePointer?) -> OpaquePointer? {
        // The stream refers to the bytes and does not copy them, so they must stay in place as long as it lives.
        bytes.withUnsafeBytes { bytes in
            let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
            defer { BIO_free(memory) }
            return body(memory)
        }
    }

    /// What a key is written as.
    static func write(_ body: (OpaquePointer?) -> Int32) throws(Diagnostic) -> [UInt8] {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        guard body(memory) == 1 else { throw Diagnostic(.badKey, "OpenSSL could not write the key") }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = BIO_read(memory, &bytes, Int32(bytes.count))
        return Array(bytes.prefix(Int(max(0, count))))
    }
}
