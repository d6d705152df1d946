import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Office

/// An update that adds and removes receivers (edXML 2.2.3.2–3), on both sides.
@Suite struct ReceiverUpdateTests {
    private static let reason = "Nơi nhận ghi nhầm, đề nghị cập nhật."

    /// Two agencies beside G22.
    private static func agencies(_ test: TestOffice) async throws {
        let codes = try ["H26", "H53"].map { try #require(OrganCode($0)) }
        try await test.office.database.write { connection in
            for code in codes {
                try Directory.save(
                    code: code, oldCode: nil, name: "UBND tỉnh \(code.text)", shortName: "UBND", kind: "province",
                    validTo: nil, successor: nil, in: connection)
            }
        }
    }

    /// Issued to G22 and H53, whose systems have it.
    private static func delivered(_ test: TestOffice) async throws -> String {
        try await Self.agencies(test)
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        let added = try await test.post(
            "/outgoing/\(id)/recipients", as: "clerk-A", version: try await test.outgoingState(id).version,
            ["recipients": "H53"])
        #expect(added.status == .seeOther)
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
            try connection.execute("UPDATE gateway_outbox SET state = 'sent'")
        }
        return id
    }

    private static func send(
        _ id: String, _ others: [(String, String)], as person: String = "clerk-A", _ test: TestOffice
    ) async throws -> TestResponse {
        let found = try await test.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
        }
        let outgoing = try #require(found)
        let present = [
            ("subject", outgoing.subject), ("date", outgoing.promulgationDate?.shown ?? ""),
            ("signer", outgoing.approverName), ("title", outgoing.signerTitle), ("reason", Self.reason),
        ]
        let kept = present.filter { field in !others.contains { $0.0 == field.0 } }
        return try await test.send("/outgoing/\(id)/update", as: person, version: outgoing.version, kept + others)
    }

    private static func recipients(_ id: String, _ test: TestOffice) async throws -> [String: Recipient] {
        let all = try await test.office.database.read { try Recipient.all(of: id, in: $0) }
        return Dictionary(uniqueKeysWithValues: all.map { ($0.organ.text, $0) })
    }

    /// The entry of the outbox of the only update.
    private static func entry(_ id: String, _ test: TestOffice) async throws -> OutboxEntry {
        let entries = try await test.office.database.read { connection in
            try connection.rows("SELECT id FROM document_update WHERE document_id = $1 LIMIT 10", id).flatMap {
                try Outbox.entries(reference: try $0["id"], in: connection)
            }
        }
        return try #require(entries.first)
    }

    @Test
    func `who has it is told who is added and removed, who is added gets the document, who is removed gives it back`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.delivered(test)
            let form = try await test.text("/outgoing/\(id)/update", as: "clerk-A")
            #expect(form.contains("id=\"recipients-H26\"") && form.contains("id=\"remove-G22\""))
            #expect(!form.contains("id=\"remove-H26\"") && !form.contains("id=\"recipients-H53\""))
            let answer = try await Self.send(id, [("recipients", "H26"), ("remove", "G22")], test)
            #expect(answer.status == .seeOther, "\(String(buffer: answer.body))")
            let entry = try await Self.entry(id, test)
            #expect(Set(entry.organs.map(\.text)) == ["G22", "H53"])
            let packet = try await test.package(entry)
            let business = try #require(packet.business)
            #expect(packet.kind == .update && business.receiversChanged == true)
            #expect(business.informationChanged == false)
            #expect(business.receivers.map(\.organ.text) == ["G22", "H26"])
            #expect(business.receivers.map(\.added) == [false, true])
            #expect(packet.document?.toPlaces == ["UBND tỉnh H53", "UBND tỉnh H26"])
            let first = try await test.package(
                try #require(try await test.outbox(of: id).first { $0.organs.map(\.text) == ["H26"] }))
            #expect(first.kind == .new && first.document?.subject == packet.document?.subject)
            #expect(first.attachments.map(\.name) == packet.attachments.map(\.name))
            var recipients = try await Self.recipients(id, test)
            #expect(recipients["H26"]?.transport == .queued && recipients["H26"]?.updating == nil)
            #expect(recipients["G22"]?.isLeaving == true && recipients["H53"]?.isLeaving == false)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(
                page.contains("Đã báo bỏ khỏi nơi nhận, chờ trả lời") && page.contains("Gửi bổ sung đến UBND tỉnh H26"))
            // Sent again to who was not reached, it says the removal once more.
            let office = test.office
            let again = try await office.database.read { connection in
                let found = try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
                guard let outgoing = found, let clerk = try PersonStore.person("clerk-A", in: connection) else {
                    throw Fault.noSuchDocument
                }
                return try UpdateSending.packet(
                    again: outgoing, to: try Recipient.all(of: id, in: connection), reason: Self.reason, by: clerk,
                    office: office, in: connection
                ).business
            }
            #expect(again.receivers.map(\.organ.text) == ["G22"] && again.receivers.map(\.added) == [false])
            try await test.report(.agreed, of: id, "Đã trả lại")
            recipients = try await Self.recipients(id, test)
            #expect(recipients["G22"]?.closure == .withdrawn && recipients["H53"]?.closure == nil)
            #expect(recipients["G22"].map(RecallRule.holds) == false)
            let report = try await OfficeCheck(database: test.office.database, content: test.office.store).run()
            #expect(report.findings.filter { $0.area == "exchange" }.map(\.subject) == [])
        }
    }

    @Test func `who is removed and declines keeps it`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.delivered(test)
            #expect(try await Self.send(id, [("remove", "G22")], test).status == .seeOther)
            try await test.report(.declined, of: id, "Đang xử lý")
            let recipient = try await Self.recipients(id, test)["G22"]
            #expect(recipient?.closure == nil && recipient?.updating == .declined)
        }
    }

    @Test func `a late yes to the update before it gives nothing back, and who has left is no receiver any more`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.delivered(test)
            func sent(_ fields: [(String, String)]) async throws -> OutboxEntry {
                #expect(try await Self.send(id, fields, test).status == .seeOther)
                let entries = try await test.office.database.write { connection in
                    let last = try connection.row(
                        "SELECT id FROM document_update WHERE document_id = $1 ORDER BY at DESC, id DESC LIMIT 1", id)
                    try connection.execute("UPDATE gateway_outbox SET state = 'sent'")
                    return try Outbox.entries(reference: try last?["id"] ?? "", in: connection)
                }
                return try #require(entries.first)
            }
            _ = try await sent([("subject", "Về việc sửa trích yếu")])
            _ = try await sent([("remove", "G22")])
            let asked = try #require(try await Self.recipients(id, test)["G22"]?.updatingAt)
            try await test.report(.agreed, of: id, "Đã cập nhật", at: asked.addingTimeInterval(-60))
            var recipient = try await Self.recipients(id, test)["G22"]
            #expect(recipient?.closure == nil && recipient?.isLeaving == true)
            try await test.report(.agreed, of: id, "Đã trả lại", at: asked.addingTimeInterval(60))
            recipient = try await Self.recipients(id, test)["G22"]
            #expect(recipient?.closure == .withdrawn)
            let next = try await sent([("recipients", "H26")])
            #expect(next.organs.map(\.text) == ["H53"])
            #expect(try await test.package(next).document?.toPlaces == ["UBND tỉnh H53", "UBND tỉnh H26"])
        }
    }

    @Test func `what cannot be is refused at its field, and nothing goes out`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.delivered(test)
            for (fields, field) in [
                ([("remove", "G22"), ("remove", "H53")], "remove"), ([("remove", "H26")], "remove"),
                ([("recipients", "G22")], "recipients"), ([("recipients", "H29")], "recipients"),
                ([("recipients", "X99")], "recipients"),
            ] {
                let refused = try await Self.send(id, fields, test)
                #expect(refused.status == .unprocessableContent, "\(fields)")
                #expect(String(buffer: refused.body).contains("href=\"#\(field)"), "\(fields)")
            }
            #expect(try await Self.send(id, [("remove", "G22")], as: "leader-A", test).status == .forbidden)
            let updates = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM document_update")?["total"] ?? 0
            }
            #expect(updates == 0)
            #expect(try await Self.recipients(id, test).count == 2)
        }
    }

    /// G22 says which receivers of a document change.
    private static func told(
        _ id: String, _ changes: [(organ: String, added: Bool)], _ test: TestOffice
    ) async throws {
        let found = try await test.office.database.read { try IncomingStore.any(id, in: $0) }
        let incoming = try #require(found)
        let document = try #require(incoming.documentID)
        let header = DocumentHeader(
            id: document, code: incoming.code, promulgationDate: incoming.promulgationDate,
            type: DocumentType(group: 2, ordinal: 18, name: incoming.typeName), subject: incoming.subject,
            urgency: incoming.urgency, steering: incoming.steering)
        let receivers = try changes.map { change in
            Business.ReceiverChange(organ: try #require(OrganCode(change.organ)), added: change.added)
        }
        try await test.receive(
            Packet(
                kind: .update, from: Organ(code: try #require(OrganCode("G22")), name: "Văn phòng Chính phủ"),
                to: [test.office.identity.organBlock], document: header,
                business: Business(
                    kind: .update, reason: Self.reason, documentID: document, informationChanged: false,
                    receiversChanged: true, receivers: receivers)))
    }

    private static func answer(_ id: String, _ answer: String, _ test: TestOffice) async throws -> TestResponse {
        try await test.post(
            "/incoming/\(id)/update", as: "clerk-A", version: try await test.state(id).version,
            ["answer": answer, "reason": "Đã trao đổi với nơi gửi."])
    }

    @Test func `the clerk reads which other receivers change; the document stays as it is`() async throws {
        try await TestOffice.with { test in
            try await Self.agencies(test)
            let id = try await test.arrival()
            try await test.handle(id, until: .inProgress)
            try await Self.told(id, [("H26", true), ("H53", false), ("H29", true)], test)
            let form = try await test.text("/incoming/\(id)/update", as: "clerk-A")
            #expect(form.contains("data-change=\"Nơi nhận\""))
            #expect(form.contains("thêm UBND tỉnh H26; bỏ UBND tỉnh H53") && !form.contains("không còn là nơi nhận"))
            #expect(try await Self.answer(id, "agree", test).status == .seeOther)
            #expect(try await test.queued().last == "15")
            let after = try await test.office.database.read { try IncomingStore.any(id, in: $0) }
            #expect(after?.closure == nil && after?.state == .inProgress)
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains("thêm UBND tỉnh H26"))
            // That we are a receiver is known: it is a yes by itself.
            try await Self.told(id, [("H29", true)], test)
            #expect(try await test.queued().suffix(2) == ["15", "15"])
        }
    }

    @Test(arguments: [true, false])
    func `who is removed gives it back or keeps it`(agrees: Bool) async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.addFile(to: id)
            try await test.handle(id, until: .inProgress)
            try await Self.told(id, [("H29", false)], test)
            #expect(
                try await test.text("/incoming/\(id)/update", as: "clerk-A").contains(
                    "Cơ quan ta không còn là nơi nhận."))
            #expect(try await Self.answer(id, agrees ? "agree" : "decline", test).status == .seeOther)
            #expect(try await test.queued().last == (agrees ? "15" : "16"))
            let after = try await test.office.database.read { try IncomingStore.any(id, in: $0) }
            #expect(after?.closure == (agrees ? .withdrawn : nil))
            let file = try await test.get("/files/file-\(id)/x.pdf", as: "clerk-A")
            #expect((file.status == .ok) == !agrees)
            let finish = try await test.post(
                "/incoming/\(id)/finish", as: "officer-A", version: try await test.state(id).version,
                ["result": "Đã xong"])
            #expect((finish.status == .seeOther) == !agrees)
        }
    }
}
