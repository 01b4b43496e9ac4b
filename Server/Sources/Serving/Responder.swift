import Glibc
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import NIOPosix
import WebFiles

/// Answers the requests of a connection, one after another.
///
/// What goes out is handed to the channel piece by piece, and each piece is in the system's hands before the next one is read: so memory
/// does not grow with files, and what ends a connection after its last response, such as a shutdown, cuts nothing off.
struct Responder: Sendable {
    /// How much is read and sent at a time; bytes. A thousand slow readers hold a thousand of these.
    static let pieceLength: Int64 = 65_536

    let folder: ServedFolder
    let threads: NIOThreadPool
    let stallTimeout: TimeAmount
    let log: AccessLog?
    let connections: Connections

    /// Why a connection is closed though its client did nothing to it.
    private enum Closing: Error {
        case contentRefused
        case fileCutShort
    }

    /// Answers a request.
    ///
    /// - Throws: what makes the connection unusable; Hummingbird closes it then.
    func respond(to request: Request, on channel: any Channel) async throws {
        let (arrived, began) = (Self.now(), ContinuousClock.now)
        connections.add(channel)
        defer { connections.remove(channel) }
        let head = request.head
        // Nobody has anything to send here; what is not read cannot keep the server busy.
        let hasContent = head.headerFields[.transferEncoding] != nil || (head.headerFields[.contentLength] ?? "0") != "0"
        var (answer, file) =
            hasContent
            ? (Answer.refusal(.contentTooLarge, "Requests have no content here.", method: head.method), nil)
            : await answer(to: head, at: arrived)
        answer.fields[.date] = HTTPDate.text(arrived / 1_000_000_000)
        answer.fields[.server] = "cuttle"
        answer.fields[.xContentTypeOptions] = "nosniff"
        if hasContent { answer.fields[.connection] = "close" }
        var sent: Int64 = 0
        var failure: (any Error)?
        do {
            try await send(answer, file, on: channel, sent: &sent)
        } catch {
            failure = error
        }
        if let log {
            let took = ContinuousClock.now - began
            let record = AccessRecord(
                time: arrived,
                client: channel.remoteAddress?.ipAddress,
                request: head,
                status: answer.status.code,
                bytes: sent,
                duration: took.components.seconds * 1_000_000 + took.components.attoseconds / 1_000_000_000_000,
                isComplete: failure == nil
            )
            log.add(record)
        }
        if let failure { throw failure }
        if hasContent { throw Closing.contentRefused }
    }

    /// Finds the file and what to say of it.
    private func answer(to head: HTTPRequest, at now: Int64) async -> (Answer, ServedFile?) {
        func refusal(_ status: HTTPResponse.Status, _ line: String) -> (Answer, ServedFile?) {
            (.refusal(status, line, method: head.method), nil)
        }
        guard head.method == .get || head.method == .head else {
            var answer = Answer.refusal(.methodNotAllowed, "Files can be read here, and nothing else.", method: head.method)
            answer.fields[.allow] = "GET, HEAD"
            return (answer, nil)
        }
        do {
            let path = try RequestPath(head.path ?? "")
            let opened = try await threads.runIfActive {
                Result { () throws(ServedFolder.Refusal) in try folder.open(path) }
            }
            let file = try opened.get()
            let answer = Answer(to: head, name: path.relative, version: file.version, boundary: Self.boundary(), now: Self.now())
            return (answer, file)
        } catch let refused as RequestPath.Refusal {
            return refused == .malformed ? refusal(.badRequest, "This is no path.") : refusal(.notFound, "There is no such file.")
        } catch let refused as ServedFolder.Refusal {
            switch refused {
            case .missing: return refusal(.notFound, "There is no such file.")
            case .forbidden: return refusal(.forbidden, "The server may not read this file.")
            case .busy: return refusal(.serviceUnavailable, "Too much is open; try again.")
            case .failed: return refusal(.internalServerError, "The file cannot be opened.")
            }
        } catch {
            return refusal(.serviceUnavailable, "The server is ending.")
        }
    }

    private func send(_ answer: Answer, _ file: ServedFile?, on channel: any Channel, sent: inout Int64) async throws {
        let head = HTTPResponse(status: answer.status, headerFields: answer.fields)
        // With the head goes the first piece: most answers are one packet. Writes are done in the order in which they are asked for.
        var pending = [HTTPResponsePart.head(head)]
        for piece in answer.pieces {
            switch piece {
            case .text(let text):
                pending.append(.body(ByteBuffer(string: text)))
                try await write(&pending, on: channel)
                sent += piece.length
            case .bytes(let range):
                guard let file else { throw Closing.fileCutShort }
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let buffer = try await read(file, offset..<min(range.upperBound, offset + Self.pieceLength), on: channel)
                    let count = Int64(buffer.readableBytes)
                    pending.append(.body(buffer))
                    try await write(&pending, on: channel)
                    (offset, sent) = (offset + count, sent + count)
                }
            }
        }
        pending.append(.end(nil))
        try await write(&pending, on: channel)
    }

    /// Hands parts to the channel, and waits until the system has them; a reader who takes nothing for too long is let go.
    private func write(_ parts: inout [HTTPResponsePart], on channel: any Channel) async throws {
        let patience = channel.eventLoop.scheduleTask(in: stallTimeout) { channel.close(promise: nil) }
        defer { patience.cancel() }
        while parts.count > 1 { channel.write(parts.removeFirst(), promise: nil) }
        guard let last = parts.popLast() else { return }
        try await channel.writeAndFlush(last).get()
    }

    /// Reads bytes of a file, at least one.
    ///
    /// - Throws: when the file became shorter since it was opened, by somebody who writes in place.
    private func read(_ file: ServedFile, _ range: Range<Int64>, on channel: any Channel) async throws -> ByteBuffer {
        let allocator = channel.allocator
        let buffer = try await threads.runIfActive {
            var buffer = allocator.buffer(capacity: range.count)
            try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: range.count) { bytes in
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes.prefix(range.count)), from: range.lowerBound)
            }
            return buffer
        }
        if buffer.readableBytes == 0 { throw Closing.fileCutShort }
        return buffer
    }

    /// Stands between parts: 128 bits at random are in no file that was there before.
    private static func boundary() -> String {
        let numbers = [UInt64.random(in: .min ... .max), .random(in: .min ... .max)]
        return numbers.map { String($0, radix: 36) }.joined(separator: "-")
    }

    /// The system's clock; nanoseconds since 1970.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
