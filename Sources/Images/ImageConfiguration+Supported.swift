import Diagnostics
import ImageConfigurations

extension ImageConfiguration {
    /// What images cannot be built with yet is refused, never ignored.
    func checkSupported() throws(Diagnostic) {
        var keys: [String] = []
        if certificates != nil { keys.append("certificates") }
        if format != .tar { keys.append("format") }
        if !contents.runtimeKeyring.isEmpty { keys.append("contents.runtime_keyring") }
        if contents.baseImage != nil { keys.append("contents.baseimage") }
        if !entrypoint.services.isEmpty || entrypoint.type == "service-bundle" { keys.append("entrypoint") }
        for key in keys {
            let what = key == "entrypoint" ? "a service bundle" : "\"\(key)\""
            throw Diagnostic(.unsupported, "images with \(what) cannot be built yet", at: places.keys[key])
        }
    }
}
