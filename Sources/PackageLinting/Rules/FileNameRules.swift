extension PackageLinter {
    /// Kinds of files that builds leave behind, told by their names (PACKAGE.md §9).
    static let fileNameRules = [
        PackageRule(
            "libtool/la-files",
            .required,
            summary: "no package has libtool archives",
            hint: "remove them, for instance by  rm usr/lib/*.la: linking against them adds needless dependencies",
            finding: "of libtool (*.la)"
        ) { entry, _ in entry.name.hasSuffix(".la") },
        PackageRule(
            "object",
            .warned,
            summary: "no package has object files",
            hint: "remove them: they are left over from compiling",
            finding: "of a compiler (*.o)"
        ) { entry, _ in entry.name.hasSuffix(".o") },
        PackageRule(
            "staticarchive",
            .warned,
            summary: "static libraries are in packages named …-dev or …-static",
            hint: "move them with the pipeline split/static, or build with --disable-static",
            finding: "of static libraries (*.a)"
        ) { entry, package in entry.name.hasSuffix(".a") && !package.isNamed("-dev", "-static") },
        PackageRule(
            "dll",
            .warned,
            summary: "no package has libraries for Windows, except for those named …-dev",
            hint: "remove them: Linux cannot load them",
            finding: "for Windows (*.dll)"
        ) { entry, package in entry.name.hasSuffix(".dll") && !package.isNamed("-dev") },
        PackageRule(
            "dylib",
            .warned,
            summary: "no package has libraries for macOS, except for those named …-dev",
            hint: "remove them: Linux cannot load them",
            finding: "for macOS (*.dylib)"
        ) { entry, package in entry.name.hasSuffix(".dylib") && !package.isNamed("-dev") },
        PackageRule(
            "cudaruntimelib",
            .warned,
            summary: "no package has libraries that belong to the driver of a graphics processor",
            hint: "remove them: the driver of the machine that runs the program brings its own",
            finding: "of the NVIDIA driver"
        ) { entry, _ in entry.isBelow("usr/lib/libcuda.so") || entry.isBelow("usr/lib/libnvidia-ml.so") },
        PackageRule(
            "sbom",
            .warned,
            summary: "var/lib/db/sbom holds SPDX documents only",
            hint: "leave the bill of materials to Cuttle, or name the file ….spdx.json",
            finding: "below /var/lib/db/sbom not named ….spdx.json"
        ) { entry, _ in entry.isBelow("var/lib/db/sbom/") && !entry.name.hasSuffix(".spdx.json") },
    ]
}
