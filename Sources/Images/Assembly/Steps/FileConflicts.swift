import APK
import Diagnostics
import Roots

/// Paths that packages cannot share, found in the whole image before anything is written (IMAGE.md §9.1).
struct FileConflicts {
    /// One path; packages by their positions.
    enum Conflict {
        /// Two packages bring it.
        case files(path: String, owner: Int, newcomer: Int)
        /// It is what every image has.
        case assembled(path: String, newcomer: Int, isDirectory: Bool)
        /// A package brings a directory where a file is.
        case directoryOnFile(path: String, newcomer: Int, owner: Int?)
        /// A package brings a hard link where something is.
        case link(path: String, newcomer: Int)
    }

    private struct Pair: Hashable {
        let owner: Int
        let newcomer: Int
    }

    private var pairs: [(pair: Pair, paths: [String], count: Int)] = []
    private var positions: [Pair: Int] = [:]
    private var others: [Conflict] = []
    private(set) var count = 0
    /// How many paths of one pair, and how many other conflicts, are named.
    private static let mostNamed = 10

    /// Notes a conflict.
    mutating func add(_ conflict: Conflict) {
        count += 1
        guard case .files(let path, let owner, let newcomer) = conflict else {
            if others.count < Self.mostNamed { others.append(conflict) }
            return
        }
        let pair = Pair(owner: owner, newcomer: newcomer)
        let position = positions[pair] ?? pairs.count
        if position == pairs.count {
            positions[pair] = position
            pairs.append((pair, [], 0))
        }
        pairs[position].count += 1
        if pairs[position].paths.count < Self.mostNamed { pairs[position].paths.append(path) }
    }

    /// Throws when there are conflicts: one diagnostic that explains all of them.
    func check(_ packages: [PackageInfo]) throws(Diagnostic) {
        if count == 0 { return }
        if count == 1, let only = pairs.first, let path = only.paths.first {
            let (owner, newcomer) = (packages[only.pair.owner], packages[only.pair.newcomer])
            throw Diagnostic(
                .fileConflict,
                "both \(owner.name) and \(newcomer.name) bring \(path)",
                notes: [Self.order(owner, newcomer)],
                hint: Self.hint(owner, newcomer)
            )
        }
        if count == 1, let only = others.first { throw Diagnostic(.fileConflict, Self.text(only, packages)) }
        var conflict = Diagnostic(.fileConflict, "\(count) paths of this image are claimed more than once")
        for (pair, paths, count) in pairs.prefix(Self.mostNamed) {
            let (owner, newcomer) = (packages[pair.owner], packages[pair.newcomer])
            let rest = count > paths.count ? " and \(count - paths.count) more" : ""
            conflict.notes.append("both \(owner.name) and \(newcomer.name) bring \(paths.joined(separator: ", "))\(rest)")
            conflict.notes.append(Self.order(owner, newcomer))
            conflict.hints.append(Self.hint(owner, newcomer))
        }
        if pairs.count > Self.mostNamed { conflict.notes.append("and \(pairs.count - Self.mostNamed) more pairs of packages") }
        conflict.notes += others.map { Self.text($0, packages) }
        throw conflict
    }

    private static func order(_ owner: PackageInfo, _ newcomer: PackageInfo) -> String {
        func name(_ info: PackageInfo) -> String {
            "\(info.name)-\(info.version)" + (info.origin.isEmpty ? "" : " (origin \(info.origin))")
        }
        return "\(name(owner)) is installed first and has it, then comes \(name(newcomer))"
    }

    private static func hint(_ owner: PackageInfo, _ newcomer: PackageInfo) -> String {
        "to keep the file of \(newcomer.name), list \(owner.name) under dependencies.replaces of \(newcomer.name);"
            + " to keep that of \(owner.name), list \(newcomer.name) under that of \(owner.name)"
    }

    private static func text(_ conflict: Conflict, _ packages: [PackageInfo]) -> String {
        switch conflict {
        case .files(let path, let owner, let newcomer): "both \(packages[owner].name) and \(packages[newcomer].name) bring \(path)"
        case .assembled(let path, let newcomer, true): "\(packages[newcomer].name) brings \(path), which is a directory in this image"
        case .assembled(let path, let newcomer, false):
            "\(packages[newcomer].name) brings \(path), which every image has with content of its own"
        case .directoryOnFile(let path, let newcomer, let owner):
            "\(packages[newcomer].name) brings the directory \(path), which is a file of \(owner.map { packages[$0].name } ?? "the image")"
        case .link(let path, let newcomer): "\(packages[newcomer].name) brings the hard link \(path), which exists already"
        }
    }
}
