import APK

/// What becomes of a path that two packages bring (IMAGE.md §9.1, APK-FORMAT.md §11).
enum Replacement {
    /// The package that was there first keeps it.
    case keeps
    /// The package that comes later takes it.
    case takes
    /// Nothing decides.
    case conflicts

    init(of owner: PackageInfo, by newcomer: PackageInfo, rules: ImageRules) {
        switch rules {
        case .apko:
            // Versions and priorities are not looked at: an item with a version is no package's name.
            if owner.replaces.contains(newcomer.name) {
                self = .keeps
            } else if newcomer.replaces.contains(owner.name) || newcomer.origin == owner.origin {
                self = .takes
            } else {
                self = .conflicts
            }
        case .cuttle:
            let keeps = owner.priority(over: newcomer)
            let takes = newcomer.priority(over: owner)
            if let keeps, keeps >= takes ?? keeps {
                self = .keeps
            } else if takes != nil || (!newcomer.origin.isEmpty && newcomer.origin == owner.origin) {
                self = .takes
            } else {
                self = .conflicts
            }
        }
    }
}

extension PackageInfo {
    /// With which priority a package replaces another; nil when it does not.
    fileprivate func priority(over other: PackageInfo) -> Int? {
        let replaces = replaces.contains { text in
            guard let item = try? Dependency(text), item.name == other.name, !item.isConflict else { return false }
            return item.names(try? Version(other.version))
        }
        return replaces ? replacesPriority ?? 0 : nil
    }
}
