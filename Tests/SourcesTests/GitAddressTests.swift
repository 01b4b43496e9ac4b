import SystemPackage
import Testing

@testable import Sources

/// What is a folder of this machine, and what is not.
@Suite struct GitAddressTests {
    @Test(arguments: [
        ("https://host/a.git", false), ("HTTP://host/a", false), ("git://host/a", false), ("/srv/a", true), ("../a", true),
        ("file:///srv/a", true), ("FILE:///srv/a", true), ("/srv/a:b/../c", true), ("/sys/devices/pci0000:00/../x", true),
    ])
    func knowsFolders(_ text: String, _ isLocal: Bool) {
        #expect(GitAddress(text, relativeTo: "/base").isLocal == isLocal)
    }
}
