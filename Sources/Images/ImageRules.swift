/// Whose way an image is put together in, where apko's is a surprise (IMAGE.md §9, §10, §17).
///
/// Both give the same image as long as nothing in it is such a case.
public enum ImageRules: String, Sendable, Hashable, CaseIterable {
    /// Owners and special bits of packages count, links are links, files that are made empty are empty.
    case cuttle
    /// What apko writes for the same packages in the same order, to the byte.
    case apko
}
