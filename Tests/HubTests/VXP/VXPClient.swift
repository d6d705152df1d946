import Foundation
import Storage
import Testing

@testable import Hub

/// Speaks to the VXP listener as the SDK does: over a socket of its own, byte for byte. Waits on a thread of its own.
struct VXPClient: Sendable {
    let port: Int
    let system: String
    let secret: String
    var prefix = "/vxp"

    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]
        var text: String { String(decoding: self.body, as: UTF8.self) }
        var json: [String: Any] {
            get throws { try #require(JSONSerialization.jsonObject(with: Data(self.body)) as? [String: Any]) }
        }
        /// `data` of a list.
        var items: [[String: Any]] { get throws { try #require(try self.json["data"] as? [[String: Any]]) } }
        func string(_ name: String) throws -> String { try #require(try self.json[name] as? String) }
    }

    /// The request of the SDK: parameters as headers, once more in the signed text.
    func request(
        _ call: String, _ parameters: [(String, String)] = [], body: [UInt8]? = Array("{}".utf8),
        method: String = "POST",
        extra: [String] = [], signedAs signer: String? = nil
    ) -> [UInt8] {
        let all = [("systemid", self.system)] + parameters + [("timestamp", "22112026T145422+0483")]
        let pairs = all.map { "\"XroadVnpt-\($0)\":\(Self.quoted($1))" }.joined(separator: ",")
        let signed = "{\(pairs)}"
        var lines = ["\(method) \(self.prefix)/\(call) HTTP/1.1", "Host: 127.0.0.1:\(self.port)"]
        lines += all.map { "XroadVnpt-\($0): \($1)" }
        lines.append("XroadVnpt-sign-header-key: \(all.map(\.0).joined(separator: ";"))")
        lines.append("XroadVnpt-sign-header: \(signed)")
        lines.append(
            "XroadVnpt-hash-header: \(VXPSignature.make(Array(signed.utf8), secret: signer ?? self.secret))")
        lines += extra
        lines.append("Content-Length: \(body?.count ?? 0)")
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }

    @discardableResult
    func call(
        _ call: String, _ parameters: [(String, String)] = [], body: [UInt8]? = Array("{}".utf8),
        method: String = "POST",
        extra: [String] = [], signedAs signer: String? = nil
    ) async throws -> Answer {
        try await self.exchange(
            self.request(call, parameters, body: body, method: method, extra: extra, signedAs: signer))
    }

    /// Sends a file as `sendEdoc` does.
    @discardableResult
    func send(
        _ file: [UInt8], from: String, type: String = "edoc", to: String? = nil, hash: String? = nil,
        ending: [UInt8] = [0x0D, 0x0A]
    ) async throws -> Answer {
        var parameters = [
            ("servicetype", "eDoc"), ("messagetype", type), ("hash-file", hash ?? Self.shortHash(file)), ("from", from),
        ]
        if let to { parameters.append(("to", to)) }
        return try await self.call("sendEdoc", parameters, body: file + ending)
    }

    func exchange(_ bytes: [UInt8]) async throws -> Answer {
        try await onThread { () throws in
            let socket = try RawConnection(port: self.port)
            defer { socket.end() }
            try socket.send(bytes)
            return try socket.answer()
        }
    }

    /// As the SDK prints a hash: each byte without its leading zero.
    static func shortHash(_ file: [UInt8]) -> String {
        ContentHash(of: file).bytesInHex.map { $0.hasPrefix("0") ? String($0.dropFirst()) : $0 }.joined()
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}

extension ContentHash {
    fileprivate var bytesInHex: [String] {
        let digits = Array(self.hex)
        return stride(from: 0, to: digits.count, by: 2).map { String(digits[$0...($0 + 1)]) }
    }
}

extension RawConnection {
    /// Reads one answer with `Content-Length`; interim answers are skipped.
    func answer() throws -> VXPClient.Answer {
        var answer = try self.head()
        if answer.status == 100 { return try self.answer() }
        answer.body = try self.receive(try #require(answer.headers["content-length"].flatMap { Int($0) }))
        return answer
    }

    /// The head of an answer, without its body.
    func head() throws -> VXPClient.Answer {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) { head += try self.receive(1) }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        return VXPClient.Answer(
            status: try #require(Int(lines[0].split(separator: " ")[1])), headers: headers, body: [])
    }
}
