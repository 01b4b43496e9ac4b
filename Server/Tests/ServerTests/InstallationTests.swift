import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What reads repositories: apk-tools, and Cuttle itself.
@Suite struct InstallationTests {
    private func withRepository(_ body: (Depot, RunningServer) throws -> Void) throws {
        try withScratch { scratch in
            let depot = try Depot(in: scratch)
            let stone = try depot.package(
                "stone",
                "1-r0",
                "mkdir -p $T/srv && echo stone >$T/srv/stone && head -c 3000000 /dev/urandom >$T/srv/rock"
            )
            try depot.publish([stone, depot.package("pebble", "1-r0", "mkdir -p $T/srv && echo pebble >$T/srv/pebble")])
            try body(depot, RunningServer(depot.repository, errors: scratch.appending("errors")))
        }
    }

    @Test(
        .enabled(if: !ApkTools.found.isEmpty, "\(ApkTools.absence)"),
        .enabled(if: InstallationRoot.isPossible, "neither root nor user namespaces"),
        arguments: ApkTools.found
    )
    func apkToolsInstall(_ tools: ApkTools) throws {
        try withRepository { depot, server in
            // With a slash at the end apk-tools asks for an address with two.
            for address in [server.address, server.address + "/"] {
                let place = depot.folder.appending(address.hasSuffix("/") ? "slash" : "plain")
                try Files.makeDirectory(place)
                let root = try InstallationRoot(tools, in: place, keys: depot.keys, repositories: [])
                let added = try root.apk("--repository \(address) add --initdb stone pebble")
                #expect(added.status == 0 && !added.output.contains("ERROR") && !added.output.contains("WARNING"), "\(added.output)")
                try Shell.run(
                    "cmp \(root.path)/srv/rock \(depot.folder)/trees/stone-1-r0/srv/rock && grep -x pebble \(root.path)/srv/pebble"
                )
            }
            // With a cache: what has not changed is not sent again, what has is.
            let place = depot.folder.appending("cached")
            try Files.makeDirectory(place)
            let root = try InstallationRoot(tools, in: place, keys: depot.keys, repositories: [])
            try Shell.run("mkdir -p \(root.path)/etc/apk/cache; sleep 2.1")
            let options =
                "--root \(root.path) --arch x86_64 --keys-dir \(depot.keys) --repositories-file /dev/null --repository \(server.address)"
            let apk = "\(getuid() == 0 ? "" : "unshare --user --map-root-user") '\(tools.program)' \(options)"
            for command in ["add --initdb pebble", "update", "update"] {
                let done = try Shell("\(apk) --cache-max-age 0 \(command)")
                #expect(done.status == 0, "\(command): \(done.output)")
            }
            try depot.publish([depot.package("pebble", "2-r0", "mkdir -p $T/srv && echo pebble two >$T/srv/pebble")])
            let upgraded = try Shell("\(apk) --cache-max-age 0 upgrade")
            #expect(upgraded.status == 0 && upgraded.output.contains("2-r0"), "\(upgraded.output)")
            let log = try server.errorText()
            #expect(log.contains("APKINDEX.tar.gz HTTP/1.1\" 304 -"), "\(log)")
        }
    }

    /// `cuttle`: given, or as `make build` leaves it.
    private static let cuttle =
        getenv("CUTTLE_PROGRAM").map { FilePath(String(cString: $0)) }
        ?? FilePath(#filePath).appending("../../../../.build/release/cuttle").lexicallyNormalized()

    @Test(.enabled(if: Files.exists(cuttle), "no cuttle: make build, or CUTTLE_PROGRAM"))
    func cuttleSolves() throws {
        try withRepository { depot, server in
            usleep(100_000)
            let solve =
                "'\(Self.cuttle)' solve stone --repository \(server.address) -k \(depot.keys)/depot.rsa.pub --store \(depot.folder)/store"
            for _ in 0..<2 { #expect(try Shell.run(solve).hasPrefix("stone-1-r0 ")) }
            try depot.publish([depot.package("stone", "2-r0", "mkdir -p $T/srv && echo two >$T/srv/stone")])
            #expect(try Shell.run(solve).hasPrefix("stone-2-r0 "))
            let log = try server.errorText().split(separator: "\n").filter { $0.contains("APKINDEX") }
            #expect(log.map { $0.contains("\" 304 ") } == [false, true, false], "\(log)")
        }
    }
}
