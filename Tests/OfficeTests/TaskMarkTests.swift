import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Office

/// Tasks drawn from the text of a directive: paragraphs are marked, forms are filled, and only what is saved becomes a task.
@Suite struct TaskMarkTests {
    private static let year = 2_099
    private static let text = """
        CHỈ THỊ về rà soát thủ tục
        1. Văn phòng Chính phủ chủ trì, phối hợp với Bộ Thử nghiệm rà soát thủ tục, báo cáo trước ngày 30/11/2099.
        2. Bộ Thử nghiệm thường xuyên công khai <kết quả>.
        3. Bộ Khác cung cấp số liệu trong quý I năm 2099.

        """

    /// A directive of officer-A to G22 and G90 with such a file; the Bộ Khác is known, but no receiver.
    private static func directive(_ test: TestOffice, file: TestOffice.TestFile? = nil) async throws -> String {
        try await test.know([("G90", "Bộ Thử nghiệm"), ("G91", "Bộ Khác")])
        let fields = TestOffice.draftFields.merging(["steering": "2"]) { $1 }
        let answer = try await test.send(
            "/outgoing", as: "officer-A", version: 0, fields, [file ?? ("chi-thi.txt", Array(self.text.utf8))])
        #expect(answer.status == .seeOther)
        let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
        _ = try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport)
                VALUES ($1, $2, 'G90', 'Bộ Thử nghiệm', 'none')
                """, "second-\(id)", id)
        }
        return id
    }

    /// What a form of the three marked paragraphs sends; those of `places` alone.
    private static func form(_ places: [Int], _ others: [(String, String)] = []) -> [(String, String)] {
        places.flatMap { place in
            [
                ("mark", "\(place)"), ("text-\(place)", "Việc \(place)"), ("lead-\(place)", "G22"),
                ("due-\(place)", "30/11/\(self.year)"), ("comes-back-\(place)", "report"),
            ]
        }.filter { name, _ in !others.contains { $0.0 == name } } + others.filter { !$0.1.isEmpty }
    }

    private static func post(
        _ id: String, _ fields: [(String, String)], as person: String = "officer-A", version: Int? = nil,
        once: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        let present = try await test.outgoingState(id).version
        return try await test.send(
            "/outgoing/\(id)/task-marks", as: person, version: version ?? present, once: once, fields)
    }

    @Test func `the paragraphs are listed with what was read from them, and nothing is marked by itself`() async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(
                try await test.text("/outgoing/\(id)", as: "officer-A").contains("href=\"/outgoing/\(id)/task-marks\""))
            let page = try await test.text("/outgoing/\(id)/task-marks", as: "officer-A")
            for text in [
                "CHỈ THỊ về rà soát thủ tục", "Đoạn 2 là nhiệm vụ", "Chủ trì: <b>Văn phòng Chính phủ</b>",
                "Phối hợp: Bộ Thử nghiệm", "30/11/2099", "Thường xuyên", "&lt;kết quả&gt;", "31/03/2099",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(!page.contains(" checked") && !page.contains("<kết quả>"))
            #expect(try await test.tasks(of: id).isEmpty)
            // The way back to the marks keeps them.
            let again = try await test.text("/outgoing/\(id)/task-marks?mark=1&mark=3", as: "officer-A")
            #expect(again.ranges(of: " checked").count == 2)
        }
    }

    @Test func `marked paragraphs fill forms, each by its own text`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let page = try await test.text(
                "/outgoing/\(id)/task-marks?next=1&mark=1&mark=2&mark=3", as: "officer-A")
            for text in [
                "Văn phòng Chính phủ chủ trì, phối hợp với Bộ Thử nghiệm rà soát thủ tục", "name=\"lead-1\"",
                "value=\"30/11/2099\"", "<option value=\"G22\" selected>", "<option value=\"G90\" selected>",
                "value=\"31/03/2099\"", "<option value=\"figure\" selected>", "Lưu 3 nhiệm vụ",
                "Đoạn này nêu Bộ Khác, chưa phải nơi nhận", TaskMarkWords.origin,
            ] { #expect(page.contains(text), "\(text)") }
            #expect(
                page.contains("id=\"support-1-G90\" type=\"checkbox\" name=\"support-1\" value=\"G90\" checked"))
            #expect(page.contains("id=\"standing-2\" type=\"checkbox\" name=\"standing-2\" value=\"yes\" checked"))
            #expect(try await test.tasks(of: id).isEmpty, "nothing before somebody saves it")
        }
    }

    @Test func `what is saved are tasks in the order of the text, once, each with its line`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let once = RandomText.secret()
            let version = try await test.outgoingState(id).version
            let fields = Self.form([3, 1], [("due-3", ""), ("standing-3", "yes"), ("support-1", "G90")])
            for _ in 0..<2 {
                let answer = try await Self.post(id, fields, version: version, once: once, test)
                #expect(answer.status == .seeOther)
                #expect(answer.headers[.location] == "/outgoing/\(id)#nhiem-vu")
            }
            let tasks = try await test.tasks(of: id)
            #expect(tasks.map(\.text) == ["Việc 1", "Việc 3"] && tasks.map(\.ordinal) == [1, 2])
            #expect(tasks[0].supporting == ["G90"] && tasks[0].due == CalendarDate("2099-11-30"))
            #expect(tasks[1].due == nil && tasks[1].comesBack == .report)
            let events = try await test.office.database.read { try Timeline.events(of: id, in: $0) }
            #expect(events.filter { $0.kind == .taskAdded }.count == 2)
            // Whoever saw the draft before does not write over it; more follow behind those.
            #expect(try await Self.post(id, Self.form([2]), version: version, test).status == .conflict)
            #expect(try await Self.post(id, Self.form([2]), test).status == .seeOther)
            #expect(try await test.tasks(of: id).map(\.text) == ["Việc 1", "Việc 3", "Việc 2"])
        }
    }

    @Test func `a mistake in one form saves none, and everything that was typed stays`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            for (name, value) in [
                ("lead-3", "G91"), ("due-3", "31/02/2099"), ("text-3", " "), ("comes-back-3", "x"),
                ("support-3", "G22"),
            ] {
                let answer = try await Self.post(
                    id, Self.form([1, 3], [(name, value), ("text-1", "Việc đã sửa")]), test)
                #expect(answer.status == .unprocessableContent, "\(name)")
                let page = String(buffer: answer.body)
                #expect(page.contains("<title>Lỗi: ") && page.contains("href=\"#\(name)\""), "\(name)")
                #expect(page.contains("Việc đã sửa"), "\(name)")
            }
            // Of all forms together.
            let mistakes = [("text-1", " "), ("comes-back-1", "x"), ("due-3", "31/02/2099")]
            let page = String(buffer: try await Self.post(id, Self.form([1, 3], mistakes), test).body)
            for (name, _) in mistakes {
                #expect(page.contains("href=\"#\(name)\"") && page.contains("id=\"\(name)-loi\""), "\(name)")
            }
            #expect(try await test.tasks(of: id).isEmpty)
        }
    }

    @Test func `no mark, too many marks and marks of no paragraph lead back to the text`() async throws {
        try await TestOffice.with { test in
            let lines = (1...30).map { "Việc số \($0)" }.joined(separator: "\n")
            let id = try await Self.directive(test, file: ("chi-thi.txt", Array(lines.utf8)))
            for query in ["", "&mark=30", "&mark=-1", "&mark=x", (0...20).map { "&mark=\($0)" }.joined()] {
                let answer = try await test.get("/outgoing/\(id)/task-marks?next=1\(query)", as: "officer-A")
                #expect(answer.status == .unprocessableContent, "\(query)")
                let page = String(buffer: answer.body)
                #expect(page.contains("Việc số 30") && page.contains("href=\"#mark\""), "\(query)")
            }
            for _ in 0..<2 {
                #expect(try await Self.post(id, Self.form(Array(0..<20)), test).status == .seeOther)
            }
            #expect(try await Self.post(id, Self.form(Array(0..<11)), test).status == .unprocessableContent)
            #expect(try await test.tasks(of: id).count == 40)
        }
    }

    @Test func `only whoever may write tasks down opens it, and only files of the document`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let path = "/outgoing/\(id)/task-marks"
            for (person, status) in [
                ("officer-A", 200), ("head-A", 200), ("clerk-A", 403), ("leader-A", 403), ("officer-B", 404),
            ] {
                #expect(try await test.get(path, as: person).status.code == status, "\(person)")
                let saved = status == 200 ? 303 : status
                #expect(try await Self.post(id, Self.form([1]), as: person, test).status.code == saved, "\(person)")
            }
            #expect(try await test.get("\(path)?file=khong-co", as: "officer-A").status == .notFound)
            #expect(try await test.get("/outgoing/khong-co/task-marks", as: "officer-A").status == .notFound)
            // No directive, no tasks.
            let letter = try await test.draft()
            #expect(try await test.get("/outgoing/\(letter)/task-marks", as: "officer-A").status == .forbidden)
        }
    }

    @Test func `a scan is marked in what was recognized, sentence by sentence, and the page says so`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, file: ("ban-quet.pdf", Array("%PDF-1.7\n".utf8)))
            let path = "/outgoing/\(id)/task-marks"
            #expect(try await test.text(path, as: "officer-A").contains("Không có chữ để đánh dấu"))
            let scanned = "CHỈ THỊ về đất đai. 1. Bộ Thử nghiệm công khai danh sách; 2. Các cơ quan báo cáo kết quả."
            try await test.office.database.write { connection in
                let file = try #require(try TaskText.files(of: id, in: connection).first)
                try FileContent.keep(.read(scanned), of: file, at: Date(), in: connection)
            }
            let page = try await test.text(path, as: "officer-A")
            for text in [
                TaskMarkWords.recognized, "CHỈ THỊ về đất đai.", "1. Bộ Thử nghiệm công khai danh sách;",
                "2. Các cơ quan báo cáo kết quả.",
            ] { #expect(page.contains(text), "\(text)") }
            let form = try await test.text("\(path)?next=1&mark=1", as: "officer-A")
            #expect(form.contains("Bộ Thử nghiệm công khai danh sách;</textarea>"))
            #expect(
                !form.contains("1. Bộ Thử nghiệm công khai danh sách;</textarea>"), "tasks have numbers of their own")
            #expect(try await Self.post(id, Self.form([1]), test).status == .seeOther)
            #expect(try await test.tasks(of: id).count == 1)
        }
    }

    @Test func `a file without words says so; an issued directive is marked in what was issued`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, file: ("anh.png", [0x89, 0x50, 0x4E, 0x47]))
            let page = try await test.text("/outgoing/\(id)/task-marks", as: "officer-A")
            #expect(page.contains("Không có chữ để đánh dấu") && !page.contains("name=\"next\""))
            try await test.bring(id, to: .published)
            let annex = Array("Bộ Thử nghiệm công khai danh sách".utf8)
            let hash = try await test.office.store.keep { file in try annex.withUnsafeBytes { try file.write($0) } }
            let added = try await test.office.database.write { connection in
                try Attachment.add(
                    to: id, part: .annex, name: "phu-luc.txt", contentType: "text/plain", sizeBytes: annex.count,
                    hash: hash, at: Date(), in: connection)
            }
            let issued = try await test.text("/outgoing/\(id)/task-marks?file=\(added)", as: "clerk-A")
            #expect(issued.contains("Bộ Thử nghiệm công khai danh sách") && issued.contains("ban-ky-so.pdf"))
            #expect(!issued.contains("anh.png"))
            #expect(try await Self.post(id, Self.form([0]), as: "leader-A", test).status == .seeOther)
            #expect(try await test.tasks(of: id).map(\.text) == ["Việc 0"])
        }
    }
}
