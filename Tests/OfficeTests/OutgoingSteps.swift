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

    /// What is published although nobody has signed it.
    static let unsigned = ["anyway": "yes", "reason": "Tệp thử nghiệm chưa ký số."]

    static let draftFile: TestFile = ("du-thao.txt", Array("Điều 1. Phạm vi\n".utf8))

    /// officer-A drafts a document to G22 that leader-A will sign; returns its id.
    func draft() async throws -> String {
        let answer = try await self.send("/outgoing", as: "officer-A", version: 0, Self.draftFields, [Self.draftFile])
        #expect(answer.status == .seeOther)
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    /// Brings a draft as far as `goal`.
    func bring(_ id: String, to goal: OutgoingState) async throws {
        let steps: [(OutgoingState, String, String)] = [
            (.submitted, "submit", "officer-A"), (.approved, "approve", "leader-A"), (.numbered, "number", "clerk-A"),
            (.published, "publish", "clerk-A"),
        ]
        let present = try await self.outgoingState(id).state
        let passed = (steps.firstIndex { $0.0 == present } ?? -1) + 1
        for (state, act, person) in steps[passed...] where try await self.outgoingState(id).state != goal {
            if act == "submit" { try await self.giveDraftFile(id) }
            if act == "publish" { #expect(try await self.attach(id, as: person).status == .seeOther) }
            let version = try await self.outgoingState(id).version
            let fields = act == "publish" ? Self.unsigned : [:]
            let answer = try await self.post("/outgoing/\(id)/\(act)", as: person, version: version, fields)
            #expect(answer.status == .seeOther, "\(act): \(answer.status)")
            #expect(try await self.outgoingState(id).state == state)
        }
    }

    /// Uploads one file as the signed document.
    func attach(
        _ id: String, as person: String, name: String = "ban-ky-so.pdf", bytes: Int = 1_000
    ) async throws -> TestResponse {
        try await self.send(
            "/outgoing/\(id)/attach", as: person, version: try await self.outgoingState(id).version, [:],
            [(name, Array("%PDF-1.7\n".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: bytes))])
    }

    typealias TestFile = (name: String, bytes: [UInt8])

    /// Sends a form with files as a person.
    func send(
        _ path: String, as person: String, version: Int, once: String = RandomText.secret(), _ fields: [String: String],
        _ files: [TestFile] = []
    ) async throws -> TestResponse {
        let session = try await self.session(person)
        var body = ByteBuffer()
        // The token of the form stands first in the page too.
        let hidden = [("csrf", session.csrf), ("once", once), ("version", String(version))]
        for (name, value) in hidden + fields.map({ ($0.key, $0.value) }) {
            body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        for file in files {
            body.writeString(
                "--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\"\r\n\r\n")
            body.writeBytes(file.bytes)
            body.writeString("\r\n")
        }
        body.writeString("--ranh--\r\n")
        return try await self.client.execute(
            uri: path, method: .post,
            headers: [.cookie: session.cookie, .contentType: "multipart/form-data; boundary=ranh"], body: body)
    }

    /// What was drafted without a file gets one, so that it can be submitted.
    private func giveDraftFile(_ id: String) async throws {
        let (bytes, name) = (Self.draftFile.bytes, Self.draftFile.name)
        let hash = try await self.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        try await self.office.database.write { connection in
            guard let version = try DraftVersion.all(of: id, in: connection).first, version.files.isEmpty else {
                return
            }
            let attachment = try Attachment.add(
                to: id, part: .draft, name: name, contentType: "text/plain", sizeBytes: bytes.count, hash: hash,
                at: Date(),
                in: connection)
            try connection.execute(
                "INSERT INTO draft_file (outgoing_id, number, ordinal, attachment_id) VALUES ($1, $2, 0, $3)",
                id, version.number, attachment)
        }
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
