import Foundation
import Hummingbird
import NIOCore
import Storage
import Web

/// A ZIP whose entries are stored as they are, written as it is read: its memory does not grow with the files. At most 65,535 entries and 2 GiB.
struct ZipStream: Sendable {
    enum Source: Sendable {
        case bytes([UInt8])
        case content(any ReadableContent)

        var sizeBytes: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .content(let content): content.sizeBytes
            }
        }

        func read(at offset: Int, count: Int) async throws -> [UInt8] {
            switch self {
            case .bytes(let bytes): Array(bytes[offset..<min(bytes.count, offset + count)])
            case .content(let content): try await content.piece(at: offset, count: count)
            }
        }
    }

    let entries: [(name: String, source: Source)]
    private static let piece = 65_536

    var sizeBytes: Int {
        self.entries.reduce(22) { $0 + 30 + 46 + 2 * $1.name.utf8.count + $1.source.sizeBytes }
    }

    func body(_ eventLoop: any EventLoop) -> ResponseBody {
        ResponseBody(contentLength: self.sizeBytes) { writer in
            var directory: [UInt8] = []
            var offset = 0
            for (name, source) in self.entries {
                let checksum = try await Self.checksum(source)
                let facts = Self.facts(name, source.sizeBytes, checksum)
                let head = Self.long(0x0403_4B50) + facts + Array(name.utf8)
                try await writer.write(ByteBuffer(bytes: head))
                var at = 0
                while at < source.sizeBytes {
                    let bytes = try await source.read(at: at, count: Self.piece)
                    if bytes.isEmpty { throw FileAnswer.EndsEarly() }
                    try await writer.write(ByteBuffer(bytes: bytes))
                    at += bytes.count
                    // Lets the loop write before the next piece is read: a slow caller must not fill the memory.
                    try await eventLoop.submit {}.get()
                }
                directory += Self.long(0x0201_4B50) + Self.short(20) + facts + Self.short(0) + Self.short(0)
                directory += Self.short(0) + Self.long(0) + Self.long(offset) + Array(name.utf8)
                offset += head.count + source.sizeBytes
            }
            let count = Self.short(self.entries.count)
            let end = Self.long(0x0605_4B50) + Self.short(0) + Self.short(0) + count + count
            let tail = Self.long(directory.count) + Self.long(offset) + Self.short(0)
            try await writer.write(ByteBuffer(bytes: directory + end + tail))
            try await writer.finish(nil)
        }
    }

    /// What local head and directory share: version, UTF-8 name, stored, 1 January 2024, checksum, sizes, length of the name, nothing extra.
    private static func facts(_ name: String, _ size: Int, _ checksum: UInt32) -> [UInt8] {
        let form = Self.short(20) + Self.short(0x0800) + Self.short(0) + Self.short(0) + Self.short(0x5821)
        let sizes = Self.long(Int(checksum)) + Self.long(size) + Self.long(size)
        return form + sizes + Self.short(name.utf8.count) + Self.short(0)
    }

    private static func checksum(_ source: Source) async throws -> UInt32 {
        var (sum, at) = (UInt32.max, 0)
        while at < source.sizeBytes {
            let bytes = try await source.read(at: at, count: Self.piece)
            if bytes.isEmpty { throw FileAnswer.EndsEarly() }
            for byte in bytes { sum = Self.table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8) }
            at += bytes.count
        }
        return ~sum
    }

    /// CRC-32 as ZIP has it.
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
    }

    private static func short(_ number: Int) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8 & 0xFF)] }
    private static func long(_ number: Int) -> [UInt8] { Self.short(number & 0xFFFF) + Self.short(number >> 16) }
}
