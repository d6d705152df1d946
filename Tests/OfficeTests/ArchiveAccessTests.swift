import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// Reading archived case files: asked for with a purpose, granted for a period or refused with a reason (PL VI, I.III.6.c).
@Suite struct ArchiveAccessTests {
    private static let purpose = ["purpose": "Tra cứu để soạn báo cáo tổng kết năm."]

    /// A file of officer-A with one document and its computer file, in the archives.
    private static func archived(_ test: TestOffice, access: String = "free") async throws -> (
        file: String, document: String
    ) {
        let id = try await test.openFile(as: "officer-A", ["access": access, "title": "Hồ sơ khen thưởng đột xuất"])
        let document = try await test.filedDocument(number: String(Int.random(in: 1_000...999_999)), into: id)
        try await test.addFile(to: document)
        try await test.office.database.write { connection in
            _ = try connection.execute("UPDATE case_file SET state = 'archived' WHERE id = $1", id)
        }
        return (id, document)
    }

    private static func request(of file: String, _ test: TestOffice) async throws -> ArchiveAccess {
        let found = try await test.office.database.read { connection -> ArchiveAccess? in
            let id: String? = try connection.row(
                """
                SELECT id FROM archive_access WHERE case_file_id = $1
                ORDER BY asked_at DESC, CASE state WHEN 'asked' THEN 1 WHEN 'granted' THEN 2 ELSE 3 END LIMIT 1
                """, file)?["id"]
            return try id.flatMap { try ArchiveAccess.find($0, in: connection) }
        }
        return try #require(found)
    }

    private static func ask(_ file: String, as person: String = "officer-B", _ test: TestOffice) async throws -> Int {
        try await test.post("/archive/\(file)/ask", as: person, version: 0, Self.purpose).status.code
    }

    private static func answer(
        _ file: String, as person: String, _ fields: [String: String], act: String = "answer", version: Int? = nil,
        _ test: TestOffice
    ) async throws -> Int {
        let request = try await Self.request(of: file, test)
        return try await test.post(
            "/archive-requests/\(request.id)/\(act)", as: person, version: version ?? request.version, fields
        ).status.code
    }

