import ArgumentParser
import Diagnostics
import Files
import Glibc

/// `--build-date`.
struct DateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The time that outputs carry, as 2025-01-31T12:00:00Z; SOURCE_DATE_EPOCH overrides it (default: for packages that of the last commit to the recipe, for images that of the newest package, for signatures now).",
            valueName: "time"
        )
    )
    var buildDate: String?

    /// Seconds since 1970; nil when nothing was given.
    func seconds() throws -> Int64? {
        if let epoch = Self.epoch, !epoch.isEmpty { return try Self.seconds(epoch) }
        return try buildDate.map { try Self.time($0).seconds }
    }

    /// What `SOURCE_DATE_EPOCH` says; nil when it is not set.
    static var epoch: String? { getenv("SOURCE_DATE_EPOCH").map { String(cString: $0) } }

    /// The number in `SOURCE_DATE_EPOCH`.
    static func seconds(_ epoch: String) throws -> Int64 {
        if let seconds = Int64(epoch), seconds >= 0 { return seconds }
        throw Diagnostic(.usage, "SOURCE_DATE_EPOCH must be seconds since 1970, not \"\(epoch)\"")
    }

    /// A time as the command line has it, with the offset of its zone in minutes.
    static func time(_ text: String) throws -> (seconds: Int64, offset: Int) {
        if let time = Timestamp.parse(text) { return time }
        throw Diagnostic(
            .usage,
            "\"\(text)\" is not a time",
            hint: "write it as 2025-01-31T12:00:00Z, or with a zone as 2025-01-31T12:00:00+01:00"
        )
    }
}
