import Files
import Glibc
import SystemPackage
import Testing

/// What a step can see and do (DESIGN, promise 3).
@Suite struct IsolationTests {
    /// A socket on the host that would answer, were it reachable.
    final class Listener: Sendable {
        let port: UInt16
        private let socket: Int32

        init() throws {
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let socket = socket
            let bound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
                }
            }
            try #require(bound && listen(socket, 4) == 0)
            port = UInt16(bigEndian: address.sin_port)
        }

        deinit { close(socket) }
    }

    @Test func noAddressCanBeReached() async throws {
        let listener = try Listener()
        let reachable = "(exec 3<>/dev/tcp/127.0.0.1/\(listener.port)) 2>/dev/null"
        // The probe itself works: the host reaches its own socket in the same way.
        #expect(try await Program.run("bash", ["-c", reachable]).status == 0)
        let desk = try await Desk()
        let outcome = try await desk.step(
            """
            if \(reachable); then echo "reached the host"; exit 1; fi
            if (exec 3<>/dev/tcp/192.0.2.1/80) 2>/dev/null; then echo "reached an address"; exit 1; fi
            test "$(ls /sys/class/net 2>/dev/null | grep -v '^lo$' | wc -l)" = 0
            """
        )
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func filesOfTheHostAreNotThere() async throws {
        let desk = try await Desk()
        try desk.write("secret", "of the host")
        let outcome = try await desk.step(
            """
            test ! -e \(desk.path)/secret
            test ! -e \(Program.project)
            test ! -e \(desk.bench.key)
            for entry in /proc/[0-9]*; do echo "$entry"; done | wc -l >/tmp/processes
            test "$(cat /tmp/processes)" -lt 6
            """
        )
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func identityAndEnvironmentAreFixed() async throws {
        let desk = try await Desk()
        let outcome = try await desk.step(
            """
            test "$(id -u):$(id -g)" = 1000:1000
            test "$(id -un)" = build
            test "$(hostname)" = cuttle
            test "$(umask)" = 0022
            test "$HOME" = /home/build
            test "$(pwd)" = /home/build
            test -n "$SOURCE_DATE_EPOCH"
            if env | grep -q LEAKED; then exit 1; fi
            test -z "$(ls /tmp)"
            """
        )
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func theRootCannotBeWritten() async throws {
        let desk = try await Desk()
        let outcome = try await desk.step(
            """
            for place in / /usr /etc /usr/bin; do
              if touch "$place/mark" 2>/dev/null; then echo "wrote $place"; exit 1; fi
            done
            touch /tmp/mark /home/build/mark /dev/shm/mark
            """
        )
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func buildsAtTheSameTimeDoNotSeeEachOther() async throws {
        let desk = try await Desk()
        // Each leaves marks wherever it may write, waits for the other to do the same, and looks for the other's.
        func script(_ mine: String, _ other: String) -> String {
            """
            touch /tmp/\(mine) /home/build/\(mine) /dev/shm/\(mine)
            sleep 3 & echo $! >/tmp/pid
            sleep 2
            test ! -e /tmp/\(other)
            test ! -e /home/build/\(other)
            test ! -e /dev/shm/\(other)
            test "$(cat /proc/[0-9]*/comm | grep -c '^sleep$')" = 1
            """
        }
        async let first = desk.step(script("one", "two"), name: "first")
        async let second = desk.step(script("two", "one"), name: "second")
        let outcomes = try await [first, second]
        for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.error)") }
    }
}
