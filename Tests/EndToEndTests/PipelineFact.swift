import Testing

/// Something that a built-in pipeline is to do (PIPELINES.md §2), to be seen in the results of a project that runs it.
struct PipelineFact: Sendable, CustomTestStringConvertible {
    /// Where it is to be seen.
    enum Place: Sendable {
        /// The log of the step with this in its name.
        case log(String)
        /// The list of what a package holds: files, links and empty folders.
        case package(String)
        /// A file of a package.
        case file(String, of: String)
    }

    let pipeline: String
    let project: String
    let place: Place
    /// What is to be there; `exactly` of it, or among other things.
    let expected: [String]
    let isExact: Bool

    /// All of the place is known.
    static func exactly(_ pipeline: String, _ project: String, _ place: Place, _ expected: String) -> PipelineFact {
        PipelineFact(pipeline: pipeline, project: project, place: place, expected: [expected], isExact: true)
    }

    /// These are in it, among others.
    static func among(_ pipeline: String, _ project: String, _ place: Place, _ expected: String...) -> PipelineFact {
        PipelineFact(pipeline: pipeline, project: project, place: place, expected: expected, isExact: false)
    }

    var testDescription: String { "\(pipeline) in \(project): \(place)" }

    /// What was found at the place, without blanks at its end.
    func found() async throws -> String {
        let built = try await PipelineProject.built(project)
        var text: String
        switch place {
        case .log(let step): text = try built.log(step)
        case .package(let package): text = try await built.leaves(of: package).joined(separator: "\n")
        case .file(let file, let package): text = try await built.text(file, of: package)
        }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
