import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

extension TestOffice {
    static let draftFields = [
        "type": "Công văn", "subject": "V/v trả lời thử nghiệm", "notation": "UBND-A", "urgency": "0", "steering": "1",
        "due": "", "approver": "leader-A", "recipients": "G22",
    ]

    /// officer-A drafts a document to G22 that leader-A will sign; returns its id.
    func draft() async throws -> String {
        let answer = try await self.post("/outgoing", as: "officer-A", version: 0, Self.draftFields)
        #expect(answer.status == .seeOther)
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    /// Brings a draft as far as `goal`.
    func bring(_ id: String, to goal: OutgoingState) async throws {
        let steps: [(OutgoingState, String, String)] = [
            (.submitted, "submit", "officer-A"), (.approved, "approve", "leader-A"), (.numbered, "number", "clerk-A"),
            (.published, "publish", "clerk-A"),
        ]
        for (state, act, person) in steps where try await self.outgoingState(id).state != goal {
            if act == "publish" { #expect(try await self.attach(id, as: person).status == .seeOther) }
            let version = try await self.outgoingState(id).version
            let answer = try await self.post("/outgoing/\(id)/\(act)", as: person, version: version)
            #expect(answer.status == .seeOther, "\(act): \(answer.status)")
            #expect(try await self.outgoingState(id).state == state)
        }
    }

    /// Uploads one file as the signed document.
    func attach(
        _ id: String, as person: String, name: String = "ban-ky-so.pdf", bytes: Int = 1_000
    ) async throws -> TestResponse {
        let session = try await self.session(person)
        let fields = [
            "csrf": session.csrf, "once": RandomText.secret(),
            "version": String(try await self.outgoingState(id).version), "part": "main",
        ]
        var body = ByteBuffer()
        for (name, value) in fields {
            body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n")
        body.writeString("%PDF-1.7\n")
        body.writeRepeatingByte(UInt8(ascii: "x"), count: bytes)
        body.writeString("\r\n--ranh--\r\n")
        return try await self.client.execute(
            uri: "/outgoing/\(id)/attach", method: .post,
            headers: [.cookie: session.cookie, .contentType: "multipart/form-data; boundary=ranh"], body: body)
    }

    /// State and version of an outgoing document.
    func outgoingState(_ id: String) async throws -> (state: OutgoingState, version: Int) {
        try await self.office.database.read { connection in
            guard let row = try connection.row("SELECT state, version FROM outgoing WHERE id = $1", id) else {
                throw Fault.noSuchDocument
            }
            return (try row["state"], try row["version"])
        }
    }

    func outbox(of id: String) async throws -> [OutboxEntry] {
        try await self.office.database.read { try Outbox.entries(reference: id, in: $0) }
    }
}
