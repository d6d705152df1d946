import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Gateway
@testable import Office

/// What goes with a condemned document beside its own files, and what is looked at again before it goes.
extension CleaningTests {
    private static func received(_ name: String, _ text: String, _ test: TestOffice) async throws -> ReceivedFile {
        let hash = try await Self.keep(text, test)
        try await Self.age(hash, days: 400, test)
        return ReceivedFile(name: name, contentType: "application/pdf", sizeBytes: text.utf8.count, hash: hash)
    }

    private static func link(_ copy: String, to document: String, _ test: TestOffice) async throws
        -> HTTPResponse.Status
    {
        let version = try await test.state(copy).version
        return try await test.post(
            "/incoming/\(copy)/link", as: "clerk-A", version: version, ["to": document, "checked": "yes"]
        ).status
    }

    private static func attachment(of document: String, _ test: TestOffice) async throws -> String {
        try await test.office.database.read { connection in
            try #require(try connection.row("SELECT id FROM attachment WHERE document_id = $1", document)?["id"])
        }
    }

    @Test func `a linked copy goes with the document, and who saw it through the document sees the decision`()
        async throws
    {
        try await Self.with { test, clock, cleaning in
            let (_, document) = try await Self.condemned("1", test)
            let file = try await Self.received("ban-sao.pdf", "Bản sao của 1", test)
            let copy = try await test.arrival(number: "1", files: [file])
            #expect(try await Self.link(copy, to: document, test) == .seeOther)
            let path = "/files/\(try await Self.attachment(of: copy, test))/ban-sao.pdf"
            for person in ["clerk-A", "officer-A"] {
                #expect(try await test.get(path, as: person).status == .ok, "\(person)")
            }
            clock.pass(days: 30)
            let done = try await cleaning.run()
            #expect(done.documents == 1 && done.files == 2)
            #expect(!test.office.store.folder.contains(file.hash))
            for person in ["clerk-A", "officer-A"] {
                #expect(try await test.get(path, as: person).status == .forbidden, "\(person)")
            }
            let events = try await test.office.database.read { try Timeline.events(of: copy, in: $0) }
            #expect(events.first?.kind == .filesDestroyed)
            // What comes later is not hidden behind a document that has no files.
            let later = try await test.arrival(number: "1", files: [file])
            #expect(try await Self.link(later, to: document, test) == .forbidden)
        }
    }

    @Test func `a frozen copy keeps the document`() async throws {
        try await Self.with { test, clock, cleaning in
            let (_, document) = try await Self.condemned("1", test)
            let copy = try await test.arrival(number: "1")
            #expect(try await Self.link(copy, to: document, test) == .seeOther)
            try await Self.freeze(copy, test)
            clock.pass(days: 31)
            #expect(try await cleaning.run().documents == 0)
        }
    }

