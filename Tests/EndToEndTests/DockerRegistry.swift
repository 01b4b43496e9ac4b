import Files
import SystemPackage
import TestSupport
import Testing

/// Debian's docker-registry on a free port of 127.0.0.1, ended with its value.
struct DockerRegistry {
    private let server: PythonServer
    var host: String { "127.0.0.1:\(server.greeting)" }
    /// What it keeps.
    let data: FilePath

    static let isThere = Shell.has("docker-registry")

    private static let script = """
        import ctypes, os, signal, socket, subprocess, sys, time
        folder, users = sys.argv[1:3]
        probe = socket.socket()
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
        probe.close()
        auth = 'auth: {htpasswd: {realm: test, path: %s}}' % users if users else ''
        with open(folder + '/registry.yml', 'w') as file:
            file.write('version: 0.1\\nlog: {level: error}\\nstorage: {filesystem: {rootdirectory: %s/data}, delete: {enabled: true}}\\nhttp: {addr: 127.0.0.1:%d}\\n%s\\n' % (folder, port, auth))
        # The registry ends with this process, in whatever way that ends.
        child = subprocess.Popen(['docker-registry', 'serve', folder + '/registry.yml'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            preexec_fn=lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL))
        for attempt in range(300):
            try:
                socket.create_connection(('127.0.0.1', port), 1).close()
                break
            except OSError: time.sleep(0.1)
        else: sys.exit(1)
        print(port, flush=True)
        child.wait()
        """

    /// - Parameter users: a file of htpasswd(1); nil: everybody is let in.
    init(_ folder: FilePath, users: FilePath? = nil) throws {
        try Files.makeDirectory(folder)
        server = try #require(PythonServer(script: Self.script, [folder.string, users?.string ?? ""]))
        data = folder.appending("data/docker/registry/v2")
    }

    // MARK: As any client sees it

    private static let accepted = ["manifest.v1", "index.v1"].map { "-H 'Accept: application/vnd.oci.image.\($0)+json'" }
        .joined(separator: " ")

    /// The bytes of a manifest.
    func manifest(_ repository: String, _ reference: String) throws -> String {
        try Shell.run("curl -fsS \(Self.accepted) http://\(host)/v2/\(repository)/manifests/\(reference)")
    }

    /// The bytes of a blob.
    func blob(_ repository: String, _ digest: String) throws -> String {
        try Shell.run("curl -fsS http://\(host)/v2/\(repository)/blobs/\(digest)")
    }

    /// Puts a manifest under a tag.
    func put(_ manifest: String, _ repository: String, _ reference: String, in folder: FilePath) throws {
        let file = folder.appending("manifest.json")
        try Files.writeAtomically(Array(manifest.utf8), to: file)
        let kind = manifest.contains("\"manifests\":") ? "index" : "manifest"
        try Shell.run(
            """
            curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.\(kind).v1+json' --data-binary @\(file) \
            http://\(host)/v2/\(repository)/manifests/\(reference)
            """
        )
    }

    /// Takes a manifest away, with all tags that lead to it.
    func delete(_ repository: String, _ digest: String) throws {
        try Shell.run("curl -fsS -X DELETE http://\(host)/v2/\(repository)/manifests/\(digest)")
    }

    /// The file in which the registry keeps a blob, that no client can change.
    func file(_ digest: String) -> FilePath {
        let hex = String(digest.dropFirst("sha256:".count))
        return data.appending("blobs/sha256/\(hex.prefix(2))/\(hex)/data")
    }
}
