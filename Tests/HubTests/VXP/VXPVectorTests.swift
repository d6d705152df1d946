import Exchange
import Foundation
import NIOCore
import NIOEmbedded
import Storage
import Testing
import Trust

@testable import Hub

@Suite struct VXPVectorTests {
    @Test(arguments: VXPVectors.all.map(\.call))
    func `the signature of the recorded request is ours`(call: String) throws {
        let vector = try #require(VXPVectors.all.first { $0.call == call })
        let signed = try #require(vector.line("XroadVnpt-sign-header"))
        let signature = try #require(vector.line("XroadVnpt-hash-header"))
        #expect(VXPSignature.make(Array(signed.utf8), secret: VXPVectors.secret) == signature)
        #expect(VXPSignature.signed(Array(signed.utf8), signature: signature, secret: "other") == nil)
        let parameters = try #require(VXPParameters(json: Array(signed.utf8)))
        #expect(parameters["systemid"] == vector.line("XroadVnpt-systemid"))
    }

    @Test(arguments: VXPVectors.all.map(\.call))
    func `the recorded request is let in, byte for byte`(call: String) async throws {
        let vector = try #require(VXPVectors.all.first { $0.call == call })
        try await VXPHub.run { (hub: VXPHub) async throws in
            let folder = hub.hub.parts.configuration.dataFolder
            try await hub.hub.systems.disable("g22")
            for (id, organ) in [("000.00.00.G22", "G22"), ("000.00.00.H41", "H41")] {
                let code = try #require(OrganCode(organ))
                _ = try await hub.hub.systems.add(
                    id: id, name: id, organs: [code], sealedBy: try SealedSecrets(dataFolder: folder), now: TestHub.now)
                try await hub.seal(VXPVectors.secret, of: id)
            }
            let answer = try await VXPClient(port: hub.port, system: "", secret: "").exchange(vector.bytes)
            #expect(answer.status == 200)
            if answer.headers["content-encoding"] == "gzip" { return }
            // Documents of the recording are not there, the file is a stand-in: refused for that, not at the door.
            let refusals = [
                "sendEdoc": "<", "getEdoc": "Khong co goi tin", "updateStatus": "Khong co goi tin",
                "deleteAgency": "Ma \"000.01.00.G22\" khong co trong danh ba.",
            ]
            if let refusal = refusals[call] {
                #expect(try answer.string("status") == "FAIL")
                let text = try answer.string("ErrorDesc")
                #expect(call == "sendEdoc" ? text.contains("edXML") : text.contains(refusal))
            } else {
                #expect(try answer.string("status") == "OK")
            }
        }
    }

    @Test func `the hash of a file is known in both printings`() throws {
        let vector = try #require(VXPVectors.all.first { $0.call == "sendEdoc" })
        let file = Array(vector.body.utf8.dropLast(2))
        #expect(file.count == 116)
        let hash = ContentHash(of: file)
        #expect(hash.hex == "224759c9faf1bb2f7888b00947a60c8ea050120e98a997c8fd9141d11d32b121")
        #expect(VXPHash.matches(hash, hash.hex))
        #expect(VXPHash.matches(hash, try #require(vector.line("XroadVnpt-hash-file"))))
        #expect(!VXPHash.matches(hash, "224759c9faf1bb2f7888b0947a6c8ea05012e98a997c8fd9141d11d32b122"))
        #expect(!VXPHash.matches(hash, ""))
    }

    @Test func `receivers are read in each of their forms`() throws {
        func receivers(_ to: String) throws -> [String]? {
            let json = try JSONSerialization.data(withJSONObject: ["XroadVnpt-to": to])
            return try #require(VXPParameters(json: Array(json))).receivers?.map(\.text)
        }
        #expect(try receivers(#"["000.00.00.H41","000.00.00.H42"]"#) == ["000.00.00.H41", "000.00.00.H42"])
        #expect(try receivers(#""H41""#) == ["H41"])
        #expect(try receivers("H41") == ["H41"])
        #expect(try receivers("") == nil)
        #expect(try receivers("[]") == nil)
        #expect(throws: Fault.self) { _ = try receivers("[1]") }
        #expect(throws: Fault.self) { _ = try receivers("a b") }
    }

    @Test func `answers are ASCII, whatever the text`() {
        #expect(VXPAnswer.quoted("Tỉnh \"Nghệ An\"\\\n😀") == #""T\u1ec9nh \"Ngh\u1ec7 An\"\\\u000a\ud83d\ude00""#)
        #expect("Không được gửi Đến".withoutMarks == "Khong duoc gui Den")
    }

    /// Every byte of a head, in pieces of every size, comes through; bodies are left alone.
    @Test(arguments: [1, 2, 3, 64, 100_000])
    func `header bytes survive, bodies are not touched`(size: Int) throws {
        let value = (UInt8(1)...255).filter { $0 != 10 && $0 != 13 }
        let body = (0...255).map { UInt8($0) }
        let head =
            Array("POST / HTTP/1.1\r\nX: ".utf8) + value + Array("\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(HeaderBytes())
        var rest = (head + body + head + body)[...]
        while !rest.isEmpty {
            try channel.writeInbound(ByteBuffer(bytes: rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        var out: [UInt8] = []
        while let buffer: ByteBuffer = try channel.readInbound() { out += buffer.readableBytesView }
        let one = Array(out.prefix(out.count / 2))
        #expect(one == Array(out.suffix(out.count / 2)))
        #expect(Array(one.suffix(body.count)) == body)
        let line = try #require(one.split(separator: 10).dropFirst().first).dropFirst(3).dropLast()
        #expect(HeaderBytes.bytes(of: String(decoding: line, as: UTF8.self)) == value)
    }
}

extension VXPVectors.Vector {
    /// The value of a header of the recording.
    func line(_ name: String) -> String? {
        self.head.split(separator: "\n").first { $0.hasPrefix("\(name): ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }

    var bytes: [UInt8] {
        var lines = self.head.split(separator: "\n").map(String.init)
        lines.insert(contentsOf: VXPVectors.common.split(separator: "\n").map(String.init), at: 1)
        if self.call == "sendEdoc" { lines.removeAll { $0.hasPrefix("Accept-Encoding") } }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + self.body).utf8)
    }
}
