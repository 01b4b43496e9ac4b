import APK
import Cryptography
import Diagnostics
import SystemPackage

extension IndexUpdate {
    /// What to say of signatures that an index has and loses, because others' keys are not there to sign it anew; nil: it loses none.
    ///
    /// - Parameters:
    ///   - key: signs the index from now on; nil changes nothing.
    ///   - directory: where the index is.
    func lostSignatures(signedBy key: (any Signer)?, in directory: FilePath) -> Diagnostic? {
        guard let names = key?.publicNames else { return nil }
        let lost = signers.filter { !names.contains($0) }
        if lost.isEmpty { return nil }
        return Diagnostic(
            .lostSignature,
            "the index of \(directory) was also signed with \(lost.joined(separator: ", ")), and is not any more",
            severity: .warning,
            hint: "who trusts only that key takes nothing from it now: give all keys, --signing-key may be given again"
        )
    }
}

extension Diagnostic.Code {
    /// An index that has fewer signatures than before.
    static let lostSignature = work("lost-signature")
}
