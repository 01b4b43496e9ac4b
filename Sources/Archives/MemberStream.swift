public import Diagnostics
public import Files

/// Compresses what is written, in members.
public final class MemberWriter: ByteSink {
    private let sink: any ByteSink
    private let codec: MemberCodec
    private let compressor: MemberCodec.Compressor
    private var block: [UInt8] = []
    private var isEmpty = true

    /// Writes to a sink, which is not closed.
    public init(_ sink: any ByteSink, _ codec: MemberCodec) {
        self.sink = sink
        self.codec = codec
        compressor = MemberCodec.Compressor(codec)
    }

    public func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + MemberCodec.blockSize - block.count)
            block += bytes[start..<end]
            start = end
            if block.count == MemberCodec.blockSize { try flush() }
        }
    }

    /// Takes a block that is compressed already as a member of its own.
    ///
    /// - Throws: for a codec that does not take blocks.
    public func write(_ block: [UInt8], _ entry: BlockTable.Entry) throws(Diagnostic) {
        if !codec.takesBlocks { throw Diagnostic(.internalError, "\(codec) cannot take blocks") }
        if !self.block.isEmpty { try flush() }
        isEmpty = false
        var member = Self.blockHeader
        member.reserveCapacity(member.count + block.count + 10)
        member += block
        member += BlockTable([entry], mark: 0).trailer
        try sink.write(member)
    }

    private static let blockHeader: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

    /// Ends the last member; what is written later begins another.
    public func finish() throws(Diagnostic) {
        if !block.isEmpty || isEmpty { try flush() }
    }

    private func flush() throws(Diagnostic) {
        isEmpty = false
        if block.capacity < MemberCodec.blockSize { block.reserveCapacity(MemberCodec.blockSize) }
        try sink.write(compressor.member(block))
        block.removeAll(keepingCapacity: true)
    }
}

/// Decompresses members that a `MemberWriter` wrote, one after the other.
public final class MemberReader {
    private let source: any ByteSource
    private let name: String
    private let decompressor: MemberCodec.Decompressor
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// - Parameter name: what the stream is called in errors.
    public init(_ source: any ByteSource, _ codec: MemberCodec, name: String) {
        self.source = source
        self.name = name
        decompressor = MemberCodec.Decompressor(codec)
    }

    /// The content of the next member; nil at the end.
    public func next() throws(Diagnostic) -> [UInt8]? {
        while !isAtEnd, buffer.count - start < decompressor.longestMember {
            if start > 0 {
                buffer.removeFirst(start)
                start = 0
            }
            let chunk = try source.read(upTo: 1 << 20)
            if chunk.isEmpty { isAtEnd = true } else { buffer += chunk }
        }
        if start == buffer.count { return nil }
        guard let member = decompressor.member(buffer[start...]) else {
            throw Diagnostic(.damagedArchive, "\(name) is damaged: its compressed data is not valid")
        }
        start += member.length
        return member.content
    }
}
