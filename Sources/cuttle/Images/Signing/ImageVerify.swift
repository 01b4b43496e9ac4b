import ArgumentParser
import ImageSignatures
import JSON
import SystemPackage

/// `cuttle image verify`.
struct ImageVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks who signed an image, or attests something of it.",
        discussion: """
            Exits with 1 unless one of the keys has signed the image, and with --type attests it as well. Prints what is vouched for.

              cuttle image verify --key cosign.pub ghcr.io/team/hello:1.0
              cuttle image verify --key cosign.pub --type spdxjson ghcr.io/team/hello:1.0
            """
    )

    @Argument(help: ArgumentHelp("The image: a reference, a layout's folder, or an archive of one.", valueName: "image"))
    var images: [String]

    @Option(help: ArgumentHelp("A public key that is trusted; may be given again.", valueName: "file"), completion: .file())
    var key: [String]

    @Option(
        name: [.customShort("a"), .long],
        help: ArgumentHelp("What a signature must vouch for; may be given again.", valueName: "key=value")
    )
    var annotations: [String] = []

    @Option(help: ArgumentHelp("An attestation that the image must have; may be given again.", valueName: "type"))
    var type: [String] = []

    @Flag(help: "Print what is vouched for as JSON.")
    var json = false

    @OptionGroup var place: SignedImageOptions

    func validate() throws { _ = try ImageKeyOptions.pairs(annotations) }

    func run() async throws {
        var keys: [ImagePublicKey] = []
        for path in key { keys.append(try ImagePublicKey(FilePath(path))) }
        let pairs = try ImageKeyOptions.pairs(annotations)
        let types = try type.map { (name: $0, address: try ImageAttest.address($0)) }
        var documents: [JSON] = []
        for image in images {
            let shelf = try await place.shelf(image)
            let verifier = ImageVerifier(SignatureCheck(image: shelf.digest, keys: keys, annotations: pairs))
            var findings = try await verifier.signatures(of: shelf)
            for type in types { findings += try await verifier.attestations(of: shelf, type: type.address, called: type.name) }
            documents.append(.object(["image": .string(shelf.name), "findings": .array(findings.map(\.document))]))
            if json { continue }
            Console.print(shelf.name)
            // A signature is kept in two places, and is told once.
            var told: Set<String> = []
            for finding in findings {
                let said = finding.annotations.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
                let type = types.first { $0.address == finding.type }
                let line = "  \(type.map { "attested (\($0.name))" } ?? "signed") by \(finding.key.name)\(said)"
                if told.insert(line).inserted { Console.print(line) }
            }
        }
        if json { Console.print(JSON.array(documents).text(indent: 2)) }
    }
}

extension SignatureCheck.Finding {
    fileprivate var document: JSON {
        .object([
            "place": .string(place),
            "key": .string(key.hint),
            "type": .string(type),
            "annotations": .nonEmpty(annotations),
            "payload": (try? JSON(parsing: payload)) ?? .null,
        ])
    }
}
