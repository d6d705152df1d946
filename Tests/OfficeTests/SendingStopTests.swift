import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Thôi gửi: a package that could not be sent goes to those who can have it, and the others keep nobody waiting.
@Suite struct SendingStopTests {
    private static let reason = "Mã đã đóng, đã gửi bản giấy."
    private static let cause = "Mã G90 đã đóng từ 1/10/2026."

    /// A document to G22 and to G90, whose code is over; the hub has refused its package.
    private static func refused(_ test: TestOffice) async throws -> (id: String, entry: OutboxEntry) {
        try await test.know([("G90", "Bộ Thử nghiệm")])
        let id = try await test.draft()
        let yesterday = VietnamTime.date(test.office.now().addingTimeInterval(-86_400))
        _ = try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name) VALUES ('second', $1, 'G90', 'Bộ Thử nghiệm')
                """, id)
        }
        try await test.bring(id, to: .published)
        _ = try await test.office.database.write { connection in
            try connection.execute(
                "UPDATE organ SET valid_to = $1, successor = 'G22' WHERE code = 'G90'", yesterday)
        }
        return (id, try await self.refuse(id, test))
    }

    /// What the gateway does when the hub has refused what was sent for `reference`.
    @discardableResult
    private static func refuse(_ reference: String, _ test: TestOffice) async throws -> OutboxEntry {
        let now = test.office.now()
        let events = GatewayLink(office: test.office).events
        return try await test.office.database.write { connection in
            try connection.execute(
                """
                UPDATE gateway_outbox SET state = 'failed', fault_code = 'organ-closed', fault_sentence = $1
                WHERE reference = $2
                """, Self.cause, reference)
            let entry = try #require(try Outbox.entries(reference: reference, in: connection).first)
            try events.failed(connection, entry, now)
            return entry
        }
    }

    private static func box(_ test: TestOffice) async throws -> String {
        try await test.text("/failures", as: "clerk-A")
    }

    private static func findings(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try ConsistencyRule.all.flatMap { rule in
                try connection.rows("SELECT subject FROM (\(rule.sql)) AS found LIMIT 9").map { row -> String in
                    "\(rule.english) \(try row["subject"] as String)"
                }
            }
        }
    }

    @Test func `one receiver whose code is over does not keep the package from the others`() async throws {
        try await TestOffice.with { test in
            let (id, entry) = try await Self.refused(test)
            let path = "/failures/\(entry.id)/stop"
            #expect(try await Self.box(test).contains(path))
            let page = try await test.text(path, as: "clerk-A")
            // Who can have it is chosen, who cannot is not, and says why.
            #expect(page.contains("mã đã đóng từ") && page.contains("cơ quan kế thừa có mã G22"))
            #expect(page.contains(#"value="G22" checked"#))
            #expect(!page.contains(#"value="G90" checked"#))
            let answer = try await test.send(
                path, as: "clerk-A", version: 0, [("kept", "G22"), ("reason", Self.reason)])
            // The successor has it: there is nobody to add.
            #expect(answer.status == .seeOther && answer.headers[.location] == "/failures")
            #expect(try await Self.box(test).contains("Gửi lỗi (0)"))
            let again = try #require(try await test.outbox(of: id).first)
            #expect(again.id == entry.id && again.organs.map(\.text) == ["G22"] && again.state == .queued)
            #expect(try await test.package(again).to.map(\.code.text) == ["G22"])
            let document = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(document.contains("Đã ban hành, đang gửi") && document.contains("Thôi gửi đến Bộ Thử nghiệm"))
            #expect(document.contains(Self.reason) && document.contains("Văn thư đã thôi gửi"))
            #expect(try await Self.findings(test) == [])
        }
    }

    @Test func `the successor who does not have it is chosen in the form that comes next`() async throws {
        try await TestOffice.with { test in
            let (id, entry) = try await Self.refused(test)
            try await test.know([("G91", "Bộ Kế thừa"), ("G92", "Bộ Giữa")])
            let yesterday = VietnamTime.date(test.office.now().addingTimeInterval(-86_400))
            try await test.office.database.write { connection in
                // The one in between is closed as well.
                try connection.execute("UPDATE organ SET successor = 'G92' WHERE code = 'G90'")
                try connection.execute(
                    "UPDATE organ SET valid_to = $1, successor = 'G91' WHERE code = 'G92'", yesterday)
            }
            let answer = try await test.send(
                "/failures/\(entry.id)/stop", as: "clerk-A", version: 0, [("kept", "G22"), ("reason", Self.reason)])
            let next = try #require(answer.headers[.location])
            #expect(next == "/outgoing/\(id)/recipients?to=G91")
            let form = try await test.text(next, as: "clerk-A")
            #expect(form.contains(#"value="G91" checked"#) && form.contains("Cơ quan kế thừa"))
            // What is in no directory, closed, a receiver already or no code at all chooses nobody.
            for other in ["G99", "G92", "G22", "%3Cb%3E"] {
                let plain = try await test.text("/outgoing/\(id)/recipients?to=\(other)", as: "clerk-A")
                #expect(!plain.contains("Cơ quan kế thừa"), "\(other)")
            }
            let sent = try await test.send(
                "/outgoing/\(id)/recipients", as: "clerk-A", version: try await test.outgoingState(id).version,
                [("recipients", "G91")])
            #expect(sent.status == .seeOther)
            #expect(try await test.outbox(of: id).contains { $0.organs.map(\.text) == ["G91"] })
        }
    }

    @Test func `it goes to nobody when nobody is left, and leaves the box`() async throws {
        try await TestOffice.with { test in
            let (id, entry) = try await Self.refused(test)
            let answer = try await test.send(
                "/failures/\(entry.id)/stop", as: "clerk-A", version: 0, [("reason", Self.reason)])
            #expect(answer.status == .seeOther)
            #expect(try await Self.box(test).contains("Gửi lỗi (0)"))
            #expect(try await test.outbox(of: id).first?.state == .failed)
            #expect(try await !test.text("/outgoing/\(id)", as: "clerk-A").contains("Xử lý ở Gửi lỗi"))
            #expect(try await Self.findings(test) == [])
            // It is dealt with: neither sent again nor stopped twice.
            #expect(try await test.post("/failures/\(entry.id)/retry", as: "clerk-A", version: 0).status == .seeOther)
            #expect(try await test.outbox(of: id).first?.state == .failed)
            let twice = try await test.send(
                "/failures/\(entry.id)/stop", as: "clerk-A", version: 0, [("reason", Self.reason)])
            #expect(twice.status == .notFound)
        }
    }

    @Test func `a status that nobody can take leaves the box too`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(
                try await test.post("/incoming/\(id)/register", as: "clerk-A", version: 1, ["checked": "yes"]).status
                    == .seeOther)
            let entry = try await Self.refuse(id, test)
            #expect(entry.kind == .status)
            let page = try await test.text("/failures/\(entry.id)/stop", as: "clerk-A")
            #expect(page.contains(Self.cause) && !page.contains(#"name="kept""#))
            let answer = try await test.post(
                "/failures/\(entry.id)/stop", as: "clerk-A", version: 0, ["reason": Self.reason])
            #expect(answer.status == .seeOther)
            #expect(try await !Self.box(test).contains("/failures/\(entry.id)/"))
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains(Self.reason))
        }
    }

    @Test func `only clerks stop it, with a reason, and not to keep everybody`() async throws {
        try await TestOffice.with { test in
            let (id, entry) = try await Self.refused(test)
            let path = "/failures/\(entry.id)/stop"
            #expect(try await test.get(path, as: "leader-A").status == .forbidden)
            #expect(try await test.post(path, as: "leader-A", version: 0, ["reason": Self.reason]).status == .forbidden)
            #expect(try await test.get("/failures/nothing/stop", as: "clerk-A").status == .notFound)
            for fields in [
                [("kept", "G22"), ("reason", "ngắn")],
                [("kept", "G22"), ("kept", "G90"), ("reason", Self.reason)],
            ] {
                let answer = try await test.send(path, as: "clerk-A", version: 0, fields)
                #expect(answer.status == .unprocessableContent)
            }
            #expect(try await test.outbox(of: id).first?.state == .failed)
            #expect(try await Self.box(test).contains("Gửi lỗi (1)"))
        }
    }
}
