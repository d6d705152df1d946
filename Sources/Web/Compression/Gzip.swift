import CSystemZlib
package import NIOCore

/// gzip (RFC 1952) of a whole body in memory.
package enum Gzip {
    /// zlib's sum of the largest window (15) and the mark for a gzip wrapper (16).
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8

    /// Nil when zlib has no memory: the plain body is as good.
    package static func packed(_ body: ByteBuffer) -> ByteBuffer? {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, self.windowBits, self.memoryLevel, Z_DEFAULT_STRATEGY,
                ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        // So much is enough for any bytes, so that one call does it.
        let room = Int(deflateBound(&stream, UInt(body.readableBytes)))
        var packed = [UInt8](repeating: 0, count: room)
        var plain = Array(body.readableBytesView)
        let isWhole = plain.withUnsafeMutableBufferPointer { input in
            packed.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        guard isWhole else { return nil }
        return ByteBuffer(bytes: packed[..<Int(stream.total_out)])
    }
}
