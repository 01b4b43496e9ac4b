public import Cryptography
public import Diagnostics
import Files
import SystemPackage

extension Store {
    /// The checkout with a key, nil when the store does not have it. Its content is checked, and dropped when it is damaged.
    public func checkout(_ key: Digest) throws(Diagnostic) -> Checkout? {
        let folder = checkouts.appending(key.hex)
        guard Files.exists(folder) else { return nil }
        if let checkout = Checkout(folder), checkout.isWhole { return checkout }
        let lock = try FileLock(checkouts.appending(".lock"))
        defer { withExtendedLifetime(lock) {} }
        // Moved away in one step, so that nobody ever sees a part of it.
        let old = try workDirectory(prefix: "old-")
        try Files.rename(folder, to: old.path.appending("checkout"))
        return nil
    }

    /// Takes in a checkout: its folder is moved. When somebody else has made the same one meanwhile, theirs stays.
    public func adoptCheckout(_ checkout: Checkout, for key: Digest) throws(Diagnostic) -> Checkout {
        let lock = try FileLock(checkouts.appending(".lock"))
        defer { withExtendedLifetime(lock) {} }
        let folder = checkouts.appending(key.hex)
        if !Files.exists(folder) { try Files.rename(checkout.path, to: folder) }
        guard let adopted = Checkout(folder) else { throw Diagnostic(.internalError, "\(folder) is no checkout") }
        return adopted
    }

    private var checkouts: FilePath { path.appending("checkouts") }
}