    @Test func `whoever asks reads once it is granted, does nothing else, and it stands in the access log`()
        async throws
    {
        try await TestOffice.with { test in
            let (file, document) = try await Self.archived(test)
            let download = "/archive/\(file)/files/file-\(document)/van-ban.pdf"
            let catalogue = try await test.text("/archive", as: "officer-B")
            #expect(catalogue.contains("Hồ sơ khen thưởng đột xuất") && catalogue.contains("/archive/\(file)/ask"))
            for path in ["/archive/\(file)", download, "/case-files/\(file)"] {
                #expect(try await test.get(path, as: "officer-B").status == .notFound, "\(path)")
            }
            #expect(try await Self.ask(file, test) == 303)
            #expect(try await Self.ask(file, test) == 403)
            #expect(try await test.get("/archive/\(file)", as: "officer-B").status == .notFound)
            let waiting = try await test.text("/archive", as: "clerk-A")
            #expect(waiting.contains("Tra cứu để soạn báo cáo tổng kết năm.") && waiting.contains("Trả lời…"))
            let until = test.office.today.shown
            #expect(try await Self.answer(file, as: "clerk-A", ["answer": "grant", "until": until], test) == 303)

            let page = try await test.text("/archive/\(file)", as: "officer-B")
            #expect(page.contains("van-ban.pdf") && page.contains("Bạn được xem"))
            let bytes = try await test.get(download, as: "officer-B")
            #expect(bytes.status == .ok && bytes.headers[.cacheControl] == "private, no-store")
            // Nobody else, and nothing else.
            #expect(try await test.get("/archive/\(file)", as: "head-B").status == .notFound)
            #expect(try await test.get(download, as: "head-B").status == .notFound)
            for path in [
                "/case-files/\(file)", "/case-files/\(file)/index", "/case-files/\(file)/export/zip",
                "/incoming/\(document)", "/files/file-\(document)/van-ban.pdf",
            ] {
                #expect(try await test.get(path, as: "officer-B").status == .notFound, "\(path)")
            }
            let changed = try await test.act("reopen", on: file, as: "officer-B", ["reason": "Muốn sửa lại hồ sơ."])
            #expect(changed.status == .notFound)
            // A file of a document that is not in this case file is not reached through it.
            let other = try await test.arrival(number: "77")
            try await test.addFile(to: other)
            let foreign = "/archive/\(file)/files/file-\(other)/van-ban.pdf"
            #expect(try await test.get(foreign, as: "officer-B").status == .notFound)

            let lines = try await test.lines()
            let title = "Hồ sơ khen thưởng đột xuất"
            for (kind, who, what, subject) in [
                (AccessEntry.Kind.acted, "officer-B", "access-asked", title),
                (.acted, "clerk-A", "access-granted", title),
                (.opened, "officer-B", "", title), (.downloaded, "officer-B", "van-ban.pdf", "VPCP-KSTT"),
            ] {
                #expect(
                    lines.contains {
                        $0.kind == kind && $0.person.contains(who) && (what.isEmpty || $0.detail.contains(what))
                            && $0.subject.contains(subject)
                    }, "\(kind) \(who)")
            }
            let timeline = try await test.text("/case-files/\(file)", as: "officer-A")
            #expect(timeline.contains("Đề nghị xem hồ sơ lưu trữ") && timeline.contains("Cho xem: Người officer-B"))
        }
    }

    @Test func `it ends by itself after its last day, at once when it is taken back or the file is to be destroyed`()
        async throws
    {
        let clock = Mutex(Date())
        try await TestOffice.with(now: { clock.withLock { $0 } }) { test in
            let (file, _) = try await Self.archived(test)
            let until = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 1)).shown
            func status() async throws -> Int { try await test.get("/archive/\(file)", as: "officer-B").status.code }
            #expect(try await Self.ask(file, test) == 303)
            #expect(try await Self.answer(file, as: "leader-A", ["answer": "grant", "until": until], test) == 303)
            #expect(try await status() == 200)
            clock.withLock { $0 += 86_400 }
            #expect(try await status() == 200)
            clock.withLock { $0 += 86_400 }
            #expect(try await status() == 404)
            #expect(try await test.text("/archive", as: "officer-B").contains("đã hết hạn"))
            // Asked for again, granted, taken back.
            let last = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 5)).shown
            #expect(try await Self.ask(file, test) == 303)
            #expect(try await Self.answer(file, as: "clerk-A", ["answer": "grant", "until": last], test) == 303)
            #expect(try await status() == 200)
            #expect(try await Self.answer(file, as: "clerk-A", ["reason": "x"], act: "end", test) == 422)
            #expect(
                try await Self.answer(file, as: "clerk-A", ["reason": "Đã xong việc tra cứu."], act: "end", test) == 303
            )
            #expect(try await status() == 404)
            #expect(try await Self.ask(file, test) == 303)
            #expect(try await Self.answer(file, as: "clerk-A", ["answer": "grant", "until": last], test) == 303)
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE case_file SET state = 'condemned' WHERE id = $1", file)
            }
            #expect(try await status() == 404)
        }
    }

    @Test func `a refusal has its reason, and only the first of two answers counts`() async throws {
        try await TestOffice.with { test in
            let (file, _) = try await Self.archived(test)
            #expect(try await Self.ask(file, test) == 303)
            let (today, far) = (
                test.office.today, try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 366))
            )
            let yesterday = try #require(CalendarDate(dayNumber: today.dayNumber - 1))
            for wrong in [
                [:], ["answer": "grant"], ["answer": "grant", "until": yesterday.shown],
                ["answer": "grant", "until": far.shown], ["answer": "grant", "until": "31/02/2027"],
                ["answer": "refuse", "reason": "Không"],
            ] as [[String: String]] {
                #expect(try await Self.answer(file, as: "clerk-A", wrong, test) == 422, "\(wrong)")
            }
            let reason = ["answer": "refuse", "reason": "Hồ sơ đang được chỉnh lý, đề nghị sau."]
            #expect(try await Self.answer(file, as: "clerk-A", reason, version: 0, test) == 409)
            #expect(try await Self.answer(file, as: "clerk-A", reason, test) == 303)
            let late = ["answer": "grant", "until": today.shown]
            #expect(try await Self.answer(file, as: "leader-A", late, version: 1, test) == 409)
            #expect(try await Self.answer(file, as: "leader-A", late, test) == 409)
            let request = try await Self.request(of: file, test)
            #expect(request.state == .refused && request.until == nil)
            #expect(try await test.text("/archive", as: "officer-B").contains("Hồ sơ đang được chỉnh lý, đề nghị sau."))
            #expect(try await test.get("/archive/\(file)", as: "officer-B").status == .notFound)
        }
    }

    @Test func `of a restricted file others see the sign alone, and leaders alone answer`() async throws {
        try await TestOffice.with { test in
            let (file, _) = try await Self.archived(test, access: "restricted")
            for path in ["/archive", "/archive?q=01.A", "/archive/\(file)/ask"] {
                let page = try await test.text(path, as: "officer-B")
                #expect(page.contains("Hồ sơ hạn chế sử dụng") && !page.contains("khen thưởng"), "\(path)")
            }
            // Not even by guessing its title.
            #expect(try await !test.text("/archive?q=khen+thuong", as: "officer-B").contains("/archive/\(file)/ask"))
            #expect(try await test.text("/archive?q=khen+thuong", as: "officer-A").contains("khen thưởng"))
            #expect(try await Self.ask(file, test) == 303)
            let grant = ["answer": "grant", "until": test.office.today.shown]
            #expect(try await Self.answer(file, as: "clerk-A", grant, test) == 403)
            #expect(try await Self.answer(file, as: "leader-A", grant, test) == 303)
            #expect(try await test.text("/archive/\(file)", as: "officer-B").contains("khen thưởng"))
        }
    }

    @Test func `who may not ask or answer is refused`() async throws {
        try await TestOffice.with { test in
            let (file, _) = try await Self.archived(test)
            // Who sees it anyway, who reads nothing, and what is not in the archives.
            for person in ["officer-A", "head-A", "clerk-A", "leader-A", "admin-A"] {
                #expect(try await Self.ask(file, as: person, test) == 403, "\(person)")
            }
            let open = try await test.openFile()
            #expect(try await Self.ask(open, test) == 404)
            #expect(try await test.get("/archive/\(open)/ask", as: "officer-B").status == .notFound)
            #expect(try await test.get("/archive", as: "admin-A").status == .forbidden)
            let short = try await test.post("/archive/\(file)/ask", as: "officer-B", version: 0, ["purpose": "Xem"])
            #expect(short.status == .unprocessableContent)
            #expect(try await Self.ask(file, test) == 303)
            let grant = ["answer": "grant", "until": test.office.today.shown]
            for person in ["officer-A", "officer-B", "head-A", "head-B", "admin-A"] {
                #expect(try await Self.answer(file, as: person, grant, test) == 403, "\(person)")
                let request = try await Self.request(of: file, test)
                let form = try await test.get("/archive-requests/\(request.id)/answer", as: person)
                #expect(form.status == .forbidden, "\(person)")
            }
            #expect(try await test.get("/archive-requests/khong-co/answer", as: "clerk-A").status == .notFound)
        }
    }
}
