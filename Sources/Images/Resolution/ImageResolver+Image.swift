public import Diagnostics
public import ImageConfigurations
public import Recipes
import Solving

extension ImageResolver {
    /// Chooses the packages of an image for several architectures so that they agree.
    ///
    /// apko chooses twice: what was chosen for all architectures together is asked for by version, and chosen again for each by itself, and
    /// the second answer has the order of installation, and may have more packages (IMAGE.md §8, step 4).
    ///
    /// - Throws: as `resolveTogether`; also when there is no second answer.
    public func resolveImage(
        _ configuration: ImageConfiguration,
        _ architectures: [Architecture],
        adding packages: [String] = [],
        warn: (Diagnostic) -> Void
    ) throws(Diagnostic) -> [Resolution] {
        let first = try resolveTogether(configuration, architectures, adding: packages, warn: warn)
        if policy != .apko { return first }
        return try first.map { first throws(Diagnostic) in
            do throws(Diagnostic) {
                let locked = configuration.locked(to: first.pins)
                let second = try choose(locked, first.architecture, from: first.repositories, adding: packages)
                return Resolution(
                    architecture: first.architecture,
                    choices: second.choices,
                    pins: first.pins,
                    repositories: first.repositories
                )
            } catch {
                var error = error.noting(
                    "apko chooses twice: this is the second time, when what was found the first time is asked for by its versions"
                )
                error.hints.append("build by a lock file: it names what is found the first time")
                throw error
            }
        }
    }
}
