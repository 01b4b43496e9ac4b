import Testing

@testable import Recipes

/// Names and triplets of architectures (RECIPE.md §4.4).
@Suite struct ArchitectureTests {
    @Test(arguments: [
        ("x86_64", "amd64", "x86_64-pc-linux-gnu", "x86_64-unknown-linux-gnu"),
        ("aarch64", "arm64", "aarch64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"),
        ("x86", "386", "i486-pc-linux-gnu", "i686-unknown-linux-gnu"),
        ("armhf", "arm/v6", "arm-unknown-linux-gnueabihf", "armv6-unknown-linux-gnueabihf"),
        ("armv7", "arm/v7", "armv7l-unknown-linux-gnueabihf", "armv7-unknown-linux-gnueabihf"),
        ("ppc64le", "ppc64le", "powerpc64le-unknown-linux-gnu", "powerpc64le-unknown-linux-gnu"),
        ("riscv64", "riscv64", "riscv64-unknown-linux-gnu", "riscv64-unknown-linux-gnu"),
        ("loongarch64", "loong64", "loongarch64-unknown-linux-gnu", "loongarch64-unknown-linux-gnu"),
        ("s390x", "s390x", "s390x-ibm-linux-gnu", "s390x-unknown-linux-gnu"),
    ])
    func hasItsNames(_ name: String, _ image: String, _ gnu: String, _ rust: String) throws {
        for spelling in [name, image] {
            let architecture = try #require(Architecture(spelling))
            #expect(architecture.name == name)
            #expect(architecture.imageName == image)
            #expect(architecture.gnuTriplet("gnu") == gnu)
            #expect(architecture.rustTriplet("gnu") == rust)
        }
    }

    @Test(arguments: ["", "X86_64", "all", "noarch", "sparc", "arm"])
    func isNotKnown(_ name: String) {
        #expect(Architecture(name) == nil)
    }
}
