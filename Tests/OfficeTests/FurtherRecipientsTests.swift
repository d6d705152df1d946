import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// An issued document goes to more agencies.
@Suite struct FurtherRecipientsTests {
    /// An issued document to G22, whose system has it; G90 and G91 are in the directory.
    private static func issued(_ test: TestOffice) async throws -> String {
        let codes = try ["G90", "G91"].map { try #require(OrganCode($0)) }
        try await test.office.database.write { connection in
            for code in codes {
                try Directory.save(
                    code: code, oldCode: nil, name: "Bộ \(code)", shortName: "B", kind: "ministry", validTo: nil,
                    successor: nil, in: connection)
            }
        }
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
        }
        return id
    }

    private static func send(
        _ id: String, to organ: String, as person: String = "clerk-A", once: String = RandomText.secret(),
        _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/outgoing/\(id)/recipients", as: person, version: try await test.outgoingState(id).version, once: once,
            ["recipients": organ])
    }

    private static func transports(_ id: String, _ test: TestOffice) async throws -> [String: String] {
        let rows = try await test.office.database.read { try Recipient.all(of: id, in: $0) }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.organ.text, $0.transport.rawValue) })
    }

    @Test func `it goes in a package of its own with the same number and files, and nothing changes for the others`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let first = try await test.package(try #require(try await test.outbox(of: id).first))
            #expect(try await Self.send(id, to: "G90", test).status == .seeOther)
            let entries = try await test.outbox(of: id)
            #expect(entries.map(\.organs) == [[try #require(OrganCode("G90"))], [try #require(OrganCode("G22"))]])
            let entry = try #require(entries.first)
            let second = try await test.package(entry)
            #expect(second.to.map(\.code.text) == ["G90"])
            #expect(second.document?.toPlaces == ["Văn phòng Chính phủ", "Bộ G90"])
            #expect(second.document?.id == first.document?.id && second.document?.code == first.document?.code)
            #expect(second.attachments.map(\.name) == first.attachments.map(\.name))
            #expect(try await Self.transports(id, test) == ["G22": "delivered", "G90": "queued"])
            // What becomes of the second package touches its receiver alone.
            let events = GatewayLink(office: test.office).events
            try await test.office.database.write { try events.failed($0, entry, Date()) }
            #expect(try await Self.transports(id, test) == ["G22": "delivered", "G90": "failed"])
            try await test.office.database.write { try events.sent($0, entry, Date()) }
            #expect(try await Self.transports(id, test) == ["G22": "delivered", "G90": "sent"])
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("Gửi bổ sung đến Bộ G90") && page.contains("2 nơi nhận"))
        }
    }

    @Test(arguments: [
        ("G22", "đã là nơi nhận"), ("H29", "chính cơ quan mình"), ("G98", "Không có cơ quan mang mã"),
        ("", "Chọn ít nhất một nơi nhận"),
    ])
    func `who has it already, who is not in the directory and nobody are refused, and nothing is sent`(
        organ: String, sentence: String
    ) async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let before = try await test.outgoingState(id)
            let answer = try await Self.send(id, to: organ, test)
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains(sentence) && page.contains("href=\"#recipients\""))
            #expect(try await test.outbox(of: id).count == 1)
            #expect(try await test.outgoingState(id) == before)
        }
    }

    @Test func `only the clerk, only what was issued and not given back`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let draft = try await test.draft()
            for role in TestOffice.roles where role != .clerk {
                let person = "\(role.rawValue)-A"
                let form = try await test.get("/outgoing/\(id)/recipients", as: person)
                let answer = try await Self.send(id, to: "G90", as: person, test)
                for status in [form.status, answer.status] {
                    #expect([.forbidden, .notFound].contains(status), "\(person)")
                }
            }
            #expect(try await Self.send(draft, to: "G90", test).status == .forbidden)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE recipient SET closure = 'withdrawn' WHERE outgoing_id = $1", id)
            }
            #expect(try await Self.send(id, to: "G90", test).status == .forbidden)
            #expect(try await test.outbox(of: id).count == 1)
        }
    }

    @Test func `what was replaced everywhere goes to nobody any more, what was replaced at some does`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            #expect(try await Self.send(id, to: "G90", test).status == .seeOther)
            func replace(at organ: String) async throws {
                _ = try await test.office.database.write {
                    try $0.execute(
                        "UPDATE recipient SET closure = 'replaced' WHERE outgoing_id = $1 AND organ_code = $2", id,
                        organ)
                }
            }
            try await replace(at: "G22")
            #expect(try await Self.send(id, to: "G91", test).status == .seeOther)
            try await replace(at: "G90")
            try await replace(at: "G91")
            #expect(try await Self.send(id, to: "G22", test).status == .forbidden)
            #expect(!(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("/outgoing/\(id)/recipients")))
        }
    }

    @Test func `a form that is sent twice sends once, a stale one not at all`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let (version, once) = (try await test.outgoingState(id).version, RandomText.secret())
            for _ in 1...2 {
                let answer = try await test.post(
                    "/outgoing/\(id)/recipients", as: "clerk-A", version: version, once: once, ["recipients": "G90"])
                #expect(answer.status == .seeOther)
            }
            let stale = try await test.post(
                "/outgoing/\(id)/recipients", as: "clerk-A", version: version, ["recipients": "G91"])
            #expect(stale.status == .conflict)
            #expect(try await test.outbox(of: id).count == 2)
        }
    }
}
