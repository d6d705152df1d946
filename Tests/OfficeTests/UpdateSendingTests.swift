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

/// An issued document is corrected at its receivers: the sender's side, and what is refused there.
@Suite struct UpdateSendingTests {
    static let reason = "Trích yếu in sai tên cơ quan, đề nghị cập nhật."

    private static func send(
        _ id: String, as person: String = "clerk-A", _ others: [String: String] = [:],
        files: [TestOffice.TestFile] = [], once: String = RandomText.secret(), version: Int? = nil, _ test: TestOffice
    ) async throws -> TestResponse {
        let found = try await test.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
        }
        let outgoing = try #require(found)
        let present = [
            "subject": outgoing.subject, "date": outgoing.promulgationDate?.shown ?? "",
            "signer": outgoing.approverName, "title": outgoing.signerTitle, "reason": Self.reason,
        ]
        return try await test.send(
            "/outgoing/\(id)/update", as: person, version: version ?? outgoing.version, once: once,
            present.merging(others) { $1 }, files)
    }

    /// The hub has every update of the document.
    private static func sent(_ id: String, _ test: TestOffice) async throws {
        _ = try await test.office.database.write { connection in
            try connection.execute(
                """
                UPDATE gateway_outbox SET state = 'sent'
                WHERE reference IN (SELECT id FROM document_update WHERE document_id = $1)
                """, id)
        }
    }

    /// The document itself is exchanged, unsigned.
    private static let anyway = ["anyway": "yes", "anyway-reason": "Tệp thử nghiệm chưa ký số."]

    private static func updating(_ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT updating FROM recipient WHERE outgoing_id = $1", id).map { row in
                let updating: String? = try row["updating"]
                return updating ?? "-"
            }
        }
    }

    private static func failures(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { try Outbox.failures(limit: 10, in: $0).map(\.id) }
    }

    private static func entry(_ id: String, _ test: TestOffice) async throws -> OutboxEntry {
        let entries = try await test.office.database.read { connection in
            try connection.rows(
                "SELECT id FROM document_update WHERE document_id = $1 ORDER BY at DESC, rowid DESC LIMIT 10", id
            ).flatMap { try Outbox.entries(reference: try $0["id"], in: connection) }
        }
        return try #require(entries.first)
    }

    private static func files(_ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try Attachment.issued(of: id, in: connection).map { "\($0.part.rawValue) \($0.name)" }
        }
    }

    @Test func `an update goes out as a package of its own with the same number, and 15 says that it was taken`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            let once = RandomText.secret()
            let form = try await test.text("/outgoing/\(id)/update", as: "clerk-A")
            #expect(form.contains("Gửi đến 1 nơi") && form.contains("Văn phòng Chính phủ (G22)"))
            let fields = ["subject": "V/v trả lời đã sửa", "title": "Phó Chủ tịch"]
            #expect(try await Self.send(id, fields, once: once, test).status == .seeOther)
            // The same form again does nothing.
            #expect(try await Self.send(id, fields, once: once, test).status == .seeOther)
            #expect(try await Self.updating(id, test) == ["requested"])
            let entry = try await Self.entry(id, test)
            #expect(entry.organs.map(\.text) == ["G22"])
            let packet = try await test.package(entry)
            #expect(packet.kind == .update && packet.business?.reason == Self.reason)
            #expect(packet.business?.informationChanged == true)
            let header = try #require(packet.document)
            #expect(header.subject == "V/v trả lời đã sửa" && header.signer?.position == "Phó Chủ tịch")
            #expect(header.id == packet.business?.documentID)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("V/v trả lời đã sửa") && page.contains("Đã gửi cập nhật, chờ trả lời"))
            // What it said before stays to be read.
            #expect(page.contains("V/v trả lời thử nghiệm") && page.contains(header.code.text))
            try await test.report(.agreed, of: id, "Đã cập nhật")
            #expect(try await Self.updating(id, test) == ["agreed"])
            let taken = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(taken.contains("Đã nhận cập nhật") && !taken.contains("Đã thu hồi"))
        }
    }

    @Test func `16 is told with its reason, and a later update may be taken`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.send(id, ["subject": "V/v lần một"], test)
            try await Self.sent(id, test)
            try await test.report(.declined, of: id, "Đã trình lãnh đạo")
            #expect(try await Self.updating(id, test) == ["declined"])
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("Đã trình lãnh đạo"))
            #expect(try await Self.send(id, ["subject": "V/v lần hai"], test).status == .seeOther)
            #expect(try await Self.updating(id, test) == ["requested"])
            try await test.report(.agreed, of: id)
            #expect(try await Self.updating(id, test) == ["agreed"])
        }
    }

    @Test func `a file of the same name stands in the place of the old one, another beside it; the old one is kept`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            let files: [TestOffice.TestFile] = [
                ("phu-luc.txt", Array("Phụ lục".utf8)), ("ban-ky-so.pdf", Array("%PDF-1.7 đã sửa".utf8)),
            ]
            for (wrong, field) in [
                ([:], "anyway"), (["anyway": "yes", "anyway-reason": "Ngắn"], "anyway-reason"),
                (["anyway-reason": "Tệp thử nghiệm chưa ký số."], "anyway"),
            ] {
                let refused = try await Self.send(id, wrong, files: files, test)
                #expect(refused.status == .unprocessableContent)
                #expect(String(buffer: refused.body).contains("href=\"#\(field)\""))
            }
            #expect(try await Self.send(id, Self.anyway, files: files, test).status == .seeOther)
            try await Self.sent(id, test)
            #expect(try await Self.files(id, test) == ["main ban-ky-so.pdf", "annex phu-luc.txt"])
            let packet = try await test.package(try await Self.entry(id, test))
            #expect(packet.attachments.map(\.name) == ["ban-ky-so.pdf", "phu-luc.txt"])
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("Tệp trước khi cập nhật"))
            #expect(page.contains("Chữ ký số của bản chính mới chưa được kiểm tra"))
            // An annex needs none of that.
            let annex: [TestOffice.TestFile] = [("phu-luc.txt", Array("Phụ lục đã sửa".utf8))]
            #expect(try await Self.send(id, files: annex, test).status == .seeOther)
            try await Self.sent(id, test)
            // Without the document itself there must be another.
            let main = try await test.office.database.read { try Attachment.issued(of: id, in: $0)[0].id }
            #expect(try await Self.send(id, ["drop": main], test).status == .unprocessableContent)
            let instead: [TestOffice.TestFile] = [("ban-moi.pdf", Array("%PDF-1.7 mới".utf8))]
            #expect(
                try await Self.send(id, Self.anyway.merging(["drop": main]) { $1 }, files: instead, test).status
                    == .seeOther)
            try await Self.sent(id, test)
            #expect(try await Self.files(id, test) == ["main ban-moi.pdf", "annex phu-luc.txt"])
            #expect(try await Self.send(id, ["drop": "x"], test).status == .notFound)
        }
    }

    @Test func `what changes nothing, has no reason or moves the number into another year must be put right`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            let wrong: [[String: String]] = [
                [:], ["subject": ""], ["subject": "V/v khác", "reason": "ngắn"],
                ["subject": "V/v khác", "reason": String(repeating: "a", count: 501)],
                ["date": "31/12/2019"], ["date": ""],
                ["date": CalendarDate(dayNumber: test.office.today.dayNumber + 1)?.shown ?? ""],
                ["signer": ""], ["title": ""],
            ]
            for fields in wrong {
                #expect(try await Self.send(id, fields, test).status == .unprocessableContent, "\(fields)")
            }
            #expect(try await Self.updating(id, test) == ["-"])
        }
    }

    @Test func `only the clerk sends it, once it has gone out everywhere, to whom still has it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            // Still on its way.
            #expect(try await Self.send(id, ["subject": "V/v khác"], test).status == .forbidden)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
            }
            for role in TestOffice.roles where role != .clerk {
                let answer = try await Self.send(id, as: "\(role.rawValue)-A", ["subject": "V/v khác"], test)
                #expect([403, 404].contains(answer.status.code), "\(role)")
                let form = try await test.get("/outgoing/\(id)/update", as: "\(role.rawValue)-A")
                #expect([403, 404].contains(form.status.code), "\(role)")
            }
            let version = try await test.outgoingState(id).version
            #expect(try await Self.send(id, ["subject": "V/v khác"], version: version - 1, test).status == .conflict)
            try await test.report(.refused, of: id, "Sai nơi nhận")
            #expect(try await Self.send(id, ["subject": "V/v khác"], test).status == .unprocessableContent)
            for closure in ["withdrawn", "replaced"] {
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE recipient SET closure = $1 WHERE outgoing_id = $2", closure, id)
                }
                #expect(try await Self.send(id, ["subject": "V/v khác"], test).status == .forbidden, "\(closure)")
            }
        }
    }

    @Test func `an answer from before a recall is about the update, one after it about the recall`() async throws {
        let asked = Date(timeIntervalSince1970: 1_000_000)
        let answers: [(Asking?, Asking?, TimeInterval, Bool)] = [
            (.requested, nil, 0, true), (nil, .requested, 0, false), (.requested, .requested, -60, true),
            (.requested, .requested, 60, false), (.requested, .declined, 0, false), (.requested, .declined, 60, true),
        ]
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            for (updating, asking, seconds, isAnswer) in answers {
                let recipients = try await test.office.database.write { connection in
                    try connection.execute(
                        """
                        UPDATE recipient SET updating = $1, updating_at = $2, asking = $3, asking_at = $2
                        WHERE outgoing_id = $4
                        """, updating, asked, asking, id)
                    return try Recipient.all(of: id, in: connection)
                }
                let report = StatusReport(
                    responseFor: ResponseFor(organ: test.office.identity.organ, code: "1/UBND-A"), status: .agreed,
                    at: asked.addingTimeInterval(seconds))
                #expect(
                    UpdateReport.isAnswer(report, of: try #require(recipients.first)) == isAnswer,
                    "\(String(describing: updating)) \(String(describing: asking)) \(seconds)")
            }
        }
    }

    @Test func `an update that a system cannot take is told, and so is one that did not go out`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.send(id, ["subject": "V/v khác"], test)
            let entry = try await Self.entry(id, test)
            let organ = try #require(OrganCode("G22"))
            let events = GatewayLink(office: test.office).events
            let now = Date()
            let event = TransportEvent(
                at: now, kind: .failed(code: "unsupported", reason: "Chưa hỗ trợ cập nhật"), deliveryID: "x",
                organ: organ)
            try await test.office.database.write { connection in
                try events.sent(connection, entry, now)
                try events.transport(connection, entry, event)
            }
            #expect(try await Self.updating(id, test) == ["-"])
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("Bản cập nhật không đến được") && page.contains("Chưa hỗ trợ cập nhật"))
            #expect(page.contains(#"data-transport="delivered""#))
            let again = TransportEvent(at: now, kind: .waiting, deliveryID: "x", organ: organ)
            try await test.office.database.write { connection in
                try events.transport(connection, entry, again)
                try connection.execute("UPDATE gateway_outbox SET state = 'failed' WHERE id = $1", entry.id)
                try events.failed(connection, entry, now)
            }
            #expect(try await Self.updating(id, test) == ["-"])
            #expect(try await test.text("/failures", as: "clerk-A").contains("Bản cập nhật"))
            let retried = try await test.post("/failures/\(entry.id)/retry", as: "clerk-A", version: 0)
            #expect(retried.status == .seeOther)
            #expect(try await Self.updating(id, test) == ["requested"])
        }
    }

    @Test func `no update overtakes another, and what becomes of an older one counts no more`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.send(id, ["subject": "V/v lần một"], test)
            let first = try await Self.entry(id, test)
            #expect(try await Self.send(id, ["subject": "V/v lần hai"], test).status == .forbidden)
            #expect(try await test.get("/outgoing/\(id)/update", as: "clerk-A").status == .forbidden)
            let events = GatewayLink(office: test.office).events
            let now = Date()
            try await test.office.database.write { connection in
                try connection.execute("UPDATE gateway_outbox SET state = 'failed' WHERE id = $1", first.id)
                try events.failed(connection, first, now)
            }
            #expect(try await Self.updating(id, test) == ["-"])
            #expect(try await Self.failures(test) == [first.id])
            #expect(try await Self.send(id, ["subject": "V/v lần hai"], test).status == .seeOther)
            let second = try await Self.entry(id, test)
            #expect(second.id != first.id)
            // It has nothing to say any more, so nobody has to look after it.
            #expect(try await Self.failures(test) == [])
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("1 yêu cầu trước gửi lỗi"))
            // The first would come after the second.
            let retried = try await test.post("/failures/\(first.id)/retry", as: "clerk-A", version: 0)
            #expect(retried.status == .forbidden)
            let kept = try await test.office.database.read { try Outbox.entry(first.id, in: $0)?.state }
            #expect(kept == .failed)
            let organ = try #require(OrganCode("G22"))
            let refused = TransportEvent(
                at: now, kind: .failed(code: "unsupported", reason: "Chưa hỗ trợ"), deliveryID: "x", organ: organ)
            let again = TransportEvent(at: now, kind: .waiting, deliveryID: "x", organ: organ)
            try await test.office.database.write { connection in
                try events.transport(connection, first, refused)
                try events.failed(connection, first, now)
            }
            #expect(try await Self.updating(id, test) == ["requested"])
            for (entry, event, result) in [(second, refused, "-"), (first, again, "-"), (second, again, "requested")] {
                try await test.office.database.write { try events.transport($0, entry, event) }
                #expect(try await Self.updating(id, test) == [result])
            }
        }
    }

    @Test func `an update that failed goes again to those alone who still have the document`() async throws {
        try await TestOffice.with { test in
            try await test.know([("G90", "Bộ G90")])
            let id = try await TestOffice.delivered(test)
            let version = try await test.outgoingState(id).version
            let added = try await test.post(
                "/outgoing/\(id)/recipients", as: "clerk-A", version: version, ["recipients": "G90"])
            #expect(added.status == .seeOther)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
            }
            let fields = ["subject": "V/v đã sửa", "title": "Phó Chủ tịch"]
            #expect(try await Self.send(id, fields, test).status == .seeOther)
            let entry = try await Self.entry(id, test)
            let before = try await test.package(entry)
            let events = GatewayLink(office: test.office).events
            let now = Date()
            try await test.office.database.write { connection in
                try connection.execute("UPDATE gateway_outbox SET state = 'failed' WHERE id = $1", entry.id)
                try events.failed(connection, entry, now)
            }
            try await test.report(.refused, of: id, "Sai nơi nhận")
            #expect(try await Self.failures(test) == [entry.id])
            let retried = try await test.post("/failures/\(entry.id)/retry", as: "clerk-A", version: 0)
            #expect(retried.status == .seeOther)
            let again = try await test.package(try await Self.entry(id, test))
            #expect(before.to.count == 2 && again.to.map(\.code.text) == ["G90"])
            #expect(again.kind == .update && again.business?.reason == before.business?.reason)
            #expect(again.business?.informationChanged == true && again.document?.id == before.document?.id)
            #expect(again.document?.subject == "V/v đã sửa" && again.document?.signer == before.document?.signer)
            #expect(again.document?.toPlaces.sorted() == before.document?.toPlaces.sorted())
            #expect(again.attachments.map(\.name) == before.attachments.map(\.name))
        }
    }

    @Test func `a status without the document's id is known by number and year after the date was corrected`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            let found = try await test.office.database.read { connection in
                try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
            }
            let outgoing = try #require(found)
            let year = try #require(outgoing.promulgationDate).year
            func report(_ year: Int) async throws {
                let days = ["\(year)-07-01", "\(year)-07-02"].compactMap { CalendarDate($0) }
                let about = ResponseFor(
                    organ: test.office.identity.organ, code: try #require(outgoing.code).text,
                    promulgationDate: days.first { $0 != outgoing.promulgationDate })
                try await test.receive(
                    Packet(
                        kind: .status, from: Organ(code: try #require(OrganCode("G22")), name: "Văn phòng Chính phủ"),
                        status: StatusReport(responseFor: about, status: .accepted, at: Date())))
            }
            try await report(year)
            let status = try await test.office.database.read { connection in
                try Recipient.all(of: id, in: connection).first?.status
            }
            #expect(status == .accepted)
            await #expect { try await report(year - 1) } throws: { ($0 as? Fault)?.code == .unknownDocument }
        }
    }
}
