import Diagnostics
import ImageConfigurations
import Images
import Recipes
import SystemPackage

/// A lock file that fits a configuration, and the architectures that are wanted of those that it has.
struct LockedImage {
    let lock: ImageLock
    let architectures: [Architecture]

    /// Reads a lock file, and makes sure that it was made for the configuration as it is.
    init(_ path: String, of loaded: ImageConfigurationLoader.Loaded, for wanted: [Architecture]) throws {
        lock = try ImageLock(reading: FilePath(path))
        if let warning = try lock.check(loaded, name: path) { Console.warn(warning) }
        let known = Set(lock.packages.map(\.architecture))
        architectures = wanted.filter { known.contains($0.name) }
        if architectures.isEmpty {
            throw Diagnostic(
                .usage,
                "\(path) has no packages for \(wanted.map(\.name).joined(separator: ", "))",
                hint: "choose another architecture with --arch, or make the lock anew with cuttle image lock"
            )
        }
    }
}
