import Files
import SystemPackage
import Testing

/// A project of Tests/PipelineProjects that has been built in the sandbox, with the tools that Debian has.
struct PipelineProject: Sendable {
    static let folder = Program.project.appending("Tests/PipelineProjects")

    private let desk: Desk
    private let name: String

    /// The project, built once for all tests.
    static func built(_ name: String) async throws -> PipelineProject { try await shared.project(name) }

    /// What a step wrote.
    ///
    /// - Parameter step: a part of the log's name, which no other log has.
    func log(_ step: String) throws -> String {
        let logs = desk.path.appending("logs")
        let found = try Files.walk(logs).filter { $0.path.hasSuffix(".log") && $0.name.contains(step) }
        try #require(found.count == 1, "the logs with \(step) in their names: \(found.map(\.path))")
        return String(decoding: try Files.read(logs.appending(found[0].path)), as: UTF8.self)
    }

    /// The files, links and empty folders of a package.
    func leaves(of package: String) async throws -> [String] {
        let paths = try await content(of: package, ["-t"]).split(separator: "\n").map(String.init).filter { !$0.hasPrefix(".") }
        // Every package has a bill of materials.
        return paths.filter { path in !path.hasPrefix("var/lib/db/sbom") && !paths.contains { $0.hasPrefix(path + "/") } }
    }

    /// The text of a file of a package.
    func text(_ file: String, of package: String) async throws -> String { try await content(of: package, ["-x", "-O", file]) }

    private func content(of package: String, _ arguments: [String]) async throws -> String {
        let repository = desk.path.appending("packages")
        let found = try Files.walk(repository).filter { $0.name.hasPrefix("\(package)-1") && $0.name.hasSuffix(".apk") }
        try #require(found.count == 1, "the packages called \(package): \(found.map(\.path))")
        let file = repository.appending(found[0].path).string
        let listed = try await Program.run("tar", ["-z", "-f", file] + arguments)
        try #require(listed.status == 0, "\(listed.error)")
        return listed.output
    }

    private static let shared = Builds()

    /// One build at a time and one of each project; the programs that Debian does not have are built first.
    private actor Builds {
        private var builds: [String: Task<PipelineProject, any Error>] = [:]
        private var last: Task<PipelineProject, any Error>?

        func project(_ name: String) async throws -> PipelineProject {
            if let build = builds[name] { return try await build.value }
            let previous = last
            let standIns = name == "stand-ins" ? nil : standIns()
            let build = Task {
                _ = await previous?.result
                return try await Self.build(name, with: try await standIns?.value)
            }
            builds[name] = build
            last = build
            return try await build.value
        }

        private func standIns() -> Task<PipelineProject, any Error> {
            if let build = builds["stand-ins"] { return build }
            let build = Task { try await Self.build("stand-ins", with: nil) }
            builds["stand-ins"] = build
            return build
        }

        private static func build(_ name: String, with standIns: PipelineProject?) async throws -> PipelineProject {
            let bench = try await Workbench.openWithToolchains()
            let desk = try await Desk()
            let recipe = PipelineProject.folder.appending("\(name).yaml").string
            let repositories = standIns.map { ["-r", $0.desk.path.appending("packages").string] } ?? []
            let outcome = try await desk.build([recipe, "--force"] + repositories, seed: bench.toolchains)
            try #require(outcome.status == 0, "\(outcome.error)")
            return PipelineProject(desk: desk, name: name)
        }
    }
}
