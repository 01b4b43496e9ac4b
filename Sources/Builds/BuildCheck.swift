/// What can be asked of packages beyond that they could be built, before they are published.
///
/// The result of a build that fails a check stays in the store, because what it costs to make has been paid; that it failed is noted beside
/// it, so that no later build that does not ask publishes it without a word.
public enum BuildCheck: String, Sendable, CaseIterable {
    /// A second build gives the same packages.
    case reproducibility = "--check-reproducible"
    /// The tests of the recipe pass.
    case tests = "--test"
}
