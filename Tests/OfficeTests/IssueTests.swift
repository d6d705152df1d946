import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing
import Trust

@testable import Office

/// What is looked at between the signature and issuing, and until when that is to be done.
@Suite struct IssueTests {
    /// A numbered document whose clerk has attached a file of the samples.
    private static func numbered(_ sample: String?, _ test: TestOffice) async throws -> String {
        let id = try await test.draft()
        try await test.bring(id, to: .numbered)
        guard let sample else { return id }
        let bytes = Array(try Data(contentsOf: Samples.url("documents/\(sample)")))
        let version = try await test.outgoingState(id).version
        let answer = try await test.send(
            "/outgoing/\(id)/attach", as: "clerk-A", version: version, [:],
            [("van-ban.\(sample.split(separator: ".").last ?? "pdf")", bytes)])
        #expect(answer.status == .seeOther)
        return id
    }

    private static func look(_ test: TestOffice) async throws {
        let checks = SignatureChecks(
            office: test.office, trust: try TrustFolder(Samples.url("pki")), logger: Logger(label: "test"))
        while try await checks.checkNext() {}
    }

    private static func publish(_ id: String, _ fields: [String: String] = [:], _ test: TestOffice) async throws
        -> TestResponse
    {
        try await test.post(
            "/outgoing/\(id)/publish", as: "clerk-A", version: try await test.outgoingState(id).version, fields)
    }

