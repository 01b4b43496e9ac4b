import ArgumentParser
import Images

/// `--lockfile`.
struct LockfileOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("Take the packages that a lock file names, and no others.", valueName: "file"),
        completion: .file()
    )
    var lockfile: String?

    /// Its path; an empty one is none, as apko has it.
    var path: String? { lockfile.flatMap { $0.isEmpty ? nil : $0 } }
}

/// What verbs take that put the files of an image together.
struct ImageMakingOptions: ParsableArguments {
    @OptionGroup var locked: LockfileOption

    @Option(
        help: ArgumentHelp(
            "The time that the image carries, as 2025-01-31T12:00:00Z (default: when its newest package was built); SOURCE_DATE_EPOCH overrides it.",
            valueName: "time"
        )
    )
    var buildDate: String?

    /// Which times the image carries.
    func date() throws -> ImageDate {
        let given = try buildDate.flatMap { $0.isEmpty ? nil : try DateOptions.time($0) }
        let epoch: ImageDate.Epoch =
            switch DateOptions.epoch {
            case nil: .absent
            case let text? where text.allSatisfy(\.isWhitespace): .blank
            case let text?: .seconds(try DateOptions.seconds(text))
            }
        return ImageDate(given.map { ImageDate.Time(seconds: $0.seconds, offset: $0.offset) }, epoch: epoch)
    }
}
