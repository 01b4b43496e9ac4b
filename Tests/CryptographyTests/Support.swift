import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

/// Bytes that look random and are the same in every run.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
}

extension HashFunction {
    /// The name that openssl(1) has for it.
    var name: String { "\(self)" }
}
