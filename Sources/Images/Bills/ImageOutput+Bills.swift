import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Recipes
import SystemPackage

extension ImageOutput {
    /// Writes the bill of materials of each image and of their index (IMAGE.md §15).
    ///
    /// - Parameter name: what addresses call the image; empty when it has no name.
    func writeBills(to folder: FilePath, name: String) throws(Diagnostic) {
        try Files.makeDirectory(folder)
        func write(_ document: JSON, _ name: String) throws(Diagnostic) {
            // Nobody names these files: what is there is replaced, whatever it leads to.
            try Files.writeAtomically(Array((document.text(indent: 2) + "\n").utf8), to: folder.appending("sbom-\(name).spdx.json"))
        }
        for image in images {
            if let bill = image.bill { try write(bill, image.architecture.name) }
        }
        let entries = images.sorted { $0.architecture.imageName.utf8.lexicographicallyPrecedes($1.architecture.imageName.utf8) }
        try write(
            ImageBill.index(
                Digest.of(index.text()),
                images: entries.map { ($0.architecture, $0.digest) },
                source: configuration.sourceAddress,
                time: time,
                name: name,
                order: order
            ),
            "index"
        )
    }
}
