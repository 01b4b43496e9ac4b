import APK
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// Files that are on their way into a folder: complete and durable under other names, until all of them get their names (DESIGN, promise 4).
struct RepositoryChange {
    /// Where they are until then.
    let folder: FilePath
    private let directory: FilePath
    private var new: [AtomicFile] = []
    private var replacing: [AtomicFile] = []

    init(_ directory: FilePath, _ lock: RepositoryLock) throws(Diagnostic) {
        self.directory = directory
        folder = try lock.temporaryFolder()
    }

    /// Copies a file.
    ///
    /// - Parameter isReplacing: whether the index lists something else under that name so far.
    mutating func add(_ file: FilePath, as name: String, isReplacing: Bool) throws(Diagnostic) {
        let copy = try AtomicFile(directory.appending(name), temporaryFolder: folder)
        try FileReader(file).copy(to: copy)
        try copy.prepare()
        if isReplacing { replacing.append(copy) } else { new.append(copy) }
    }

    /// Copies a file under its own name, unless the folder has its very content.
    mutating func addIfOther(_ file: FilePath) throws(Diagnostic) {
        let name = file.lastComponent?.string ?? ""
        let target = directory.appending(name)
        if Files.exists(target), try Digest.ofFile(target) == Digest.ofFile(file) { return }
        try add(file, as: name, isReplacing: false)
    }

    /// Whether the very package is there already, byte for byte.
    func isThere(_ package: PackageFile, as name: String) throws(Diagnostic) -> Bool {
        guard let there = try? PackageFile(directory.appending(name)), there.identity == package.identity, there.size == package.size else {
            return false
        }
        return try Digest.ofFile(there.path) == Digest.ofFile(package.path)
    }

    /// Gives all their names: first what no index names yet, durably, then the index.
    ///
    /// A package in the place of one that is listed and the index that names it change in one step, with the whole folder; only where a
    /// folder cannot be exchanged, they are two steps one right after the other.
    func commit(_ index: AtomicFile?) throws(Diagnostic) {
        if !replacing.isEmpty, let index, let successor = try FolderSuccessor(of: directory) {
            for copy in new + replacing + [index] { try copy.commit(isDurable: false, in: successor.path) }
            try successor.takePlace()
            return
        }
        for copy in new { try copy.commit(isDurable: false) }
        if !new.isEmpty { try Files.synchronizeDirectory(directory) }
        for copy in replacing { try copy.commit(isDurable: false) }
        if let index {
            try index.commit()
        } else if !replacing.isEmpty {
            try Files.synchronizeDirectory(directory)
        }
    }
}
