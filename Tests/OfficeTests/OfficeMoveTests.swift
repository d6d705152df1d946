import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Synchronization
import Testing
import Trust

@testable import Gateway
@testable import Office
import Web

/// An office's `office.sqlite` brought to PostgreSQL, whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OfficeMoveTests {
    private struct Stopped: Error {}

    /// What stands in the office that is moved.
    private struct Made: Sendable {
        /// In work, with a file.
        var incoming = ""
        /// Published with number 1.
        var outgoing = ""
        var secret = ""
    }

    private static let words = "Phương án phòng chống lụt bão năm học mới"

    /// The office of a folder, as a server serves it.
    private static func serve(
        _ folder: URL, at address: String? = nil, _ body: @Sendable (TestOffice) async throws -> Void
    ) async throws {
        let database = try OfficeServer.openDatabase(in: folder, at: address)
        try await database.write { connection in
            try SearchTriggers.install(in: connection)
            try ListTriggers.install(in: connection)
        }
        let configuration = OfficeConfiguration(
            dataFolder: folder, organ: try #require(OrganCode("H29")), hub: nil, logger: Logger(label: "test"))
        try await TestOffice.serve(database, configuration, content: folder.appending(path: "content"), body)
        try database.close()
    }

    /// One person of each role; unit A stands below unit B, which came after it.
    private static func fill(_ test: TestOffice) async throws {
        try await TestOffice.seed(test.office.database)
        _ = try await test.office.database.write { try $0.execute("UPDATE unit SET parent_id = 'B' WHERE id = 'A'") }
    }

    /// The folder of an office that has worked and stopped; and an empty database.
    private static func run(_ body: (URL, String, Made) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "office-move-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let kept = Mutex(Made())
        try await Self.serve(folder) { test in
            try await Self.fill(test)
            var made = Made()
            made.secret = try await SecretSteps.registered(.incoming, test)
            made.incoming = try await Self.arrival(test)
            try await test.handle(made.incoming, until: .inProgress)
            _ = try await test.enter(DocumentCode(number: "45", notation: "TB-VP"), "V/v nghỉ lễ")
            made.outgoing = try await test.draft()
            try await test.bring(made.outgoing, to: .published)
            kept.withLock { $0 = made }
        }
        try await body(folder, try await TestPostgreSQL.shared.newDatabase(), kept.withLock { $0 })
    }

    /// A document from G22 with a file whose words were read.
    private static func arrival(_ test: TestOffice) async throws -> String {
        let (bytes, delivery) = (Array("Một tệp".utf8), UUID().uuidString)
        let (store, now) = (test.office.store, test.office.now())
        let hash = try await store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        let package = try await store.keep { file in try Array(delivery.utf8).withUnsafeBytes { try file.write($0) } }
        let id = try await test.arrival(
            delivery: delivery,
            files: [
                ReceivedFile(name: "phuong-an.txt", contentType: "text/plain", sizeBytes: bytes.count, hash: hash)
            ])
        try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO gateway_inbox (delivery_id, package_id, kind, sender, package_hash, state, received_at)
                VALUES ($1, 'p', 'new', 'G22', $2, 'stored', $3)
                """, delivery, package, now)
            let file = try #require(try Attachment.all(of: id, in: connection).first)
            try FileContent.keep(.read(Self.words), of: file, at: now, in: connection)
        }
        return id
    }

    private static func code(_ body: () async throws -> Void) async -> Fault.Code? {
        (await #expect(throws: Fault.self) { try await body() })?.code
    }

    /// What stands on the documents' timelines, in its order.
    private static func timelines(_ made: Made, _ test: TestOffice) async throws -> [[String]] {
        try await test.office.database.read { connection in
            try [made.incoming, made.outgoing].map { document in
                try Timeline.events(of: document, in: connection).map { "\($0.kind) \($0.actor) \($0.detail)" }
            }
        }
    }

    @Test func `a moved office goes on: its documents, numbers, files, timelines and what is found`() async throws {
        try await Self.run { folder, address, made in
            let before = try await OfficeCheck(folder: folder).run()
            #expect(before.findings == [])
            let told = Mutex<[[String]]>([])
            try await Self.serve(folder) { test in
                let timelines = try await Self.timelines(made, test)
                #expect(timelines.allSatisfy { $0.count > 3 })
                told.withLock { $0 = timelines }
            }
            let timelines = told.withLock { $0 }
            let summary = try await OfficeMove(folder: folder, to: address, batch: 7).run()
            #expect(summary.tables > 90 && summary.rows > 60)
            let after = try await OfficeCheck(folder: folder, database: address).run()
            #expect(after.findings == [])
            #expect(after.documents == before.documents && after.numbers == before.numbers)
            #expect(after.files == before.files && after.packages == before.packages)
            #expect(after.accesses == before.accesses)
            try await Self.serve(folder, at: address) { test in
                #expect(try await Self.timelines(made, test) == timelines)
                #expect(try await test.found(text: "lut bao nam hoc") == [made.incoming])
                #expect(try await test.found(text: "trả lời thử nghiệm") == [made.outgoing])
                #expect(try await test.found(text: "nghi le").count == 1)
                // Behind every number that was given before.
                let draft = try await test.draft()
                try await test.bring(draft, to: .published)
                let numbers = try await test.office.database.read { connection in
                    try connection.rows("SELECT number FROM outgoing ORDER BY number LIMIT 10").map { row -> Int in
                        try row["number"]
                    }
                }
                #expect(numbers == [1, 2])
                #expect(Set(try await test.found(text: "trả lời thử nghiệm")) == [draft, made.outgoing])
                // What is written now stands behind what was written before.
                let version = try await test.state(made.incoming).version
                let finished = try await test.post(
                    "/incoming/\(made.incoming)/finish", as: "officer-A", version: version, ["result": "Đã xong"])
                #expect(finished.status == .seeOther)
                let longer = try await Self.timelines(made, test)
                #expect(
                    longer[0].count > timelines[0].count && longer[0].suffix(timelines[0].count) == timelines[0][...])
                let entry = try await SecretSteps.enter(
                    .incoming, in: try await Self.secretBook(test), with: ["number": "13"], test)
                #expect(entry.status == .seeOther)
            }
            let end = try await OfficeCheck(folder: folder, database: address).run()
            #expect(end.findings == [] && end.numbers == before.numbers + 2)
        }
    }

    private static func secretBook(_ test: TestOffice) async throws -> String {
        try await test.office.database.read { connection in
            try connection.row("SELECT id FROM register WHERE is_secret = 1")?["id"] ?? ""
        }
    }

    @Test func `afterwards the database refuses what it always refuses, and numbers go on`() async throws {
        try await Self.run { folder, address, _ in
            _ = try await OfficeMove(folder: folder, to: address).run()
            let database = try Database.open(postgres: address)
            for sql in [
                "DELETE FROM register_entry", "UPDATE access_log SET at = ''", "DELETE FROM secret_document",
                "UPDATE person SET unit_id = 'nobody'", "DELETE FROM unit",
            ] {
                await #expect(throws: ConstraintViolation.self, "\(sql)") {
                    _ = try await database.write { try $0.execute(sql) }
                }
            }
            let setAside = try await database.read { connection in
                try connection.rows(
                    "SELECT CAST(relname AS TEXT) AS name FROM pg_class WHERE relname LIKE 'migration_reference%' LIMIT 1"
                ).count
            }
            #expect(setAside == 0)
            let numbers = try await database.write { connection in
                let last: Int = try connection.row("SELECT MAX(seq) AS last FROM gateway_outbox")?["last"] ?? 0
                let next = try connection.row(
                    """
                    INSERT INTO gateway_outbox (id, kind, reference, organs, summary, urgency, package_hash, body, state, queued_at,
                        next_attempt_at)
                    SELECT 'x', kind, reference, organs, summary, urgency, package_hash, body, state, queued_at, next_attempt_at
                    FROM gateway_outbox ORDER BY seq LIMIT 1 RETURNING seq
                    """)
                return [last, try next?["seq"] ?? 0]
            }
            #expect(numbers[0] > 0 && numbers[1] == numbers[0] + 1)
            try database.close()
        }
    }

    @Test func `the file stays under another name, and nothing makes a new one in its place`() async throws {
        try await Self.run { folder, address, _ in
            _ = try await OfficeMove(folder: folder, to: address).run()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.contains("office.sqlite.moved") && !names.contains("office.sqlite"))
            #expect(await Self.code { _ = try await OfficeMove(folder: folder, to: address).run() } == .conflict)
            #expect(await Self.code { _ = try OfficeServer.openDatabase(in: folder) } == .conflict)
            #expect(await Self.code { _ = try OfficeCheck(folder: folder) } == .conflict)
            #expect(await Self.code { try await OfficeServer.restored(folder) } == .conflict)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "office.sqlite").path))
        }
    }

    @Test func `a move that was stopped is no office yet, and goes on where it was`() async throws {
        try await Self.run { folder, address, made in
            let told = Mutex<[String: Int]>([:])
            await #expect(throws: Stopped.self) {
                _ = try await OfficeMove(folder: folder, to: address, batch: 2) { table, copied, _ in
                    told.withLock { $0[table] = copied }
                    if table == "event", copied == 4 { throw Stopped() }
                }.run()
            }
            let first = told.withLock { $0 }
            #expect(first["event"] == 4 && first["person"] == 10)
            let database = try Database.open(postgres: address)
            #expect(await Self.code { try await OfficeMove.refuseUnfinished(database) } == .conflict)
            let again = Mutex<[String: [Int]]>([:])
            _ = try await OfficeMove(folder: folder, to: address, batch: 2) { table, copied, _ in
                again.withLock { $0[table, default: []].append(copied) }
            }.run()
            let second = again.withLock { $0 }
            #expect(second["person"] == nil && second["event"]?.first == 6)
            try await OfficeMove.refuseUnfinished(database)
            try database.close()
            #expect(try await OfficeCheck(folder: folder, database: address).run().findings == [])
            try await Self.serve(folder, at: address) { test in
                let found = try await test.found(text: "lut bao nam hoc")
                #expect(found == [made.incoming])
            }
        }
    }

    @Test func `files go along when the database shall keep them, also when it was stopped on the way`() async throws {
        try await Self.run { folder, address, made in
            let before = try await OfficeCheck(folder: folder).run()
            #expect(before.files > 3)
            await #expect(throws: Stopped.self) {
                _ = try await OfficeMove(folder: folder, to: address, content: .database) { table, copied, all in
                    guard table == "content" else { return }
                    #expect(copied == before.files && all == before.files)
                    throw Stopped()
                }.run()
            }
            let other = await Self.code {
                _ = try await OfficeMove(folder: folder, to: address, content: .folder).run()
            }
            #expect(other == .conflict)
            _ = try await OfficeMove(folder: folder, to: address).run()
            try FileManager.default.removeItem(at: folder.appending(path: "content/files"))
            let after = try await OfficeCheck(folder: folder, database: address).run()
            #expect(after.findings == [] && after.files == before.files)
            try await Self.serve(folder, at: address) { test in
                #expect(test.office.store.isInDatabase)
                let answer = try await test.get("/outgoing/\(made.outgoing)/package", as: "clerk-A")
                let hash: ContentHash? = try await test.office.database.read { connection in
                    try connection.row("SELECT package_hash FROM outgoing WHERE id = $1", made.outgoing)?[
                        "package_hash"]
                }
                #expect(answer.status == .ok && ContentHash(of: Data([UInt8](buffer: answer.body))) == hash)
                try await test.bring(try await test.draft(), to: .published)
            }
            #expect(try await OfficeCheck(folder: folder, database: address).run().findings == [])
        }
    }

    @Test func `an office that worked meanwhile is not mixed with what was copied before`() async throws {
        try await Self.run { folder, address, _ in
            await #expect(throws: Stopped.self) {
                _ = try await OfficeMove(folder: folder, to: address) { _, _, _ in throw Stopped() }.run()
            }
            try await Self.serve(folder) { test in
                _ = try await test.enter(DocumentCode(number: "46", notation: "TB-VP"), "V/v trực đêm")
            }
            let changed = await #expect(throws: Fault.self) { try await OfficeMove(folder: folder, to: address).run() }
            #expect(changed?.code == .conflict && changed?.english.contains("has changed") == true)
            // Into a new one it goes, as long as nothing is sent meanwhile.
            let other = try await TestPostgreSQL.shared.newDatabase()
            await #expect(throws: Stopped.self) {
                _ = try await OfficeMove(folder: folder, to: other) { _, _, _ in throw Stopped() }.run()
            }
            let database = try Database.open(file: folder.appending(path: "office.sqlite"))
            _ = try await database.write {
                try $0.execute(
                    "UPDATE gateway_outbox SET attempts = 1, next_attempt_at = $1", Date(timeIntervalSinceNow: 60))
            }
            try database.close()
            #expect(await Self.code { _ = try await OfficeMove(folder: folder, to: other).run() } == .conflict)
            _ = try await OfficeMove(folder: folder, to: try await TestPostgreSQL.shared.newDatabase()).run()
        }
    }

    @Test func `an office that is served, a database that is not empty and a folder without an office are refused`()
        async throws
    {
        try await Self.run { folder, address, _ in
            let lock = try DataLock(folder: folder, server: "office")
            let served = await Self.code { _ = try await OfficeMove(folder: folder, to: address).run() }
            #expect(served == .conflict)
            withExtendedLifetime(lock) {}
        }
        try await Self.run { folder, address, _ in
            let database = try Database.open(postgres: address)
            _ = try await database.write { try $0.execute("CREATE TABLE somebody_elses (id BIGINT)") }
            try database.close()
            let fault = await #expect(throws: Fault.self) { try await OfficeMove(folder: folder, to: address).run() }
            #expect(fault?.code == .conflict && fault?.english.contains("somebody_elses") == true)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "office.sqlite").path))
        }
        let none = FileManager.default.temporaryDirectory.appending(path: "office-none-\(UUID().uuidString)")
        let code = await Self.code {
            _ = try await OfficeMove(folder: none, to: "postgres://127.0.0.1:1/none").run()
        }
        #expect(code == .notFound)
    }

    @Test func `a text that PostgreSQL does not keep is named by table, row and column`() async throws {
        try await Self.run { folder, address, _ in
            let file = folder.appending(path: "office.sqlite")
            func intrude(_ sql: String) async throws {
                let database = try Database.open(file: file)
                _ = try await database.write { try $0.execute(sql) }
                try database.close()
            }
            try await intrude("UPDATE unit SET short_name = CAST(x'410042' AS TEXT) WHERE rowid = 2")
            let fault = await #expect(throws: Fault.self) { try await OfficeMove(folder: folder, to: address).run() }
            #expect(fault?.code == .encoding && fault?.place == "unit 2 short_name")
            #expect(FileManager.default.fileExists(atPath: file.path))
            // Mended, it goes on.
            try await intrude("UPDATE unit SET short_name = 'AB' WHERE rowid = 2")
            _ = try await OfficeMove(folder: folder, to: address).run()
            let database = try Database.open(postgres: address)
            let name: String? = try await database.read {
                try $0.row("SELECT short_name FROM unit WHERE id = 'B'")?["short_name"]
            }
            #expect(name == "AB")
            try database.close()
        }
    }

    @Test func `an office whose data do not agree is not moved`() async throws {
        try await Self.run { folder, address, _ in
            let database = try Database.open(file: folder.appending(path: "office.sqlite"))
            _ = try await database.write { try $0.execute("UPDATE register SET next_number = next_number + 3") }
            try database.close()
            let fault = await #expect(throws: Fault.self) { try await OfficeMove(folder: folder, to: address).run() }
            #expect(fault?.code == .conflict && fault?.place?.hasPrefix("office.sqlite: register") == true)
        }
    }

    @Test func `the books of a restored database wait for their last number`() async throws {
        try await Self.run { folder, address, _ in
            _ = try await OfficeMove(folder: folder, to: address).run()
            try await OfficeServer.restored(folder, database: address)
            try await Self.serve(folder, at: address) { test in
                let draft = try await test.draft()
                try await test.bring(draft, to: .approved)
                let version = try await test.outgoingState(draft).version
                let answer = try await test.post("/outgoing/\(draft)/number", as: "clerk-A", version: version)
                #expect(answer.status == .unprocessableContent)
            }
        }
    }
}
