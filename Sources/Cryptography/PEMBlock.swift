import COpenSSL
public import Diagnostics

/// One block of a text in PEM form (RFC 7468): a label and bytes.
public struct PEMBlock: Hashable, Sendable {
    /// What the block says it holds, such as `CERTIFICATE`.
    public let label: String
    /// The bytes, in DER form for what is used here.
    public let content: [UInt8]

    /// Makes a block.
    public init(label: String, content: [UInt8]) {
        self.label = label
        self.content = content
    }

    /// The blocks of a text, in order; what stands around them is left out.
    ///
    /// - Parameter limit: how many are read at most.
    public static func read(_ text: [UInt8], limit: Int) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        _ = PEM.read(text) { memory in
            while blocks.count < limit, let block = next(memory) { blocks.append(block) }
            return nil
        }
        return blocks
    }

    private static func next(_ memory: OpaquePointer?) -> PEMBlock? {
        var label: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var content: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard PEM_read_bio(memory, &label, &header, &content, &length) == 1, let label, let content else { return nil }
        defer {
            CRYPTO_free(label, nil, 0)
            CRYPTO_free(header, nil, 0)
            CRYPTO_free(content, nil, 0)
        }
        return PEMBlock(label: String(cString: label), content: Array(UnsafeBufferPointer(start: content, count: length)))
    }

    /// The block as text: lines of 64 characters, and nothing around it.
    public var text: [UInt8] {
        let base64 = Array(Base64.encode(content).utf8)
        var text = Array("-----BEGIN \(label)-----\n".utf8)
        for start in stride(from: 0, to: base64.count, by: 64) { text += base64[start..<min(start + 64, base64.count)] + [0x0A] }
        return text + Array("-----END \(label)-----\n".utf8)
    }
}

extension PEMBlock {
    /// The certificate of a text that holds exactly one block, and that of label `CERTIFICATE`.
    ///
    /// - Throws: `bad-certificate`, with what is wrong and without a place.
    public static func certificate(_ text: [UInt8]) throws(Diagnostic) -> PEMBlock {
        let block = try only(text, label: "CERTIFICATE", .badCertificate)
        let isWhole = block.content.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            guard let certificate = d2i_X509(nil, &start, buffer.count) else { return false }
            X509_free(certificate)
            return start == buffer.baseAddress.map { $0 + buffer.count }
        }
        if !isWhole { throw Diagnostic(.badCertificate, "what it holds is not a certificate (X.509)") }
        return block
    }

    /// The public key of a text that holds exactly one block, and that of label `PUBLIC KEY` with an RSA key.
    ///
    /// - Throws: `bad-key`, with what is wrong and without a place.
    public static func publicKey(_ text: [UInt8]) throws(Diagnostic) -> PEMBlock {
        let block = try only(text, label: "PUBLIC KEY", .badKey)
        let isRSA = block.content.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            guard let key = d2i_PUBKEY(nil, &start, buffer.count) else { return false }
            defer { EVP_PKEY_free(key) }
            return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && start == buffer.baseAddress.map { $0 + buffer.count }
        }
        if !isRSA { throw Diagnostic(.badKey, "what it holds is not an RSA key") }
        return block
    }

    private static func only(_ text: [UInt8], label: String, _ code: Diagnostic.Code) throws(Diagnostic) -> PEMBlock {
        let blocks = read(text, limit: 2)
        guard let block = blocks.first else { throw Diagnostic(code, "it holds no block in PEM form") }
        if block.label != label { throw Diagnostic(code, "it holds a block of \"\(block.label)\" instead of \"\(label)\"") }
        if blocks.count > 1 { throw Diagnostic(code, "it holds more than one block in PEM form") }
        return block
    }
}

extension Diagnostic.Code {
    /// A certificate that cannot be used.
    public static let badCertificate = input("bad-certificate")
}
