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

/// What came once more is linked to what is in the register: who may, and what its senders are told.
@Suite struct LinkingTests {
    /// The paper of a document of G22 that `TestOffice.arrival` brings as a package.
    static func paper(_ test: TestOffice, _ others: [String: String] = [:]) -> [String: String] {
        let today = test.office.today.shown
        return [
            "channel": "paper", "arrived": today, "issuer": "Văn phòng Chính phủ", "number": "123",
            "notation": "VPCP-KSTT", "date": today, "type": "Công văn", "subject": "V/v thử nghiệm bản giấy",
            "signer": "", "urgency": "0", "due": "",
        ].merging(others) { $1 }
    }

    /// The paper is in the register; gives its id.
    static func registered(_ test: TestOffice) async throws -> String {
        let answer = try await test.upload("/incoming", as: "clerk-A", Self.paper(test))
        #expect(answer.status == .seeOther)
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    /// Its work goes on to `goal`.
    static func work(_ id: String, until goal: InternalState, _ test: TestOffice) async throws {
        let steps: [(String, String, [String: String])] = [
            ("submit", "clerk-A", ["leader": "leader-A"]), ("direct", "leader-A", ["text": "Giao", "lead": "A"]),
            ("begin", "officer-A", [:]), ("finish", "officer-A", ["result": "Đã xong"]),
        ]
        let first: [InternalState: Int] = [.registered: 0, .submitted: 1, .assigned: 2, .inProgress: 3]
        let done = first[try await test.state(id).state] ?? 4
        for (act, person, fields) in steps.dropFirst(done) where try await test.state(id).state != goal {
            let version = try await test.state(id).version
            let answer = try await test.post("/incoming/\(id)/\(act)", as: person, version: version, fields)
            #expect(answer.status == .seeOther, "\(act)")
        }
        #expect(try await test.state(id).state == goal)
    }

    static func link(
        _ id: String, to target: String, as person: String = "clerk-A", version: Int? = nil,
        once: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        let known = try await test.state(id).version
        return try await test.post(
            "/incoming/\(id)/link", as: person, version: version ?? known, once: once,
            ["to": target, "checked": "yes"])
    }

    static func closure(_ id: String, _ test: TestOffice) async throws -> Closure? {
        try await test.office.database.read { try IncomingStore.any(id, in: $0)?.closure }
    }

    @Test func `a package joins the paper in the register, takes no number, and its sender is told what becomes of it`()
        async throws
    {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let package = try await test.arrival()
            try await test.addFile(to: package)
            let page = try await test.text("/incoming/\(package)", as: "clerk-A")
            #expect(page.contains("Có thể đã vào sổ") && page.contains("/incoming/\(package)/link"))
            let form = try await test.text("/incoming/\(package)/link", as: "clerk-A")
            #expect(form.contains("Văn bản số đến 1") && form.contains("value=\"\(paper)\""))
            let once = RandomText.secret()
            for _ in 1...2 {
                let answer = try await Self.link(package, to: paper, version: 1, once: once, test)
                #expect(answer.headers[.location] == "/incoming/\(paper)")
            }
            #expect(try await test.queued() == ["01", "03"])
            #expect(try await Self.closure(package, test) == .linked)
            for view in ["to-register", "all", "to-submit"] {
                #expect(
                    try await !test.text("/incoming?view=\(view)", as: "clerk-A").contains("/incoming/\(package)\""),
                    "\(view)")
            }
            let register = try await test.text("/registers/in", as: "clerk-A")
            #expect(register.contains("Gắn thêm 1 bản"))
            let next = try await test.office.database.read {
                try Register.nextNumber(.incoming, year: test.office.today.year, in: $0)
            }
            #expect(next == 2)
            try await Self.work(paper, until: .finished, test)
            #expect(try await test.queued() == ["01", "03", "04", "05", "06"])
            // Each page leads to the other; the files are on both.
            let copy = try await test.text("/incoming/\(package)", as: "clerk-A")
            #expect(copy.contains("/incoming/\(paper)") && copy.contains("Gắn với văn bản số đến 1"))
            #expect(copy.contains("/files/file-\(package)/"))
            let whole = try await test.text("/incoming/\(paper)", as: "clerk-A")
            #expect(whole.contains("Gắn thêm bản của") && whole.contains("href=\"/incoming/\(package)\""))
            // Who works on the document reads the copy's file without seeing its page.
            let officer = try await test.text("/incoming/\(paper)", as: "officer-A")
            #expect(officer.contains("/files/file-\(package)/") && !officer.contains("href=\"/incoming/\(package)\""))
            #expect(try await test.get("/files/file-\(package)/x.pdf", as: "officer-A").status == .ok)
            #expect(try await test.get("/files/file-\(package)/x.pdf", as: "officer-B").status == .notFound)
            #expect(try await test.get("/incoming/\(package)", as: "officer-A").status == .notFound)
            #expect(try await TestOffice.damages(test) == [])
        }
    }

    @Test(arguments: [
        (InternalState.submitted, ["03"]), (.assigned, ["03", "04"]), (.inProgress, ["03", "05"]),
        (.finished, ["03", "05", "06"]),
    ])
    func `a sender is told at once how far the registered document has come`(state: InternalState, told: [String])
        async throws
    {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            try await Self.work(paper, until: state, test)
            let package = try await test.arrival()
            #expect(try await Self.link(package, to: paper, test).status == .seeOther)
            #expect(try await test.queued() == ["01"] + told)
        }
    }

    @Test func `the same package once more is answered as the first, and what comes later is told once`() async throws {
        try await TestOffice.with { test in
            let first = try await test.arrival()
            try await test.handle(first, until: .registered)
            let again = try await test.arrival()
            #expect(try await Self.link(again, to: first, test).status == .seeOther)
            #expect(try await test.queued() == ["01", "03", "01", "03"])
            try await Self.work(first, until: .finished, test)
            #expect(try await test.queued().suffix(3) == ["04", "05", "06"])
            #expect(try await test.queued().count == 7)
            // Its recall is about what is in the register, and takes the copy along.
            try await test.recall(first)
            #expect(try await test.text("/incoming?view=asked", as: "clerk-A").contains("/incoming/\(first)"))
            #expect(try await Self.closure(again, test) == .linked)
            let version = try await test.state(first).version
            let agreed = try await test.post(
                "/incoming/\(first)/recall", as: "clerk-A", version: version, ["answer": "agree"])
            #expect(agreed.status == .seeOther)
            #expect(try await Self.closure(first, test) == .withdrawn)
            #expect(try await Self.closure(again, test) == .withdrawn)
            #expect(try await test.queued().filter { $0 == "15" }.count == 1)
            #expect(try await TestOffice.damages(test) == [])
        }
    }

    @Test func `only the clerk links, only what waits, only to what is like it and stands in the register`()
        async throws
    {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let other = try await test.arrival(number: "9")
            try await test.handle(other, until: .registered)
            let package = try await test.arrival()
            for role in TestOffice.roles where role != .clerk {
                let person = "\(role.rawValue)-A"
                let answer = try await Self.link(package, to: paper, as: person, test)
                #expect([403, 404].contains(answer.status.code), "\(person)")
                #expect([403, 404].contains(try await test.get("/incoming/\(package)/link", as: person).status.code))
            }
            #expect(try await Self.link(package, to: other, test).status == .unprocessableContent)
            #expect(try await Self.link(package, to: package, test).status == .unprocessableContent)
            #expect(try await Self.link(package, to: "", test).status == .unprocessableContent)
            #expect(try await Self.link(package, to: paper, version: 7, test).status == .conflict)
            let unchecked = try await test.post(
                "/incoming/\(package)/link", as: "clerk-A", version: 1, ["to": paper])
            #expect(unchecked.status == .unprocessableContent)
            #expect(String(buffer: unchecked.body).contains("href=\"#checked\""))
            #expect(try await Self.link(paper, to: package, test).status == .forbidden)
            #expect(try await test.state(package).version == 1)
            #expect(try await Self.closure(package, test) == nil)
            #expect(try await test.queued() == ["01", "03", "01"])
            // Once linked, nothing else is done with it; who came later is told so.
            #expect(try await Self.link(package, to: paper, test).status == .seeOther)
            #expect(try await Self.link(package, to: paper, as: "clerk-B", version: 1, test).status == .conflict)
            #expect(try await Self.link(package, to: paper, test).status == .forbidden)
            for (act, fields) in [
                ("register", ["checked": "yes"]), ("return", ["reason": "Văn bản gửi nhầm nơi nhận"]),
            ] {
                let version = try await test.state(package).version
                let answer = try await test.post("/incoming/\(package)/\(act)", as: "clerk-A", version: version, fields)
                #expect(answer.status == .forbidden, "\(act)")
            }
            #expect(try await test.get("/incoming/\(other)/link", as: "clerk-A").status == .forbidden)
        }
    }

    @Test func `a document whose sender wants it back, one that is frozen and one that is replaced get no copy`()
        async throws
    {
        try await TestOffice.with { test in
            let first = try await test.arrival()
            try await test.handle(first, until: .registered)
            let again = try await test.arrival()
            try await test.recall(first)
            // The newest that stands is asked; the request is put on the registered one.
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET asking = NULL WHERE id = $1", again)
                try connection.execute("UPDATE incoming SET asking = 'requested' WHERE id = $1", first)
            }
            let asked = try await Self.link(again, to: first, test)
            #expect(asked.status == .unprocessableContent)
            #expect(String(buffer: asked.body).contains("trả lời yêu cầu đó trước"))
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET asking = 'declined' WHERE id = $1", first)
                try connection.execute(
                    """
                    INSERT INTO "freeze" (id, subject_id, reason, frozen_by, frozen_at)
                    VALUES ('f', $1, 'Phục vụ thanh tra', 'leader-A', $2)
                    """, first, Date())
            }
            #expect(try await Self.link(again, to: first, test).status == .forbidden)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE \"freeze\" SET lifted_at = frozen_at, lifted_by = 'leader-A'")
                try connection.execute(
                    "INSERT INTO incoming_replacement (incoming_id, replaced_id) VALUES ($1, $2)", again, first)
            }
            #expect(try await Self.link(again, to: first, test).status == .unprocessableContent)
            #expect(try await Self.closure(again, test) == nil)
        }
    }

    @Test func `a paper is linked to what has come by the hub instead of being entered anew`() async throws {
        try await TestOffice.with { test in
            let package = try await test.arrival()
            let waiting = try await test.upload("/incoming", as: "clerk-A", Self.paper(test))
            #expect(waiting.status == .unprocessableContent)
            #expect(!String(buffer: waiting.body).contains("name=\"link-to\""), "nothing in the register to link to")
            try await test.handle(package, until: .registered)
            let warned = try await test.upload("/incoming", as: "clerk-A", Self.paper(test))
            #expect(warned.status == .unprocessableContent)
            let page = String(buffer: warned.body)
            #expect(page.contains("name=\"link-to\"") && page.contains("value=\"\(package)\""))
            for (fields, field) in [
                (["link-to": package, "despite-duplicate": "yes"], "link-to"), (["link-to": "x"], "link-to"),
                (["despite-duplicate": "yes"], "duplicate-reason"),
            ] {
                let refused = try await test.upload("/incoming", as: "clerk-A", Self.paper(test, fields))
                #expect(refused.status == .unprocessableContent)
                #expect(String(buffer: refused.body).contains("href=\"#\(field)\""))
            }
            let answer = try await test.upload(
                "/incoming", as: "clerk-A", Self.paper(test, ["link-to": package]), files: ["Bản quét.pdf"])
            #expect(answer.headers[.location] == "/incoming/\(package)")
            #expect(try await test.text("/incoming/\(package)", as: "clerk-A").contains("Bản quét.pdf"))
            let copy = try await test.office.database.read { connection in
                try connection.row("\(Incoming.query) WHERE incoming.channel = 'paper'").map(Incoming.init)
            }
            #expect(copy?.closure == .linked && copy?.number == nil && copy?.fileCount == 1)
            // Nobody is told of a paper; the package's own sender is told as ever.
            #expect(try await test.queued() == ["01", "03"])
            #expect(try await TestOffice.damages(test) == [])
        }
    }

    @Test func `a link that the rows contradict is found by the check`() async throws {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let package = try await test.arrival()
            _ = try await Self.link(package, to: paper, test)
            #expect(try await TestOffice.damages(test) == [])
            for (damage, repair) in [
                (
                    "UPDATE incoming SET closure = NULL WHERE id = $1",
                    "UPDATE incoming SET closure = 'linked' WHERE id = $1"
                ),
                (
                    "UPDATE duplicate_link SET registered_id = (SELECT id FROM incoming WHERE number = '77') WHERE incoming_id = $1",
                    "UPDATE duplicate_link SET registered_id = '\(paper)' WHERE incoming_id = $1"
                ),
                (
                    "DELETE FROM duplicate_link WHERE incoming_id = $1",
                    "UPDATE incoming SET version = version WHERE id = $1"
                ),
            ] {
                if damage.contains("'77'") { _ = try await test.arrival(number: "77") }
                _ = try await test.office.database.write { try $0.execute(damage, package) }
                #expect(try await TestOffice.damages(test).contains(package), "\(damage)")
                _ = try await test.office.database.write { try $0.execute(repair, package) }
            }
        }
    }

    @Test func `an older office keeps what was given back and replaced`() async throws {
        let database = try Database.inMemory()
        // The triggers of today name tables, its indexes columns that came later.
        let later = [DuplicateLink.migration.name, PeriodReport.migration.name, IncomingStore.counterIndexes.name]
        let older = Schema.migrations.filter { !later.contains($0.name) }
        try database.migrate(Outbox.migrations + older)
        try await database.write { connection in
            // As after a start: the triggers name the column that goes.
            try SearchTriggers.install(in: connection)
            try ListTriggers.install(in: connection)
            for (id, closure) in [("a", "NULL"), ("b", "'withdrawn'"), ("c", "'replaced'")] {
                try connection.execute(
                    """
                    INSERT INTO incoming (id, channel, organ_name, number, notation, promulgation_date, type_name, subject,
                        urgency, steering, state, arrived_at, warnings, closure)
                    VALUES ('\(id)', 'paper', 'x', '1', 'X', '2026-01-02', 'x', 'x', 0, 1, 'received',
                        '2026-01-02T00:00:00.000Z', '', \(closure))
                    """)
            }
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        let closures = try await database.write { connection in
            try ListTriggers.install(in: connection)
            try connection.execute("UPDATE incoming SET closure = 'linked' WHERE id = 'a'")
            return try connection.rows("SELECT closure FROM incoming ORDER BY id LIMIT 5").map { row -> String? in
                try row["closure"]
            }
        }
        #expect(closures == ["linked", "withdrawn", "replaced"])
        let total = try await database.read { connection -> Int? in
            try connection.row("SELECT total FROM document_total WHERE kind = 'incoming'")?["total"]
        }
        #expect(total == 0)
    }
}
