import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore
import NIOHTTP1
package import Storage

/// Packages come in (nhận gói tin).
extension HubClient {
    /// Waiting deliveries after `cursor`; with `waitSeconds` the answer comes as soon as there is one.
    package func inbox(after cursor: Int, waitSeconds: Int) async throws -> InboxPage {
        let answer = try await self.call(
            .GET, "/v1/inbox?after=\(cursor)&wait=\(waitSeconds)&limit=50", seconds: Int64(waitSeconds) + 15)
        return try Self.decoded(answer.body)
    }

    package func download(_ item: InboxItem, into staged: StagedFile) async throws {
        try await self.download(deliveryID: item.deliveryId, sizeBytes: item.sizeBytes, into: staged)
    }

    /// Fetches a package into `staged`, going on where a cut connection ended, at most ten times.
    package func download(deliveryID: String, sizeBytes: Int, into staged: StagedFile) async throws {
        var interruptions = 0
        while staged.sizeBytes < sizeBytes {
            do {
                try await self.downloadRest(deliveryID, sizeBytes, into: staged)
            } catch let fault as Fault where fault.code == .interrupted && interruptions < 10 {
                interruptions += 1
            }
        }
    }

    private func downloadRest(_ deliveryID: String, _ sizeBytes: Int, into staged: StagedFile) async throws {
        var request = self.request(.GET, "/v1/deliveries/\(Self.encoded(deliveryID))/package")
        if staged.sizeBytes > 0 { request.headers.add(name: "Range", value: "bytes=\(staged.sizeBytes)-") }
        let response = try await HTTPLine.translating { try await self.client.execute(request, timeout: .hours(1)) }
        guard response.status == .ok || response.status == .partialContent else {
            throw Self.fault(response.status, try await Self.collect(response))
        }
        guard (response.status == .partialContent) == (staged.sizeBytes > 0) else { throw Self.interrupted }
        // Once an answer has begun, whatever ends it early is an interruption: what came is kept, the rest is asked for.
        try await HTTPLine.pieces(of: response, within: 3_600) { piece in
            guard staged.sizeBytes + piece.readableBytes <= sizeBytes else { throw Self.interrupted }
            try piece.withUnsafeReadableBytes { try staged.write($0) }
        }
        guard staged.sizeBytes == sizeBytes else { throw Self.interrupted }
    }

    /// Tells the hub that a delivery is on disk here, or why it cannot be taken.
    package func acknowledge(deliveryID: String, hash: ContentHash, outcome: DeliveryOutcome) async throws {
        var body = ["sha256": hash.hex]
        switch outcome {
        case .done: body["outcome"] = "done"
        case .fail(let code, let reason):
            body["outcome"] = "fail"
            body["code"] = code.rawValue
            body["reason"] = reason
        }
        let bytes = try JSONEncoder().encode(body)
        _ = try await self.call(
            .POST, "/v1/deliveries/\(Self.encoded(deliveryID))/acknowledgement",
            headers: [("Content-Type", "application/json")],
            body: .bytes(ByteBuffer(bytes: bytes))
        )
    }
}
