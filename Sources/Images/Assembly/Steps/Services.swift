import Diagnostics

/// What a supervisor of services starts, one folder for each (IMAGE.md §9.9).
enum Services {
    static func add(_ services: [String: String], to files: inout ImageFileSystem) throws(Diagnostic) {
        for (name, command) in services.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            if name.pathComponents.isEmpty || name.pathComponents.contains("..") {
                throw Diagnostic(.badImage, "\"\(name)\" cannot be the name of a service")
            }
            try files.makeDirectories("sv/\(name)", mode: 0o777)
            try files.write("sv/\(name)/run", Array("#!/bin/execlineb\n\(command)\n".utf8), mode: 0o755)
        }
    }
}
