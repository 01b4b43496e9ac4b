public import Diagnostics
import Files
import Recipes
public import SystemPackage
import YAML

/// Raising only the epoch of a recipe: the same version, to be built again.
public enum EpochBump {
    /// The edit that it takes.
    ///
    /// - Throws: what is wrong with the recipe; `missing-value` when it has no epoch.
    public static func edit(_ path: FilePath) throws(Diagnostic) -> RecipeEdit {
        guard Files.exists(path) else { throw Diagnostic(.missingFile, "there is no recipe \(path)") }
        let file = SourceFile(name: path.string, bytes: try Files.read(path, limit: 8 << 20))
        var editor = try RecipeEditor(file)
        let epoch = try next(Recipe(file).package)
        try editor.setEpoch(try PackageScalars(file), to: epoch)
        try PackageScalars.check(editor.edited, name: file.name, version: nil, epoch: epoch)
        return RecipeEdit(path, editor)
    }

    /// The epoch after a package's own.
    static func next(_ package: PackageSection) throws(Diagnostic) -> UInt64 {
        let (epoch, overflow) = package.epoch.addingReportingOverflow(1)
        if overflow { throw Diagnostic(.badName, "the epoch \(package.epoch) cannot be raised", at: package.epochSpan) }
        return epoch
    }
}

/// The scalars of a recipe's section `package` that a bump changes.
struct PackageScalars {
    private let section: Node?
    private let start: SourceSpan

    init(_ file: SourceFile) throws(Diagnostic) {
        let root = try Node.parse(file)
        start = root.span
        section = root.value("package")
    }

    /// Where the value of a key stands; nil when the key is not there.
    func span(_ key: String) -> SourceSpan? { section?.value(key)?.span }

    var sectionSpan: SourceSpan { section?.span ?? start }

    /// Reads an edited text again: what the edit was for must have come about.
    static func check(_ text: [UInt8], name: String, version: String?, epoch: UInt64) throws(Diagnostic) {
        let package = try Recipe(SourceFile(name: name, bytes: text)).package
        guard package.epoch == epoch, version == nil || package.version == version else {
            throw Diagnostic(.internalError, "the edit of \(name) gave \(package.fullVersion); nothing was written")
        }
    }
}

extension RecipeEditor {
    mutating func setEpoch(_ package: PackageScalars, to epoch: UInt64) throws(Diagnostic) {
        guard let span = package.span("epoch") else {
            // Absent, it is 0.
            if epoch == 0 { return }
            throw Diagnostic(.missingValue, "the package has no \"epoch\"", at: package.sectionSpan, hint: "add: epoch: 0")
        }
        try set("package.epoch", at: span, to: String(epoch))
    }
}

extension Node {
    /// The value of a key of a map.
    fileprivate func value(_ key: String) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.name == key }?.value
    }
}
