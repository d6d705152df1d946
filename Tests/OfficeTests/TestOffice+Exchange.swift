import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

extension TestOffice {
    /// Puts agencies into the directory, beside G22.
    func know(_ agencies: [(code: String, name: String)]) async throws {
        try await self.office.database.write { connection in
            for (code, name) in agencies {
                try Directory.save(
                    code: try #require(OrganCode(code)), oldCode: nil, name: name, shortName: code, kind: "ministry",
                    validTo: nil, successor: nil, in: connection)
            }
        }
    }

    /// The sender of an incoming document asks it back.
    func recall(_ id: String, from organ: String = "G22") async throws {
        let sender = try #require(OrganCode(organ))
        let row = try await self.office.database.read { connection in
            try connection.row("\(Incoming.query) WHERE incoming.id = $1", id).map(Incoming.init)
        }
        let incoming = try #require(row)
        let header = DocumentHeader(
            id: try #require(incoming.documentID), code: incoming.code, promulgationDate: incoming.promulgationDate,
            type: DocumentType(group: 2, ordinal: 18, name: "Công văn"), subject: incoming.subject)
        try await self.receive(
            Packet(
                kind: .recall, from: Organ(code: sender, name: organ), to: [self.office.identity.organBlock],
                document: header,
                business: Business(
                    kind: .recall, reason: "Ban hành nhầm phụ lục, đề nghị trả lại.", documentID: incoming.documentID)))
    }

    /// The sender of an incoming document corrects it; without files those that are here stay.
    func update(
        _ id: String, subject: String? = nil, from organ: String = "G22", reason: String = "Sửa trích yếu in sai.",
        files: [ReceivedFile] = [], adding added: [String] = [], documentID: DocumentID? = nil
    ) async throws {
        let sender = try #require(OrganCode(organ))
        let found = try await self.office.database.read { try IncomingStore.any(id, in: $0) }
        let incoming = try #require(found)
        let document = try #require(documentID ?? incoming.documentID)
        let header = DocumentHeader(
            id: document, code: incoming.code, promulgationDate: incoming.promulgationDate,
            type: DocumentType(group: 2, ordinal: 18, name: incoming.typeName), subject: subject ?? incoming.subject,
            urgency: incoming.urgency, steering: incoming.steering)
        let receivers = added.compactMap { OrganCode($0) }.map { Business.ReceiverChange(organ: $0, added: true) }
        try await self.receive(
            Packet(
                kind: .update, from: Organ(code: sender, name: organ), to: [self.office.identity.organBlock],
                document: header,
                business: Business(
                    kind: .update, reason: reason, documentID: document, informationChanged: true,
                    receivers: receivers)),
            files: files)
    }

    /// G22 reports about our document.
    func report(
        _ status: HandlingStatus, of id: String, _ description: String? = nil, at moment: Date = Date()
    ) async throws {
        let organ = try #require(OrganCode("G22"))
        let issue = try await self.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
        }
        let outgoing = try #require(issue)
        let about = ResponseFor(
            organ: self.office.identity.organ, code: outgoing.code?.text ?? "",
            promulgationDate: outgoing.promulgationDate, documentID: outgoing.documentID)
        try await self.receive(
            Packet(
                kind: .status, from: Organ(code: organ, name: "Văn phòng Chính phủ"),
                status: StatusReport(responseFor: about, status: status, description: description, at: moment)))
    }

    /// What the gateway does with a package that has come.
    func receive(_ packet: Packet, files: [ReceivedFile] = []) async throws {
        let package = ReceivedPackage(
            deliveryID: UUID().uuidString, packageID: UUID().uuidString, hash: ContentHash(of: Data("x".utf8)),
            packet: packet, files: files)
        let events = GatewayLink(office: self.office).events
        try await self.office.database.write { try events.received($0, package) }
    }

    /// The package of an entry, as a receiver reads it.
    func package(_ entry: OutboxEntry) async throws -> Packet {
        let hash = try await self.office.database.read { connection -> ContentHash? in
            try connection.row("SELECT package_hash FROM gateway_outbox WHERE id = $1", entry.id)?["package_hash"]
        }
        return try PacketReader.read(
            file: self.office.store.folder.url(of: try #require(hash)), today: self.office.today)
    }

    func text(_ path: String, as person: String) async throws -> String {
        let answer = try await self.get(path, as: person)
        #expect(answer.status == .ok, "\(path)")
        return String(buffer: answer.body)
    }

    /// A file of an incoming document, `file-<id>`.
    func addFile(to id: String) async throws {
        let hash = try await self.office.store.keep { file in
            try Array("%PDF-1.7".utf8).withUnsafeBytes { try file.write($0) }
        }
        _ = try await self.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO attachment (id, document_id, ordinal, part, name, content_type, size_bytes, hash)
                VALUES ($1, $2, 1, 'main', 'van-ban.pdf', 'application/pdf', 8, $3)
                """, "file-\(id)", id, hash)
        }
    }

    /// A document that was issued to G22, whose system has it.
    static func delivered(_ test: TestOffice) async throws -> String {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
        }
        return id
    }

    /// What the office's check finds wrong with documents and registers.
    static func damages(_ test: TestOffice) async throws -> [String] {
        let report = try await OfficeCheck(database: test.office.database, content: test.office.store).run()
        return report.findings.filter { ["document", "register"].contains($0.area) }.map(\.subject)
    }

    /// A form of somebody who has not signed in.
    static func sendUnsigned(_ path: String, _ fields: [String: String], _ test: TestOffice) async throws
        -> TestResponse
    {
        let body = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try await test.client.execute(
            uri: path, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: body))
    }
}
