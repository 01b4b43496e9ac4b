import Cryptography
import Diagnostics
import Files
import Subprocess
import SystemPackage

/// The machine's own Debian archive, used through apt with a state of its own: neither the system's lists nor its packages
/// are touched, and an ordinary user may do it. Addresses, keys and proxies are those of the machine's configuration.
struct DebianArchive {
    /// One package file, as apt announces it before it fetches anything.
    struct Package: Hashable, Sendable {
        let fileName: String
        let digest: Digest
    }

    private let directory: FilePath

    /// - Parameter directory: absolute; keeps apt's state.
    init(directory: FilePath, absent: [String]) async throws {
        self.directory = directory
        for name in ["lists/partial", "archives/partial", "none"] { try Files.makeDirectory(directory.appending(name)) }
        let architecture = try await Self.run("dpkg", ["--print-architecture"]).split(whereSeparator: \.isWhitespace).joined()
        // The newest possible version of each: any dependency on it counts as met.
        let status = absent.map { name in
            """
            Package: \(name)
            Status: install ok installed
            Maintainer: none
            Architecture: \(architecture)
            Multi-Arch: allowed
            Version: 999:0
            Description: left out


            """
        }
        try Files.writeAtomically(Array(status.joined().utf8), to: directory.appending("status"))
        try Files.writeAtomically(Array(configuration(architecture).utf8), to: directory.appending("apt.conf"))
    }

    /// Read after the system's configuration, so it can clear the hooks that stand there.
    private func configuration(_ architecture: String) -> String {
        """
        #clear APT::Update;
        #clear APT::Architectures;
        #clear DPkg;
        #clear Acquire::Languages;
        APT::Architecture "\(architecture)";
        APT::Architectures { "\(architecture)"; };
        APT::Install-Recommends "false";
        APT::Install-Suggests "false";
        APT::Get::Assume-Yes "true";
        APT::Sandbox::User "root";
        Acquire::Languages { "none"; };
        Acquire::PDiffs "false";
        Acquire::Retries "3";
        Acquire::ForceHash "SHA256";
        Debug::NoLocking "true";
        Dir::State "\(directory)";
        Dir::State::lists "\(directory)/lists";
        Dir::State::status "\(directory)/status";
        Dir::Cache "\(directory)";
        Dir::Cache::archives "\(directory)/archives";
        Dir::Cache::pkgcache "";
        Dir::Cache::srcpkgcache "";
        Dir::Log "\(directory)/log";

        """
    }

    /// Fetches the lists of packages, whose signatures apt checks.
    func update() async throws {
        _ = try await apt(["update"])
    }

    /// The exact files that packages and their dependencies come to, sorted by name.
    func plan(_ names: [String]) async throws -> [Package] {
        // With an empty archive folder also files that were fetched before are listed.
        let text = try await apt(["-o", "Dir::Cache::archives=\(directory)/none", "install", "--print-uris"] + names)
        var packages: [Package] = []
        for line in text.split(separator: "\n") where line.hasPrefix("'") {
            let fields = line.split(separator: " ")
            guard fields.count == 4, fields[3].hasPrefix("SHA256:"), let digest = Digest(hex: String(fields[3].dropFirst(7))) else {
                throw Diagnostic(.seedFailed, "apt named a package without its SHA-256: \(line)")
            }
            packages.append(Package(fileName: String(fields[1]), digest: digest))
        }
        if packages.isEmpty { throw Diagnostic(.seedFailed, "apt found nothing to install", hint: "is this machine's apt set up?") }
        return packages.sorted { $0.fileName < $1.fileName }
    }

    /// Fetches the files of a plan and compares their digests.
    ///
    /// - Returns: where they are.
    func fetch(_ names: [String], plan: [Package]) async throws -> [FilePath] {
        _ = try await apt(["install", "--download-only"] + names)
        return try plan.map { package throws(Diagnostic) in
            let path = directory.appending("archives").appending(package.fileName)
            if try Digest.ofFile(path) != package.digest {
                throw Diagnostic(.seedFailed, "\(package.fileName) is not what the signed package list names")
            }
            return path
        }
    }

    private func apt(_ arguments: [String]) async throws -> String {
        try await Self.run("apt-get", ["-c", "\(directory)/apt.conf", "-qq"] + arguments)
    }

    /// Runs a program of Debian's; what it prints is its result.
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name(program),
            arguments: Arguments(arguments),
            environment: .inherit.updating(["LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"]),
            output: .string(limit: 4 << 20),
            error: .string(limit: 1 << 20)
        )
        guard result.terminationStatus.isSuccess else {
            throw Diagnostic(
                .seedFailed,
                "\(program) \(arguments.last ?? "") failed",
                notes: result.standardError.split(separator: "\n").suffix(8).map(String.init),
                hint: "the seed is made of the packages that this machine's apt can fetch"
            )
        }
        return result.standardOutput
    }
}

extension Diagnostic.Code {
    /// The seed could not be made.
    static let seedFailed = work("seed-failed")
}
