import Archives
import Diagnostics

/// What is in every image before packages are: directories, devices, and the files of the package database (IMAGE.md §9 A).
enum DatabaseFolders {
    static let installed = "usr/lib/apk/db/installed"
    static let triggers = "usr/lib/apk/db/triggers"
    static let scripts = "usr/lib/apk/db/scripts.tar"
    static let world = "etc/apk/world"
    static let repositories = "etc/apk/repositories"
    static let keys = "etc/apk/keys"

    private static let folders: [(path: String, mode: UInt32)] = [
        ("tmp", 0o1777), ("dev", 0o755), ("etc", 0o755), ("opt", 0o755), ("proc", 0o555), ("var", 0o755), ("usr", 0o755),
        ("etc/apk", 0o755), (keys, 0o755), ("usr/lib", 0o755), ("usr/lib/apk", 0o755), ("usr/lib/apk/db", 0o755),
        ("usr/lib/apk/exec", 0o755), ("var/cache", 0o755), ("var/cache/apk", 0o755), ("var/cache/misc", 0o755),
    ]

    private static let devices: [(name: String, major: UInt32, minor: UInt32, mode: UInt32)] = [
        ("zero", 1, 5, 0o666), ("urandom", 1, 9, 0o666), ("null", 1, 3, 0o666), ("random", 1, 8, 0o666), ("console", 5, 1, 0o620),
    ]

    /// Fills an empty file system.
    ///
    /// - Parameter keys: names and texts of the public keys.
    static func add(
        to files: inout ImageFileSystem,
        architecture: String,
        keys: [(name: String, text: [UInt8])],
        repositories: [String],
        world: [String]
    ) throws(Diagnostic) {
        for folder in folders { try files.makeDirectories(folder.path, mode: folder.mode) }
        try files.write(Self.world, lines(world))
        try files.write(Self.repositories, lines(repositories))
        try files.write("usr/lib/apk/db/lock", [], mode: 0o600)
        try files.write(triggers, [])
        try files.write(installed, [])
        try files.write("etc/apk/arch", Array("\(architecture)\n".utf8))
        try addDevices(to: &files)
        try files.write(scripts, ScriptArchive.empty)
        for key in keys { try files.write("\(Self.keys)/\(key.name)", key.text) }
    }

    /// Adds the devices that are missing.
    ///
    /// - Parameter mode: of each of them; nil: what is usual.
    static func addDevices(to files: inout ImageFileSystem, mode: UInt32? = nil) throws(Diagnostic) {
        for device in devices {
            if try files.find("dev/\(device.name)") != nil { continue }
            let folder = try files.makeDirectories("dev")
            let name = FileName(device.name)
            if files.child(name, of: folder) != nil { throw Diagnostic(.badImage, "\"dev/\(device.name)\" is a link to nothing") }
            var inode = ImageFileSystem.Inode(
                kind: .characterDevice,
                mode: mode ?? device.mode,
                content: .device(major: device.major, minor: device.minor)
            )
            inode.modificationTime = files[folder].modificationTime
            files.insert(inode, as: name, in: folder)
        }
    }

    /// One line for each text.
    static func lines(_ texts: [String]) -> [UInt8] { texts.flatMap { Array($0.utf8) + [0x0A] } }
}
