public import APK
public import Diagnostics
import Files
public import SystemPackage

/// Reads the records of many package files, on all cores.
public enum PackageRecords {
    /// What came of one file.
    public typealias Outcome = Result<IndexRecord, Diagnostic>

    /// Files that one task reads: many are small.
    private static let batch = 16

    /// The records of files, in their order.
    public static func read(_ files: [FilePath]) async throws -> [Outcome] {
        try await onAllCores(files) { file in open(file).map { IndexRecord($0) } }
    }

    /// The package files, in their order.
    static func open(_ files: [FilePath]) async throws -> [Result<PackageFile, Diagnostic>] {
        try await onAllCores(files) { open($0) }
    }

    private static func onAllCores<Value: Sendable>(
        _ files: [FilePath],
        _ read: @escaping @Sendable (FilePath) -> Result<Value, Diagnostic>
    ) async throws -> [Result<Value, Diagnostic>] {
        let starts = Array(stride(from: 0, to: files.count, by: batch))
        return try await withThrowingTaskGroup(of: (Int, [Result<Value, Diagnostic>]).self) { group in
            for start in starts {
                group.addTask {
                    try Task.checkCancellation()
                    return (start, files[start..<min(start + batch, files.count)].map(read))
                }
            }
            var parts: [Int: [Result<Value, Diagnostic>]] = [:]
            for try await (start, outcomes) in group { parts[start] = outcomes }
            return starts.flatMap { parts[$0] ?? [] }
        }
    }

    private static func open(_ file: FilePath) -> Result<PackageFile, Diagnostic> {
        do throws(Diagnostic) {
            if !Files.exists(file) { throw Diagnostic(.missingFile, "there is no package \(file)") }
            return .success(try PackageFile(file))
        } catch {
            return .failure(error)
        }
    }
}
