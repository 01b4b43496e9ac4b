import Diagnostics
import Recipes

/// A step that fetches something, before and after a bump.
struct SourceStep {
    /// As it is written; the places in it are those of the text that is edited.
    let written: Step
    /// With the variables of the old version, and of the new one.
    let before: Step
    let after: Step

    /// The steps of a main pipeline that use a built-in pipeline, nested ones too.
    static func all(using name: String, written: Recipe, before: Recipe, after: Recipe) throws(Diagnostic) -> [SourceStep] {
        let lists = [written, before, after].map { flat($0.pipeline) }
        guard lists.allSatisfy({ $0.count == lists[0].count }) else {
            throw Diagnostic(.internalError, "the steps of \(written.file.name) changed with its version")
        }
        return lists[0].indices
            .filter { lists[0][$0].uses?.text == name }
            .map { SourceStep(written: lists[0][$0], before: lists[1][$0], after: lists[2][$0]) }
    }

    private static func flat(_ steps: [Step]) -> [Step] {
        steps.flatMap { [$0] + flat($0.pipeline) }
    }

    /// An input with the variables of the new version; nil when it is absent or empty.
    ///
    /// - Throws: `bad-variable` when it holds a variable that is not known before a build.
    func input(_ key: String) throws(Diagnostic) -> String? {
        guard let text = after.given(key)?.text, !text.isEmpty else { return nil }
        if let marker = Variables.markers(in: Array(text.utf8)).first {
            throw Diagnostic(
                .badVariable,
                "\(key) holds \"\(marker.name)\", which is not known outside of a build",
                at: written.given(key)?.span
            )
        }
        return text
    }

    /// Whether an input is the same for both versions.
    func isUnchanged(_ key: String) -> Bool { before.given(key)?.text == after.given(key)?.text }
}
