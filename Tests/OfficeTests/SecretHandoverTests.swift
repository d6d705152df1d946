import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Who had a secret paper: each handing over stays, with both names.
@Suite struct SecretHandoverTests {
    private static func page(_ id: String, as person: String, _ test: TestOffice) async throws -> String {
        try await test.text("/secrets/\(id)", as: person)
    }

    @Test func `each handing over and the return stand on the page with both names, the keeper sees all of them`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
                .incoming, with: ["holder": "officer-A", "passed": test.office.today.shown], test)
            let form = try await test.text("/secrets/\(id)/hand-over", as: "clerk-A")
            #expect(form.contains("Người giao: Người officer-A") && form.contains("nhận lại bản giấy"))
            let once = RandomText.secret()
            for _ in 1...2 {
                let passed = try await SecretSteps.handOver(
                    id, to: "leader-B", version: 1, once: once, with: ["note": "Xin ý kiến"], test)
                #expect(passed.status == .seeOther, "the same form acts once")
            }
            // Who has it sees the line and the own part of its history; who had it sees nothing more.
            let theirs = try await Self.page(id, as: "leader-B", test)
            #expect(theirs.contains("Người officer-A giao Người leader-B") && theirs.contains("Bạn giao, nhận"))
            #expect(!theirs.contains("Người clerk-A giao Người officer-A"))
            #expect(try await test.get("/secrets/\(id)", as: "officer-A").status == .notFound)
            #expect(try await SecretSteps.handOver(id, to: "clerk-A", version: 2, test).status == .seeOther)
            #expect(try await test.get("/secrets/\(id)", as: "leader-B").status == .notFound)
            let page = try await Self.page(id, as: "clerk-A", test)
            for text in [
                "Người clerk-A giao Người officer-A", "Người officer-A giao Người leader-B", "Xin ý kiến",
                "Người leader-B giao Người clerk-A", "Trả lại văn thư", "<dd>Văn thư giữ sổ</dd>",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_handover", test) == 3)
            let log = try await test.text("/access", as: "admin-A")
            #expect(log.contains("Giao bản giấy văn bản mật, số 1") && log.contains("Nhận lại bản giấy"))
            #expect(!log.contains("Xin ý kiến"))
        }
    }

    @Test func `names stay as they were on that day, and who has left the office can still give the paper back`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
                .incoming, with: ["holder": "officer-A", "passed": test.office.today.shown], test)
            try await test.office.database.write { connection in
                _ = try connection.execute(
                    "UPDATE person SET full_name = 'Nguyễn Thị Mẫu', enabled = 0 WHERE id = 'officer-A'")
            }
            #expect(
                try await SecretSteps.handOver(id, to: "officer-A", version: 1, test).status == .unprocessableContent)
            #expect(try await SecretSteps.handOver(id, to: "clerk-A", version: 1, test).status == .seeOther)
            let page = try await Self.page(id, as: "clerk-A", test)
            #expect(page.contains("Người officer-A giao Người clerk-A") && !page.contains("Nguyễn Thị Mẫu"))
        }
    }

    @Test func `what cannot be is refused at its field`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            let wrong: [(field: String, holder: String, fields: [String: String])] = [
                ("holder", "", [:]), ("holder", "admin-A", [:]), ("holder", "khong-co", [:]),
                // It is with the clerk already.
                ("holder", "clerk-A", [:]), ("passed", "officer-A", ["passed": ""]),
                ("passed", "officer-A", ["passed": test.day(1)]), ("passed", "officer-A", ["passed": test.day(-1)]),
                ("note", "officer-A", ["note": String(repeating: "x", count: 201)]),
            ]
            for (field, holder, fields) in wrong {
                let answer = try await SecretSteps.handOver(id, to: holder, version: 1, with: fields, test)
                #expect(answer.status == .unprocessableContent, "\(holder) \(fields)")
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(holder) \(fields)")
            }
            #expect(try await SecretSteps.handOver(id, to: "officer-A", version: 1, test).status == .seeOther)
            let twice = try await SecretSteps.handOver(id, to: "officer-A", version: 2, test)
            #expect(twice.status == .unprocessableContent)
            // The first one of a new line goes to somebody else than the clerk.
            let own = try await SecretSteps.enter(
                .outgoing, in: try await SecretSteps.book(.outgoing, test),
                with: ["holder": "clerk-A", "passed": test.office.today.shown], test)
            #expect(own.status == .unprocessableContent)
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_handover", test) == 1)
        }
    }

    @Test func `the clerk who keeps the book alone writes it, and not over what changed meanwhile`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
                .incoming, with: ["holder": "officer-A", "passed": test.office.today.shown], test)
            for (person, status) in [
                ("officer-A", HTTPResponse.Status.forbidden), ("clerk-B", .notFound), ("leader-A", .notFound),
                ("admin-A", .notFound),
            ] {
                #expect(try await test.get("/secrets/\(id)/hand-over", as: person).status == status, "\(person)")
                let answer = try await SecretSteps.handOver(id, to: "officer-B", version: 1, as: person, test)
                #expect(answer.status == status, "\(person)")
            }
            #expect(try await SecretSteps.handOver(id, to: "officer-B", version: 1, test).status == .seeOther)
            #expect(try await SecretSteps.handOver(id, to: "leader-A", version: 1, test).status == .conflict)
            #expect(try await test.get("/secrets/\(id)", as: "officer-B").status == .ok)
            for (sql, reason) in [
                ("UPDATE secret_handover SET note = '' WHERE document_id = $1", "never altered"),
                ("DELETE FROM secret_handover WHERE document_id = $1", "never removed"),
                ("UPDATE secret_document SET holder_id = 'leader-A' WHERE id = $1", "with the line that says so"),
                (
                    "UPDATE secret_document SET holder_id = NULL, passed_on = NULL WHERE id = $1",
                    "with the line that says so"
                ),
            ] {
                let said = await SecretSteps.refused(sql, id, test)
                #expect(said?.contains(reason) == true, "\(sql): \(said ?? "done")")
            }
        }
    }

    @Test func `a paper that was out before there was a history has its first line`() async throws {
        let database = try Database.inMemory()
        let older = Schema.migrations.prefix { $0.name != SecrecyChange.migration.name }
        try database.migrate(Outbox.migrations + older)
        try await database.write { connection in
            for statement in [
                "INSERT INTO unit (id, name, short_name, sort) VALUES ('A', 'Phòng A', 'A', 1)",
                """
                INSERT INTO person (id, user_name, full_name, title, unit_id, role, password_hash)
                VALUES ('k', 'k', 'Trần Thị Ví Dụ', 'x', 'A', 'clerk', ''), ('o', 'o', 'Phạm Giả Định', 'x', 'A', 'officer', '')
                """,
                """
                INSERT INTO register (id, direction, name, year, next_number, is_secret, keeper_id)
                VALUES ('b', 'in', 'Sổ mật', 2026, 3, 1, 'k')
                """,
                """
                INSERT INTO secret_document (id, level, parties, number, notation, document_date, type_name, subject, signer, urgency,
                    holder_id, passed_on)
                VALUES ('out', 'secret', 'x', '1', 'X', '2026-01-02', 'x', '', '', 0, 'o', '2026-01-03'),
                    ('in', 'secret', 'x', '2', 'X', '2026-01-02', 'x', '', '', 0, NULL, NULL)
                """,
                """
                INSERT INTO register_entry (register_id, number, state, document_id, entered_on, entered_by)
                VALUES ('b', 1, 'entered', 'out', '2026-01-02', 'k'), ('b', 2, 'entered', 'in', '2026-01-02', 'k')
                """,
            ] { try connection.execute(statement) }
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        try await database.read { connection in
            let keeper = try #require(try PersonStore.person("k", in: connection))
            let lines = try SecretHandover.all(of: "out", for: keeper, isKept: true, in: connection)
            #expect(lines.map { "\($0.giver) - \($0.receiver)" } == ["Trần Thị Ví Dụ - Phạm Giả Định"])
            #expect(lines.first?.passedOn == CalendarDate("2026-01-03") && lines.first?.recordedAt == nil)
            let out = try SecretDocument.find("out", for: keeper, in: connection)
            #expect(out?.holderName == "Phạm Giả Định" && out?.passedOn == CalendarDate("2026-01-03"))
            let kept = try #require(try SecretDocument.find("in", for: keeper, in: connection))
            #expect(!kept.isOut && kept.standing == .secret)
        }
    }
}
