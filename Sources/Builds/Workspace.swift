import Archives
import Diagnostics
import Files
import Recipes
import Store
import SystemPackage

/// The folder that a build sees as `/home/build` (RECIPE.md §11).
///
/// Steps may have put anything into it, also links that lead out, so the tool itself works in it only through a rooted directory.
struct Workspace {
    let path: FilePath
    private let directory: RootedDirectory

    init(_ path: FilePath) throws(Diagnostic) {
        self.path = path
        try Files.makeDirectory(path)
        directory = try RootedDirectory(path)
    }

    /// Copies the regular files of a recipe's folder, with their executable bits (RECIPE.md §11).
    ///
    /// - Parameter time: what the copies are dated, because some steps pack the time of a file.
    func populate(from folder: FilePath, time: Int64) throws(Diagnostic) {
        for entry in try Files.walk(folder) where entry.status.kind == .regular {
            if !entry.directory.isEmpty { try directory.makeDirectories(String(entry.directory)) }
            let mode: UInt32 = entry.status.mode & 0o100 != 0 ? 0o755 : 0o644
            try FileReader(folder.appending(entry.path)).copy(to: directory.createFile(entry.path, mode: mode))
            try directory.setModificationTime(entry.path, time)
        }
    }

    /// Makes the folder in which a package is put together.
    ///
    /// - Returns: where it is on the host.
    func makeOutput(_ package: String) throws(Diagnostic) -> FilePath {
        try directory.makeDirectories("melange-out/\(package)")
        return output(package)
    }

    /// Makes sure that the folders of packages are still folders: a step may have put a link in their place, that leads out.
    func checkOutputs(_ packages: [String]) throws(Diagnostic) {
        for name in ["melange-out"] + packages.map({ "melange-out/\($0)" }) where directory.status(name)?.kind != .directory {
            throw Diagnostic(
                .badOutput,
                "\(RecipeCompiler.workspace)/\(name) is no longer a folder: a step removed it, or put a link there"
            )
        }
    }

    func output(_ package: String) -> FilePath {
        path.appending("melange-out").appending(package)
    }

    /// Puts a source into the workspace as the pipeline `fetch` does (PIPELINES.md §3.2).
    ///
    /// - Parameter time: what a file that stays packed is dated; unpacked files have their own times.
    func place(_ file: FilePath, _ fetch: FetchStep, in workingDirectory: String, time: Int64) throws(Diagnostic) {
        let folder = try relative(workingDirectory, fetch.span)
        if !folder.isEmpty { try directory.makeDirectories(folder) }
        if fetch.isUnpacked {
            let target = try relative(Self.join(workingDirectory, fetch.directory), fetch.span)
            if !target.isEmpty { try directory.makeDirectories(target) }
            try SourceArchive(file, name: fetch.fileName).extract(to: directory, below: target, stripComponents: fetch.stripComponents)
        }
        if fetch.isDeleted { return }
        let name = folder.isEmpty ? fetch.fileName : "\(folder)/\(fetch.fileName)"
        if directory.status(name) != nil { try directory.removeFile(name) }
        try FileReader(file).copy(to: directory.createFile(name, mode: 0o644))
        try directory.setModificationTime(name, time)
    }

    /// Makes the working directory of a step that does nothing else.
    func makeDirectory(_ workingDirectory: String) throws(Diagnostic) {
        guard let path = Self.relative(workingDirectory), !path.isEmpty else { return }
        try directory.makeDirectories(path)
    }

    /// Lays a checkout over what is there, as tar would: files of the same name are replaced, others stay (PIPELINES.md §3.1).
    ///
    /// - Parameter folder: the checkout in the store.
    func place(_ folder: FilePath, _ step: CheckoutStep, in workingDirectory: String) throws(Diagnostic) {
        guard let checkout = Checkout(folder) else { throw Diagnostic(.internalError, "\(folder) is no checkout", at: step.span) }
        let target = try relative(Self.join(workingDirectory, step.destination), step.destinationSpan)
        if !target.isEmpty { try directory.makeDirectories(target) }
        var folders: [String] = []
        for entry in try Files.walk(checkout.tree) {
            let (source, name) = (checkout.tree.appending(entry.path), target.isEmpty ? entry.path : "\(target)/\(entry.path)")
            if entry.status.kind == .directory {
                try directory.makeDirectory(name)
                folders.append(name)
                continue
            }
            if directory.status(name) != nil { try directory.removeFile(name) }
            if entry.status.kind == .symbolicLink {
                try directory.makeSymbolicLink(name, to: Files.readLink(source))
            } else {
                try FileReader(source).copy(to: directory.createFile(name, mode: entry.status.mode))
            }
            // Git trusts what its index says of a file only when the index is younger.
            let isInside = entry.path.utf8.starts(with: ".git/".utf8)
            try directory.setModificationTime(name, checkout.time + (isInside ? 1 : 0))
        }
        for name in folders.reversed() { try directory.setModificationTime(name, checkout.time) }
    }

    private func relative(_ path: String, _ span: SourceSpan) throws(Diagnostic) -> String {
        guard let relative = Self.relative(path) else {
            throw Diagnostic(.badInput, "sources cannot be put into \(path): it lies outside of \(RecipeCompiler.workspace)", at: span)
        }
        return relative
    }

    /// A folder as a shell in another one takes it.
    private static func join(_ workingDirectory: String, _ folder: String) -> String {
        folder.utf8.first == UInt8(ascii: "/") ? folder : "\(workingDirectory)/\(folder)"
    }

    /// The part of a sandbox path below the workspace; nil when it lies elsewhere.
    private static func relative(_ path: String) -> String? {
        let parts = path.split(separator: "/").filter { $0 != "." }
        let workspace = RecipeCompiler.workspace.split(separator: "/")
        guard parts.starts(with: workspace), !parts.contains("..") else { return nil }
        return parts.dropFirst(workspace.count).joined(separator: "/")
    }
}

extension Diagnostic.Code {
    /// A step left something else where packages are put together.
    static let badOutput = work("bad-output")
}
