import COpenSSL
package import Diagnostics

/// Keys as PEM or DER, by way of OpenSSL's memory streams.
package enum PEM {
    /// Reads a key out of its bytes.
    package static func read(_ text: [UInt8], _ body: (OpaquePointer?) -> OpaquePointer?) -> OpaquePointer? {
        // The stream refers to the bytes and does not copy them, so they must stay in place as long as it lives.
        text.withUnsafeBytes { bytes in
            let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
            defer { BIO_free(memory) }
            return body(memory)
        }
    }

    /// What a key is written as.
    package static func write(_ body: (OpaquePointer?) -> Int32) throws(Diagnostic) -> [UInt8] {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        guard body(memory) == 1 else { throw Diagnostic(.badKey, "OpenSSL could not write the key") }
        var text = [UInt8](repeating: 0, count: 1 << 16)
        let count = BIO_read(memory, &text, Int32(text.count))
        return Array(text.prefix(Int(max(0, count))))
    }
}
