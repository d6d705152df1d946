import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Urging receivers: who does it, how often it was done, and the letter that comes of it.
@Suite struct UrgingTests {
    /// A Thursday afternoon.
    static let now = VietnamTime.instant(packet: "2026/11/26 16:30:00") ?? Date()

    private static let organs = [
        ("G22", "Văn phòng Chính phủ"), ("G90", "Bộ Thử nghiệm"), ("H90", "Sở Ví dụ và Đo đạc"),
    ]

    static func with(_ body: @Sendable (TestOffice) async throws -> Void) async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            try await test.know(Self.organs)
            try await body(test)
        }
    }

    static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    /// An issued document to `organs`, each with the id `<document>-<organ>` and this last report.
    static func issued(
        _ id: String, to organs: [String] = ["G90"], due days: Int?, status: HandlingStatus? = .accepted,
        steering: Steering = .directive, by signer: String = "leader-A", _ test: TestOffice
    ) async throws {
        let due = try days.map { try Self.day($0, test) }
        let issued = VietnamTime.start(of: try Self.day(-40, test))
        try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number,
                    promulgation_date, urgency, steering, due_date, created_at, published_at)
                SELECT $1, 'published', 'officer-A', 'A', $2, 'Công văn', 'V/v việc ' || $1, 'UBND-X', 500 + COUNT(*), $3, 0, $4,
                    $5, $6, $6
                FROM outgoing
                """, id, signer, VietnamTime.date(issued), steering, due, issued)
            for organ in organs {
                try connection.execute(
                    """
                    INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, status, status_at,
                        status_received_at)
                    VALUES ($1 || '-' || $2, $1, $2, $3, 'delivered', $4, $5, $5)
                    """, id, organ, Self.organs.first { $0.0 == organ }?.1 ?? organ, status,
                    status == nil ? nil : issued)
            }
        }
    }

    /// Ticks receivers as `id:times before`.
    static func urge(
        _ lines: [String], _ test: TestOffice, as person: String = "clerk-A", once: String = RandomText.secret(),
        _ others: [String: String] = [:]
    ) async throws -> TestResponse {
        let asked = lines.map { "line=\($0.split(separator: ":")[0])" }.joined(separator: "&")
        let fields = [
            "asked": asked, "text": "Đề nghị báo cáo ngay.", "kind": "remind", "approver": "leader-A",
            "drafter": "clerk-A",
        ].merging(others) { $1 }
        return try await test.send(
            "/urging", as: person, version: 0, once: once,
            lines.map { ("line", $0) } + fields.map { ($0.key, $0.value) })
    }

    static func letter(_ answer: TestResponse) throws -> String {
        #expect(answer.status == .seeOther)
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    /// The times of one receiver, oldest first.
    private static func ordinals(_ document: String, _ organ: String, _ test: TestOffice) async throws -> [Int] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT ordinal FROM urging WHERE outgoing_id = $1 AND organ_code = $2 ORDER BY at, ordinal LIMIT 100",
                document,
                organ
            ).map { row -> Int in try row["ordinal"] }
        }
    }

    static func drafts(_ test: TestOffice) async throws -> Int {
        try await test.office.database.read { connection in
            try connection.row("SELECT COUNT(*) AS drafts FROM outgoing WHERE state = 'draft'")?["drafts"] ?? 0
        }
    }

    @Test func `a late receiver is urged by a letter that goes the usual way, and every page tells it`() async throws {
        try await Self.with { test in
            try await Self.issued("d1", to: ["G90", "H90"], due: -10, test)
            let form = try await test.text("/urging/new?line=d1-G90", as: "clerk-A")
            for text in [
                "Đôn đốc 1 nơi nhận", "Bộ Thử nghiệm", "500/UBND-X", "Chưa lần nào", "value=\"d1-G90:0\"",
                "Đến nay đã quá thời hạn", "Lập công văn đôn đốc",
            ] { #expect(form.contains(text), "\(text)") }
            #expect(!form.contains("Sở Ví dụ"))
            let letter = try Self.letter(try await Self.urge(["d1-G90:0"], test))
            #expect(try await Self.ordinals("d1", "G90", test) == [1])
            #expect(try await test.outgoingState(letter).state == .draft)
            let draft = try await test.text("/outgoing/\(letter)", as: "clerk-A")
            #expect(draft.contains("V/v đôn đốc thực hiện văn bản 500/UBND-X quá hạn"))
            #expect(draft.contains("data-organ=\"G90\"") && !draft.contains("data-organ=\"H90\""))
            #expect(draft.contains("href=\"/outgoing/\(letter)/urging\""))
            let content = try await test.text("/outgoing/\(letter)/urging", as: "clerk-A")
            let due = try Self.day(-10, test).shown
            for text in [
                "Kính gửi: Bộ Thử nghiệm", "Đề nghị báo cáo ngay.", "href=\"/outgoing/d1\"", due, "V/v việc d1",
            ] {
                #expect(content.contains(text), "\(text)")
            }
            for path in ["/outgoing/d1", "/board/lines"] {
                let page = try await test.text(path, as: "leader-A")
                #expect(page.contains("Đã đôn đốc lần 1 ngày 26/11/2026, công văn chưa ban hành"), "\(path)")
                #expect(page.contains("href=\"/urging/new?line=d1-G90\""), "\(path)")
            }
            #expect(try await test.text("/outgoing/d1", as: "leader-A").contains("nhắc nhở: Bộ Thử nghiệm lần 1"))
            try await Self.issue(letter, test)
            let code = try await test.office.database.read { connection in
                try OutgoingStore.list(
                    .all, for: try #require(try PersonStore.person("clerk-A", in: connection)),
                    page: .init(limit: 50, offset: 0), in: connection
                ).first { $0.id == letter }?.code?.text
            }
            let name = try #require(code)
            let page = try await test.text("/outgoing/d1", as: "leader-A")
            #expect(page.contains("công văn \(name)</a>") && page.contains("href=\"/outgoing/\(letter)\""))
            let letters = try await test.text("/urging?view=letters", as: "leader-A")
            #expect(letters.contains("data-path=\"/outgoing/\(letter)\"") && letters.contains("Công văn đôn đốc (1)"))
            // The letter itself asks for nothing, so nobody is urged about it.
            #expect(try await !test.text("/outgoing/\(letter)", as: "clerk-A").contains("/urging/new?line="))
        }
    }

    /// From the draft to the hub, as the clerk does it.
    private static func issue(_ letter: String, _ test: TestOffice) async throws {
        func version() async throws -> Int { try await test.outgoingState(letter).version }
        let fields = TestOffice.draftFields.merging(["recipients": "G90", "subject": "V/v đôn đốc"]) { $1 }
        let edited = try await test.send(
            "/outgoing/\(letter)/edit", as: "clerk-A", version: try await version(), fields, [TestOffice.draftFile])
        #expect(edited.status == .seeOther)
        for (act, person) in [("submit", "clerk-A"), ("approve", "leader-A"), ("number", "clerk-A")] {
            let answer = try await test.post("/outgoing/\(letter)/\(act)", as: person, version: try await version())
            #expect(answer.status == .seeOther, "\(act)")
        }
        #expect(try await test.attach(letter, as: "clerk-A").status == .seeOther)
        let issued = try await test.post(
            "/outgoing/\(letter)/publish", as: "clerk-A", version: try await version(), TestOffice.unsigned)
        #expect(issued.status == .seeOther)
        #expect(try await test.outgoingState(letter).state == .published)
    }

    @Test func `the clerk urges every receiver, a leader those of their own documents, nobody else any`() async throws {
        try await Self.with { test in
            try await Self.issued("d1", due: -10, test)
            for (person, form, act) in [
                ("officer-A", 403, 403), ("head-A", 403, 403), ("admin-A", 403, 403), ("leader-B", 200, 403),
                ("leader-A", 200, 303), ("clerk-B", 200, 303),
            ] {
                #expect(try await test.get("/urging/new?line=d1-G90", as: person).status.code == form, "\(person)")
                #expect(try await test.get("/urging", as: person).status.code == form, "\(person)")
                let count = try await Self.ordinals("d1", "G90", test).count
                let answer = try await Self.urge(["d1-G90:\(count)"], test, as: person)
                #expect(answer.status.code == act, "\(person)")
            }
            #expect(try await Self.ordinals("d1", "G90", test) == [1, 2])
            // Whoever did not sign it is told why nobody is offered.
            let other = try await test.text("/urging/new?line=d1-G90", as: "leader-B")
            #expect(other.contains("Bỏ qua 1 nơi") && other.contains("Không có nơi nào để đôn đốc"))
            #expect(try await !test.text("/outgoing/d1", as: "leader-B").contains("/urging/new"))
            #expect(try await test.get("/urging/new?line=khong-co", as: "clerk-A").status == .notFound)
            #expect(try await Self.urge(["khong-co:0"], test).status == .notFound)
            #expect(try await test.get("/outgoing/d1/urging", as: "clerk-A").status == .notFound)
        }
    }

    @Test func `a leader names who drafts the letter, and signs it`() async throws {
        try await Self.with { test in
            try await Self.issued("d1", due: -10, test)
            let wrong = try await Self.urge(["d1-G90:0"], test, as: "leader-A", ["drafter": "leader-B"])
            #expect(wrong.status == .unprocessableContent && String(buffer: wrong.body).contains("href=\"#drafter\""))
            // Somebody else's signature is not a leader's to ask for.
            let letter = try Self.letter(
                try await Self.urge(
                    ["d1-G90:0"], test, as: "leader-A", ["drafter": "officer-B", "approver": "leader-B"]))
            let row = try #require(
                try await test.office.database.read { connection in
                    try connection.row(
                        "SELECT drafter_id || ' ' || unit_id || ' ' || approver_id AS names FROM outgoing WHERE id = $1",
                        letter
                    ).map { row -> String in try row["names"] }
                })
            #expect(row == "officer-B B leader-A")
            #expect(try await test.get("/outgoing/\(letter)/edit", as: "officer-B").status == .ok)
            // They see what the letter tells, without links to what they may not open.
            let content = try await test.text("/outgoing/\(letter)/urging", as: "officer-B")
            #expect(content.contains("500/UBND-X") && !content.contains("href=\"/outgoing/d1\""))
        }
    }

    /// The text of the file of the newest version of a draft, with the file's name.
    private static func file(_ letter: String, _ test: TestOffice) async throws -> (name: String, text: String) {
        let file = try #require(
            try await test.office.database.read { try DraftVersion.all(of: letter, in: $0).first?.files.first })
        return (file.name, try #require(WordText.read(test.office.store.folder.url(of: file.hash))))
    }

    /// Unread notices of a draft: `officer-B draft-given`.
    private static func told(_ letter: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT person_id || ' ' || kind AS told FROM notice WHERE document_id = $1 ORDER BY person_id LIMIT 10",
                letter
            ).map { row -> String in try row["told"] }
        }
    }

    @Test func `the letter has a ready file that names what is late, and its drafter is told that it waits`()
        async throws
    {
        try await Self.with { test in
            try await Self.issued("d1", to: ["G90", "H90"], due: -10, test)
            try await Self.issued("tasks", due: nil, test)
            let (late, coming) = (try Self.day(-3, test), try Self.day(9, test))
            try await test.office.database.write { connection in
                for (id, ordinal, due) in [("t1", 1, late), ("t2", 2, coming), ("t3", 3, nil), ("t4", 4, nil)] {
                    try connection.execute(
                        """
                        INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at)
                        VALUES ($1, 'tasks', $2, 'Việc ' || $1, 'G90', $3, 'report', $4)
                        """, id, ordinal, due, Self.now)
                }
                _ = try connection.execute("UPDATE directive_task SET finished_on = $1 WHERE id = 't2'", late)
                try connection.execute(
                    """
                    INSERT INTO task_stop (id, task_id, kind, reason, due_date, stopped_on)
                    VALUES ('stop', 't4', 'papers', 'Chờ số liệu', $1, $1)
                    """, late)
            }
            let letter = try Self.letter(
                try await Self.urge(
                    ["d1-H90:0", "d1-G90:0", "tasks-G90:0"], test, as: "leader-A",
                    ["drafter": "officer-B", "text": "Đề nghị báo cáo.\nGửi trước thứ Sáu."]))
            let (name, text) = try await Self.file(letter, test)
            #expect(name == "cong-van-don-doc.docx")
            let lines = text.split(separator: "\n").map(String.init)
            for line in [
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "UBND", "Số:        /UBND-B",
                "V/v đôn đốc thực hiện 2 văn bản quá hạn",
                "- Bộ Thử nghiệm;", "- Sở Ví dụ và Đo đạc.", "Đề nghị báo cáo.", "Gửi trước thứ Sáu.",
                "\(try Self.day(-10, test).shown), quá 8 ngày làm việc", "Nhiệm vụ 1: Việc t1",
                "\(late.shown), quá 3 ngày làm việc", "Nhiệm vụ 3: Việc t3", "thường xuyên",
                "Nhiệm vụ 4: Việc t4", "dừng tính hạn", "LÃNH ĐẠO",
                "Người leader-A",
                "- Lưu: VT, B.",
            ] { #expect(lines.contains(line), "\(line)") }
            #expect(!text.contains("Việc t2"), "it is done")
            #expect(try await Self.told(letter, test) == ["officer-B draft-given"])
            let notices = try await test.text("/notices", as: "officer-B")
            #expect(notices.contains("Giao bạn soạn tiếp, trình ký dự thảo") && notices.contains("V/v đôn đốc"))
            // The drafter may send it on as it is.
            let page = try await test.text("/outgoing/\(letter)", as: "officer-B")
            #expect(page.contains("cong-van-don-doc.docx") && page.contains("số và ngày để trống"))
            let version = try await test.outgoingState(letter).version
            let submitted = try await test.post("/outgoing/\(letter)/submit", as: "officer-B", version: version)
            #expect(submitted.status == .seeOther)
            // Nobody is told of their own draft.
            let own = try Self.letter(try await Self.urge(["d1-G90:1"], test, as: "clerk-A"))
            #expect(try await Self.told(own, test).isEmpty)
            #expect(try await Self.file(own, test).text.contains("Số:        /UBND-A"))
        }
    }

    @Test func `two at once make one urging, the other sees it first, and nobody changes what was written`()
        async throws
    {
        try await Self.with { test in
            try await Self.issued("d1", due: -10, test)
            async let first = Self.urge(["d1-G90:0"], test, as: "clerk-A")
            async let second = Self.urge(["d1-G90:0"], test, as: "leader-A")
            let answers = [try await first, try await second]
            #expect(answers.map(\.status.code).sorted() == [303, 422])
            let refused = try #require(answers.first { $0.status == .unprocessableContent })
            let again = String(buffer: refused.body)
            #expect(again.contains("vừa được đôn đốc lần 1") && again.contains("value=\"d1-G90:1\""))
            #expect(again.contains("Đề nghị báo cáo ngay."))
            #expect(try await Self.ordinals("d1", "G90", test) == [1])
            #expect(try await Self.drafts(test) == 1)
            #expect(try await Self.urge(["d1-G90:1"], test).status == .seeOther)
            #expect(try await Self.ordinals("d1", "G90", test) == [1, 2])
            for sql in ["UPDATE urging SET ordinal = 9", "DELETE FROM urging"] {
                await #expect(throws: (any Error).self) {
                    try await test.office.database.write { connection in _ = try connection.execute(sql) }
                }
            }
        }
    }

    @Test func `a form that comes twice urges once`() async throws {
        try await Self.with { test in
            try await Self.issued("d1", due: -10, test)
            let once = RandomText.secret()
            let answers = [
                try await Self.urge(["d1-G90:0"], test, once: once),
                try await Self.urge(["d1-G90:0"], test, once: once),
            ]
            #expect(answers.map(\.status) == [.seeOther, .seeOther])
            #expect(answers[0].headers[.location] == answers[1].headers[.location])
            #expect(try await Self.ordinals("d1", "G90", test) == [1])
            #expect(try await Self.drafts(test) == 1)
        }
    }

    @Test(arguments: [
        (["text": " "], "text"), (["text": String(repeating: "x", count: 1_001)], "text"), (["kind": "x"], "kind"),
        (["approver": "officer-A"], "approver"), (["approver": ""], "approver"),
    ])
    func `what cannot be is refused at its field, and what was typed stays`(others: [String: String], field: String)
        async throws
    {
        try await Self.with { test in
            try await Self.issued("d1", due: -10, test)
            let answer = try await Self.urge(["d1-G90:0"], test, ["kind": "review"].merging(others) { $1 })
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains("<title>Lỗi: ") && page.contains("href=\"#\(field)\""))
            if field != "text" { #expect(page.contains("Đề nghị báo cáo ngay.")) }
            #expect(try await Self.ordinals("d1", "G90", test).isEmpty)
            #expect(try await Self.drafts(test) == 0)
        }
    }

    @Test func `what is frozen, over or closed is left out with its reason`() async throws {
        try await Self.with { test in
            for id in ["frozen", "over", "closed"] { try await Self.issued(id, due: -5, test) }
            try await Self.issued("unsent", due: -5, status: nil, test)
            #expect(
                try await test.post(
                    "/outgoing/frozen/freeze", as: "leader-A", version: 0, ["reason": "Chờ kết luận kiểm tra."]
                ).status == .seeOther)
            let yesterday = try Self.day(-1, test)
            try await test.office.database.write { connection in
                try connection.execute("UPDATE recipient SET status = '06' WHERE outgoing_id = 'over'")
                try connection.execute("UPDATE recipient SET organ_code = 'H90' WHERE outgoing_id = 'closed'")
                try connection.execute("UPDATE organ SET valid_to = $1 WHERE code = 'H90'", yesterday)
                try connection.execute(
                    "UPDATE recipient SET transport = 'refused' WHERE outgoing_id = 'unsent'")
            }
            for (line, reason) in [
                ("frozen-G90", "đóng băng"), ("over-G90", "không còn gì chờ nơi nhận"), ("closed-G90", "đã đóng từ"),
                ("unsent-G90", "chưa đến nơi nhận"),
            ] {
                #expect(try await test.text("/urging/new?line=\(line)", as: "clerk-A").contains(reason), "\(line)")
                let answer = try await Self.urge(["\(line):0"], test)
                #expect(answer.status == .unprocessableContent, "\(line)")
                #expect(String(buffer: answer.body).contains(reason), "\(line)")
            }
            #expect(try await Self.drafts(test) == 0)
            // Settled means that it got there by another way.
            try await test.office.database.write { connection in
                _ = try connection.execute(
                    "UPDATE recipient SET settled_at = $1 WHERE outgoing_id = 'unsent'", Self.now)
            }
            #expect(try await Self.urge(["unsent-G90:0"], test).status == .seeOther)
        }
    }
}
