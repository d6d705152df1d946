import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Saved views of the leaders' board: each opens the list that it counts.
@Suite struct BoardViewTests {
    /// Directives with one receiver each, issued now; those of `urgent` with that urgency.
    private static func directives(_ count: Int, urgent: Int, _ test: TestOffice) async throws {
        for number in 0..<count {
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            _ = try await test.office.database.write {
                try $0.execute(
                    "UPDATE outgoing SET steering = 2, urgency = $1 WHERE id = $2", number < urgent ? 1 : 0, id)
            }
        }
    }

    private static func save(
        _ name: String, _ query: String, list: Bool = false, kind: String? = nil, as person: String = "leader-A",
        once: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/board/views", as: person, version: 0, once: once,
            ["name": name, "query": query, "kind": kind ?? (list ? "lines" : "board")])
    }

    private static func all(_ person: String, _ test: TestOffice) async throws -> [SavedSearch] {
        try await test.office.database.read { connection in
            let person = try #require(try PersonStore.person(person, in: connection))
            return try SavedSearch.all(of: person, onBoard: true, in: connection)
        }
    }

    @Test func `a question of the board is saved, counted as its list, opened, renamed and removed by its owner alone`()
        async throws
    {
        try await TestOffice.with { test in
            try await Self.directives(3, urgent: 2, test)
            let asked = try await test.text("/board?urgency=1", as: "leader-A")
            #expect(asked.contains("action=\"/board/views\"") && asked.contains("name=\"query\" value=\"urgency=1\""))
            #expect(try await !test.text("/board", as: "leader-A").contains("action=\"/board/views\""))
            let saved = try await Self.save("Việc khẩn", "urgency=1", test)
            #expect(saved.status == .seeOther && saved.headers[.location] == "/board?urgency=1")
            let list = try await Self.save("Khẩn chưa nhận", "urgency=1&part=not-received", list: true, test)
            #expect(list.headers[.location] == "/board/lines?urgency=1&part=not-received")
            let views = try await Self.all("leader-A", test)
            #expect(views.map(\.kind) == [.board, .lines])
            let page = try await test.text("/board", as: "leader-A")
            #expect(page.contains("Việc khẩn <span class=\"num\">2</span>"))
            #expect(page.contains("href=\"/board/lines?urgency=1&amp;part=not-received\""))
            #expect(page.contains("Khẩn chưa nhận <span class=\"num\">2</span>"))
            let view = try #require(views.first)
            let place = "/search/saved/\(view.id)"
            let opened = try await test.text("/board?urgency=1", as: "leader-A")
            #expect(opened.contains("href=\"\(place)\"") && opened.contains("aria-current=\"page\">Việc khẩn"))
            #expect(!opened.contains("action=\"/board/views\""), "it is saved already")
            #expect(try await !test.text("/board", as: "leader-B").contains("Việc khẩn"))
            // Searches do not show it, and the page of its name leads back to the board.
            #expect(try await !test.text("/search", as: "leader-A").contains("Việc khẩn"))
            #expect(try await test.text(place, as: "leader-A").contains("href=\"/board?urgency=1\""))
            for act in ["rename", "delete"] {
                let stranger = try await test.post("\(place)/\(act)", as: "leader-B", version: 0, ["name": "Khác"])
                #expect(stranger.status == .notFound, "\(act)")
            }
            let taken = try await test.post("\(place)/rename", as: "leader-A", version: 0, ["name": "KHẨN chưa nhận"])
            #expect(taken.status == .unprocessableContent)
            let renamed = try await test.post("\(place)/rename", as: "leader-A", version: 0, ["name": "Khẩn"])
            #expect(renamed.headers[.location] == "/board?urgency=1")
            #expect(try await Self.all("leader-A", test).map(\.name) == ["Khẩn", "Khẩn chưa nhận"])
            #expect(try await test.post("\(place)/delete", as: "leader-A", version: 0).status == .seeOther)
            #expect(try await Self.all("leader-A", test).map(\.name) == ["Khẩn chưa nhận"])
        }
    }

    @Test func `pictures and steps are saved with their conditions, and opened as they were`() async throws {
        try await TestOffice.with { test in
            try await Self.directives(3, urgent: 2, test)
            for (view, name) in [("pictures", "Hình khẩn"), ("steps", "Bước khẩn")] {
                let address = "/board?view=\(view)&urgency=1"
                let asked = try await test.text(address, as: "leader-A")
                #expect(asked.contains("name=\"kind\" value=\"\(view)\"") && asked.contains("action=\"/board/views\""))
                #expect(try await !test.text("/board?view=\(view)", as: "leader-A").contains("action=\"/board/views\""))
                // What only a list asks is left out.
                let saved = try await Self.save(name, "urgency=1&part=late", kind: view, test)
                #expect(saved.headers[.location] == address)
                let opened = try await test.text(address, as: "leader-A")
                #expect(opened.contains("aria-current=\"page\">\(name)") && !opened.contains("action=\"/board/views\""))
                // The same question of another view is another one.
                #expect(try await test.text("/board?urgency=1", as: "leader-A").contains("action=\"/board/views\""))
                let taken = try await Self.save(name, "urgency=2", kind: view, test)
                #expect(taken.status == .unprocessableContent)
                let again = String(buffer: taken.body)
                #expect(again.contains("<title>Lỗi: ") && again.contains("name=\"kind\" value=\"\(view)\""))
            }
            let board = try await test.text("/board", as: "leader-A")
            for (view, name) in [("pictures", "Hình khẩn"), ("steps", "Bước khẩn")] {
                #expect(board.contains("href=\"/board?view=\(view)&amp;urgency=1\""))
                #expect(board.contains("\(name) <span class=\"num\">2</span>"))
            }
            let view = try #require(try await Self.all("leader-A", test).first { $0.kind == .steps })
            #expect(
                try await test.text("/search/saved/\(view.id)", as: "leader-A").contains(
                    "href=\"/board?view=steps&amp;urgency=1\""))
            // A kind that is none is the board's.
            #expect(
                try await Self.save("Khác", "urgency=2", kind: "search", test).headers[.location] == "/board?urgency=2")
        }
    }

    @Test func `the steps are those that the conditions of the board find`() async throws {
        try await TestOffice.with { test in
            try await Self.directives(3, urgent: 1, test)
            let today = test.office.today
            for (query, lines) in [
                ("", 3), ("urgency=1", 1), ("urgency=0", 2), ("by=leader-A", 3), ("by=leader-B", 0),
                ("agency=van+phong", 3),
                ("agency=khong+co", 0), ("from=\(today.iso)", 3), ("to=01%2F01%2F2020", 0),
                ("urgency=1&agency=van+phong&by=leader-A&from=01%2F01%2F2020", 1),
            ] {
                let page = try await test.text("/board?view=steps&\(query)", as: "leader-A")
                #expect(
                    page.ranges(of: "<article class=\"sheet sheet--pad section directive\"").count == lines, "\(query)")
                let (question, calendar) = (try BoardQuestion(FormFields(query: query)), test.office.calendar)
                let total = try await test.office.database.read {
                    try BoardLine.read(question, page: (1, 0), today: today, calendar: calendar, in: $0).total
                }
                #expect(total == lines, "\(query)")
            }
            let wrong = try await test.get("/board?view=steps&from=x", as: "leader-A")
            #expect(wrong.status == .unprocessableContent && String(buffer: wrong.body).contains("href=\"#from\""))
            let form = try await test.text("/board?view=steps&urgency=1", as: "leader-A")
            for tab in ["/board?urgency=1", "/board?view=steps&amp;urgency=1", "/board?view=pictures&amp;urgency=1"] {
                #expect(form.contains("href=\"\(tab)\""), "\(tab)")
            }
            #expect(form.contains("name=\"view\" value=\"steps\"") && form.contains("Người leader-A"))
        }
    }

    @Test func `an older office keeps what was saved`() async throws {
        let database = try Database.inMemory()
        try database.migrate(Outbox.migrations + Schema.migrations.filter { $0.name != SavedSearch.views.name })
        try await database.write { connection in
            let unit = Unit(id: "A", name: "A", shortName: "A")
            try PersonStore.save(unit: unit, sort: 0, in: connection)
            let leader = Person(
                id: "p", userName: "p", fullName: "Người Mẫu", title: "Lãnh đạo", unit: unit, role: .leader)
            try PersonStore.add(leader, passwordHash: "", in: connection)
            try connection.execute(
                "INSERT INTO saved_search (id, person_id, kind, name, query) VALUES ('s', 'p', 'lines', 'Khẩn', 'urgency=1')"
            )
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        let kept = try await database.read { connection -> String? in
            try connection.row("SELECT kind || ' ' || name || ' ' || query AS kept FROM saved_search")?["kept"]
        }
        #expect(kept == "lines Khẩn urgency=1")
    }

    @Test func `every kind of question is counted as its list counts`() async throws {
        try await TestOffice.with { test in
            try await Self.directives(4, urgent: 1, test)
            let today = test.office.today
            let queries = [
                "", "urgency=1", "part=not-received", "part=late", "agency=van+phong", "by=leader-A", "by=leader-B",
                "from=\(today.iso)", "to=01%2F01%2F2020", "change=entered", "part=not-received&change=entered",
                "step=accepted",
            ]
            let questions = try queries.map { try BoardQuestion(FormFields(query: $0)) }
            let (counts, totals) = try await test.office.database.read { connection in
                (
                    try BoardQuestion.counts(
                        questions, today: today, calendar: test.office.calendar, in: connection),
                    try questions.map {
                        try BoardLine.read(
                            $0, page: (1, 0), today: today, calendar: test.office.calendar, in: connection
                        ).total
                    }
                )
            }
            #expect(counts == totals)
            #expect(counts[0] > counts[1] && counts[1] > 0 && counts[8] == 0)
        }
    }

    @Test func `at most ten beside ten searches, each name once, nothing empty, a form sent twice saves once`()
        async throws
    {
        try await TestOffice.with { test in
            let searched = try await test.post(
                "/search/saved", as: "leader-A", version: 0, ["name": "Số 1", "query": "q=a"])
            #expect(searched.status == .seeOther)
            for (name, query) in [("", "urgency=1"), (String(repeating: "x", count: 61), "urgency=1"), ("Rỗng", "")] {
                let answer = try await Self.save(name, query, test)
                #expect(answer.status == .unprocessableContent, "\(name) \(query)")
                #expect(String(buffer: answer.body).contains("<title>Lỗi: "))
            }
            // What only a list asks is nothing to the matrix.
            #expect(try await Self.save("Rỗng", "part=late", test).status == .unprocessableContent)
            let once = RandomText.secret()
            for _ in 1...2 { #expect(try await Self.save("Số 1", "urgency=1", once: once, test).status == .seeOther) }
            #expect(try await Self.save("SỐ 1", "urgency=2", list: true, test).status == .unprocessableContent)
            for number in 2...10 {
                #expect(try await Self.save("Số \(number)", "urgency=1", list: true, test).status == .seeOther)
            }
            #expect(try await Self.save("Số 11", "urgency=1", test).status == .unprocessableContent)
            #expect(try await Self.all("leader-A", test).count == 10)
        }
    }

    @Test func `only leaders save views, and who is none any more sees none`() async throws {
        try await TestOffice.with { test in
            for person in ["clerk-A", "head-A", "officer-A", "admin-A"] {
                #expect(try await Self.save("Khẩn", "urgency=1", as: person, test).status == .forbidden, "\(person)")
            }
            #expect(try await Self.save("Khẩn", "from=x", test).status == .unprocessableContent)
            #expect(try await Self.save("<b>Khẩn</b>", "urgency=1", test).status == .seeOther)
            #expect(try await test.text("/board", as: "leader-A").contains("&lt;b&gt;Khẩn&lt;/b&gt;"))
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET role = 'officer' WHERE id = 'leader-A'")
            }
            #expect(try await test.get("/board?urgency=1", as: "leader-A").status == .forbidden)
            #expect(try await !test.text("/search", as: "leader-A").contains("Khẩn&lt;/b&gt;"))
        }
    }
}
