import Diagnostics
import ImageConfigurations

extension ImageConfiguration {
    /// What images cannot be built with yet is refused, never ignored.
    func checkSupported() throws(Diagnostic) {
        if format != .tar {
            throw Diagnostic(.unsupported, "images with \"format: \(format.rawValue)\" cannot be built yet", at: places.keys["format"])
        }
        if contents.baseImage != nil, let layering, !layering.isEmpty {
            throw Diagnostic(
                .contradiction,
                "on a base image, \"layering\" cannot be given",
                at: places.keys["layering"],
                hint: "what is on top of the base is divided by itself"
            )
        }
    }
}
