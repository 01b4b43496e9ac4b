import APK
import Diagnostics
import ImageConfigurations

extension LayerPlanner {
    /// The layers of an image, as its configuration and the order of files divide it (IMAGE.md §11, §12).
    func plans(
        _ files: ImageFileSystem,
        of packages: [PackageInfo],
        _ configuration: ImageConfiguration,
        order: LayerOrder
    ) throws(Diagnostic) -> [LayerPlan] {
        let nodes = try LayerNode.all(of: files)
        var groups: [[String]]?
        if let layering = configuration.layering, !layering.isEmpty {
            do throws(Diagnostic) {
                groups = try LayerGroups.byOrigin(packages, layering)
            } catch {
                var error = error
                error.span = configuration.places.keys["layering"]
                throw error
            }
        }
        return switch (order, groups) {
        case (.package, _): plans(nodes, groups: groups ?? LayerGroups.stable(packages), isAlwaysDivided: groups != nil)
        case (.path, let groups?): plansByPath(nodes, groups: groups)
        case (.path, nil): [plan(nodes)]
        }
    }
}
