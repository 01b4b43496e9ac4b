public import Cryptography
public import Diagnostics

/// What the pipeline `fetch` asks for (PIPELINES.md §3.2).
public struct FetchStep: Sendable {
    /// The upstream address.
    public let address: String
    /// The digest that the file must have; nil when the recipe says that there is none.
    public let digest: Digest?
    public let function: HashFunction
    public let isUnpacked: Bool
    public let isDeleted: Bool
    public let stripComponents: Int
    /// Where to unpack, relative to the working directory.
    public let directory: String
    /// Where the digest, or else the step, stands.
    public let span: SourceSpan

    /// The last part of the address: the file's name in the workspace.
    public var fileName: String {
        let last = address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last ?? ""
        return ["", ".", ".."].contains(last) ? "source" : String(last)
    }
}

extension FetchStep {
    /// - Parameters:
    ///   - inputs: the inputs' values.
    ///   - step: the step as written, for places.
    init(inputs: [String: String], of step: Step) throws(Diagnostic) {
        func input(_ name: String) -> String { inputs[name] ?? "" }
        let span = step.uses?.span ?? step.span
        let digestKey = input("expected-sha256").isEmpty ? "expected-sha512" : "expected-sha256"
        let digest = Digest(hex: input(digestKey))
        if digest == nil, input("expected-none").isEmpty {
            throw Diagnostic(
                .badInput,
                "fetch needs the digest of what it fetches",
                at: span,
                hint: "add expected-sha256: followed by what sha256sum prints for the file"
            )
        }
        guard let strip = Int(input("strip-components")), strip >= 0 else {
            throw Diagnostic(.badInput, "strip-components must be a number", at: step.given("strip-components")?.span ?? span)
        }
        self.init(
            address: input("uri"),
            digest: digest,
            function: digestKey == "expected-sha256" ? .sha256 : .sha512,
            isUnpacked: input("extract") == "true",
            isDeleted: input("delete") == "true",
            stripComponents: strip,
            directory: input("directory"),
            span: step.given(digestKey)?.span ?? span
        )
    }
}
