/// How the files of an image are put into layers.
public enum LayerOrder: String, Sendable, Hashable, CaseIterable {
    /// The directories, then the files of one package after the other: what did not change is not made again.
    case package
    /// All by their paths, and documents that name apko: bit for bit what apko has inside of its layers (IMAGE.md §11–§13).
    case path
}
