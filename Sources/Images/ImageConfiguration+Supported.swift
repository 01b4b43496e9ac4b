import Diagnostics
import ImageConfigurations

extension ImageConfiguration {
    /// What images cannot be built with yet is refused, never ignored.
    func checkSupported() throws(Diagnostic) {
        var keys: [String] = []
        if format != .tar { keys.append("format") }
        if contents.baseImage != nil { keys.append("contents.baseimage") }
        for key in keys {
            throw Diagnostic(.unsupported, "images with \"\(key)\" cannot be built yet", at: places.keys[key])
        }
    }
}
