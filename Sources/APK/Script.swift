/// A script that an installer runs, stored in the control member (APK-FORMAT.md §12).
public struct Script: Hashable, Sendable {
    /// When it runs; the raw value is the file's name without its leading dot.
    public enum Kind: String, CaseIterable, Sendable {
        case postDeinstall = "post-deinstall"
        case postInstall = "post-install"
        case postUpgrade = "post-upgrade"
        case preDeinstall = "pre-deinstall"
        case preInstall = "pre-install"
        case preUpgrade = "pre-upgrade"
        case trigger
    }

    /// When it runs.
    public let kind: Kind
    /// The whole script with its `#!` line.
    public let content: [UInt8]

    /// Makes a script.
    public init(kind: Kind, content: [UInt8]) {
        self.kind = kind
        self.content = content
    }
}
