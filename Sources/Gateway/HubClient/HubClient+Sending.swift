import AsyncHTTPClient
package import Exchange
import Foundation
import NIOCore
import NIOHTTP1
package import Storage

/// Packages go out (gửi gói tin).
extension HubClient {
    /// Sends a package file, streaming; a large one so that a cut line costs only what was on it.
    package func send(file: ContentReader, hash: ContentHash) async throws -> HubReceipt {
        try await self.send(file, hash)
    }

    /// Sends a package file to some of those whom it names; to all when `organs` is empty. One package is taken in under one `key`, visible
    /// ASCII.
    package func send(
        file: ContentReader, hash: ContentHash, to organs: [OrganCode], key: String
    ) async throws -> HubReceipt {
        let codes = organs.map { Self.encoded($0.text) }.joined(separator: ",")
        return try await self.send(
            file, hash, query: organs.isEmpty ? "" : "?to=\(codes)", headers: [("Idempotency-Key", key)])
    }

    private func send(
        _ file: ContentReader, _ hash: ContentHash, query: String = "", headers: [(String, String)] = []
    ) async throws -> HubReceipt {
        if file.sizeBytes >= Self.largeBytes,
            let receipt = try await self.sendResumably(file, hash, query: query, headers: headers)
        {
            return receipt
        }
        return try await self.send(
            .stream(FilePieces(file: file), length: .known(Int64(file.sizeBytes))), hash: hash, seconds: 3_600,
            query: query, headers: headers)
    }

    package func send(bytes: [UInt8]) async throws -> HubReceipt {
        try await self.send(.bytes(ByteBuffer(bytes: bytes)), hash: ContentHash(of: Data(bytes)), seconds: 60)
    }

    private func send(
        _ body: HTTPClientRequest.Body, hash: ContentHash, seconds: Int64, query: String = "",
        headers: [(String, String)] = []
    ) async throws -> HubReceipt {
        let answer = try await self.call(
            .POST, "/v1/packages\(query)",
            headers: [("Content-Type", "application/edxml+xml"), ("Content-Digest", Self.digest(hash))] + headers,
            body: body, seconds: seconds
        )
        return try Self.receipt(answer.body)
    }

    static func receipt(_ body: [UInt8]) throws -> HubReceipt {
        struct Receipt: Decodable {
            let event: Event

            struct Event: Decodable { let packageId: String }
        }
        let receipt: Receipt = try Self.decoded(body)
        return HubReceipt(packageId: receipt.event.packageId, json: String(decoding: body, as: UTF8.self))
    }

    /// RFC 9530.
    static func digest(_ hash: ContentHash) -> String { "sha-256=:\(Self.bytes(hash).base64EncodedString()):" }

    private static func bytes(_ hash: ContentHash) -> Data {
        let digits = Array(hash.hex.utf8)
        return Data(
            stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
            }
        )
    }
}

/// A file of the store in pieces of 64 KiB.
struct FilePieces: AsyncSequence, Sendable {
    let file: ContentReader
    /// Where to begin.
    var offset = 0
    /// What comes behind the file.
    var ending: [UInt8] = []

    struct Iterator: AsyncIteratorProtocol {
        let file: ContentReader
        var offset: Int
        var ending: [UInt8]

        mutating func next() async throws -> ByteBuffer? {
            var bytes = try self.file.read(at: self.offset, count: 65_536)
            self.offset += bytes.count
            if bytes.isEmpty { swap(&bytes, &self.ending) }
            return bytes.isEmpty ? nil : ByteBuffer(bytes: bytes)
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(file: self.file, offset: self.offset, ending: self.ending) }
}
