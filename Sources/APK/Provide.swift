public import Diagnostics

/// Something a package offers besides its own name: `name=version` or `name` (APK-FORMAT.md §9).
public struct Provide: Hashable, Sendable, CustomStringConvertible {
    /// The name that is offered, such as `so:libc.so.6`.
    public let name: String
    /// The version under which it is offered (concrete), or nil (virtual).
    public let version: Version?

    /// Makes an offer from its parts.
    public init(name: String, version: Version? = nil) {
        self.name = name
        self.version = version
    }

    /// Reads one item of `provides`; like apk-tools it takes the version after any operator.
    ///
    /// - Throws: `invalid-dependency`, or `invalid-version` for the version in it.
    public init(_ text: String) throws(Diagnostic) {
        let parts = try ConstraintText(text, allowing: .plain)
        name = parts.name
        version = parts.operators == nil ? nil : try Version(parts.version)
    }

    /// The item as it stands in an index.
    public var description: String {
        version.map { "\(name)=\($0)" } ?? name
    }
}
