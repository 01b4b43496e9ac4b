import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations

/// The certificates that an image trusts beside those of its packages (IMAGE.md §9.6).
struct Certificates {
    /// A package that may bring certificates: what it provides, and the files that are its own.
    struct Provider {
        let provides: [String]
        let files: [String]
    }

    private struct Certificate {
        let block: PEMBlock
        let alias: String
    }

    static let folder = "usr/local/share/ca-certificates"
    /// The files with all certificates that programs look at.
    static let bundles = [
        "etc/ssl/certs/ca-certificates.crt", "var/lib/ecs/deps/execute-command/certs/tls-ca-bundle.pem",
        "kaniko/ssl/certs/ca-certificates.crt",
    ]
    /// Java's.
    static let truststore = "etc/ssl/certs/java/cacerts"

    let configuration: ImageConfiguration.Certificates
    /// When the image was built, in seconds since 1970.
    let time: Int64

    /// Adds them.
    ///
    /// - Parameter providers: packages of the image, in install order.
    func apply(to files: inout ImageFileSystem, providers: [Provider]) throws(Diagnostic) {
        var certificates: [Certificate] = []
        for item in configuration.additional { certificates.append(try add(item, to: &files)) }
        certificates += try collect(providers, in: files)
        if certificates.isEmpty { return }
        for path in Self.bundles {
            guard let id = try files.find(path) else { continue }
            if files[id].kind != .regular { throw Diagnostic(.badImage, "\"\(path)\" is not a file that certificates could be added to") }
            var bytes = try files.read(id)
            for certificate in certificates { bytes += certificate.block.text + [0x0A] }
            files[id].content = .bytes(bytes)
            files[id].modificationTime = time
        }
        guard let id = try files.find(Self.truststore) else { return }
        do throws(Diagnostic) {
            var store = try Truststore(files.read(id))
            for certificate in certificates {
                store.trust(certificate.block.content, as: certificate.alias, time: time)
            }
            files[id].content = .bytes(store.bytes)
            files[id].modificationTime = time
        } catch {
            var error = error
            error.message = "the truststore \(Self.truststore) of the image \(error.message)"
            throw error
        }
    }

    private func add(_ item: ImageConfiguration.NamedContent, to files: inout ImageFileSystem) throws(Diagnostic) -> Certificate {
        let block: PEMBlock
        do throws(Diagnostic) {
            block = try .certificate(Array(item.content.utf8))
        } catch {
            var error = error
            error.message = "the certificate \"\(item.name)\" cannot be added: \(error.message)"
            throw error
        }
        if item.name.isEmpty || item.name.utf8.contains(UInt8(ascii: "/")) {
            throw Diagnostic(.badCertificate, "\"\(item.name)\" cannot be the name of a certificate")
        }
        let fingerprint = Digest.of(block.content).hex
        let id = try files.write("\(Self.folder)/\(item.name)-\(fingerprint).crt", block.text)
        files[id].modificationTime = time
        return Certificate(block: block, alias: "\(item.name)-\(fingerprint)")
    }

    /// The certificates that packages bring as files; what is no single certificate is left alone.
    private func collect(_ providers: [Provider], in files: ImageFileSystem) throws(Diagnostic) -> [Certificate] {
        let wanted = Set(configuration.providers)
        var paths: [String] = []
        for provider in providers where provider.provides.contains(where: wanted.contains) {
            paths += provider.files.filter { path in
                path.hasPrefix("\(Self.folder)/") && (path.hasSuffix(".crt") || path.hasSuffix(".pem"))
            }
        }
        var certificates: [Certificate] = []
        for path in paths.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let bytes = try files.read(path) else {
                throw Diagnostic(.badImage, "\"\(path)\" of a package that provides certificates is not a file in the image")
            }
            guard let block = try? PEMBlock.certificate(bytes) else { continue }
            certificates.append(Certificate(block: block, alias: "pkg-\(Digest.of(block.content).hex)"))
        }
        return certificates
    }
}
