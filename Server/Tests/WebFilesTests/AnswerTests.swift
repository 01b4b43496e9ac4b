import HTTPTypes
import Testing
import WebFiles

/// What requests for a file of 100 bytes are answered with.
@Suite struct AnswerTests {
    static let now: Int64 = 1_000_000_000_000
    static let version = FileVersion(device: 1, inode: 2, size: 100, modified: 3, changed: 900_500_000_000)
    static let tag = version.validators(at: now).entityTag ?? ""
    /// The `Last-Modified`: 901 s after 1970.
    static let date = "Thu, 01 Jan 1970 00:15:01 GMT"
    static let before = "Thu, 01 Jan 1970 00:15:00 GMT"
    static let after = "Thu, 01 Jan 1970 00:15:02 GMT"

    private func answer(
        _ fields: [(String, String)] = [],
        method: HTTPRequest.Method = .get,
        name: String = "x86_64/a-1-r0.apk",
        version: FileVersion = version,
        now: Int64 = now
    ) throws -> Answer {
        var request = HTTPRequest(method: method, scheme: "http", authority: "host", path: "/\(name)")
        for (field, value) in fields {
            request.headerFields.append(HTTPField(name: try #require(HTTPField.Name(field)), value: value))
        }
        return Answer(to: request, name: name, version: version, boundary: "BOUNDARY", now: now)
    }

    @Test func whole() throws {
        let answer = try answer()
        #expect(answer.status == .ok)
        #expect(answer.pieces == [.bytes(0..<100)])
        #expect(answer.fields[.contentLength] == "100")
        #expect(answer.fields[.eTag] == Self.tag)
        #expect(answer.fields[.lastModified] == Self.date)
        #expect(answer.fields[.acceptRanges] == "bytes")
        #expect(answer.fields[.cacheControl] == "no-cache")
    }

    /// The conditions of RFC 9110, section 13; `TAG` stands for the file's.
    static let table: [([(String, String)], Int)] = [
        ([("If-None-Match", "TAG")], 304), ([("If-None-Match", "W/TAG")], 304), ([("If-None-Match", "*")], 304),
        ([("If-None-Match", "\"a,b\", TAG")], 304), ([("If-None-Match", "\"other\"")], 200), ([("If-None-Match", "\"a, TAG")], 200),
        ([("If-None-Match", "")], 200),
        ([("If-Modified-Since", date)], 304), ([("If-Modified-Since", after)], 304), ([("If-Modified-Since", before)], 200),
        ([("If-Modified-Since", "Thursday, 01-Jan-70 00:15:01 GMT")], 304), ([("If-Modified-Since", "yesterday")], 200),
        // The entity tag is what counts when both are there.
        ([("If-None-Match", "\"other\""), ("If-Modified-Since", after)], 200),
        ([("If-None-Match", "TAG"), ("If-Modified-Since", before)], 304),
        ([("If-Match", "TAG")], 200), ([("If-Match", "*")], 200), ([("If-Match", "\"other\"")], 412), ([("If-Match", "W/TAG")], 412),
        ([("If-Match", "\"other\", TAG")], 200),
        ([("If-Unmodified-Since", date)], 200), ([("If-Unmodified-Since", before)], 412), ([("If-Unmodified-Since", "yesterday")], 200),
        ([("If-Match", "TAG"), ("If-Unmodified-Since", before)], 200), ([("If-Match", "TAG"), ("If-None-Match", "TAG")], 304),
        ([("If-Match", "\"other\""), ("If-None-Match", "TAG")], 412),
        ([("Range", "bytes=0-0")], 206), ([("Range", "bytes=100-")], 416), ([("Range", "bytes=0-0"), ("If-None-Match", "TAG")], 304),
        ([("Range", "bytes=0-0"), ("If-Range", "TAG")], 206), ([("Range", "bytes=0-0"), ("If-Range", "W/TAG")], 200),
        ([("Range", "bytes=0-0"), ("If-Range", "\"other\"")], 200), ([("Range", "bytes=100-"), ("If-Range", "\"other\"")], 200),
        ([("Range", "bytes=0-0"), ("If-Range", date)], 206), ([("Range", "bytes=0-0"), ("If-Range", before)], 200),
        ([("Range", "bytes=0-0"), ("If-Range", after)], 200), ([("Range", "bytes=0-0"), ("If-Range", "yesterday")], 200),
        ([("Range", "lines=1")], 200), ([("If-Range", "\"other\"")], 200),
    ]

    @Test(arguments: table)
    func conditions(_ fields: [(String, String)], _ status: Int) throws {
        let fields = fields.map { ($0.0, $0.1.replacing("TAG", with: Self.tag)) }
        let got = try answer(fields)
        #expect(got.status.code == status)
        // HEAD says the same, but for ranges, which it has none of (section 14.2).
        let head = try answer(fields, method: .head)
        #expect(head.status.code == (status == 206 || status == 416 ? 200 : status))
        #expect(head.pieces.isEmpty)
        if status == 200 { #expect(head.fields == got.fields) }
        if status == 304 {
            #expect(got.pieces.isEmpty && got.fields[.contentLength] == nil && got.fields[.eTag] == Self.tag)
            #expect(got.fields[.lastModified] == Self.date)
        }
    }

    @Test func onePart() throws {
        let answer = try answer([("Range", "bytes=10-19")])
        #expect(answer.pieces == [.bytes(10..<20)])
        #expect(answer.fields[.contentRange] == "bytes 10-19/100")
        #expect(answer.fields[.contentLength] == "10")
        #expect(answer.fields[.contentType] == "application/octet-stream")
    }

    @Test func severalParts() throws {
        let answer = try answer([("Range", "bytes=10-19,-1")], name: "index.json")
        let head = "\r\n--BOUNDARY\r\nContent-Type: application/json\r\nContent-Range: bytes "
        let pieces: [Answer.Piece] = [
            .text("\(head)10-19/100\r\n\r\n"), .bytes(10..<20), .text("\(head)99-99/100\r\n\r\n"), .bytes(99..<100),
            .text("\r\n--BOUNDARY--\r\n"),
        ]
        #expect(answer.pieces == pieces)
        #expect(answer.fields[.contentType] == "multipart/byteranges; boundary=BOUNDARY")
        #expect(answer.fields[.contentLength] == String(answer.length))
        #expect(answer.fields[.contentRange] == nil)
    }

    @Test func noPart() throws {
        let answer = try answer([("Range", "bytes=100-")])
        #expect(answer.fields[.contentRange] == "bytes */100")
        #expect(answer.pieces == [.text("The file has 100 bytes.\n")])
        #expect(answer.fields[.contentLength] == "24")
    }

    /// A file that has just been written has no validators: conditions on them do not hold, and ranges only without one.
    static let tableOfYoung: [([(String, String)], Int)] = [
        ([("If-None-Match", "TAG")], 200), ([("If-Modified-Since", after)], 200), ([("If-Match", "TAG")], 412),
        ([("If-Unmodified-Since", after)], 412), ([("Range", "bytes=0-0"), ("If-Range", "TAG")], 200), ([("Range", "bytes=0-0")], 206),
        ([("If-None-Match", "*")], 304),
    ]

    @Test(arguments: tableOfYoung)
    func youngFile(_ fields: [(String, String)], _ status: Int) throws {
        let answer = try answer(fields.map { ($0.0, $0.1.replacing("TAG", with: Self.tag)) }, now: Self.version.changed + 1_000_000)
        #expect(answer.status.code == status)
        #expect(answer.fields[.eTag] == nil && answer.fields[.lastModified] == nil)
    }

    @Test func emptyFile() throws {
        let empty = FileVersion(device: 1, inode: 2, size: 0, modified: 3, changed: 4)
        #expect(try answer(version: empty).fields[.contentLength] == "0")
        #expect(try answer([("Range", "bytes=0-")], version: empty).status == .ok)
    }

    @Test(arguments: [
        ("APKINDEX.tar.gz", "application/gzip"), ("a-1-r0.apk", "application/octet-stream"), ("local.rsa.pub", "application/x-pem-file"),
        ("a-1-r0.intoto.jsonl", "application/jsonl"), ("a.spdx.json", "application/spdx+json"), ("b.json", "application/json"),
        ("README", "application/octet-stream"), ("json", "application/octet-stream"), ("x.log", "text/plain; charset=utf-8"),
    ])
    func types(_ name: String, _ type: String) throws {
        #expect(try answer(name: name).fields[.contentType] == type)
    }
}
