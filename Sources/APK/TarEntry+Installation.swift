public import Archives

extension TarEntry {
    /// Whether installers leave the data entry out: apk-tools does so with every path that begins with a dot (APK-FORMAT.md §1.7).
    public var isLeftOut: Bool { path.isLeftOut }
}

extension String {
    /// Whether installers leave out a data entry with this path.
    var isLeftOut: Bool { utf8.first == UInt8(ascii: ".") }
}
