public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// The content-addressed store: sources by digest, checkouts of repositories, unpacked packages, composed roots, results of builds.
///
/// Everything in it can be made again; several processes may use one store. What is there is complete: a file or tree
/// gets its name in one step when it is finished (DESIGN, promise 4).
public struct Store: Sendable {
    /// Where the store lies.
    public let path: FilePath

    /// Opens a store, and makes it when it is missing.
    public init(_ path: FilePath) throws(Diagnostic) {
        self.path = Files.absolute(path)
        for name in ["sources", "checkouts", "trees", "roots", "results", "work"] {
            try Files.makeDirectory(self.path.appending(name))
        }
        try removeAbandonedWork()
    }

    /// Where what was read of indexes is kept.
    public var indexes: FilePath { path.appending("indexes") }

    // MARK: Work in progress

    /// A place for work in progress, on the store's file system; removed with the value.
    public func workDirectory(prefix: String) throws(Diagnostic) -> WorkDirectory {
        let lock = try FileLock(workLock)
        defer { withExtendedLifetime(lock) {} }
        return try WorkDirectory(in: path.appending("work"), prefix: prefix)
    }

    /// Removes what processes left behind that were killed.
    private func removeAbandonedWork() throws(Diagnostic) {
        let lock = try FileLock(workLock)
        defer { withExtendedLifetime(lock) {} }
        let folder = path.appending("work")
        for name in try Files.list(folder) where !name.hasPrefix(".") {
            // Whoever works in a directory holds a lock on it, which ends with the process in whatever way.
            if FileLock.isFree(folder.appending(name)) { try Files.removeTree(folder.appending(name)) }
        }
    }

    private var workLock: FilePath { path.appending("work").appending(".lock") }

    // MARK: Sources

    /// The file with a digest, nil when the store does not have it. Its content is checked, and dropped when it is damaged.
    public func source(_ digest: Digest, _ function: HashFunction) throws(Diagnostic) -> FilePath? {
        let file = sourcePath(digest, function)
        guard Files.exists(file) else { return nil }
        if try Digest.ofFile(file, function) == digest { return file }
        try Files.removeFile(file)
        return nil
    }

    /// Takes in a file whose digest the caller has checked; the file is moved.
    public func adoptSource(_ file: FilePath, _ digest: Digest, _ function: HashFunction) throws(Diagnostic) -> FilePath {
        let target = sourcePath(digest, function)
        try Files.rename(file, to: target)
        return target
    }

    private func sourcePath(_ digest: Digest, _ function: HashFunction) -> FilePath {
        path.appending("sources").appending("\(function)-\(digest.hex)")
    }

    // MARK: Trees

    /// Which family a tree belongs to.
    public enum TreeKind: String, Sendable {
        /// The data of one package, named by the digest of its data member.
        case package = "trees"
        /// A root composed of packages, named by the digest of their set.
        case root = "roots"
    }

    /// The tree of a name; when it is missing, `make` fills an empty directory that then becomes the tree.
    ///
    /// Another process that wants the same tree waits.
    public func tree(_ kind: TreeKind, _ name: String, make: (FilePath) throws(Diagnostic) -> Void) throws(Diagnostic) -> FilePath {
        let target = path.appending(kind.rawValue).appending(name)
        if Files.exists(target) { return target }
        let lock = try FileLock(path.appending(kind.rawValue).appending(".\(name).lock"))
        defer { withExtendedLifetime(lock) {} }
        if Files.exists(target) { return target }
        let work = try workDirectory(prefix: "tree-")
        let tree = work.path.appending("tree")
        try Files.makeDirectory(tree)
        try make(tree)
        try Files.rename(tree, to: target)
        return target
    }

    // MARK: Results

    /// The folder with the result of an action, nil when the action has not been done.
    public func result(_ key: Digest) -> FilePath? {
        let target = path.appending("results").appending(key.hex)
        return Files.exists(target) ? target : nil
    }

    /// Takes in the result of an action: the folder is moved.
    ///
    /// - Parameter isReplacing: whether an older result gives way. When somebody else has done the same action meanwhile, theirs stays:
    ///   it is as good, and may be in use.
    /// - Returns: where the result is.
    public func adoptResult(_ folder: FilePath, for key: Digest, isReplacing: Bool) throws(Diagnostic) -> FilePath {
        let results = path.appending("results")
        let lock = try FileLock(results.appending(".lock"))
        defer { withExtendedLifetime(lock) {} }
        let target = results.appending(key.hex)
        if Files.exists(target) {
            if !isReplacing { return target }
            // Others may be reading it: they find the old result or the new one, and both are whole.
            let old = try workDirectory(prefix: "old-")
            defer { withExtendedLifetime(old) {} }
            try Files.exchange(folder, with: target, aside: old.path.appending("result"))
            try Files.removeTree(folder)
            return target
        }
        try Files.rename(folder, to: target)
        return target
    }
}
