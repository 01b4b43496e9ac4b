public import Cryptography
public import Diagnostics
import Synchronization

/// A key that another program holds, such as a key management service or a hardware module (docs/KEYS.md).
///
/// The program gets the bytes to be signed on its standard input and prints the raw signature. It is started by `sh -c` outside of any
/// sandbox, with the variables of Cuttle and these: `CUTTLE_KEY_NAME`, `CUTTLE_DIGEST_ALGORITHM`, `CUTTLE_DIGEST`. What it says is
/// believed only when the public key confirms it; its text is shown nowhere, as it may hold a secret.
public final class SigningCommand: SigningKey {
    private let command: String
    private let key: PublicKey
    private let timeLimit: Duration
    // One at a time: modules tend to have one session, and services a limit.
    private let turn = Mutex(())

    /// - Parameters:
    ///   - command: a command of sh(1).
    ///   - key: its public half; signatures carry the name of its file.
    ///   - timeLimit: how long one signature may take.
    /// - Throws: `bad-key` for a key that is no RSA key.
    public init(_ command: String, key: PublicKey, timeLimit: Duration = .seconds(120)) throws(Diagnostic) {
        if !key.isRSA { throw Diagnostic(.badKey, "\(key.name) is not an RSA key; packages are signed with RSA") }
        self.command = command
        self.key = key
        self.timeLimit = timeLimit
    }

    public var publicName: String { key.name }

    public func publicKey() -> PublicKey { key }

    /// Lets the program sign.
    ///
    /// - Throws: `signing-failed` when it fails, takes too long, or gives anything but a signature of this key.
    public func sign(_ bytes: [UInt8], _ function: HashFunction) throws(Diagnostic) -> [UInt8] {
        let digest = Digest.of(bytes, function)
        let variables = ["CUTTLE_KEY_NAME": key.name, "CUTTLE_DIGEST_ALGORITHM": function.name, "CUTTLE_DIGEST": digest.hex]
        let run = turn.withLock { _ in
            Result { () throws(Diagnostic) in try ShellProcess.run(command, input: bytes, variables: variables, timeLimit: timeLimit) }
        }
        let outcome: ShellProcess.Outcome
        do throws(Diagnostic) { outcome = try run.get() } catch { throw problem(error.message) }
        switch outcome.ending {
        case .exited(0): break
        case .exited(let status): throw problem("it ended with status \(status)", outcome)
        case .signaled(let signal): throw problem("signal \(signal) ended it", outcome)
        case .timeLimit: throw problem("it was still running after \(timeLimit.components.seconds) s", outcome)
        case .outputLimit: throw problem("it printed more than \(ShellProcess.largestOutput) bytes", outcome)
        }
        if outcome.output.isEmpty { throw problem("it printed nothing", outcome) }
        if !key.verify(outcome.output, of: digest, function) {
            let size = key.signatureSize
            let reason =
                outcome.output.count == size
                ? "what it printed is no \(function.name) signature of \(key.name): it signs with another key, or signs something else"
                : "it printed \(outcome.output.count) bytes, and a signature of \(key.name) has \(size)"
            throw problem(reason, outcome)
        }
        return outcome.output
    }

    /// Lets the program sign a text that means nothing, so that what is wrong with it is known before any work is done.
    public func check() throws(Diagnostic) {
        _ = try sign(Array("cuttle: can this key sign?\n".utf8), .sha256)
    }

    private func problem(_ reason: String, _ outcome: ShellProcess.Outcome? = nil) -> Diagnostic {
        Diagnostic(
            .signingFailed,
            "the signing command of \(key.name) failed: \(reason)",
            notes: outcome?.lastWords ?? [],
            hint: "it gets the bytes to be signed on standard input, and prints the raw PKCS#1 v1.5 signature (docs/KEYS.md)"
        )
    }
}

extension HashFunction {
    /// As OpenSSL and others call it.
    fileprivate var name: String {
        switch self {
        case .sha1: "sha1"
        case .sha256: "sha256"
        case .sha512: "sha512"
        }
    }
}

extension Diagnostic.Code {
    /// A program that was to sign did not.
    public static let signingFailed = work("signing-failed")
}
