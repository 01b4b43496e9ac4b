public import Diagnostics

extension Diagnostic {
    static func damagedSignature(_ name: String, _ problem: String) -> Diagnostic {
        Diagnostic(.damagedSignature, "\(name) is not a signature that can be read: \(problem)")
    }
}

extension Diagnostic.Code {
    /// What should be a signature of an image is none.
    public static let damagedSignature = work("damaged-signature")
    /// No key that is trusted made the signature.
    public static let wrongImageKey = work("wrong-image-key")
    /// A signature of another image.
    public static let otherImage = work("other-image")
    /// An image that lacks a signature or attestation that was asked for.
    public static let unsignedImage = work("unsigned-image")
}
