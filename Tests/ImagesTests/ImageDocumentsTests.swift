import Cryptography
import Diagnostics
import Files
import JSON
import Recipes
import SystemPackage
import Testing

@testable import Images

/// The JSON documents of an image, byte for byte (IMAGE.md §13).
@Suite struct ImageDocumentsTests {
    static let blob = Blob(digest: Digest.of("x"), size: 7)
    static let hex = Digest.of("x").hex

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_700_000_000, "2023-11-14T22:13:20Z"), (4_102_444_800, "2100-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] as [(Int64, String)]
    )
    func aTimestampIsInUTC(_ time: Int64, _ text: String) {
        #expect(Timestamp.text(time) == text)
    }

    @Test func anIndexOfOneImageIsCompactAndInOrder() throws {
        let architecture = try #require(Architecture("armv7"))
        let entry = ImageDocuments.descriptor(Self.blob, type: ImageDocuments.manifestType, architecture: architecture, reference: "a<b>")
        let media = "application/vnd.oci.image"
        #expect(
            ImageDocuments.index([entry]).text()
                == "{\"schemaVersion\":2,\"mediaType\":\"\(media).index.v1+json\",\"manifests\":[{\"mediaType\":\"\(media).manifest.v1+json\","
                + "\"size\":7,\"digest\":\"sha256:\(Self.hex)\",\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"},"
                + "\"annotations\":{\"org.opencontainers.image.ref.name\":\"a\\u003cb\\u003e\"}}]}"
        )
    }

    @Test func theDocumentsOfAnImageAreCompactAndInOrder() throws {
        let workshop = try Workshop()
        try workshop.publish(try workshop.package("base", ["a": .file("a")]))
        try workshop.image(
            """
            contents: {packages: [base]}
            entrypoint: {command: /bin/a 'b c'}
            cmd: d
            work-dir: /w
            stop-signal: SIGTERM
            accounts: {run-as: app, users: [{username: app, uid: 7}]}
            environment: {Z: "1", PATH: /bin}
            annotations: {title: "T&C"}
            volumes: [/v, /b]
            """
        )
        let layer = try #require(try workshop.layer().lastComponent?.string)
        let content = try #require(Shell.lines("gzip -dc '\(try workshop.layer())' | sha256sum").first?.prefix(64))
        let labels = "{\"org.opencontainers.image.created\":\"2023-11-14T22:13:20Z\",\"title\":\"T\\u0026C\"}"
        let config =
            "{\"architecture\":\"amd64\",\"author\":\"cuttle\",\"created\":\"2023-11-14T22:13:20Z\","
            + "\"history\":[{\"author\":\"cuttle\",\"created\":\"2023-11-14T22:13:20Z\",\"created_by\":\"cuttle\",\"comment\":\"one layer\"}],"
            + "\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:\(content)\"]},"
            + "\"config\":{\"Cmd\":[\"d\"],\"Entrypoint\":[\"/bin/a\",\"b c\"],"
            + "\"Env\":[\"PATH=/bin\",\"SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt\",\"Z=1\"],\"Labels\":\(labels),\"User\":\"7\","
            + "\"Volumes\":{\"/b\":{},\"/v\":{}},\"WorkingDir\":\"/w\",\"StopSignal\":\"SIGTERM\"}}"
        let media = "application/vnd.oci.image"
        let size = try #require(Shell.lines("stat -c %s '\(try workshop.layer())'").first)
        let manifest =
            "{\"schemaVersion\":2,\"mediaType\":\"\(media).manifest.v1+json\",\"config\":{\"mediaType\":\"\(media).config.v1+json\","
            + "\"size\":\(config.utf8.count),\"digest\":\"sha256:\(Digest.of(config))\"},\"layers\":[{\"mediaType\":\"\(media).layer.v1.tar+gzip\","
            + "\"size\":\(size),\"digest\":\"sha256:\(layer)\"}],\"annotations\":\(labels)}"
        #expect(try workshop.json("blobs/sha256/\(Digest.of(config))") == config)
        #expect(try workshop.json("blobs/sha256/\(Digest.of(manifest))") == manifest)
        #expect(try workshop.json("oci-layout") == "{\"imageLayoutVersion\":\"1.0.0\"}")
        #expect(
            try workshop.json("index.json")
                == "{\"schemaVersion\":2,\"mediaType\":\"\(media).index.v1+json\",\"manifests\":[{\"mediaType\":\"\(media).manifest.v1+json\","
                + "\"size\":\(manifest.utf8.count),\"digest\":\"sha256:\(Digest.of(manifest))\",\"platform\":{\"architecture\":\"amd64\","
                + "\"os\":\"linux\"},\"annotations\":{\"org.opencontainers.image.ref.name\":\"test:latest\"}}]}"
        )
    }
}
