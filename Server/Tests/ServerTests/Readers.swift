import Diagnostics
import Files
import SystemPackage
import TestSupport

/// Many readers at once, as a process of its own: each fetches the index, one package of that index, and compares the two, again and again.
///
/// Python does it, which shares no code with what wrote the packages: the checksum of the index is the SHA-1 of the control member, which
/// names the SHA-256 of the data member.
struct Readers {
    /// What they have seen.
    struct Report {
        /// How many were connected at the same time.
        let connected: Int
        /// How many packages were compared with the index that they came from.
        let compared: Int
        /// How many different indexes were seen.
        let indexes: Int
        /// Packages that were not what their index says.
        let mismatches: Int
        /// Packages that were listed, and gone when they were asked for.
        let missing: Int
        /// Whatever else went wrong.
        let failures: String
        /// How long the slowest and the middle one of all fetches took, in milliseconds.
        let slowest: Int
        let middle: Int
    }

    private let result: FilePath

    /// Starts them, for so many seconds or until they are stopped.
    init(_ count: Int, seconds: Int, _ server: RunningServer, in folder: FilePath) throws {
        result = folder.appending("readers-\(count)-\(seconds)")
        let script = folder.appending("readers.py")
        try Files.writeAtomically(Array(Self.script.utf8), to: script)
        let port = server.address.split(separator: ":").last ?? ""
        try Shell.run("(timeout 600 python3 \(script) \(port) \(count) \(seconds) \(result) >\(result).errors 2>&1 &)")
    }

    /// Whether they are still at it.
    var isReading: Bool { !Files.exists(result) && (try? Files.read(FilePath("\(result).errors")).isEmpty) != false }

    /// Ends them before their time.
    func stop() throws {
        try Files.writeAtomically([], to: FilePath("\(result).stop"))
    }

    /// What they have seen, when they are done.
    func report() throws -> Report {
        guard Files.exists(result) else {
            throw Diagnostic(.internalError, String(decoding: try Files.read(FilePath("\(result).errors")), as: UTF8.self))
        }
        let lines = String(decoding: try Files.read(result), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
        let numbers = lines.prefix(7).map { Int($0) ?? -1 }
        return Report(
            connected: numbers[0],
            compared: numbers[1],
            indexes: numbers[2],
            mismatches: numbers[3],
            missing: numbers[4],
            failures: lines.dropFirst(7).joined(separator: "\n"),
            slowest: numbers[5],
            middle: numbers[6]
        )
    }

    private static let script = """
        import asyncio, base64, collections, hashlib, os, random, resource, sys, time, zlib

        port, count, seconds, result = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        seen, times, indexes, failures = collections.Counter(), [], set(), collections.Counter()

        def members(data):
            while data:
                one = zlib.decompressobj(31)
                plain = one.decompress(data) + one.flush()
                yield data[:len(data) - len(one.unused_data)], plain
                data = one.unused_data

        def file(tar, wanted):
            while tar and tar[0]:
                name, size = tar[:100].rstrip(b'\\0'), int(tar[124:136].rstrip(b'\\0 ') or b'0', 8)
                if name == wanted: return tar[512:512 + size]
                tar = tar[512 + (size + 511) // 512 * 512:]

        parsed = {}
        def records(data):
            if data not in parsed:
                if len(parsed) > 8: parsed.clear()
                text = file(list(members(data))[-1][1], b'APKINDEX').decode()
                parsed[data] = [dict(line.split(':', 1) for line in part.splitlines()) for part in text.split('\\n\\n') if part.strip()]
            return parsed[data]

        def agrees(record, data):
            if len(data) != int(record['S']): return False
            parts = list(members(data))
            control = parts[1]
            if base64.b64encode(hashlib.sha1(control[0]).digest()).decode() != record['C'][2:]: return False
            info = file(control[1], b'.PKGINFO').decode().splitlines()
            return 'datahash = ' + hashlib.sha256(b''.join(p[0] for p in parts[2:])).hexdigest() in info

        async def fetch(reader, writer, path):
            began = time.monotonic()
            writer.write(b'GET ' + path.encode() + b' HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')
            head = (await reader.readuntil(b'\\r\\n\\r\\n')).decode().split('\\r\\n')
            length = [int(line.split(':')[1]) for line in head if line.lower().startswith('content-length:')][0]
            data = await reader.readexactly(length)
            times.append(time.monotonic() - began)
            return int(head[0].split()[1]), data

        async def one(ready):
            try:
                reader, writer = await asyncio.open_connection('127.0.0.1', port)
                status, data = await fetch(reader, writer, '/x86_64/APKINDEX.tar.gz')
                seen['connected'] += 1
                if seen['connected'] == count: ready.set()
                await ready.wait()
                times.clear()
                end = time.monotonic() + seconds
                while time.monotonic() < end and not os.path.exists(result + '.stop'):
                    status, index = await fetch(reader, writer, '/x86_64/APKINDEX.tar.gz')
                    if status != 200: raise Exception('index %d' % status)
                    indexes.add(hashlib.sha1(index).digest())
                    record = random.choice(records(index))
                    status, data = await fetch(reader, writer, '/x86_64/%s-%s.apk' % (record['P'], record['V']))
                    if status == 404: seen['missing'] += 1
                    elif status != 200: raise Exception('package %d' % status)
                    elif agrees(record, data): seen['compared'] += 1
                    else: seen['mismatches'] += 1
                writer.close()
            except Exception as error:
                failures[repr(error)] += 1
                ready.set()

        async def main():
            ready = asyncio.Event()
            await asyncio.gather(*[one(ready) for _ in range(count)])
            times.sort()
            numbers = [seen['connected'], seen['compared'], len(indexes), seen['mismatches'], seen['missing']]
            numbers += [int(times[-1] * 1000), int(times[len(times) // 2] * 1000)] if times else [0, 0]
            with open(result + '.new', 'w') as out:
                out.write('\\n'.join([str(n) for n in numbers] + ['%dx %s' % (n, e) for e, n in failures.items()]))
            os.rename(result + '.new', result)

        asyncio.run(main())

        """
}