    @Test(arguments: [
        ("signed/hop-le-ca-nhan-va-co-quan.pdf", nil as String?),
        ("signed/chi-co-chu-ky-ca-nhan.pdf", "chưa có chữ ký của cơ quan"),
        ("signed/phu-luc-ky-so-co-quan.pdf", "chưa có chữ ký số của người có thẩm quyền"),
        ("signed/bi-sua-sau-khi-ky.pdf", "Nội dung đã bị sửa sau khi ký"),
        ("cong-van-tra-loi.pdf", "Không có chữ ký số"),
        ("bieu-tong-hop.xlsx", "không phải tệp PDF"),
    ])
    func `what is signed by person and agency is issued without a word, anything else only with a reason that stays`(
        sample: String, doubt: String?
    ) async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(sample, test)
            try await Self.look(test)
            let confirm = try await test.text("/outgoing/\(id)/publish", as: "clerk-A")
            guard let doubt else {
                #expect(confirm.contains("Chữ ký số hợp lệ") && !confirm.contains("anyway"))
                #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("data-verdict=\"valid\""))
                #expect(try await Self.publish(id, [:], test).status == .seeOther)
                return
            }
            #expect(confirm.contains("Chữ ký số chưa đạt") && confirm.contains(doubt))
            for (fields, place) in [
                ([:], "anyway"), (["reason": "Tệp ký số sẽ gửi bổ sung."], "anyway"),
                (["anyway": "yes", "reason": "Ngắn"], "reason"),
            ] {
                let answer = try await Self.publish(id, fields, test)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains("href=\"#\(place)\""), "\(fields)")
            }
            #expect(try await test.outgoingState(id).state == .numbered)
            #expect(try await test.outbox(of: id).isEmpty)
            let fields = ["anyway": "yes", "reason": "Tệp ký số sẽ gửi bổ sung."]
            #expect(try await Self.publish(id, fields, test).status == .seeOther)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("Vẫn ban hành khi chữ ký số chưa đạt") && page.contains("Tệp ký số sẽ gửi bổ sung."))
        }
    }

    @Test
    func `a task whose deadline has passed by then is named, and the document is issued only with a reason that stays`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.numbered("signed/hop-le-ca-nhan-va-co-quan.pdf", test)
            try await Self.look(test)
            let (today, now) = (test.office.today, test.office.now())
            let yesterday = try #require(CalendarDate(dayNumber: today.dayNumber - 1))
            try await test.office.database.write { connection in
                try connection.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", id)
                for (ordinal, due) in [(1, today), (2, yesterday), (3, nil)] as [(Int, CalendarDate?)] {
                    try connection.execute(
                        """
                        INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at)
                        VALUES ($1, $2, $3, 'Rà soát thủ tục', 'G22', $4, 'report', $5)
                        """, "task-\(ordinal)", id, ordinal, due, now)
                }
            }
            let confirm = try await test.text("/outgoing/\(id)/publish", as: "clerk-A")
            #expect(confirm.contains("Chữ ký số hợp lệ") && confirm.contains(PassedDeadlines.title))
            #expect(confirm.contains("ban hành: nhiệm vụ 2 hạn \(yesterday.shown)."))
            for (fields, place) in [([:], "anyway"), (["anyway": "yes", "reason": "Ngắn"], "reason")] {
                let answer = try await Self.publish(id, fields, test)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains("href=\"#\(place)\""), "\(fields)")
            }
            #expect(try await test.outbox(of: id).isEmpty)
            let fields = ["anyway": "yes", "reason": "Nơi nhận đã được báo trước thời hạn."]
            #expect(try await Self.publish(id, fields, test).status == .seeOther)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(
                page.contains("Vẫn ban hành khi có nhiệm vụ đã quá thời hạn") && page.contains(fields["reason"] ?? "-"))
            #expect(!page.contains("khi chữ ký số chưa đạt"))
        }
    }

    @Test func `a document whose tasks are all in time is issued without a word about them`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered("signed/hop-le-ca-nhan-va-co-quan.pdf", test)
            try await Self.look(test)
            let (today, now) = (test.office.today, test.office.now())
            try await test.office.database.write { connection in
                try connection.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", id)
                try connection.execute(
                    """
                    INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at)
                    VALUES ('t', $1, 1, 'Rà soát thủ tục', 'G22', $2, 'report', $3)
                    """, id, today, now)
            }
            #expect(try await !test.text("/outgoing/\(id)/publish", as: "clerk-A").contains("anyway"))
            #expect(try await Self.publish(id, [:], test).status == .seeOther)
        }
    }

    @Test func `a file that nobody has looked at yet is a doubt too, and files of drafts are not looked at`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.numbered("signed/hop-le-ca-nhan-va-co-quan.pdf", test)
            let waiting = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM file_check")?["total"] ?? -1
            }
            #expect(waiting == 1)
            #expect(try await test.text("/outgoing/\(id)/publish", as: "clerk-A").contains("chưa kiểm tra xong"))
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("Đang kiểm tra"))
            #expect(try await Self.publish(id, [:], test).status == .unprocessableContent)
        }
    }

    @Test func `a file that was attached by mistake is taken away, leaves with nothing and stays in the history`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.numbered("cong-van-tra-loi.pdf", test)
            let files = try await test.office.database.read { try Attachment.issued(of: id, in: $0) }
            let wrong = try #require(files.first)
            let draft = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }.first?.files.first
            for file in ["khong-co", try #require(draft).id] {
                let answer = try await test.post(
                    "/outgoing/\(id)/detach", as: "clerk-A", version: try await test.outgoingState(id).version,
                    ["attachment": file])
                #expect(answer.status == .notFound, "\(file)")
            }
            let answer = try await test.post(
                "/outgoing/\(id)/detach", as: "clerk-A", version: try await test.outgoingState(id).version,
                ["attachment": wrong.id])
            #expect(answer.status == .seeOther)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("Gỡ tệp van-ban.pdf") && page.contains("Ban hành được khi đã đính kèm bản ký số"))
            #expect(try await test.get(Shown.fileAddress(wrong), as: "clerk-A").status == .ok)
            // The next one is the document.
            #expect(try await test.attach(id, as: "clerk-A", name: "dung.pdf").status == .seeOther)
            #expect(try await Self.publish(id, TestOffice.unsigned, test).status == .seeOther)
            let packet = try await test.package(try #require(try await test.outbox(of: id).first))
            #expect(packet.attachments.map(\.name) == ["dung.pdf"])
        }
    }

    private static func instant(_ text: String) throws -> Date { try #require(VietnamTime.instant(packet: text)) }

    @Test(arguments: [
        // A Thursday, a Friday, the evening before a day off.
        ("2026/11/26 09:00:00", Urgency.ordinary, "2026/11/27 12:00:00"),
        ("2026/11/27 16:00:00", .ordinary, "2026/11/30 12:00:00"),
        ("2026/12/31 23:30:00", .ordinary, "2027/01/04 12:00:00"),
        ("2026/11/28 23:00:00", .urgent, "2026/11/28 23:30:00"),
        ("2026/11/26 09:00:00", .flash, "2026/11/26 09:30:00"),
    ])
    func `a signed document is to be issued by noon of the next working day, an urgent one at once`(
        signed: String, urgency: Urgency, limit: String
    ) throws {
        let newYear = try #require(CalendarDate("2027-01-01"))
        let calendar = WorkingCalendar(holidays: [newYear])
        let after = IssueDeadline.after(try Self.instant(signed), urgency: urgency, calendar)
        #expect(VietnamTime.packet(after) == limit)
    }

    @Test func `what waits for the clerk tells until when, what is late first`() async throws {
        try await TestOffice.with { test in
            let now = test.office.now()
            var documents: [String: String] = [:]
            for (name, urgency, limit) in [
                ("today", 0, 40_000.0), ("late", 0, -3600.0), ("urgent", 2, 900.0),
            ] {
                let id = try await test.draft()
                try await test.bring(id, to: .approved)
                documents[name] = id
                try await test.office.database.write { connection in
                    _ = try connection.execute(
                        "UPDATE outgoing SET issue_by = $1, urgency = $2 WHERE id = $3",
                        now.addingTimeInterval(limit), urgency, id)
                }
            }
            let list = try await test.text("/outgoing?view=to-number", as: "clerk-A")
            let order = list.matches(of: /data-path="\/outgoing\/([^"]+)"/).map { String($0.1) }
            #expect(order == ["late", "urgent", "today"].compactMap { documents[$0] })
            for text in ["Quá hạn từ", "Khẩn: phát hành ngay", "Phát hành trong hôm nay"] {
                #expect(list.contains(text), "\(text)")
            }
            let late = try #require(documents["late"])
            #expect(try await test.text("/outgoing/\(late)", as: "clerk-A").contains("Quá hạn từ"))
            // Issued late, that stays.
            let today = try #require(documents["today"])
            try await test.bring(today, to: .published)
            #expect(try await !test.text("/outgoing/\(today)", as: "clerk-A").contains("Phát hành trễ hạn"))
            let urgent = try #require(documents["urgent"])
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE outgoing SET issue_by = $1 WHERE id = $2", now, urgent)
            }
            try await test.bring(urgent, to: .published)
            #expect(try await test.text("/outgoing/\(urgent)", as: "clerk-A").contains("Phát hành trễ hạn"))
            // Sent back, it has no time any more.
            let version = try await test.outgoingState(late).version
            let reason = ["reason": "Sai thể thức phần nơi nhận."]
            _ = try await test.post("/outgoing/\(late)/return", as: "clerk-A", version: version, reason)
            #expect(try await !test.text("/outgoing/\(late)", as: "clerk-A").contains("Quá hạn từ"))
        }
    }
}
