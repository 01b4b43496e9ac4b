// swift-tools-version: 6.2
import PackageDescription

/// The settings that every Swift target of Cuttle is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module of Cuttle: `Sources/<name>`, on top of the modules named.
func module(_ name: String, on dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of a module: `Tests/<name>Tests`.
///
/// - Parameter data: folders in it that are no source.
func tests(_ name: String, on dependencies: [Target.Dependency] = [], data: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        exclude: data,
        swiftSettings: strict
    )
}

/// The headers of a C library of the system, from the Debian package named; the library itself is loaded when it is used.
func headers(_ name: String, debian: String) -> Target {
    .systemLibrary(name: name, providers: [.apt([debian])])
}

let package = Package(
    name: "cuttle",
    products: [
        .executable(name: "cuttle", targets: ["cuttle"]),
        // What the package in Server/ stands on, and its tests.
        .library(name: "CuttleBase", targets: ["Cryptography", "JSON", "Files", "Diagnostics", "CLinux"]),
        .library(name: "CuttleRepositories", targets: ["Packaging", "Repositories", "APK", "TestSupport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Top first: a module stands only on modules further down.
        .executableTarget(
            name: "cuttle",
            dependencies: [
                "CLinux", "Analysis", "ImageConfigurations", "ImageComparisons", "ImageSignatures", "Images", "Registries", "Worlds",
                "Seeds", "Bumps",
                "RecipeLinting", "PackageLinting",
                "LicenseDetection", "Queries",
                "Rebuilds", "Builds", "Repositories", "Solving",
                "Recipes", "Templates",
                "Sources", "Signing", "Store", "Transfers", "APK", "Archives", "Attestations", "Cryptography", "JSON", "Files",
                "Diagnostics", argumentParser, system,
            ],
            swiftSettings: strict,
            linkerSettings: [
                // Else other libraries would call the program's functions of the same names (CLibraries) and not their own.
                .unsafeFlags(["-Xlinker", "--no-export-dynamic"]),
                // The C++ library that the Swift runtime needs becomes a part of the program too: loading it takes a tenth of a short run.
                .unsafeFlags(["-L", "\(Context.packageDirectory)/scripts/linking"], .when(configuration: .release)),
            ]
        ),
        module(
            "Images",
            on: [
                "APK", "Archives", "Cryptography", "Diagnostics", "Files", "Recipes", "Store", "YAML", "ImageConfigurations", "Roots",
                "Registries", "Repositories", "Solving", "Transfers", "JSON", "Licenses", subprocess, system,
            ],
            resources: [.embedInCode("Applets")]
        ),
        module(
            "Worlds",
            on: [
                "RecipeLinting", "ImageConfigurations", "Store", "APK", "Builds", "Cryptography", "Diagnostics", "Files", "Recipes",
                "Repositories", "Sandboxes", system,
            ]
        ),
        module(
            "Rebuilds",
            on: [
                "APK", "Archives", "Builds", "Cryptography", "Diagnostics", "Files", "Recipes", "Repositories", "Sandboxes", "Store",
                system,
            ]
        ),
        module(
            "Seeds",
            on: [
                "Analysis", "APK", "Roots", "Diagnostics", "Packaging", "Repositories", "Archives", "Cryptography", "Files", "Store",
                subprocess,
                system,
            ]
        ),
        module(
            "Builds",
            on: [
                "Analysis", "APK", "Attestations", "Archives", "Cryptography", "Files", "ImageConfigurations", "Store", "Packaging",
                "Recipes", "Repositories", "Roots", "Sandboxes", "Solving", "Sources", "Transfers", "YAML", "JSON", "PackageLinting",
                "LicenseDetection", "Licenses", subprocess, system,
            ]
        ),
        module(
            "Bumps",
            on: ["APK", "Recipes", "YAML", "Transfers", "Cryptography", "Diagnostics", "Files", "JSON", subprocess, system]
        ),
        module("Queries", on: ["Templates", "JSON", "Diagnostics"]),
        module("PackageLinting", on: ["APK", "Archives", "ELF", "Licenses", "JSON", "Files", "Cryptography", "Diagnostics", system]),
        module("LicenseDetection", on: ["APK", "Archives", "Licenses", "Files", "Diagnostics", system]),
        module(
            "ImageComparisons",
            on: ["APK", "Archives", "Registries", "Cryptography", "Diagnostics", "Files", "JSON", system]
        ),
        module(
            "ImageSignatures",
            on: ["Registries", "Attestations", "Cryptography", "JSON", "Files", "Diagnostics", "COpenSSL", "CSodium", "CLibraries", system]
        ),
        module("Registries", on: ["Archives", "Cryptography", "Diagnostics", "Files", "JSON", "Transfers", subprocess, system]),
        module("Attestations", on: ["JSON", "Cryptography", "Diagnostics", "Files", system]),
        module("Signing", on: ["Cryptography", "Diagnostics", "Files", system]),
        module("Packaging", on: ["Analysis", "APK", "Archives", "Files", "Cryptography", system]),
        module("Analysis", on: ["APK", "Archives", "Cryptography", "ELF", "Files", "JSON", "Diagnostics", system]),
        module("Sandboxes", on: ["Diagnostics", "Files", subprocess, system]),
        module("Roots", on: ["APK", "Archives", "ELF", "ImageConfigurations", "Cryptography", "Store", "Files", system]),
        module("RecipeLinting", on: ["APK", "Recipes", "Licenses", "ImageConfigurations", "YAML", "Diagnostics"]),
        module("Sources", on: ["Recipes", "Cryptography", "Diagnostics", "Files", "Store", "Transfers", subprocess, system]),
        module(
            "Repositories",
            on: ["APK", "Attestations", "Solving", "Store", "Transfers", "JSON", "Diagnostics", "Files", "Cryptography", system]
        ),
        module("Solving", on: ["APK", "Diagnostics", "Files"]),
        module("APK", on: ["Archives", "Cryptography", "Files", system]),
        module("ImageConfigurations", on: ["YAML", "JSON", "Cryptography", "Files", "Diagnostics", system]),
        module(
            "Recipes",
            on: [
                "ImageConfigurations", "YAML", "JSON", "Diagnostics", "Files", "Cryptography", "ShellSyntax", "CPCRE2", "CLibraries",
                system,
            ],
            resources: [.embedInCode("Pipelines"), .embedInCode("Schema")]
        ),
        module("Licenses", on: ["Cryptography", "Diagnostics"], resources: [.embedInCode("Identifiers")]),
        module("Store", on: ["Cryptography", "Files", system]),
        module("Transfers", on: ["Diagnostics", "Files", "CLibCurl", system]),
        module("Archives", on: ["Diagnostics", "Files", "CLibArchive", "CLibDeflate", "CZlib", "CZstd", "CLibraries", system]),
        module("Cryptography", on: ["Diagnostics", "Files", "COpenSSL", "CLibraries", system]),
        module("Templates", on: ["Diagnostics"]),
        module("YAML", on: ["JSON", "Diagnostics", "CLibYAML", "CLibraries"]),
        module("ELF", on: ["Diagnostics", "Files", system]),
        module("ShellSyntax", on: []),
        module("JSON", on: []),
        module("Files", on: ["Diagnostics", "CLinux", system]),
        module("Diagnostics", on: []),
        .target(name: "CLinux"),
        .target(name: "CLibCurl", dependencies: ["CLibCurlSystem"]),
        .target(
            name: "CLibraries",
            dependencies: ["CLibArchive", "CLibDeflate", "CLibYAML", "COpenSSL", "CPCRE2", "CSodium", "CZlib", "CZstd"]
        ),
        headers("CLibArchive", debian: "libarchive-dev"),
        headers("CLibCurlSystem", debian: "libcurl4-openssl-dev"),
        headers("CLibDeflate", debian: "libdeflate-dev"),
        headers("CLibYAML", debian: "libyaml-dev"),
        headers("CPCRE2", debian: "libpcre2-dev"),
        headers("COpenSSL", debian: "libssl-dev"),
        headers("CSodium", debian: "libsodium-dev"),
        headers("CZlib", debian: "zlib1g-dev"),
        headers("CZstd", debian: "libzstd-dev"),
        // Fuzzing: changed recipes, packages, indexes and ELF files at random, see Fuzzing/README.md.
        .executableTarget(
            name: "fuzz",
            dependencies: ["RecipeFuzzing", "PackageFuzzing", "Fuzzing", "Diagnostics", "Files", argumentParser, system],
            path: "Fuzzing/fuzz",
            swiftSettings: strict
        ),
        .target(
            name: "RecipeFuzzing",
            dependencies: ["Fuzzing", "Diagnostics", "Files", "JSON", "Recipes", system],
            path: "Fuzzing/RecipeFuzzing",
            swiftSettings: strict
        ),
        .target(
            name: "PackageFuzzing",
            dependencies: ["Fuzzing", "APK", "Analysis", "Archives", "Cryptography", "Diagnostics", "ELF", "Files", system],
            path: "Fuzzing/PackageFuzzing",
            swiftSettings: strict
        ),
        .target(name: "Fuzzing", dependencies: [system], path: "Fuzzing/Fuzzing", swiftSettings: strict),
        // What `Benchmarks/emission` measures.
        .executableTarget(
            name: "emission-benchmark",
            dependencies: ["Diagnostics", "Packaging", system],
            path: "Benchmarks/emission-benchmark",
            swiftSettings: strict
        ),
        // Writes the packages that `Benchmarks/image` measures images with.
        .executableTarget(
            name: "image-packages",
            dependencies: ["APK", "Archives", "Cryptography", "Diagnostics", "Files", system],
            path: "Benchmarks/image-packages",
            swiftSettings: strict
        ),
        // Tests.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "cuttle", "APK", "Archives", "Diagnostics", "Files", "JSON", "Roots", "Store", "Cryptography", "TestSupport", subprocess,
                system,
            ],
            swiftSettings: strict
        ),
        tests(
            "Images",
            on: [
                "APK", "Archives", "Cryptography", "Diagnostics", "Files", "ImageConfigurations", "JSON", "Recipes", "Repositories",
                "Roots", "Solving",
                "Store", "YAML", system,
            ]
        ),
        .testTarget(
            name: "HostilePackagesTests",
            dependencies: [
                "APK", "Analysis", "Archives", "Cryptography", "Diagnostics", "Files", "ImageConfigurations", "Images", "Roots", "Store",
                "TestSupport",
                "YAML", system,
            ],
            swiftSettings: strict
        ),
        tests("Worlds", on: ["Diagnostics", "Files", "Recipes", system]),
        tests("Rebuilds", on: ["APK", "Archives", "Cryptography", "Diagnostics", "Files", system]),
        tests("Bumps", on: ["Cryptography", "Diagnostics", "Files", "JSON", "Recipes", "YAML", system]),
        tests("Queries", on: ["Diagnostics", "JSON", "Recipes", "Templates"]),
        tests("RecipeLinting", on: ["Diagnostics", "Files", "Recipes", system]),
        tests("Roots", on: ["APK", "Archives", "Cryptography", "Diagnostics", "Files", "ImageConfigurations", "Store", system]),
        tests("Sources", on: ["Cryptography", "Diagnostics", "Files", "Recipes", "Store", system]),
        tests("ImageConfigurations", on: ["Cryptography", "Diagnostics", "Files", "JSON", "YAML", system], data: ["Wrong"]),
        .testTarget(
            name: "RecipeFuzzingTests",
            dependencies: ["RecipeFuzzing", "Fuzzing", "Files", "TestSupport", system],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PackageFuzzingTests",
            dependencies: ["PackageFuzzing", "Fuzzing", "Files", "TestSupport", system],
            swiftSettings: strict
        ),
        tests(
            "Recipes",
            on: ["Cryptography", "Diagnostics", "Files", "ImageConfigurations", "JSON", "YAML", system],
            data: ["Wrong", "Documents"]
        ),
        tests("Licenses", on: ["Diagnostics"]),
        tests("Solving", on: ["APK", "Diagnostics", "Files", subprocess, system]),
        tests("PackageLinting", on: ["APK", "Cryptography", "Diagnostics", "ELF", "Files", "JSON", system]),
        tests("LicenseDetection", on: ["Diagnostics", "Files", system]),
        tests(
            "Packaging",
            on: ["Analysis", "APK", "Archives", "Cryptography", "Diagnostics", "Files", "Repositories", "Roots", system]
        ),
        tests("Analysis", on: ["APK", "Archives", "Cryptography", "Diagnostics", "Files", "JSON", system]),
        tests("Signing", on: ["Cryptography", "Diagnostics", "Files", system]),
        tests("Registries", on: ["Cryptography", "Diagnostics", "Files", "JSON", "Transfers", system]),
        tests("ImageComparisons", on: ["Archives", "Cryptography", "Diagnostics", "Files", "JSON", "Registries", system]),
        tests("ImageSignatures", on: ["Attestations", "Registries", "Cryptography", "Diagnostics", "Files", "JSON", system]),
        tests("Attestations", on: ["Cryptography", "Diagnostics", "Files", "JSON", system]),
        tests("JSON"),
        tests(
            "Repositories",
            on: [
                "APK", "Archives", "Attestations", "Cryptography", "Diagnostics", "Files", "JSON", "Solving", "Store", "Transfers", system,
            ]
        ),
        tests("APK", on: ["Archives", "Cryptography", "Diagnostics", "Files", subprocess, system]),
        tests("Store", on: ["Cryptography", "Diagnostics", "Files", system]),
        tests("Transfers", on: ["Diagnostics", "Files", system]),
        tests("ELF", on: ["Diagnostics", "Files", system]),
        tests("Archives", on: ["Diagnostics", "Files", system]),
        tests("Cryptography", on: ["Diagnostics", "Files", system]),
        tests("Templates", on: ["Diagnostics"]),
        tests("YAML", on: ["JSON", "Diagnostics", "Files", system]),
        tests("ShellSyntax", on: [system]),
        tests("Files", on: ["Diagnostics", system]),
        tests("Diagnostics"),
        .target(
            name: "TestSupport",
            dependencies: ["Diagnostics", "Files", system],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
    ]
)
