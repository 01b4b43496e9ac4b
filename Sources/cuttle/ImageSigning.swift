import ArgumentParser
import Diagnostics
import Files
import Glibc
import ImageSignatures
import JSON
import Registries
import SystemPackage

/// `--key` of a signer.
struct ImageKeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The private key: a cosign.key, or one in PEM form.", valueName: "file"), completion: .file())
    var key: String

    func load() throws -> ImagePrivateKey {
        try ImagePrivateKey(FilePath(key)) { () throws(Diagnostic) in
            if let password = Self.password { return password }
            throw Diagnostic(.usage, "\(key) is encrypted", hint: "set COSIGN_PASSWORD to its password")
        }
    }

    /// The password of encrypted keys, from the environment.
    static var password: [UInt8]? { getenv("COSIGN_PASSWORD").map { Array(String(cString: $0).utf8) } }

    /// Texts given as `key=value`.
    static func pairs(_ texts: [String]) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw ValidationError("\"\(text)\" is no annotation: give KEY=VALUE")
            }
            let key = String(text[..<sign])
            if pairs.updateValue(String(text[text.index(after: sign)...]), forKey: key) != nil {
                throw ValidationError("the annotation \(key) is given twice")
            }
        }
        return pairs
    }
}

/// Where an image is that is signed or verified.
struct SignedImageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Which image of a layout or archive, by its name there (default: the only one).", valueName: "name"))
    var name: String?

    @OptionGroup var registry: RegistryOptions

    func shelf(_ image: String) async throws -> SignatureShelf {
        try await SignatureShelf(image, named: name, settings: registry.settings)
    }
}

/// `cuttle image generate-key-pair`.
struct ImageKeyMaking: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-key-pair",
        abstract: "Makes a key pair that signs images.",
        discussion: "Writes PREFIX.key, encrypted with the password in COSIGN_PASSWORD (which may be empty), and PREFIX.pub."
    )

    @Option(help: ArgumentHelp("What the files are called, without .key and .pub.", valueName: "prefix"), completion: .file())
    var outputKeyPrefix = "cosign"

    func run() throws {
        let (privatePath, publicPath) = (FilePath("\(outputKeyPrefix).key"), FilePath("\(outputKeyPrefix).pub"))
        for path in [privatePath, publicPath] where Files.exists(path) {
            throw Diagnostic(.usage, "\(path) exists already; it is left as it is", hint: "give another name with --output-key-prefix")
        }
        guard let password = ImageKeyOptions.password else {
            throw Diagnostic(
                .usage,
                "there is no password to encrypt \(privatePath) with",
                hint: "set COSIGN_PASSWORD to one; an empty one will do where the file is safe"
            )
        }
        let key = try ImagePrivateKey(generating: privatePath.string)
        try Files.writeAtomically(Array(key.encrypted(password: password).utf8), to: privatePath, mode: 0o600)
        try Files.writeAtomically(key.publicKey().pem, to: publicPath)
        Console.note("wrote the private key \(privatePath) and the public key \(publicPath)")
    }
}

/// `cuttle image sign`.
struct ImageSign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Signs images, as cosign does with a key.",
        discussion: """
            An image is a reference to a registry, the folder of an OCI layout, or an archive of one. The signature is kept beside it: as a \
            bundle that refers to it, and in registries also under a tag that all versions of cosign know.

              cuttle image sign --key cosign.key ghcr.io/team/hello:1.0
              cuttle image sign --key cosign.key output/hello
            """
    )

    @Argument(help: ArgumentHelp("The image.", valueName: "image"))
    var images: [String]

    @OptionGroup var key: ImageKeyOptions

    @Option(
        name: [.customShort("a"), .long],
        help: ArgumentHelp("What else is vouched for; may be given again.", valueName: "key=value")
    )
    var annotations: [String] = []

    @Flag(name: [.customShort("r"), .long], help: "Sign the images of an index too.")
    var recursive = false

    @OptionGroup var date: DateOptions
    @OptionGroup var place: SignedImageOptions

    func validate() throws { _ = try ImageKeyOptions.pairs(annotations) }

    func run() async throws {
        let pairs = try ImageKeyOptions.pairs(annotations)
        let signer = ImageSigner(try key.load(), time: try date.seconds() ?? Int64(time(nil)))
        for image in images {
            let shelf = try await place.shelf(image)
            for shelf in [shelf] + (recursive ? try await shelf.children() : []) {
                let isNew = try await signer.sign(shelf, annotations: pairs)
                Console.note(isNew ? "signed" : "signed by this key already")
                Console.print(shelf.name)
            }
        }
    }
}

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
