import Packaging
import Testing

@Suite struct FileCapabilitiesTests {
    struct Case: Sendable {
        let add: [(names: String, flags: String)]
        let bytes: [UInt8]
    }

    static let cases = [
        Case(add: [], bytes: [0, 0, 0, 3] + zeros(20)),
        Case(add: [("cap_net_raw", "+ep")], bytes: [1, 0, 0, 3, 0, 0x20] + zeros(18)),
        Case(add: [("cap_net_raw,cap_sys_admin", "=p")], bytes: [0, 0, 0, 3, 0, 0x20, 0x20] + zeros(17)),
        Case(add: [("cap_net_bind_service", "i"), ("cap_ipc_lock", "p")], bytes: [0, 0, 0, 3, 0, 0x40, 0, 0, 0, 4] + zeros(14)),
        Case(add: [("cap_net_admin", "+x")], bytes: [0, 0, 0, 3] + zeros(20)),
    ]

    @Test(arguments: cases)
    func theAttributeHasTheKernelsLayout(_ item: Case) {
        var capabilities = FileCapabilities()
        for (names, flags) in item.add { capabilities.add(names, flags: flags) }
        #expect(capabilities.bytes == item.bytes)
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
