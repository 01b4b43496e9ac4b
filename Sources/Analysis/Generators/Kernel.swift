import Archives
import Diagnostics
import Files
import SystemPackage

/// `linux:`: kernels, and the modules that are loaded into them (PACKAGE.md §5.9).
struct Kernel: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) throws(Diagnostic) {
        for entry in context.files {
            let isInModules = ["usr/lib/modules/", "lib/modules/"].contains { entry.path.hasPrefix($0) }
            guard isInModules || entry.path.hasPrefix("boot/") else { continue }
            let bytes = try context.subject.tree.reading(entry) { path throws(Diagnostic) in Self.content(path) }
            // Object files are modules; a kernel is none.
            if !KernelImage.isObjectFile(bytes), let version = KernelImage.version(of: bytes) {
                findings.provide("linux:", version, version: "", .kernel, entry.path)
            }
            if isInModules, let version = KernelImage.version(in: bytes, after: "vermagic=") {
                findings.need("linux:", version, .kernelModule, entry.path)
            }
        }
    }

    /// What a file holds once decompressed, as far as a kernel says its version; nothing of one that is damaged.
    private static func content(_ path: FilePath) -> [UInt8] {
        guard let file = try? DecompressedFile(path, limit: KernelImage.mostBytes) else { return [] }
        var bytes: [UInt8] = []
        while let chunk = try? file.read(upTo: 1 << 20), !chunk.isEmpty { bytes += chunk }
        return bytes
    }
}
