import AsyncHTTPClient
import Exchange
import NIOHTTP1
import Storage

/// Large packages go in an upload that a cut line does not end (tải lên nối tiếp).
extension HubClient {
    /// From this size on.
    static let largeBytes = 8 << 20
    private static let maximumInterruptions = 10

    /// Nil when the hub knows no uploads. What has arrived there stays: a later try goes on with it.
    func sendResumably(
        _ file: ContentReader, _ hash: ContentHash, query: String, headers: [(String, String)]
    ) async throws -> HubReceipt? {
        func begin() async throws -> Upload? { try await self.begin(file.sizeBytes, hash, query, headers) }
        guard var upload = try await begin() else { return nil }
        var interruptions = 0
        while true {
            if let receipt = upload.receipt { return receipt }
            do {
                try await self.append(file, to: &upload, query, headers)
            } catch let fault as Fault where [.interrupted, .unreachable, .conflict].contains(fault.code) {
                // The hub may still be busy with the line that was cut.
                interruptions += 1
                guard interruptions <= Self.maximumInterruptions else { throw Self.interrupted }
                try await Task.sleep(for: .milliseconds(100 * interruptions))
                guard let again = try await begin() else { throw Self.interrupted }
                upload = again
            }
        }
    }

    private struct Upload {
        var path: String
        var offset: Int
        /// Once the hub has the whole.
        var receipt: HubReceipt?
    }

    /// Begins an upload or finds the one that was begun.
    private func begin(
        _ sizeBytes: Int, _ hash: ContentHash, _ query: String, _ headers: [(String, String)]
    ) async throws -> Upload? {
        do {
            let answer = try await self.call(
                .POST, "/v1/uploads\(query)",
                headers: [("Upload-Length", "\(sizeBytes)"), ("Repr-Digest", Self.digest(hash))] + headers)
            guard answer.status == .created else {
                return Upload(path: "", offset: sizeBytes, receipt: try Self.receipt(answer.body))
            }
            guard let path = answer.headers.first(name: "Location"), path.hasPrefix("/v1/uploads/"),
                let offset = answer.headers.first(name: "Upload-Offset").flatMap(Int.init)
            else { return nil }
            return Upload(path: path, offset: offset)
        } catch let fault as Fault where fault.code == .notFound {
            return nil
        }
    }

    private func append(
        _ file: ContentReader, to upload: inout Upload, _ query: String, _ headers: [(String, String)]
    ) async throws {
        let rest = Int64(file.sizeBytes - upload.offset)
        let answer = try await self.call(
            .PATCH, "\(upload.path)\(query)",
            headers: [("Upload-Offset", "\(upload.offset)"), ("Content-Type", "application/partial-upload")] + headers,
            body: .stream(FilePieces(file: file, offset: upload.offset), length: .known(rest)), seconds: 3_600)
        guard answer.status == .noContent else { return upload.receipt = try Self.receipt(answer.body) }
        guard let offset = answer.headers.first(name: "Upload-Offset").flatMap(Int.init), offset > upload.offset else {
            throw Self.interrupted
        }
        upload.offset = offset
    }
}