    @Test func `the packages of updates go with the document, those that came and those that were sent`() async throws {
        try await Self.with { test, clock, cleaning in
            let (_, document) = try await Self.condemned("1", test)
            let packages = [
                try await Self.received("gui", "Gói cập nhật gửi đi", test).hash,
                try await Self.received("den", "Gói cập nhật đến", test).hash,
            ]
            try await test.update(document, subject: "V/v đã sửa")
            let now = clock.now
            try await test.office.database.write { connection in
                let delivery: String = try #require(
                    try connection.row("SELECT delivery_id FROM update_delivery WHERE document_id = $1", document)?[
                        "delivery_id"])
                try connection.execute(
                    """
                    INSERT INTO gateway_inbox (delivery_id, package_id, kind, sender, package_hash, state, received_at)
                    VALUES ($1, 'p', 'update', 'G22', $2, 'stored', $3)
                    """, delivery, packages[1], now)
                try connection.execute(
                    """
                    INSERT INTO document_update (id, document_id, reason, at, sent_by)
                    VALUES ('sent', $1, 'Sửa trích yếu.', $2, 'clerk-A')
                    """, document, now)
                _ = try Outbox.enqueue(
                    document: "sent", organs: [try #require(OrganCode("G22"))], package: packages[0], summary: "",
                    urgency: .ordinary, at: now, in: connection)
            }
            clock.pass(days: 30)
            // What was not sent is needed still.
            #expect(try await cleaning.run().documents == 0)
            try await Self.write("UPDATE gateway_outbox SET state = 'sent' WHERE reference = $1", "sent", test)
            #expect(try await cleaning.run().documents == 1)
            for package in packages { #expect(!test.office.store.folder.contains(package)) }
        }
    }

    /// An issued document in the condemned file, whose receiver has it; nothing of it is on its way.
    private static func issued(into file: String, _ test: TestOffice) async throws -> String {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        try await Self.write("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id, test)
        try await Self.write("UPDATE gateway_outbox SET state = 'sent' WHERE reference = $1", id, test)
        try await Self.write(
            """
            INSERT INTO case_document (case_file_id, document_id, dated_on, added_by, added_at)
            SELECT case_file_id, $1, dated_on, added_by, added_at FROM case_document WHERE case_file_id = '\(file)'
            """, id, test)
        return id
    }

    private static func request(_ act: String, of id: String, _ test: TestOffice) async throws -> OutboxEntry {
        let outgoing = try #require(
            try await test.office.database.read { connection in
                try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
            })
        let fields =
            act == "recall"
            ? ["reason": "Ban hành nhầm phụ lục.", "recipients": "G22"]
            : [
                "subject": "V/v đã sửa", "date": outgoing.promulgationDate?.shown ?? "",
                "signer": outgoing.approverName, "title": outgoing.signerTitle, "reason": "Trích yếu in sai.",
            ]
        let path = "/outgoing/\(id)/\(act)"
        let answer =
            act == "recall"
            ? try await test.post(path, as: "clerk-A", version: outgoing.version, fields)
            : try await test.send(path, as: "clerk-A", version: outgoing.version, fields, [])
        #expect(answer.status == .seeOther)
        return try await test.office.database.read { connection in
            let row = try connection.row(
                """
                SELECT id FROM recall WHERE outgoing_id = $1
                UNION ALL SELECT id FROM document_update WHERE document_id = $1
                """, id)
            let reference: String = try #require(row)["id"]
            return try #require(try Outbox.entries(reference: reference, in: connection).first)
        }
    }

    @Test(arguments: ["recall", "update"])
    func `a request that is on its way or failed keeps the document until nothing of it is to be sent`(act: String)
        async throws
    {
        try await Self.with { test, clock, cleaning in
            let (file, document) = try await Self.condemned("1", test)
            let issued = try await Self.issued(into: file, test)
            let entry = try await Self.request(act, of: issued, test)
            let package = try #require(
                try await test.office.database.read { connection -> ContentHash? in
                    try connection.row("SELECT package_hash FROM gateway_outbox WHERE id = $1", entry.id)?[
                        "package_hash"]
                })
            try await Self.age(package, days: 400, test)
            clock.pass(days: 30)
            #expect(try await cleaning.run().documents == 1, "the incoming one")
            let isDone = try await test.office.database.read { connection in
                (try Destruction.isDone(document, in: connection), try Destruction.isDone(issued, in: connection))
            }
            #expect(isDone.0 && !isDone.1)
            let events = GatewayLink(office: test.office).events
            let now = clock.now
            try await test.office.database.write { connection in
                try connection.execute("UPDATE gateway_outbox SET state = 'failed' WHERE id = $1", entry.id)
                let failed = try #require(try Outbox.entry(entry.id, in: connection))
                try events.failed(connection, failed, now)
            }
            #expect(try await cleaning.run().documents == 0, "it can be sent again")
            #expect(test.office.store.folder.contains(package))
            // The receiver gives the document back: nobody is to be asked any more, and nothing is sent again.
            try await test.report(.refused, of: issued, "Sai nơi nhận")
            #expect(try await cleaning.run().documents == 1)
            #expect(try await test.post("/failures/\(entry.id)/retry", as: "clerk-A", version: 0).status == .seeOther)
            #expect(try await test.office.database.read { try Outbox.entry(entry.id, in: $0)?.state } == .failed)
            #expect(!test.office.store.folder.contains(package))
            let report = try await OfficeCheck(database: test.office.database, content: test.office.store).run()
            #expect(report.findings.filter { $0.area == "file" } == [])
        }
    }

    @Test func `a package that repeats what is here belongs to the document too`() async throws {
        try await Self.with { test, _, _ in
            let (_, document) = try await Self.condemned("1", test)
            try await test.update(document)
            let kept = try await test.office.database.read { connection in
                try connection.rows("SELECT delivery_id FROM update_delivery WHERE document_id = $1", document).count
            }
            #expect(kept == 1)
        }
    }

    @Test func `an update of what was destroyed is refused`() async throws {
        try await Self.with { test, clock, cleaning in
            let (_, document) = try await Self.condemned("1", test)
            clock.pass(days: 30)
            #expect(try await cleaning.run().documents == 1)
            let fault = await #expect(throws: Fault.self) { try await test.update(document, subject: "V/v đã sửa") }
            #expect(fault?.code == .notAllowed)
        }
    }

    @Test(arguments: ["withdrawn", "replaced"])
    func `a document that was withdrawn or replaced before its work was done goes too`(closure: String) async throws {
        try await Self.with { test, clock, cleaning in
            let (_, document) = try await Self.condemned("1", test)
            try await Self.write(
                "UPDATE incoming SET state = 'registered', closure = '\(closure)' WHERE id = $1", document, test)
            clock.pass(days: 30)
            #expect(try await cleaning.run().documents == 1)
        }
    }

    @Test func `more than a piece goes in several, and what is needed again in the meantime stays`() async throws {
        try await Self.with { test, clock, cleaning in
            let (_, first) = try await Self.condemned("1", test)
            let (_, second) = try await Self.condemned("2", test)
            let today = test.office.today
            let office = test.office
            let due = try await office.database.read { try Destruction.due(decidedUntil: today, limit: 9, in: $0) }
            #expect(due.sorted() == [first, second].sorted())
            try await Self.freeze(first, test)
            let count = try await office.database.write { connection in
                try Destruction.destroy([first], decidedUntil: today, at: office.now(), in: connection)
            }
            #expect(count == 0)
            try await Self.write("UPDATE \"freeze\" SET lifted_at = '2030-01-01' WHERE subject_id = $1", first, test)
            clock.pass(days: 30)
            var bounded = cleaning
            (bounded.piece, bounded.pieces) = (10, 1)
            #expect(try await bounded.run().documents == 1)
            bounded.pieces = 9
            #expect(try await bounded.run().documents == 1)
            #expect(try await bounded.run().documents == 0)
        }
    }
}
