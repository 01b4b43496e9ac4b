import Diagnostics
import YAML

@testable import ImageConfigurations

/// Reads a configuration from a text in a test.
func configuration(_ text: String) throws -> ImageConfiguration {
    try ImageConfiguration(Node.parse(SourceFile(name: "image.yaml", bytes: Array(text.utf8))))
}

/// What a person reads when something goes wrong; `nothing` when all went well.
func problem(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "nothing\n"
    } catch {
        let renderer = DiagnosticRenderer(colour: false)
        return Diagnostic.all(in: error).map { renderer.render($0) }.joined()
    }
}
