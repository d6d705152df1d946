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

/// Tasks leave with their directive.
@Suite struct TaskTravelTests {
    private static let task = [
        "text": "Rà soát thủ tục hành chính", "lead": "G22", "due": "", "standing": "yes", "comes-back": "report",
    ]

    /// A directive of officer-A to G22 and G90 as far as `state`, with `tasks` of G22 and one of G90.
    static func directive(_ test: TestOffice, tasks: Int = 1, _ state: OutgoingState = .published) async throws
        -> String
    {
        let id = try await test.draft()
        let organ = try #require(OrganCode("G90"))
        try await test.office.database.write { connection in
            try Directory.save(
                code: organ, oldCode: nil, name: "Bộ Thử nghiệm", shortName: "BTN", kind: "ministry", validTo: nil,
                successor: nil, in: connection)
            try connection.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", id)
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport)
                VALUES ($1, $2, 'G90', 'Bộ Thử nghiệm', 'none')
                """, "second-\(id)", id)
        }
        for number in 0...tasks {
            let lead = number < tasks ? "G22" : "G90"
            let answer = try await Self.add(id, test, ["lead": lead], as: "officer-A")
            #expect(answer.status == .seeOther)
        }
        try await test.bring(id, to: state)
        return id
    }

    private static func add(
        _ id: String, _ test: TestOffice, _ others: [String: String] = [:], as person: String = "clerk-A"
    ) async throws -> TestResponse {
        let fields = Self.task.merging(others) { $1 }.filter { $0.key != "standing" || !$0.value.isEmpty }
        return try await test.post(
            "/outgoing/\(id)/tasks", as: person, version: try await test.outgoingState(id).version, fields)
    }

    /// The rows of the annex in a package, as a receiver finds them; nil when it has none.
    static func annex(_ entry: OutboxEntry, _ test: TestOffice) async throws -> [TaskAnnex.Row]? {
        let hash = try await test.office.database.read { connection -> ContentHash? in
            try connection.row("SELECT package_hash FROM gateway_outbox WHERE id = $1", entry.id)?["package_hash"]
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "annex-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let packet = try PacketReader.read(
            file: test.office.store.folder.url(of: try #require(hash)), today: test.office.today,
            attachments: .store(folder: folder))
        guard let file = packet.attachments.first(where: { $0.name == TaskAnnex.fileName }) else { return nil }
        #expect(file.contentType == TaskAnnex.contentType && file.description == "Danh mục nhiệm vụ (kèm theo)")
        return try TaskAnnex.read(try #require(file.file))
    }

    static func say(
        _ ordinal: Int, _ kind: TaskReport.Kind, _ text: String = "", due: CalendarDate? = nil, at: Date = Date(),
        as status: HandlingStatus = .accepted, from organ: String = "G22", of id: String, _ test: TestOffice
    ) async throws {
        let report = try #require(TaskReport(ordinal: ordinal, kind: kind, text: text, due: due))
        try await self.status(status, report.description, at: at, from: organ, of: id, test)
    }

    static func status(
        _ status: HandlingStatus, _ description: String, at: Date = Date(), from organ: String = "G22", of id: String,
        _ test: TestOffice
    ) async throws {
        let code = try #require(OrganCode(organ))
        let found = try await test.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
        }
        let outgoing = try #require(found)
        let about = ResponseFor(
            organ: test.office.identity.organ, code: outgoing.code?.text ?? "",
            promulgationDate: outgoing.promulgationDate, documentID: outgoing.documentID)
        try await test.receive(
            Packet(
                kind: .status, from: Organ(code: code, name: organ),
                status: StatusReport(responseFor: about, status: status, description: description, at: at)))
    }

    /// Sends an update; without `subject` it says nothing new but the tasks.
    static func update(_ id: String, _ test: TestOffice, subject: String? = nil) async throws -> TestResponse {
        let found = try await test.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
        }
        let outgoing = try #require(found)
        return try await test.send(
            "/outgoing/\(id)/update", as: "clerk-A", version: outgoing.version,
            [
                "subject": subject ?? outgoing.subject, "date": outgoing.promulgationDate?.shown ?? "",
                "signer": outgoing.approverName, "title": outgoing.signerTitle,
                "reason": "Gia hạn nhiệm vụ theo đề nghị.",
            ], [])
    }

    /// What waits to go out, or went, of updates.
    static func updates(of id: String, _ test: TestOffice) async throws -> [OutboxEntry] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT id FROM document_update WHERE document_id = $1 LIMIT 2", id)
                .flatMap { try Outbox.entries(reference: try $0["id"], in: connection) }
        }
    }

    static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    @Test func `the list of tasks leaves in the package, and the document's own files stay as they are`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, tasks: 2, .numbered)
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("đi cùng văn bản khi ban hành"))
            try await test.bring(id, to: .published)
            let entry = try #require(try await test.outbox(of: id).first)
            let rows = try #require(try await Self.annex(entry, test))
            let tasks = try await test.tasks(of: id)
            #expect(rows == TaskAnnex(tasks).rows && rows.map(\.lead.text) == ["G22", "G22", "G90"])
            #expect(rows.map(\.id) == tasks.map(\.id) && rows[0].leadName == "Văn phòng Chính phủ")
            let files = try await test.office.database.read { try Attachment.issued(of: id, in: $0).map(\.name) }
            #expect(files == ["ban-ky-so.pdf"])
            #expect(try await test.package(entry).attachments.map(\.name) == ["ban-ky-so.pdf", TaskAnnex.fileName])
            // Whoever sees the document gets the list; nobody else.
            let page = try await test.text("/outgoing/\(id)", as: "leader-B")
            #expect(page.contains("Danh mục nhiệm vụ (kèm theo)") && page.contains("đã gửi cùng văn bản"))
            let path = "/outgoing/\(id)/task-annex"
            let answer = try await test.get(path, as: "leader-B")
            #expect(answer.status == .ok && answer.headers[.contentType] == TaskAnnex.contentType)
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"\(TaskAnnex.fileName)\"")
            #expect(try await test.get(path, as: "officer-B").status == .notFound)
        }
    }

    @Test func `without tasks nothing is added, and what was withdrawn is in no later list`() async throws {
        try await TestOffice.with { test in
            let plain = try await test.draft()
            try await test.bring(plain, to: .published)
            #expect(try await Self.annex(try #require(try await test.outbox(of: plain).first), test) == nil)
            #expect(try await test.get("/outgoing/\(plain)/task-annex", as: "clerk-A").status == .notFound)

            let id = try await Self.directive(test, tasks: 2)
            let tasks = try await test.tasks(of: id)
            #expect(
                try await test.act(.withdraw, on: tasks[0], ["reason": "Giao nhầm cơ quan."]).status == .seeOther)
            let organ = try #require(OrganCode("G91"))
            try await test.office.database.write { connection in
                try Directory.save(
                    code: organ, oldCode: nil, name: "Bộ Khác", shortName: "BK", kind: "ministry", validTo: nil,
                    successor: nil, in: connection)
                try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
            }
            let added = try await test.post(
                "/outgoing/\(id)/recipients", as: "clerk-A", version: try await test.outgoingState(id).version,
                ["recipients": "G91"])
            #expect(added.status == .seeOther)
            let entry = try #require(try await test.outbox(of: id).first { $0.organs == [organ] })
            #expect(try await Self.annex(entry, test)?.map(\.ordinal) == [2, 3])
            for task in tasks.dropFirst() {
                let withdrawn = try await test.act(.withdraw, on: task, ["reason": "Không còn cần làm nữa."])
                #expect(withdrawn.status == .seeOther)
            }
            let annex = try await test.office.database.read { try TaskAnnex.of(id, test.office, in: $0) }
            #expect(annex?.rows == [])
        }
    }

    @Test func `a list that changed goes out as an update, although nothing else changed`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
            }
            #expect(try await Self.update(id, test).status == .unprocessableContent)
            let due = try Self.day(20, test)
            let reason = ["due": due.shown, "reason": "Cơ quan chủ trì đề nghị thêm."]
            #expect(
                try await test.act(.changeDeadline, on: try await test.firstTask(of: id), reason).status == .seeOther)
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("đã đổi sau khi gửi"))
            #expect(try await Self.update(id, test).status == .seeOther)
            let entry = try #require(try await Self.updates(of: id, test).first)
            #expect(try await Self.annex(entry, test)?.map(\.due) == [due, nil])
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("danh mục nhiệm vụ, đến") && page.contains("đã gửi cùng văn bản"))
            // It is there now: once more is no change.
            _ = try await test.office.database.write { try $0.execute("UPDATE gateway_outbox SET state = 'sent'") }
            #expect(try await Self.update(id, test).status == .unprocessableContent)
        }
    }

    @Test func `an update that failed and goes again to one receiver brings the tasks again`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
            }
            let answer = try await Self.update(id, test, subject: "V/v đã sửa")
            #expect(answer.status == .seeOther)
            let entry = try #require(try await Self.updates(of: id, test).first)
            try await test.office.database.write { connection in
                try connection.execute("UPDATE gateway_outbox SET state = 'failed' WHERE id = $1", entry.id)
                try GatewayLink(office: test.office).events.failed(connection, entry, Date())
            }
            try await test.report(.refused, of: id, "Sai nơi nhận")
            let retried = try await test.post("/failures/\(entry.id)/retry", as: "clerk-A", version: 0)
            #expect(retried.status == .seeOther)
            let again = try #require(try await Self.updates(of: id, test).first)
            #expect(again.organs.map(\.text) == ["G90"])
            #expect(try await Self.annex(again, test)?.map(\.ordinal) == [1, 2])
        }
    }
}
