import Exchange
import Foundation
import Programs
import Storage
import Testing
import Web

@testable import Hub

/// A connection that is cut anywhere in a call or in its answer: the call is wholly done or not at all, and a repeat gets what it would have got.
@Suite(.inTurn, .timeLimit(.minutes(10))) struct CutTests {
    /// Where a call is cut.
    struct Cut: Sendable, CustomTestStringConvertible {
        /// Bytes of the call that go out.
        let sent: Int
        /// Bytes of the answer that are read.
        let received: Int
        /// With a reset: what is on its way is lost. Otherwise the connection ends in order.
        let isReset: Bool

        var testDescription: String { "\(self.sent) out, \(self.received) in\(self.isReset ? ", reset" : "")" }

        /// Every kind of place: in the line of the request, in a header, before the last line feed, before the body, after its first byte, in
        /// its middle, before its last byte; before the answer, after its first byte, in its line, in its headers.
        static func all(of call: Call) -> [Cut] {
            let (head, whole) = (call.head, call.bytes.count)
            let inCall = [5, head / 2, head - 1, head, head + 1, (head + whole) / 2, whole - 1]
            return [true, false].flatMap { isReset in
                inCall.map { Cut(sent: $0, received: 0, isReset: isReset) }
                    + [0, 1, 12, 60].map { Cut(sent: whole, received: $0, isReset: isReset) }
            }
        }

        static let count = 22

        func make(_ call: Call, port: Int) async throws {
            try await onThread {
                let connection = try RawConnection(port: port)
                try connection.send(Array(call.bytes.prefix(self.sent)))
                // Short answers are read to their end.
                if self.received > 0 { _ = try? connection.receive(self.received) }
                if self.isReset { connection.cut() } else { connection.end() }
            }
        }
    }

    /// One request, byte by byte.
    struct Call: Sendable {
        let head: Int
        let bytes: [UInt8]

        init(_ line: String, as system: String, _ headers: [String] = [], body: [UInt8]) {
            let lines =
                ["\(line) HTTP/1.1", "Host: hub", "Authorization: Bearer \(TestHub.token(of: system))"] + headers
                + ["Content-Length: \(body.count)", "", ""]
            let head = Array(lines.joined(separator: "\r\n").utf8)
            self.head = head.count
            self.bytes = head + body
        }

        init(whole bytes: [UInt8], body: Int) {
            self.bytes = bytes
            self.head = bytes.count - body
        }

        static func send(_ package: [UInt8]) -> Call {
            Call(
                "POST /v1/packages", as: "g22",
                [
                    "Content-Type: application/edxml+xml",
                    "Content-Digest: \(ContentDigest.header(ContentHash(of: package)))",
                ], body: package)
        }

        /// The head of the answer only.
        func head(port: Int) async throws -> VXPClient.Answer {
            try await onThread {
                let connection = try RawConnection(port: port)
                defer { connection.end() }
                try connection.send(self.bytes)
                return try connection.head()
            }
        }

        func answer(port: Int) async throws -> VXPClient.Answer {
            try await onThread {
                let connection = try RawConnection(port: port)
                defer { connection.end() }
                try connection.send(self.bytes)
                return try connection.answer()
            }
        }
    }

    @Test func `a send that is cut anywhere is taken in wholly or not at all, and its places are given back`()
        async throws
    {
        try await LiveHub.run(now: { TestHub.now }) { hub in
            let port = hub.address.port
            for number in 0..<Cut.count {
                let call = Call.send(try Packages.document(number: 91_000 + number))
                let cut = Cut.all(of: call)[number]
                try await cut.make(call, port: port)
                try await eventually("\(cut): something stays half done") { try await Order.isComplete(hub.parts) }
                let first = try await call.answer(port: port)
                let second = try await call.answer(port: port)
                #expect([200, 201].contains(first.status) && second.status == 200, "\(cut): \(first.text)")
                #expect(first.body == second.body, "\(cut)")
            }
            try await Self.expectFullLoad(hub)
            #expect(try await hub.inbox("h29").count == Cut.count + 48)
            try await Order.expectSound(hub.parts)
        }
    }

    /// As many sends as one system may have under way at once, each waiting for its last byte.
    private static func expectFullLoad(_ hub: LiveHub) async throws {
        let calls = try (0..<48).map { Call.send(try Packages.document(number: 92_000 + $0)) }
        let port = hub.address.port
        let open = try await onThread {
            try calls.map { call in
                let connection = try RawConnection(port: port)
                try connection.send(Array(call.bytes.dropLast()))
                return Unchecked(connection)
            }
        }
        try await eventually("not every place was given back") { hub.parts.uploads.openSends == 48 }
        let statuses = try await onThread {
            for (call, connection) in zip(calls, open) { try connection.value.send(Array(call.bytes.suffix(1))) }
            return try open.map { connection in
                defer { connection.value.end() }
                return try connection.value.answer().status
            }
        }
        #expect(statuses == Array(repeating: 201, count: 48))
    }

    @Test func `an upload that is cut anywhere goes on where it stands`() async throws {
        try await LiveHub.run(now: { TestHub.now }) { hub in
            let port = hub.address.port
            for number in 0..<Cut.count {
                let package = try Packages.document(number: 91_000 + number)
                let begun = try await Call(
                    "POST /v1/uploads", as: "g22",
                    [
                        "Upload-Length: \(package.count)",
                        "Repr-Digest: \(ContentDigest.header(ContentHash(of: package)))",
                    ], body: []
                ).head(port: port)
                let path = try #require(begun.headers["location"])
                let call = Call("PATCH \(path)", as: "g22", ["Upload-Offset: 0"], body: package)
                let cut = Cut.all(of: call)[number]
                try await cut.make(call, port: port)
                try await eventually("\(cut): something stays half done") { try await Order.isComplete(hub.parts) }
                let first = try await Self.goOn(package, path, port: port)
                let second = try await Call.send(package).answer(port: port)
                #expect([200, 201].contains(first.status) && second.status == 200, "\(cut): \(first.text)")
                #expect(first.body == second.body, "\(cut)")
            }
            try await Order.expectSound(hub.parts)
            let left = try FileManager.default.contentsOfDirectory(
                atPath: hub.parts.configuration.dataFolder.appending(path: "uploads").path)
            #expect(left.isEmpty)
        }
    }

    /// As a client does: asks where the upload stands and sends the rest; when it is over, sends anew. The hub may still be busy with the
    /// line that was cut.
    private static func goOn(_ package: [UInt8], _ path: String, port: Int) async throws -> VXPClient.Answer {
        for _ in 0..<500 {
            let asked = try await Call("HEAD \(path)", as: "g22", body: []).head(port: port)
            guard asked.status == 204, let offset = asked.headers["upload-offset"].flatMap({ Int($0) }) else {
                #expect(asked.status == 404)
                return try await Call.send(package).answer(port: port)
            }
            let answer = try await Call(
                "PATCH \(path)", as: "g22", ["Upload-Offset: \(offset)"], body: Array(package.dropFirst(offset))
            ).answer(port: port)
            if ![404, 409].contains(answer.status) { return answer }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CocoaError(.fileReadUnknown)
    }

    @Test func `an acknowledgement that is cut anywhere is done once or not at all`() async throws {
        try await LiveHub.run(now: { TestHub.now }) { hub in
            let port = hub.address.port
            for number in 0..<Cut.count { try await hub.send(91_000 + number) }
            for (number, item) in try await hub.inbox("h29").enumerated() {
                let call = Call(
                    "POST /v1/deliveries/\(item.deliveryID)/acknowledgement", as: "h29",
                    body: Array(#"{"sha256":"\#(item.sha256)","outcome":"done"}"#.utf8))
                let cut = Cut.all(of: call)[number]
                try await cut.make(call, port: port)
                let again = try await call.head(port: port).status
                #expect(again == 204, "\(cut)")
            }
            let handovers: Int = try #require(
                try await hub.parts.database.read {
                    try $0.row("SELECT COUNT(*) AS count FROM evidence_event WHERE name = 'ContentHandover'")?["count"]
                })
            #expect(handovers == Cut.count)
            #expect(try await hub.inbox("h29").isEmpty)
            try await Order.expectSound(hub.parts)
        }
    }

    @Test func `a send over the VXP wire that is cut anywhere is taken in wholly or not at all`() async throws {
        try await VXPHub.run { vxp in
            let client = vxp.client("g22")
            for number in 0..<Cut.count {
                let package = try Packages.document(number: 91_000 + number)
                let body = package + [0x0D, 0x0A]
                let call = Call(
                    whole: client.request(
                        "sendEdoc",
                        [
                            ("servicetype", "eDoc"), ("messagetype", "edoc"),
                            ("hash-file", VXPClient.shortHash(package)), ("from", "G22"),
                        ], body: body), body: body.count)
                let cut = Cut.all(of: call)[number]
                try await cut.make(call, port: vxp.port)
                try await eventually("\(cut): something stays half done") { try await Order.isComplete(vxp.hub.parts) }
                let first = try await client.send(package, from: "G22")
                let second = try await client.send(package, from: "G22")
                #expect(try first.string("status") == "OK", "\(cut): \(first.text)")
                #expect(try first.string("DocId") == second.string("DocId"), "\(cut)")
            }
            #expect(try await vxp.hub.inbox("h29").count == Cut.count)
            try await Order.expectSound(vxp.hub.parts)
        }
    }
}

/// Carries a connection from one thread to the next that uses it: never two at once.
struct Unchecked<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
