import Exchange
import Foundation
import Storage
import Testing

@testable import Hub

/// Signatures, connections, and bytes that no HTTP client should send.
@Suite struct VXPDoorTests {
    @Test func `a wrong signature, a wrong secret, an unknown system are refused alike`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let refusal =
                #"{"status":"FAIL","ErrorCode":"1","ErrorDesc":"He thong hoac chu ky khong dung","data":[]}"#
            let right = hub.client("h29")
            #expect(try await right.call("getReceivedEdocList", body: nil).string("status") == "OK")
            #expect(try await right.call("getReceivedEdocList", body: nil, signedAs: "another-secret").text == refusal)
            let unknown = VXPClient(port: hub.port, system: "x99", secret: TestHub.token(of: "h29"))
            #expect(try await unknown.call("getReceivedEdocList", body: nil).text == refusal)
            // The signed text of one system under the name of another.
            var bytes = String(decoding: right.request("getReceivedEdocList", body: nil), as: UTF8.self)
            bytes = bytes.replacing("XroadVnpt-systemid: h29", with: "XroadVnpt-systemid: h53")
            #expect(try await right.exchange(Array(bytes.utf8)).text == refusal)
        }
    }

    /// Lesson B4.
    @Test(arguments: VXPCall.allCases)
    func `no refusal of any call looks like a success`(call: VXPCall) async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("h29")
            let nonsense = [
                ("docId", "nowhere"), ("AgencyCode", "nowhere"), ("status", "perhaps"), ("from", "nowhere"),
            ]
            for answer in [
                try await client.call(call.rawValue, nonsense, signedAs: "another-secret"),
                try await client.call(call.rawValue, nonsense), try await client.call(call.rawValue),
            ] {
                #expect(answer.status == 200)
                guard call != .downloadEdoc else {
                    #expect(answer.body.isEmpty)
                    continue
                }
                let (status, code) = (try answer.string("status"), try answer.string("ErrorCode"))
                #expect((status == "FAIL") == (code != "0"))
                #expect((status == "OK") == (code == "0"))
            }
        }
    }

    @Test func `loose headers count for nothing: the signed pairs are the parameters`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            try await hub.client("g22").send(try Packages.document(), from: "G22")
            let item = try #require(try await hub.hub.inbox("h29").first)
            let client = hub.client("h29")
            let bytes = String(
                decoding: client.request("updateStatus", [("docId", item.deliveryID), ("status", "processing")]),
                as: UTF8.self
            ).replacing("XroadVnpt-status: processing", with: "XroadVnpt-status: done")
            #expect(try await client.exchange(Array(bytes.utf8)).string("status") == "OK")
            #expect(try await hub.hub.inbox("h29").count == 1)
        }
    }

    @Test func `a disabled system, and one that calls from a foreign network, are refused`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let network = try #require(Network("10.22.0.0/16"))
            try await hub.hub.systems.bind("h29", to: [network])
            let foreign = try await hub.client("h29").call("countReceiveEdoc")
            #expect(try foreign.string("ErrorDesc").contains("dia chi mang"))
            #expect(try foreign.json["count"] as? Int == 0)
            #expect(try await hub.hub.call("GET", "/v1/inbox", as: "h29").contains("forbidden"))
            let home = try #require(Network("127.0.0.0/8"))
            try await hub.hub.systems.bind("h29", to: [network, home])
            #expect(try await hub.client("h29").call("countReceiveEdoc").string("status") == "OK")
            try await hub.hub.systems.disable("h29")
            #expect(try await hub.client("h29").call("countReceiveEdoc").string("status") == "FAIL")
        }
    }

    @Test func `a letter that the SDK cut to one byte is understood when the signature allows it`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            try await hub.client("g22").send(try Packages.document(), from: "G22")
            let item = try #require(try await hub.hub.inbox("h29").first)
            let client = hub.client("h29")
            // ý as 0xFD on the line, signed as UTF-8.
            let request = client.request(
                "updateStatus", [("docId", item.deliveryID), ("status", "fail"), ("description", "lý do")])
            let bytes = Self.replacing(Array("ý".utf8), with: [0xFD], in: request)
            #expect(bytes.count < request.count)
            #expect(try await client.exchange(bytes).string("status") == "OK")
            let reason: String? = try await hub.hub.parts.database.read { connection in
                try connection.row("SELECT fail_reason FROM delivery WHERE id = $1", item.deliveryID)?["fail_reason"]
            }
            #expect(reason == "lý do")
        }
    }

    @Test(arguments: [0x03, 0x11, 0x7F, 0xDF] as [UInt8])
    func `a byte that no header may hold is answered in JSON, and the connection lives`(byte: UInt8) async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("h29")
            let spoiled = Self.replacing(
                Array("?".utf8), with: [byte],
                in: client.request("getReceivedEdocList", [("description", "?")], body: nil))
            let right = client.request("countReceiveEdoc")
            try await onThread { () throws in
                let socket = try RawConnection(port: hub.port)
                defer { socket.end() }
                try socket.send(spoiled)
                let refused = try socket.answer()
                #expect(refused.status == 200)
                #expect(try refused.string("status") == "FAIL")
                try socket.send(right)
                #expect(try socket.answer().string("status") == "OK")
            }
        }
    }

    @Test func `a client that expects to be told to continue is told before it sends the body`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("h29")
            let request = client.request("countReceiveEdoc", body: Array("{}".utf8), extra: ["Expect: 100-continue"])
            try await onThread { () throws in
                let socket = try RawConnection(port: hub.port)
                defer { socket.end() }
                try socket.send(Array(request.dropLast(2)))
                let interim = "HTTP/1.1 100 Continue\r\n\r\n"
                #expect(String(decoding: try socket.receive(interim.utf8.count), as: UTF8.self) == interim)
                try socket.send("{}")
                #expect(try socket.answer().string("status") == "OK")
            }
        }
    }

    @Test func `many calls on one connection, in any pieces, are answered one after the other`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("g22")
            let package = try Packages.document()
            let send = client.request(
                "sendEdoc",
                [("messagetype", "edoc"), ("hash-file", VXPClient.shortHash(package)), ("from", "G22")],
                body: package + [13, 10])
            let bytes = client.request("countReceiveEdoc") + send + client.request("getReceivedEdocList", body: nil)
            try await onThread { () throws in
                let socket = try RawConnection(port: hub.port)
                defer { socket.end() }
                var rest = bytes[...]
                while !rest.isEmpty {
                    try socket.send(Array(rest.prefix(7)))
                    rest = rest.dropFirst(7)
                }
                #expect(try socket.answer().json["count"] as? Int == 0)
                #expect(try socket.answer().string("DocId").count == 36)
                #expect(try socket.answer().items.isEmpty)
            }
        }
    }

    @Test func `idle connections are closed, and others are served meanwhile`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("h29")
            let request = client.request("getReceivedEdocList", body: nil)
            try await onThread { () throws in
                // Each asks as soon as it is there: on a busy machine the first would be idle too long before the last is open.
                let idle = try (0..<20).map { _ in
                    let socket = try RawConnection(port: hub.port)
                    try socket.send(request)
                    #expect(try socket.answer().string("status") == "OK")
                    return socket
                }
                // `receive` ends when the hub closes; it would wait two minutes for more.
                for socket in idle {
                    let failure = #expect(throws: RawConnection.Failure.self) { _ = try socket.receive(1) }
                    #expect(failure?.code == 0)
                    socket.end()
                }
            }
            #expect(try await client.call("countReceiveEdoc").string("status") == "OK")
        }
    }

    @Test(arguments: ["", "/XrdAdapter/adapter"])
    func `the calls lie under the prefix that the operator names`(prefix: String) async throws {
        try await VXPHub.run(prefix: prefix) { (hub: VXPHub) async throws in
            var client = hub.client("h29")
            client.prefix = prefix
            #expect(try await client.call("countReceiveEdoc").string("status") == "OK")
            client.prefix = prefix + "/other"
            let lost = try await client.call("countReceiveEdoc")
            #expect(lost.status == 200)
            #expect(try lost.string("ErrorDesc") == "Khong co dich vu nay.")
        }
    }

    @Test func `rubbish on the line harms nobody`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            for rubbish in [
                "\r\n\r\n\r\n", "GET\r\n\r\n", "POST /vxp/getEdoc HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                "\u{0}\u{1}\u{2}\r\n\r\n",
            ] {
                try await onThread { () throws in
                    let socket = try RawConnection(port: hub.port)
                    try socket.send(rubbish)
                    socket.cut()
                }
            }
            let unsigned = try await hub.client("h29").exchange(
                Array("POST /vxp/getEdoc HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            #expect(try unsigned.string("data") == "")
            #expect(try await hub.client("h29").call("countReceiveEdoc").string("status") == "OK")
        }
    }

    @Test func `a system that was connected before secrets were sealed is refused on the wire`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            _ = try await hub.hub.parts.database.write {
                try $0.execute("UPDATE system SET sealed_secret = NULL WHERE id = 'h29'")
            }
            #expect(try await hub.client("h29").call("countReceiveEdoc").string("status") == "FAIL")
        }
    }

    private static func replacing(_ old: [UInt8], with new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        var (out, place): ([UInt8], Int) = ([], 0)
        while place < bytes.count {
            if bytes[place...].starts(with: old) {
                out += new
                place += old.count
            } else {
                out.append(bytes[place])
                place += 1
            }
        }
        return out
    }
}
