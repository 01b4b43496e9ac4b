import Builds
import Diagnostics
import ImageConfigurations
import JSON
import Recipes
import Worlds

/// `cuttle build --dry-run`: what would be built, for a person or a program.
struct DryRun {
    private let forecast: BuildForecast

    init(_ set: RecipeSet, settings: BuildSettings) async throws {
        forecast = try await BuildForecast(set, settings: settings, warn: Console.warn)
    }

    /// Prints what would be built.
    ///
    /// - Throws: what would keep it from being built.
    func show(isJSON: Bool) throws(DiagnosticList) {
        if isJSON {
            let document = JSON.object([
                "builds": .array(forecast.entries.map(document)),
                "problems": .array(forecast.problems.map(CheckReport.entry)),
            ])
            Console.print(document.text(indent: 2))
        } else {
            show()
        }
        if !forecast.problems.isEmpty { throw DiagnosticList(forecast.problems) }
    }

    private func show() {
        for entry in forecast.entries {
            Console.print(entry.title)
            if !entry.prerequisites.isEmpty { Console.print("  after    \(entry.prerequisites.joined(separator: ", "))") }
            Console.print("  makes    \(entry.compiled.packages.map(\.name).joined(separator: ", "))")
            for (package, name, step) in entry.steps {
                let label = package == entry.compiled.recipe.package.name ? name : "\(package): \(name)"
                let network = step.networkReason.map { "   network: \($0)" } ?? ""
                Console.print("  step     \(label)\(network)")
            }
        }
    }

    private func document(_ entry: BuildForecast.Entry) -> JSON {
        .object([
            "recipe": .string(entry.title),
            "after": .strings(entry.prerequisites),
            "packages": .strings(entry.compiled.packages.map(\.name)),
            "environment": .strings(entry.compiled.environment.contents.packages),
            "steps": .array(
                entry.steps.map { package, name, step in
                    .object([
                        "package": .string(package),
                        "label": .string(name),
                        "network": step.networkReason.map { .string($0) },
                    ])
                }
            ),
        ])
    }
}
