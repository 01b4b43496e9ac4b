public import APK
import Archives
public import Diagnostics
import Files
import Licenses

extension LicenseSearch {
    /// The files of a package whose names speak of licenses, in any folder.
    public static func texts(of package: PackageFile) throws(Diagnostic) -> [LicenseText] {
        var texts: [LicenseText] = []
        try package.readData { entry, content throws(Diagnostic) in
            let name = entry.path.split(separator: "/").last ?? ""
            guard entry.kind == .regular, entry.size <= LicenseText.longest, LicenseFileName.isLicense(name) else { return }
            let text = ArrayWriter()
            try content.copy(to: text)
            texts.append(LicenseText(path: entry.path, text: text.bytes))
        }
        return texts
    }
}
