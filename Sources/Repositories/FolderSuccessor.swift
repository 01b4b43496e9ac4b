import Diagnostics
import Files
import SystemPackage

/// A folder with the files of another one, as links, that takes its place in one step: so several of them change at once.
final class FolderSuccessor {
    /// Where it is until then; files are put into it in place of those that are there.
    let path: FilePath
    private let directory: FilePath

    /// Makes a folder beside another one.
    ///
    /// - Parameter directory: must be locked, so that nobody changes it meanwhile.
    /// - Returns: nil where none can be made: what is in it cannot be linked, the folder is another user's or a mount, or the index is
    ///   somewhere else; and where the program stands in it: who called it would be left in the folder that is removed.
    init?(of directory: FilePath) throws(Diagnostic) {
        let absolute = Files.absolute(directory)
        self.directory = absolute
        let parent = absolute.removingLastComponent()
        path = parent.appending(Self.name(of: absolute))
        guard let status = FileStatus.ifPresent(absolute), status.kind == .directory, Files.isWritable(parent),
            FileStatus.ifPresent(absolute.appending("APKINDEX.tar.gz"))?.kind == .regular,
            FileStatus.ifPresent(".")?.identity != status.identity
        else { return nil }
        try Files.removeTree(path)
        try Files.makeDirectory(path)
        try Files.setMode(path, status.mode)
        let own = try FileStatus(path)
        guard own.user == status.user, own.group == status.group, own.mode == status.mode else { return nil }
        for name in try Files.list(absolute) where name != RepositoryLock.workFolderName {
            let file = absolute.appending(name)
            // A folder has one name.
            if FileStatus.ifPresent(file)?.kind == .directory { return nil }
            do throws(Diagnostic) { try Files.link(file, to: path.appending(name)) } catch { return nil }
        }
    }

    /// What somebody left who was killed.
    static func removeAbandoned(of directory: FilePath) throws(Diagnostic) {
        let absolute = Files.absolute(directory)
        let path = absolute.removingLastComponent().appending(name(of: absolute))
        if Files.exists(path) { try Files.removeTree(path) }
    }

    private static func name(of directory: FilePath) -> String { ".\(directory.lastComponent?.string ?? "").publishing" }

    deinit { try? Files.removeTree(path) }

    /// Lets the two folders change places; the one before is removed.
    func takePlace() throws(Diagnostic) {
        try Files.synchronizeDirectory(path)
        guard Files.exchange(path, directory) else {
            // The files are in it already: what has new names is taken back one by one.
            var others: [String] = []
            for name in try Files.list(path) where try isOther(name) { others.append(name) }
            let index = "APKINDEX.tar.gz"
            for name in others.filter({ $0 != index }) + others.filter({ $0 == index }) {
                try Files.rename(path.appending(name), to: directory.appending(name))
            }
            try Files.synchronizeDirectory(directory)
            return
        }
        try Files.synchronizeDirectory(directory.removingLastComponent())
    }

    private func isOther(_ name: String) throws(Diagnostic) -> Bool {
        try FileStatus.ifPresent(directory.appending(name))?.identity != FileStatus(path.appending(name)).identity
    }
}
