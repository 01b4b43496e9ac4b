import Files
public import Recipes
public import Sources
public import Store
public import SystemPackage

/// Puts what a recipe has from upstream where its steps would, and runs none of them.
public struct SourceExtraction: Sendable {
    private let provider: SourceProvider

    /// - Parameters:
    ///   - store: keeps what is fetched.
    ///   - mirrors: places with copies.
    ///   - isOffline: whether to stay away from the network.
    public init(store: Store, mirrors: [SourceProvider.Mirror], isOffline: Bool) {
        provider = SourceProvider(store: store, mirrors: mirrors, isOffline: isOffline)
    }

    /// Fetches, verifies and unpacks the sources of a recipe into a folder, which becomes its workspace.
    public func extract(_ compiled: CompiledRecipe, to folder: FilePath) async throws {
        let workspace = try Workspace(folder)
        for step in compiled.packages.flatMap(\.steps) { try await place(step, workspace) }
    }

    private func place(_ step: CompiledStep, _ workspace: Workspace) async throws {
        if case .source(let source) = step.action {
            switch source {
            case .fetch(let fetch):
                try workspace.place(try await provider.obtain(fetch), fetch, in: step.workingDirectory, time: 0)
            case .checkout(let checkout):
                let path = try await provider.obtain(checkout, epoch: 0, warn: { _ in }).path
                try workspace.place(path, checkout, in: step.workingDirectory)
            }
        }
        for child in step.children { try await place(child, workspace) }
    }
}
