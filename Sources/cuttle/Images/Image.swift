import ArgumentParser

/// `cuttle image`.
struct Image: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Makes container images of packages, brings them into registries and out of them, compares them.",
        subcommands: [
            ImageBuild.self, ImageRootBuild.self, ImageCpioBuild.self, ImagePublish.self, ImagePush.self, ImagePull.self, ImageDiff.self,
            ImageTags.self, ImageShowConfig.self, ImageShowPackages.self, ImageDot.self, ImageLocking.self, ImageResolve.self,
            ImageSign.self, ImageAttest.self, ImageVerify.self, ImageKeyMaking.self,
        ]
    )
}

/// One of the words that an option takes.
func word<Word: RawRepresentable & CaseIterable>(_ text: String) throws -> Word where Word.RawValue == String {
    if let word = Word(rawValue: text) { return word }
    throw ValidationError("\"\(text)\" is none of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
}
