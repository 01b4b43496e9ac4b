/// The variables that the section `package` gives (RECIPE.md §4.2); a reference, as every part of a recipe is read with them.
final class PackageVariables: Equatable, Sendable {
    let name: String
    let version: String
    let epoch: String
    let fullVersion: String
    let description: String

    init(name: String, version: String, epoch: UInt64, description: String) {
        self.name = name
        self.version = version
        self.epoch = String(epoch)
        fullVersion = "\(version)-r\(epoch)"
        self.description = description
    }

    static func == (left: PackageVariables, right: PackageVariables) -> Bool {
        left.name == right.name && left.version == right.version && left.epoch == right.epoch && left.description == right.description
    }

    /// Their full names.
    static let names = ["package.name", "package.version", "package.epoch", "package.full-version", "package.description"]

    /// The value of one, by its full name.
    subscript(_ name: String) -> String? {
        switch name {
        case "package.version": version
        case "package.name": self.name
        case "package.full-version": fullVersion
        case "package.epoch": epoch
        case "package.description": description
        default: nil
        }
    }

    /// Length of the longest value in bytes.
    var longest: Int { max(name.utf8.count, fullVersion.utf8.count, description.utf8.count) }
}
