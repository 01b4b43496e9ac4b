import Diagnostics
import Recipes

/// A file that programs look for in every image; nothing but a package brings it (IMAGE.md §9 O).
enum MissingFile: String, CaseIterable {
    case users = "etc/passwd"
    case groups = "etc/group"
    case release = "etc/os-release"

    /// Those that a file system has not.
    static func all(in files: ImageFileSystem) throws(Diagnostic) -> [MissingFile] {
        var missing: [MissingFile] = []
        for file in allCases where try files.find(file.rawValue) == nil { missing.append(file) }
        return missing
    }

    /// What to say about images that have not all of them: one warning for a file, whatever the architectures.
    static func warnings(_ images: [(architecture: Architecture, missing: [MissingFile])]) -> [Diagnostic] {
        allCases.compactMap { file in
            let lacking = images.filter { $0.missing.contains(file) }.map(\.architecture.name)
            if lacking.isEmpty { return nil }
            let suffix = lacking.count == images.count ? "" : " for \(lacking.joined(separator: ", "))"
            return Diagnostic(.incompleteImage, "the image has no /\(file.rawValue)\(suffix)", severity: .warning, hint: file.hint)
        }
    }

    private var hint: String {
        switch self {
        case .users: "programs find no name for any user: add a package that brings it, or accounts.users"
        case .groups: "programs find no name for any group: add a package that brings it, or accounts.groups"
        case .release: "scanners do not know which distribution it is: add a package that brings it"
        }
    }
}

extension Diagnostic.Code {
    /// An image that lacks what programs expect of every system.
    static let incompleteImage = work("incomplete-image")
}
