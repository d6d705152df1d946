import AsyncHTTPClient
package import Exchange
package import Foundation
import NIOCore
import NIOHTTP1
package import Storage

/// The client of the national wire, as the SDK of the national axis speaks it. Certificates are always verified; every call has a deadline;
/// failures are `Fault`s: `refused` for `FAIL`, whose numbers nobody has published.
package struct VXPClient: Sendable {
    private let endpoint: VXPEndpoint
    private let client: HTTPClient
    private let now: @Sendable () -> Date

    package init(endpoint: VXPEndpoint, now: @escaping @Sendable () -> Date = { Date() }) throws {
        self.endpoint = endpoint
        self.client = try HTTPLine.client(trustedRoots: endpoint.trustedRoots)
        self.now = now
    }

    package func shutdown() async throws { try await self.client.shutdown() }

    /// Sends a file, streaming; answers its `DocId`. `to`: for whom of those whom the package names; empty: for all of them.
    package func sendEdoc(
        _ file: ContentReader, _ hash: ContentHash, from: OrganCode, to: [OrganCode] = [], isStatus: Bool
    ) async throws -> String {
        var parameters = [
            ("servicetype", "eDoc"), ("messagetype", isStatus ? "status" : "edoc"), ("hash-file", Self.short(hash)),
            ("from", from.text),
        ]
        if !to.isEmpty {
            parameters.append(("to", JSON.list(to.map { .text($0.text) }).canonical))
        }
        // The wire has a CRLF behind the file that is no part of it.
        let body = HTTPClientRequest.Body.stream(
            FilePieces(file: file, ending: [0x0D, 0x0A]), length: .known(Int64(file.sizeBytes + 2)))
        let answer = try await self.answer(
            "sendEdoc", parameters, type: "application/octet-stream", body: body, seconds: 3_600)
        guard let id = answer["DocId"]?.told, !id.isEmpty else { throw HTTPLine.unreadable }
        return id
    }

    /// What waits: documents, or statuses.
    package func receivedList(statuses: Bool) async throws -> [VXPItem] {
        let answer = try await self.answer("getReceivedEdocList", Self.kind(statuses))
        return try (answer["data"]?.elements ?? []).map { try VXPItem($0).orThrow(HTTPLine.unreadable) }
    }

    /// What became of what was sent under `id`, one row for each receiver.
    package func sentList(_ id: String, statuses: Bool) async throws -> [VXPSentRow] {
        let answer = try await self.answer("getSentEdocList", Self.kind(statuses) + [("docId", id)])
        return (answer["data"]?.elements ?? []).compactMap(VXPSentRow.init)
    }

    /// Fetches a file into `staged`, as it is or, where the hub does not know that call, out of a JSON answer. Reading changes nothing.
    package func download(_ id: String, into staged: StagedFile) async throws {
        let parameters = [("docId", id), ("filePath", "xml")]
        let plain = try await self.execute("downloadEdoc", parameters, method: .GET, seconds: 3_600)
        if plain.status == .ok {
            try await Self.copying(plain) { try staged.write($0) }
            if staged.sizeBytes > 0 { return }
        } else {
            _ = try await Self.collect(plain)
        }
        let packed = try await self.execute("getEdoc", parameters, body: .bytes(Self.nothing), seconds: 3_600)
        guard packed.status == .ok else { throw HTTPLine.unreadable }
        var extractor = VXPDataExtractor()
        try await Self.copying(packed) { bytes in try extractor.feed(bytes) { try staged.write($0) } }
        guard try extractor.finish(to: { try staged.write($0) }) else { throw Self.refusal(extractor.desc) }
    }

    /// Ends an item. A repeat changes nothing.
    package func updateStatus(_ id: String, isDone: Bool, reason: String? = nil) async throws {
        // Both spellings of the name are in use; hubs look at one or the other.
        var parameters = [("docId", id), ("docid", id), ("status", isDone ? "done" : "fail")]
        if let reason {
            // Letters beyond ASCII do not come through every hub's HTTP parser.
            let plain = reason.withoutMarks.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }
            parameters.append(("description", String(String.UnicodeScalarView(plain.prefix(500)))))
        }
        _ = try await self.answer("updateStatus", parameters, body: .bytes(Self.nothing))
    }

    // MARK: How it is done

    private static let nothing = ByteBuffer(string: "{}")
    /// Of a JSON answer: lists have no pages.
    private static let maximumAnswerBytes = 64 << 20

    private static func kind(_ statuses: Bool) -> [(String, String)] {
        [("servicetype", "eDoc"), ("messagetype", statuses ? "status" : "edoc")]
    }

    /// A JSON answer that says OK.
    private func answer(
        _ call: String, _ parameters: [(String, String)], type: String = "application/json",
        body: HTTPClientRequest.Body? = nil, seconds: Int64 = 60
    ) async throws -> JSON {
        let response = try await self.execute(call, parameters, type: type, body: body, seconds: seconds)
        let bytes = try await Self.collect(response)
        // A proxy's page is no answer of the hub: nothing was refused.
        guard response.status == .ok, let json = JSON(utf8: bytes), let status = json["status"]?.told,
            let code = json["ErrorCode"]?.told
        else { throw HTTPLine.unreadable }
        guard status.uppercased() == "OK", code == "0" else { throw Self.refusal(json["ErrorDesc"]?.told ?? "") }
        return json
    }

    private func execute(
        _ call: String, _ parameters: [(String, String)], method: HTTPMethod = .POST, type: String = "application/json",
        body: HTTPClientRequest.Body? = nil, seconds: Int64
    ) async throws -> HTTPClientResponse {
        var base = self.endpoint.url.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        var request = HTTPClientRequest(url: "\(base)/\(call)")
        request.method = method
        let call = VXPSignedCall(parameters, system: self.endpoint.system, type: type, at: self.now())
        for (name, value) in call.headers(secret: self.endpoint.secret) {
            request.headers.add(name: name, value: value)
        }
        request.headers.add(name: "Content-Type", value: type)
        request.body = body ?? (method == .GET ? nil : .bytes(ByteBuffer()))
        let ready = request
        return try await HTTPLine.translating { try await self.client.execute(ready, timeout: .seconds(seconds)) }
    }

    private static func collect(_ response: HTTPClientResponse) async throws -> [UInt8] {
        try await HTTPLine.body(of: response, within: 600, maximumBytes: Self.maximumAnswerBytes)
    }

    private static func copying(
        _ response: HTTPClientResponse, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        try await HTTPLine.pieces(of: response, within: 3_600) { try $0.withUnsafeReadableBytes(take) }
    }

    /// As the SDK prints a hash: each byte without its leading zero.
    static func short(_ hash: ContentHash) -> String {
        let digits = Array(hash.hex)
        return stride(from: 0, to: digits.count, by: 2).map { place in
            digits[place] == "0" ? String(digits[place + 1]) : String(digits[place...place + 1])
        }.joined()
    }

    private static func refusal(_ text: String) -> Fault {
        let text = String(text.normalized.prefix(500))
        return Fault(
            .refused, vi: text.isEmpty ? "Trục từ chối, không nói lý do." : "Trục trả lời: \(text)",
            en: "The hub answered FAIL: \(text)")
    }
}

extension Optional {
    fileprivate func orThrow(_ fault: Fault) throws -> Wrapped {
        guard let value = self else { throw fault }
        return value
    }
}
