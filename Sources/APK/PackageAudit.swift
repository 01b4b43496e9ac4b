public import Cryptography
public import Diagnostics
import SystemPackage

/// Looks at a whole package for what is damaged, and for what installers take without a word (APK-FORMAT.md §16).
public struct PackageAudit: Sendable {
    /// What a package's signature must be like.
    public enum Trust: Sendable {
        /// A key of the keyring has signed it.
        case signature(Keyring)
        /// A signed index vouches for it: a signature of a known key must be right all the same, and one of no known key is worth a warning.
        case index(Keyring)
        /// It is not asked for.
        case none
    }

    private let package: PackageFile

    /// An audit of a package that was opened.
    public init(_ package: PackageFile) {
        self.package = package
    }

    /// Reads the whole package.
    ///
    /// - Returns: what was found; nothing for a package that is as it should be.
    public func run(_ trust: Trust) -> [Diagnostic] {
        var findings = signatureFindings(trust)
        var entries = 0
        do throws(Diagnostic) {
            try package.readData(forInstallation: true, isStrict: true) { _, _ in entries += 1 }
        } catch {
            findings.append(error)
        }
        let info = package.info
        if info.installedSize == 0, entries > 0 {
            findings.append(
                Diagnostic(
                    .emptySize,
                    "\(package.path): its .PKGINFO says size 0, so that installers unpack nothing of it",
                    hint: "build it again"
                )
            )
        }
        do throws(Diagnostic) { _ = try Version(info.version) } catch {
            var finding = error
            finding.message = "\(package.path): \(error.message)"
            findings.append(finding)
        }
        if let name = package.path.lastComponent?.string, name != info.fileName {
            findings.append(
                Diagnostic(
                    .otherFileName,
                    "\(package.path): in a repository its name must be \(info.fileName)",
                    severity: .warning,
                    hint: "rename it: installers ask for a package by that name"
                )
            )
        }
        return findings
    }

    private func signatureFindings(_ trust: Trust) -> [Diagnostic] {
        do throws(Diagnostic) {
            switch trust {
            case .none: return []
            case .signature(let keyring):
                try package.signedContent.verify(package.signatures, keyring: keyring, subject: package.path.string)
            case .index(let keyring):
                if package.signatures.isEmpty {
                    return [
                        Diagnostic(
                            .unsignedPackage,
                            "\(package.path) is not signed: only the index vouches for it",
                            severity: .warning,
                            hint: "sign it with cuttle sign"
                        )
                    ]
                }
                let isKnown = package.signatures.contains { keyring[name: $0.keyName] != nil }
                guard isKnown else {
                    let signers = package.signatures.map(\.keyName).joined(separator: ", ")
                    return [
                        Diagnostic(
                            .unsignedPackage,
                            "\(package.path) is signed with \(signers), which is not trusted: only the index vouches for it",
                            severity: .warning
                        )
                    ]
                }
                try package.signedContent.verify(package.signatures, keyring: keyring, subject: package.path.string)
            }
            return []
        } catch {
            return [error]
        }
    }
}

extension Diagnostic.Code {
    /// A package with files says that it has none.
    public static let emptySize = work("empty-size")
    /// A file with another name than installers ask for.
    public static let otherFileName = work("other-file-name")
    /// A package without a signature of its own that is trusted.
    public static let unsignedPackage = work("unsigned-package")
}
