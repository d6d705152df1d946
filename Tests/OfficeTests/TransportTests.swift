import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// How far a document has come to each recipient: one state, told the same on every page, apart from what people there do with it.
@Suite struct TransportTests {
    private static let reason = "Tệp nén hỏng."

    /// An outgoing document to G22 and G90.
    private static func published(_ test: TestOffice) async throws -> String {
        try await test.know([("G90", "Bộ Thử nghiệm")])
        let id = try await test.draft()
        // The form of a draft has one recipient here.
        _ = try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name) VALUES ('second', $1, 'G90', 'Bộ Thử nghiệm')
                """, id)
        }
        try await test.bring(id, to: .published)
        return id
    }

    private static func entry(_ id: String, _ test: TestOffice) async throws -> OutboxEntry {
        try #require(try await test.outbox(of: id).first)
    }

    /// What the gateway does when the hub has taken the package.
    private static func sent(_ id: String, _ test: TestOffice) async throws {
        let (entry, now) = (try await self.entry(id, test), test.office.now())
        let events = GatewayLink(office: test.office).events
        try await test.office.database.write { connection in
            try connection.execute(
                "UPDATE gateway_outbox SET state = 'sent', sent_at = $1 WHERE id = $2", now, entry.id)
            try events.sent(connection, entry, now)
        }
    }

    private static func tell(
        _ kind: TransportEvent.Kind, _ organ: String, of id: String, at: Date = Date(), _ test: TestOffice
    ) async throws {
        let entry = try await self.entry(id, test)
        let event = TransportEvent(at: at, kind: kind, deliveryID: organ, organ: try #require(OrganCode(organ)))
        let events = GatewayLink(office: test.office).events
        try await test.office.database.write { try events.transport($0, entry, event) }
    }

    private static func page(_ path: String, as person: String = "clerk-A", _ test: TestOffice) async throws -> String {
        let answer = try await test.get(path, as: person)
        #expect(answer.status == .ok, "\(path)")
        return String(buffer: answer.body)
    }

    private static func states(_ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT organ_code, transport FROM recipient WHERE outgoing_id = $1 ORDER BY organ_code LIMIT 10", id
            ).map { row in
                let (organ, state): (String, String) = (try row["organ_code"], try row["transport"])
                return "\(organ) \(state)"
            }
        }
    }

    @Test func `each recipient's page and row say the same in every state`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.published(test)
            #expect(try await Self.states(id, test) == ["G22 queued", "G90 queued"])
            #expect(try await Self.page("/outgoing/\(id)", test).contains("Đã ban hành, đang gửi"))
            try await Self.sent(id, test)
            try await Self.tell(.waiting, "G22", of: id, test)
            try await Self.tell(.waiting, "G90", of: id, test)
            #expect(try await Self.states(id, test) == ["G22 sent", "G90 sent"])
            try await Self.tell(.delivered, "G22", of: id, test)
            try await Self.tell(.failed(code: "bad-zip", reason: Self.reason), "G90", of: id, test)
            #expect(try await Self.states(id, test) == ["G22 delivered", "G90 refused"])
            let page = try await Self.page("/outgoing/\(id)", test)
            for text in [
                #"data-organ="G22" data-transport="delivered""#, #"data-organ="G90" data-transport="refused""#,
                "Đã đến hệ thống nơi nhận", "Đã ban hành, 1 nơi chưa nhận được",
                "Hệ thống nơi nhận không nhận được: \(Self.reason)", "1 trong 2 nơi, 1 nơi không nhận được",
            ] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(try await Self.page("/outgoing?view=all", test).contains("Đã ban hành, 1 nơi chưa nhận được"))
            // The operator sends it again, and it arrives.
            try await Self.tell(.waiting, "G90", of: id, test)
            #expect(try await Self.states(id, test) == ["G22 delivered", "G90 sent"])
            try await Self.tell(.delivered, "G90", of: id, test)
            let after = try await Self.page("/outgoing/\(id)", test)
            #expect(!after.contains("chưa nhận được") && after.contains("Trục gửi lại đến Bộ Thử nghiệm"))
        }
    }

    @Test func `what an older office kept of its sending stays as it was`() async throws {
        let database = try Database.inMemory()
        try database.migrate(Outbox.migrations + Schema.migrations.prefix(2))
        let states = ["none", "queued", "failed", "sent"]
        try await database.write { connection in
            for statement in [
                "INSERT INTO unit VALUES ('u', 'u', 'u', 1)",
                "INSERT INTO person VALUES ('p', 'p', 'p', 'p', 'u', 'clerk', '', 1)",
                """
                INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, urgency,
                    steering, created_at, search) VALUES ('o', 'published', 'p', 'u', 'p', 'x', 'x', 'x', 0, 1, 'x', 'x')
                """,
            ] { try connection.execute(statement) }
            for state in states {
                try connection.execute(
                    """
                    INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, sending) VALUES ($1, 'o', $1, $1, $1)
                    """, state)
            }
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        let kept = try await database.read { connection -> [String] in
            try connection.rows("SELECT id, transport FROM recipient ORDER BY id LIMIT 10").map {
                let (id, transport): (String, String) = (try $0["id"], try $0["transport"])
                #expect(id == transport)
                return id
            }
        }
        #expect(kept == states.sorted())
    }

    @Test func `that it arrived is final, and the handling state is another matter`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.published(test)
            try await Self.sent(id, test)
            let first = Date(timeIntervalSinceReferenceDate: 700_000_000)
            try await Self.tell(.delivered, "G22", of: id, at: first, test)
            for kind in [TransportEvent.Kind.waiting, .delivered, .failed(code: "expired", reason: nil)] {
                try await Self.tell(kind, "G22", of: id, test)
            }
            let row = try await test.office.database.read { connection -> (at: Date?, status: String?) in
                let row = try connection.row(
                    "SELECT transport_at, status FROM recipient WHERE outgoing_id = $1 AND organ_code = 'G22'", id)
                return (try row?["transport_at"], try row?["status"])
            }
            #expect(row.at == first && row.status == nil)
        }
    }

    @Test func `a delivery to the successor of a closed agency touches the recipient that was written to`() async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.published(test)
            try await Self.sent(id, test)
            let entry = try await Self.entry(id, test)
            let event = TransportEvent(
                at: Date(), kind: .delivered, deliveryID: "d", organ: try #require(OrganCode("G99")),
                addressedAs: OrganCode("G90"))
            let events = GatewayLink(office: test.office).events
            try await test.office.database.write { try events.transport($0, entry, event) }
            #expect(try await Self.states(id, test) == ["G22 sent", "G90 delivered"])
        }
    }

    @Test func `a refusal waits in the box for the clerk, is counted there, and leaves it when it is dealt with`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.published(test)
            try await Self.sent(id, test)
            try await Self.tell(.failed(code: "expired", reason: "30 days"), "G90", of: id, test)
            let box = try await Self.page("/failures", test)
            #expect(box.contains("Gửi lỗi (1)") && box.contains("không lấy gói tin trong thời hạn"))
            #expect(try await test.post("/failures/second/settle", as: "officer-A", version: 0).status == .forbidden)
            let reason = ["reason": "Đã gửi bản giấy cho văn thư nơi nhận."]
            let nobody = try await test.post("/failures/nobody/settle", as: "clerk-A", version: 0, reason)
            #expect(nobody.status == .notFound)
            #expect(try await Self.page("/failures/second/settle", test).contains("không lấy gói tin trong thời hạn"))
            // Without saying how, nothing is done.
            let silent = try await test.post("/failures/second/settle", as: "clerk-A", version: 0)
            #expect(silent.status == .unprocessableContent)
            #expect(try await Self.page("/failures", test).contains("Gửi lỗi (1)"))
            let settled = try await test.post("/failures/second/settle", as: "clerk-A", version: 0, reason)
            #expect(settled.status == .seeOther)
            #expect(try await Self.page("/failures", test).contains("Gửi lỗi (0)"))
            let page = try await Self.page("/outgoing/\(id)", test)
            #expect(page.contains("Đã xử lý ngoài hệ thống") && page.contains(#"data-transport="refused""#))
            #expect(page.contains("Đã gửi bản giấy cho văn thư nơi nhận."))
            // A later failure needs somebody again.
            try await Self.tell(.waiting, "G90", of: id, test)
            try await Self.tell(.failed(code: "expired", reason: nil), "G90", of: id, test)
            #expect(try await Self.page("/failures", test).contains("Gửi lỗi (1)"))
        }
    }

    @Test func `a document that could not be sent does not look issued, and is sent again`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.published(test)
            let now = test.office.now()
            let events = GatewayLink(office: test.office).events
            let sentence = "Cơ quan H29.96 đã đóng."
            try await test.office.database.write { connection in
                try connection.execute(
                    "UPDATE gateway_outbox SET state = 'failed', fault_code = 'organ-closed', fault_sentence = $1",
                    sentence)
                guard let entry = try Outbox.entries(reference: id, in: connection).first else { return }
                try events.failed(connection, entry, now)
            }
            #expect(try await Self.states(id, test) == ["G22 failed", "G90 failed"])
            let page = try await Self.page("/outgoing/\(id)", test)
            #expect(
                page.contains("Đã ban hành, gửi lỗi") && page.contains(sentence) && page.contains("Xử lý ở Gửi lỗi…"))
            #expect(!page.contains(">Đã ban hành</span>"))
            let entry = try await Self.entry(id, test)
            #expect(try await test.post("/failures/\(entry.id)/retry", as: "clerk-A", version: 0).status == .seeOther)
            #expect(try await Self.states(id, test) == ["G22 queued", "G90 queued"])
            #expect(try await Self.page("/outgoing/\(id)", test).contains("Đã ban hành, đang gửi"))
        }
    }

    @Test func `who returns a document is seen with the reason`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.published(test)
            try await test.report(.arrived, of: id)
            #expect(try await !Self.page("/outgoing/\(id)", test).contains("Lý do trả lại"))
            try await test.report(.refused, of: id, "Văn bản gửi nhầm nơi nhận.")
            for person in ["clerk-A", "officer-A", "leader-A"] {
                let page = try await Self.page("/outgoing/\(id)", as: person, test)
                #expect(page.contains("data-report=\"02\" data-organ=\"G22\""), "\(person)")
                #expect(page.contains("Lý do trả lại: “Văn bản gửi nhầm nơi nhận.”"), "\(person)")
            }
        }
    }

    @Test func `a status that the issuer's system refuses is told on the incoming document`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let reports = try await test.outbox(of: id)
            let entry = try #require(reports.first)
            let event = TransportEvent(
                at: Date(), kind: .failed(code: "unknown-document", reason: "Không tìm thấy văn bản."), deliveryID: "d",
                organ: try #require(OrganCode("G22")))
            let events = GatewayLink(office: test.office).events
            try await test.office.database.write { try events.transport($0, entry, event) }
            let page = try await Self.page("/incoming/\(id)", test)
            #expect(
                page.contains("Hệ thống nơi gửi không nhận được trạng thái 01")
                    && page.contains("Không tìm thấy văn bản."))
        }
    }

    @Test func `each status stands once in the timeline, and as waiting until the hub has it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(try await Self.page("/incoming/\(id)", test).contains(#"data-event="status-queued""#))
            let entry = try #require(try await test.outbox(of: id).first)
            let (events, now) = (GatewayLink(office: test.office).events, test.office.now())
            try await test.office.database.write { try events.sent($0, entry, now) }
            let page = try await Self.page("/incoming/\(id)", test)
            #expect(!page.contains(#"data-event="status-queued""#) && page.contains(#"data-event="status-sent""#))
        }
    }

    @Test func `a draft that was sent back stands out in its list with the reason`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .submitted)
            let version = try await test.outgoingState(id).version
            _ = try await test.post(
                "/outgoing/\(id)/return", as: "leader-A", version: version, ["reason": "Bổ sung hạn gửi danh sách."])
            let list = try await Self.page("/outgoing?view=drafts", as: "officer-A", test)
            #expect(list.contains("Dự thảo bị trả lại") && list.contains("Bổ sung hạn gửi danh sách."))
        }
    }
}
