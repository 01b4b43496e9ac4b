import ArgumentParser
import ImageComparisons
import JSON

/// `cuttle image diff`.
struct ImageDiff: AsyncParsableCommand, ComparingCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what differs between two images.",
        discussion: """
            An image is the folder of an OCI layout, an archive (of a layout, or of docker save), or a reference to a registry. Packages, \
            files, what the configuration says of running, and layers are compared, platform by platform. Layers are also compared by what \
            they hold, and it is said when they differ only in how they are compressed. Exit status: 0 no difference, \
            1 some, 2 when they could not be compared.

              cuttle image diff ghcr.io/team/hello:1.0 output/hello
            """
    )

    @Argument(help: ArgumentHelp("The first image.", valueName: "old"), completion: .file())
    var old: String

    @Argument(help: ArgumentHelp("The second.", valueName: "new"), completion: .file())
    var new: String

    @OptionGroup var registry: RegistryOptions

    @Flag(help: "Print the differences as JSON.")
    var json = false

    func run() async throws {
        let status = StatusLine()
        defer { status.clear() }
        let first = try await OpenedImage.open(old, settings: registry.settings) { status.show($0) }
        let second = try await OpenedImage.open(new, settings: registry.settings) { status.show($0) }
        status.clear()
        let (both, platforms) = try ImageDifference.list(first, second)
        if json {
            let list = JSON.array(both.map(\.document))
            let single = JSON.array(
                platforms.map { .object(["platform": .string($0.name), "in": .string($0.old == nil ? "new" : "old")]) }
            )
            Console.print(JSON.object(["platforms": list, "single": single]).text(indent: 2))
        } else {
            for platform in platforms { Console.print("\(platform.old == nil ? "+" : "-") \(platform.name)") }
            for difference in both where !difference.isEmpty { Console.print(difference.text) }
        }
        if !platforms.isEmpty || both.contains(where: { !$0.isEmpty }) { throw ExitCode(1) }
    }
}

extension ImageDifference {
    fileprivate var text: String {
        var lines = [platform]
        func add(_ title: String, _ changes: [Change], _ show: (Change) -> String) {
            if changes.isEmpty { return }
            lines.append("  \(title)")
            for change in changes {
                let sign = change.old == nil ? "+" : change.new == nil ? "-" : "~"
                lines.append("    \(sign) \(show(change))")
            }
        }
        func size(_ text: String?) -> String { Console.size(text.flatMap { Int64($0) } ?? 0) }
        add("packages", packages) { change in "\(change.name) \([change.old, change.new].compactMap { $0 }.joined(separator: " -> "))" }
        add("files", files) { change in
            if !change.aspects.isEmpty { return "/\(change.name)  \(change.aspects.joined(separator: ", "))" }
            return "/\(change.name)  \(size(change.old ?? change.new))"
        }
        add("configuration", configuration) { change in
            "\(change.name): \([change.old, change.new].compactMap { $0 }.joined(separator: " -> "))"
        }
        add("layers, \(sharedLayers) beside them in both", layers) { change in
            let sizes = [change.old, change.new].compactMap { $0 }.map { size($0) }.joined(separator: " -> ")
            return ([change.name, sizes] + change.aspects).joined(separator: "  ")
        }
        if layers.isEmpty, !hasSameLayers { lines.append("  the layers are the same, in another order or another number of times") }
        if hasSameContent, !layers.isEmpty { lines.append("  the layers have the same content, compressed in another way") }
        lines.append("  size \(Console.size(self.size.old)) -> \(Console.size(self.size.new)), compressed \(compressed)")
        return lines.joined(separator: "\n")
    }

    private var compressed: String { "\(Console.size(compressedSize.old)) -> \(Console.size(compressedSize.new))" }

    fileprivate var document: JSON {
        func list(_ changes: [Change], isNumber: Bool = false) -> JSON {
            func value(_ text: String?) -> JSON? {
                text.map { text in isNumber ? Int64(text).map { .number($0) } ?? .null : .string(text) }
            }
            return .array(
                changes.map { change in
                    .object([
                        "name": .string(change.name), "old": value(change.old), "new": value(change.new),
                        "aspects": JSON.nonEmpty(change.aspects),
                    ])
                }
            )
        }
        func pair(_ sizes: (old: Int64, new: Int64)) -> JSON { .object(["old": .number(sizes.old), "new": .number(sizes.new)]) }
        return .object([
            "platform": .string(platform),
            "packages": list(packages), "files": list(files, isNumber: true), "configuration": list(configuration),
            "layers": list(layers, isNumber: true), "sharedLayers": .number(Int64(sharedLayers)), "sameContent": .boolean(hasSameContent),
            "size": pair(size), "compressedSize": pair(compressedSize),
        ])
    }
}
