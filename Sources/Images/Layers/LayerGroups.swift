import APK
import Cryptography
import Diagnostics
import ImageConfigurations

/// Which packages share a layer.
enum LayerGroups {
    // MARK: Cuttle's way

    private static let mostGroups = 16
    /// Installed size for which one more layer is worth it, in bytes.
    private static let groupSize: Int64 = 32 << 20

    /// Groups that stay what they are when packages come, go and change, so that a new version of a package changes one layer.
    ///
    /// The packages of an origin stay together, as they change together. Their number doubles with the size of the image; which one an
    /// origin belongs to is decided by its name alone.
    static func stable(_ packages: [PackageInfo]) -> [[String]] {
        let total = packages.reduce(Int64(0)) { $0 &+ max(0, $1.installedSize) }
        var count = 1
        while count < mostGroups, total / Int64(count) > groupSize { count *= 2 }
        var groups = [[String]](repeating: [], count: count)
        for package in packages {
            let origin = package.origin.isEmpty ? package.name : package.origin
            groups[Int(Digest.of(origin).bytes[0]) % count].append(package.name)
        }
        return groups.filter { !$0.isEmpty }.map(sorted)
    }

    // MARK: apko's way

    /// Groups by origin, at most as many as the budget has; a package shares the group of what it replaces (IMAGE.md §12).
    static func byOrigin(_ packages: [PackageInfo], _ layering: ImageConfiguration.Layering) throws(Diagnostic) -> [[String]] {
        if layering.strategy != "origin" {
            throw Diagnostic(
                .badLayering,
                layering.strategy.isEmpty
                    ? "layering has a budget and no strategy" : "layering has the unknown strategy \"\(layering.strategy)\"",
                hint: "the one strategy there is: origin"
            )
        }
        if layering.budget < 0 {
            throw Diagnostic(.badLayering, "layering has the budget \(layering.budget)", hint: "give the number of layers for packages")
        }
        var groups = merged(packages).map { group in
            (names: group.map(\.name), size: group.reduce(Int64(0)) { $0 &+ $1.installedSize })
        }
        groups.sort { left, right in
            if left.size != right.size { return left.size > right.size }
            return precedes(greatest(left.names), greatest(right.names))
        }
        let budget = Int(clamping: layering.budget)
        if groups.count <= budget { return groups.map { sorted($0.names) } }
        let kept = groups.prefix(max(budget - 1, 0)).map { sorted($0.names) }
        let rest = sorted(groups.dropFirst(max(budget - 1, 0)).flatMap(\.names))
        return rest.isEmpty ? kept : kept + [rest]
    }

    /// One group per origin, those joined of which one replaces the other.
    private static func merged(_ packages: [PackageInfo]) -> [[PackageInfo]] {
        var groupOf: [String: Int] = [:]
        var numbers: [String: Int] = [:]
        for package in packages {
            let number = numbers[package.origin] ?? numbers.count
            numbers[package.origin] = number
            groupOf[package.name] = number
        }
        let byName = Dictionary(packages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for package in packages {
            for item in package.replaces {
                guard let wanted = try? Dependency(item), let other = byName[wanted.name], let version = try? Version(other.version),
                    wanted.isSatisfied(by: version), let from = groupOf[other.name], let to = groupOf[package.name], from != to
                else { continue }
                for (name, number) in groupOf where number == from { groupOf[name] = to }
            }
        }
        var groups: [Int: [PackageInfo]] = [:]
        for package in packages { groups[groupOf[package.name] ?? 0, default: []].append(package) }
        return Array(groups.values)
    }

    private static func greatest(_ names: [String]) -> String { names.max(by: precedes) ?? "" }
    private static func sorted(_ names: [String]) -> [String] { names.sorted(by: precedes) }
    private static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
}

extension Diagnostic.Code {
    /// A `layering` that means nothing.
    static let badLayering = input("bad-layering")
}
