// swift-tools-version: 6.2
import PackageDescription

// The repository server is a package of its own, because SwiftNIO and Hummingbird take minutes to compile and nothing else needs them.

/// The settings that every target is compiled with, as in the core.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let base: Target.Dependency = .product(name: "CuttleBase", package: "cuttle")
/// What the tests make repositories with.
let repositories: Target.Dependency = .product(name: "CuttleRepositories", package: "cuttle")

let package = Package(
    name: "cuttle-server",
    products: [.executable(name: "cuttle-serve", targets: ["cuttle-serve"])],
    dependencies: [
        .package(name: "cuttle", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Top first: a module stands only on modules further down.
        .executableTarget(
            name: "cuttle-serve",
            dependencies: ["Serving", base, .product(name: "ArgumentParser", package: "swift-argument-parser"), system],
            swiftSettings: strict
        ),
        .target(
            name: "Serving",
            dependencies: [
                "WebFiles", base, system,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "WebFiles",
            dependencies: [base, system, .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "WebFilesTests",
            dependencies: ["WebFiles", base, repositories, system, .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ServerTests",
            dependencies: ["cuttle-serve", base, repositories, system],
            swiftSettings: strict
        ),
    ]
)
