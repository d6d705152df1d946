import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// A document replaces another: what the package says, when the old one ends at each side.
@Suite struct ReplacementTests {
    // MARK: The sender

    private static func closures(_ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT closure FROM recipient WHERE outgoing_id = $1 LIMIT 10", id).map { row in
                let closure: String? = try row["closure"]
                return closure ?? "-"
            }
        }
    }

    private static func replacement(of id: String, as person: String = "officer-A", _ test: TestOffice) async throws
        -> TestResponse
    {
        let fields = TestOffice.draftFields.merging(["replaces": id, "subject": "V/v thay thế văn bản"]) { $1 }
        return try await test.post("/outgoing", as: person, version: 0, fields)
    }

    @Test func `the new document names the old one where it is held, and 03 ends the old one there`() async throws {
        try await TestOffice.with { test in
            let old = try await test.draft()
            // Nothing is replaced before it was issued.
            #expect(try await Self.replacement(of: old, test).status == .forbidden)
            try await test.bring(old, to: .published)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", old)
            }
            for person in ["clerk-A", "leader-A", "admin-A", "officer-B"] {
                #expect(
                    [403, 404].contains(try await Self.replacement(of: old, as: person, test).status.code), "\(person)")
            }
            let form = try await test.text("/outgoing/new?replaces=\(old)", as: "officer-A")
            #expect(form.contains("Dự thảo thay thế") && form.contains("V/v trả lời thử nghiệm"))
            let answer = try await Self.replacement(of: old, test)
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            try await test.bring(id, to: .published)
            let packet = try await test.package(try #require(try await test.outbox(of: id).first))
            let former = try await test.office.database.read { connection in
                try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", old).map(Outgoing.init)
            }
            #expect(packet.kind == .replacement)
            #expect(packet.business?.replaces.map(\.documentID) == [try #require(former?.documentID)])
            #expect(packet.business?.replaces.first?.organs.map(\.text) == ["G22"])
            #expect(try await test.text("/outgoing/\(old)", as: "officer-A").contains("Bị thay thế bởi"))
            #expect(try await test.text("/outgoing/\(id)", as: "officer-A").contains("Thay thế"))
            #expect(try await Self.closures(old, test) == ["-"])
            try await test.report(.arrived, of: id)
            #expect(try await Self.closures(old, test) == ["-"])
            try await test.report(.accepted, of: id)
            #expect(try await Self.closures(old, test) == ["replaced"])
            #expect(try await Self.closures(id, test) == ["-"])
            #expect(try await test.text("/outgoing/\(old)", as: "clerk-A").contains("Đã bị thay thế"))
        }
    }

    @Test func `where nobody holds the old document the new one is an ordinary one`() async throws {
        try await TestOffice.with { test in
            let old = try await test.draft()
            try await test.bring(old, to: .published)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE recipient SET transport = 'failed' WHERE outgoing_id = $1", old)
            }
            let answer = try await Self.replacement(of: old, test)
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            try await test.bring(id, to: .published)
            #expect(try await test.package(try #require(try await test.outbox(of: id).first)).kind == .new)
        }
    }

    // MARK: The receiver

    /// What replaces an incoming document comes from the same sender; returns the office's id of it.
    private static func arrival(
        replacing id: String, from organ: String = "G22", naming receiver: String = "H29", _ test: TestOffice
    ) async throws -> String {
        let row = try await test.office.database.read { connection in
            try connection.row("\(Incoming.query) WHERE incoming.id = $1", id).map(Incoming.init)
        }
        let old = try #require(row)
        let sender = try #require(OrganCode(organ))
        let code = DocumentCode(number: "900", notation: "VPCP-KSTT")
        let header = DocumentHeader(
            id: try #require(DocumentID(organ: sender, date: test.office.today, code: code)), code: code,
            promulgationDate: test.office.today, type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
            subject: "V/v thay thế")
        let replaces = Business.Replacement(
            documentID: try #require(old.documentID), organs: [try #require(OrganCode(receiver))])
        try await test.receive(
            Packet(
                kind: .replacement, from: Organ(code: sender, name: organ), to: [test.office.identity.organBlock],
                document: header, business: Business(kind: .replacement, reason: "Thay thế", replaces: [replaces])))
        return try await test.office.database.read { connection in
            try connection.row("SELECT id FROM incoming WHERE number = '900'")?["id"] ?? ""
        }
    }

    private static func closure(_ id: String, _ test: TestOffice) async throws -> Closure? {
        try await test.office.database.read { connection in
            try connection.row("SELECT closure FROM incoming WHERE id = $1", id)?["closure"]
        }
    }

    @Test func `the old document ends when the new one is in the register, and both name each other`() async throws {
        try await TestOffice.with { test in
            let old = try await test.arrival()
            try await test.handle(old, until: .submitted)
            let new = try await Self.arrival(replacing: old, test)
            #expect(try await Self.closure(old, test) == nil)
            #expect(try await test.text("/incoming/\(new)", as: "clerk-A").contains("Thay thế 123/VPCP-KSTT"))
            #expect(try await test.text("/incoming/\(old)", as: "clerk-A").contains("Bị thay thế bởi 900/VPCP-KSTT"))
            try await test.handle(new, until: .registered)
            #expect(try await Self.closure(old, test) == .replaced)
            let version = try await test.state(old).version
            let directed = try await test.post(
                "/incoming/\(old)/direct", as: "leader-A", version: version, ["text": "Giao", "lead": "A"])
            #expect(directed.status == .forbidden)
            let page = try await test.text("/incoming/\(old)", as: "clerk-A")
            #expect(page.contains("Đã bị thay thế") && page.contains("Bị thay thế bởi 900/VPCP-KSTT"))
            #expect(try await !test.text("/incoming?view=to-direct", as: "leader-A").contains(old))
        }
    }

    @Test func `what was asked back and is replaced is given back with it, in either order`() async throws {
        try await TestOffice.with { test in
            let old = try await test.arrival()
            try await test.recall(old)
            let new = try await Self.arrival(replacing: old, test)
            try await test.handle(new, until: .registered)
            #expect(try await Self.closure(old, test) == .replaced)
            #expect(try await test.queued().filter { $0 == "15" }.count == 1)
            #expect(try await !test.text("/incoming/\(old)", as: "clerk-A").contains("Nơi gửi yêu cầu thu hồi lúc"))
            // Asked after it was replaced.
            try await test.recall(old)
            #expect(try await test.queued().filter { $0 == "15" }.count == 2)
            #expect(try await !test.text("/incoming?view=asked", as: "clerk-A").contains(old))
        }
    }

    @Test func `what replaces a reply answers the same document`() async throws {
        try await TestOffice.with { test in
            let incoming = try await test.arrival()
            try await test.handle(incoming, until: .inProgress)
            let draft = TestOffice.draftFields.merging(["answers": incoming]) { $1 }
            let drafted = try await test.post("/outgoing", as: "officer-A", version: 0, draft)
            let reply = String(try #require(drafted.headers[.location]?.split(separator: "/").last))
            try await test.bring(reply, to: .published)
            // Everybody gave it back: it does not count any more, and another can be drafted.
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET reply_required = 1 WHERE id = $1", incoming)
                try connection.execute("UPDATE recipient SET closure = 'withdrawn' WHERE outgoing_id = $1", reply)
            }
            let page = try await test.text("/incoming/\(incoming)", as: "officer-A")
            #expect(
                page.contains("Tự hoàn thành khi ban hành văn bản trả lời") && page.contains("Dự thảo trả lời"))
            let answer = try await Self.replacement(of: reply, test)
            let new = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            try await test.bring(new, to: .published)
            #expect(try await test.state(incoming).state == .finished)
        }
    }

    @Test func `a replacement that is returned ends nothing`() async throws {
        try await TestOffice.with { test in
            let old = try await test.arrival()
            let new = try await Self.arrival(replacing: old, test)
            let answer = try await test.post(
                "/incoming/\(new)/return", as: "clerk-A", version: 1, ["reason": "Văn bản gửi nhầm cơ quan."])
            #expect(answer.status == .seeOther)
            #expect(try await Self.closure(old, test) == nil)
        }
    }

    @Test(arguments: [("G90", "H29"), ("G22", "H53")])
    func `what others sent, or what is replaced elsewhere, stays`(sender: String, receiver: String) async throws {
        try await TestOffice.with { test in
            let old = try await test.arrival()
            let new = try await Self.arrival(replacing: old, from: sender, naming: receiver, test)
            try await test.handle(new, until: .registered)
            #expect(try await Self.closure(old, test) == nil)
        }
    }
}
