import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

@testable import ImageConfigurations

/// Wrong configurations, each with what a person reads: `Wrong/<name>.yaml` and `Wrong/<name>.txt`.
///
/// `FOLDER` in them stands for the folder. After a change of messages, `CUTTLE_RECORD=1 swift test --filter WrongConfigurationTests`
/// writes the texts anew; read the difference.
@Suite struct WrongConfigurationTests {
    static let folder = FilePath(#filePath).removingLastComponent().appending("Wrong")

    static func names() throws -> [String] {
        try Files.list(folder).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }
    }

    @Test func thereAreManyOfThem() throws {
        #expect(try Self.names().count >= 60)
    }

    @Test(arguments: (try? names()) ?? [])
    func isExplained(_ name: String) throws {
        let scratch = try TemporaryDirectory()
        let folder = scratch.path.appending("Wrong")
        try Files.makeDirectory(folder.appending("Included"))
        for path in try Files.list(Self.folder.appending("Included")).map({ "Included/\($0)" }) + ["\(name).yaml"] {
            let text = String(decoding: try Files.read(Self.folder.appending(path)), as: UTF8.self)
            try Files.writeAtomically(Array(text.replacing("FOLDER", with: folder.string).utf8), to: folder.appending(path))
        }
        let loader = ImageConfigurationLoader(includePaths: [folder.appending("Included")])
        let text = problem { _ = try loader.load(folder.appending("\(name).yaml").string).configuration.validated() }
            .replacing(folder.string, with: "FOLDER")
        let golden = Self.folder.appending("\(name).txt")
        if Self.isRecording { try Files.writeAtomically(Array(text.utf8), to: golden) }
        #expect(text != "nothing\n")
        #expect(Self.unmarked(text) == Self.unmarked(String(decoding: try Files.read(golden), as: UTF8.self)))
    }

    /// How long a place is depends on where the folder is.
    private static func unmarked(_ text: String) -> String { text.replacing(/~+/, with: "~") }

    private static var isRecording: Bool { getenv("CUTTLE_RECORD") != nil }
}
