extension Envelope {
    /// An envelope of signatures that were made elsewhere.
    ///
    /// - Parameter signatures: made over `signedBytes`, each with the name of its key or none.
    public init(_ payload: [UInt8], type: String = statementType, signatures: [(keyName: String, bytes: [UInt8])]) {
        self.payload = payload
        payloadType = type
        self.signatures = signatures.map { Signature(keyName: $0.keyName, bytes: $0.bytes) }
    }

    /// What a signature of a document covers: its type and its bytes, each with its length (PAE; SIGNING.md §5).
    public static func signedBytes(of payload: [UInt8], type: String = statementType) -> [UInt8] {
        signedBytes(payload, type: type)
    }

    /// What the signatures cover.
    public var signedBytes: [UInt8] { Self.signedBytes(payload, type: payloadType) }
}
