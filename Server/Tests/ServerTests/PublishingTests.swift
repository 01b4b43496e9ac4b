import Files
import Glibc
import Repositories
import SystemPackage
import TestSupport
import Testing

/// Readers while somebody publishes: no package that anybody gets is another one than the index says that it was found in.
@Suite(.enabled(if: Shell.has("python3"), "no python3"), .serialized) struct PublishingTests {
    /// Versions of some packages, small and larger ones, none published yet.
    private func packages(_ depot: Depot, versions: Int) throws -> [FilePath] {
        var packages: [FilePath] = []
        for version in 1...versions {
            for (name, size) in [("dust", 10), ("pebble", 20_000), ("stone", 200_000)] {
                packages.append(try depot.package(name, "\(version)-r0", "mkdir -p $T/srv && head -c \(size) /dev/urandom >$T/srv/\(name)"))
            }
        }
        return packages
    }

    /// Publishes packages one after another, and prunes, as long as somebody reads; ends the readers when that was enough.
    ///
    /// How much is published in a given time depends on what else the processors have to do, so the readers go on until it was something.
    ///
    /// - Parameters:
    ///   - least: how many are to be published before the readers may be ended.
    ///   - duration: how long they read at least.
    /// - Returns: how many were published.
    private func publish(
        _ packages: [FilePath],
        _ depot: Depot,
        keepingFiles seconds: Int64,
        while readers: Readers,
        least: Int,
        for duration: Duration
    ) async throws -> Int {
        let end = ContinuousClock.now + duration
        var published = 0
        var waiting = packages[...]
        while readers.isReading {
            if let next = waiting.popFirst() {
                try depot.publish([next])
                published += 1
                if published % 5 == 0 {
                    let removal = RepositoryRemoval(depot.repository.appending("x86_64"), key: depot.key)
                    try await removal.remove(removal.outdated(keeping: 2), retaining: seconds)
                }
            }
            if published >= least, ContinuousClock.now >= end { try readers.stop() }
            try await Task.sleep(for: .milliseconds(50))
        }
        return published
    }

    @Test func aThousandReaders() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        defer { withExtendedLifetime(folder) {} }
        let scratch = folder.path
        let depot = try Depot(in: scratch)
        var all = try packages(depot, versions: 60)
        try depot.publish(Array(all.prefix(3)))
        all.removeFirst(3)
        let server = try RunningServer(depot.repository, ["--log-format", "none"], errors: scratch.appending("errors"))
        let readers = try Readers(1000, seconds: 240, server, in: scratch)
        // Files are kept longer than the slowest reader takes from an index to its package.
        let published = try await publish(all, depot, keepingFiles: 60, while: readers, least: 20, for: .seconds(15))
        let report = try readers.report()
        print("1000 readers: \(report), \(published) packages published meanwhile")
        #expect(report.connected == 1000)
        #expect(report.failures == "")
        #expect(report.mismatches == 0)
        #expect(report.missing == 0)
        #expect(report.compared >= 1000)
        #expect(report.indexes >= 10)
        #expect(published >= 10)
        server.signal(SIGTERM)
        #expect(server.wait().status == 0)
    }

    /// Where files go at once, readers of older indexes find them gone, and still never get another one.
    @Test func filesThatGoAtOnce() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        defer { withExtendedLifetime(folder) {} }
        let scratch = folder.path
        let depot = try Depot(in: scratch)
        var all = try packages(depot, versions: 30)
        try depot.publish(Array(all.prefix(3)))
        all.removeFirst(3)
        let server = try RunningServer(depot.repository, ["--log-format", "none"], errors: scratch.appending("errors"))
        let readers = try Readers(200, seconds: 120, server, in: scratch)
        let published = try await publish(all, depot, keepingFiles: 0, while: readers, least: 10, for: .seconds(5))
        let report = try readers.report()
        print("200 readers, pruned at once: \(report), \(published) packages published meanwhile")
        #expect(report.connected == 200 && report.failures == "" && report.mismatches == 0 && report.compared >= 200)
        #expect(published >= 10)
    }

    /// That the readers would notice: another package takes the place of one that is listed.
    @Test func readersNoticeWhatDoesNotFit() throws {
        try withScratch { scratch in
            let depot = try Depot(in: scratch)
            let all = try packages(depot, versions: 2)
            try depot.publish(Array(all.prefix(3)))
            for name in ["dust", "pebble", "stone"] {
                try Shell.run("cp \(scratch)/made/\(name)-2-r0.apk \(depot.repository)/x86_64/\(name)-1-r0.apk")
            }
            let server = try RunningServer(depot.repository, ["--log-format", "none"], errors: scratch.appending("errors"))
            let readers = try Readers(3, seconds: 1, server, in: scratch)
            while readers.isReading { usleep(50_000) }
            let report = try readers.report()
            #expect(report.mismatches > 0 && report.compared == 0 && report.failures == "")
        }
    }
}
