import ArgumentParser
import Diagnostics
import Files
import Glibc
import ImageSignatures
import JSON
import SystemPackage

/// `cuttle image attest`.
struct ImageAttest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Signs a statement about an image, as cosign does with a key.",
        discussion: """
            The statement is kept beside the image, where signatures are.

              cuttle image attest --key cosign.key --type spdxjson \\
                --predicate sbom-x86_64.spdx.json ghcr.io/team/hello:1.0
            """
    )

    @Argument(help: ArgumentHelp("The image: a reference, a layout's folder, or an archive of one.", valueName: "image"))
    var image: String

    @OptionGroup var key: ImageKeyOptions

    @Option(help: ArgumentHelp("What is said: an address, or \(PredicateType.names.joined(separator: ", ")).", valueName: "type"))
    var type = "custom"

    @Option(help: ArgumentHelp("The file with what is said; JSON but for the type spdx.", valueName: "file"), completion: .file())
    var predicate: String

    @OptionGroup var date: DateOptions
    @OptionGroup var place: SignedImageOptions

    func run() async throws {
        let address = try Self.address(type)
        let bytes = try Files.read(FilePath(predicate), limit: 32 << 20)
        let said: JSON
        if PredicateType.isText(type) {
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Diagnostic(.usage, "\(predicate) is not a text") }
            said = .string(text)
        } else {
            do {
                said = try JSON(parsing: bytes)
            } catch {
                throw Diagnostic(.usage, "\(predicate) is not JSON: at byte \(error.offset): \(error.problem)")
            }
        }
        let signer = ImageSigner(try key.load(), time: try date.seconds() ?? Int64(time(nil)))
        let shelf = try await place.shelf(image)
        let isNew = try await signer.attest(shelf, type: address, predicate: said)
        Console.note(isNew ? "attested" : "attested by this key already")
        Console.print(shelf.name)
    }

    /// The address of a type that somebody named.
    static func address(_ name: String) throws -> String {
        if let address = PredicateType.address(name) { return address }
        let hint = Similarity.hint(for: name, in: PredicateType.names) ?? "known: \(PredicateType.names.joined(separator: ", "))"
        throw Diagnostic(.usage, "\"\(name)\" is no type of attestation", hint: hint)
    }
}
