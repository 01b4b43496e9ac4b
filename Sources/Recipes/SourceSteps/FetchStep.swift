public import Cryptography
public import Diagnostics

/// What the pipeline `fetch` asks for (PIPELINES.md §3.2).
public struct FetchStep: Sendable {
    /// A digest that the file must have.
    public struct ExpectedDigest: Sendable {
        public let function: HashFunction
        public let digest: Digest
    }

    /// How patient to be with a server.
    public struct Patience: Sendable {
        /// Seconds to wait for a connection, and for bytes; 0 means without end.
        public var timeout = 5
        /// Seconds to wait for the name of the server to be found.
        public var nameTimeout = 20
        /// How often to try.
        public var attempts = 5
    }

    /// The upstream address.
    public let address: String
    /// The digests that the file must have, all of them; empty when the recipe says that there is none.
    public let digests: [ExpectedDigest]
    public let isUnpacked: Bool
    public let isDeleted: Bool
    public let stripComponents: Int
    /// Where to unpack, relative to the working directory.
    public let directory: String
    public let patience: Patience
    /// Where the digest, or else the step, stands.
    public let span: SourceSpan

    /// The last part of the address, as basename(1) has it: the file's name in the workspace.
    public var fileName: String {
        let last = address.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
        return ["", ".", ".."].contains(last) ? "source" : last
    }
}

extension FetchStep {
    init(inputs: ResolvedInputs) throws(Diagnostic) {
        var digests: [ExpectedDigest] = []
        for (name, function) in [("expected-sha256", HashFunction.sha256), ("expected-sha512", .sha512)] {
            if let digest = Digest(hex: inputs.text(name)) { digests.append(ExpectedDigest(function: function, digest: digest)) }
        }
        if digests.isEmpty, inputs.text("expected-none").isEmpty {
            throw Diagnostic(
                .badInput,
                "fetch needs the digest of what it fetches",
                at: inputs.span,
                hint: "add expected-sha256: followed by what sha256sum prints for the file"
            )
        }
        self.init(
            address: inputs.text("uri"),
            digests: digests,
            isUnpacked: inputs.text("extract") == "true",
            isDeleted: inputs.text("delete") == "true",
            stripComponents: try inputs.number("strip-components", in: 0...1000),
            directory: inputs.text("directory"),
            patience: Patience(
                timeout: try inputs.number("timeout", in: 0...86_400),
                nameTimeout: try inputs.number("dns-timeout", in: 0...86_400),
                attempts: try inputs.number("retry-limit", in: 1...100)
            ),
            span: inputs.span(inputs.text("expected-sha256").isEmpty ? "expected-sha512" : "expected-sha256")
        )
    }
}
