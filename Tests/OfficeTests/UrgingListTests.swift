import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// The lists that lead to urging: whom they hold, in which order, and how many one letter reaches.
extension UrgingTests {
    /// The ids that a view lists, which its count must agree with.
    private static func list(_ question: UrgingQuestion, _ test: TestOffice) async throws -> [String] {
        let person = try #require(
            try await test.office.database.read { try PersonStore.person("clerk-A", in: $0) })
        let (today, calendar) = (test.office.today, test.office.calendar)
        return try await test.office.database.read { connection in
            let ids = try UrgingLine.read(
                question, page: (1_000, 0), today: today, calendar: calendar, in: connection
            ).map(\.recipient.id)
            let counts = try UrgingCounts.read(
                question, for: person, today: today, calendar: calendar, in: connection)
            #expect(counts.count(question.view) == ids.count)
            return ids
        }
    }

    @Test func `all late ones of a list as it is filtered are urged by one letter, the others are left out`()
        async throws
    {
        try await Self.with { test in
            try await Self.issued("late", to: ["G22", "G90", "H90"], due: -3, test)
            try await Self.issued("coming", to: ["G90"], due: 5, test)
            try await Self.issued("done", to: ["G90"], due: -3, status: .finished, test)
            try await Self.issued("other", to: ["G90"], due: -9, by: "leader-B", test)
            let board = try await test.text("/board/lines?agency=b%E1%BB%99", as: "leader-A")
            #expect(board.contains("href=\"/urging/new?list=board&amp;agency=b%E1%BB%99\""))
            let form = try await test.text("/urging/new?list=board&agency=b%E1%BB%99", as: "leader-A")
            #expect(form.contains("value=\"late-G90:0\"") && form.ranges(of: "type=\"checkbox\"").count == 1)
            #expect(form.contains("Bỏ qua 1 nơi") && form.contains("chỉ người ký và văn thư đôn đốc"))
            let whole = try await test.text("/urging/new?outgoing=late", as: "clerk-A")
            #expect(whole.ranges(of: "type=\"checkbox\"").count == 3)
            #expect(try await test.text("/outgoing/late", as: "clerk-A").contains("Đôn đốc tất cả 3 nơi quá hạn…"))
            let picks = ["late-G22:0", "late-G90:0", "late-H90:0", "other-G90:0"]
            let letter = try Self.letter(try await Self.urge(picks, test))
            let receivers = try await test.office.database.read {
                try Recipient.all(of: letter, in: $0).map(\.organ.text)
            }
            #expect(Set(receivers) == ["G22", "G90", "H90"] && receivers.count == 3)
            let content = try await test.text("/outgoing/\(letter)/urging", as: "clerk-A")
            #expect(content.ranges(of: "<tr><td>").count == 4)
            // Whom somebody urged today is left without a tick.
            let again = try await test.text("/urging/new?outgoing=late", as: "clerk-A")
            #expect(again.ranges(of: "type=\"checkbox\"").count == 3 && !again.contains("type=\"checkbox\" checked"))
            // A list whose conditions cannot be read urges nobody.
            let unread = try await test.get("/urging/new?list=board&from=31/02/2027", as: "leader-A")
            #expect(unread.status == .unprocessableContent)
        }
    }

    @Test func `one act reaches at most a hundred`() async throws {
        try await Self.with { test in
            for number in 0..<101 { try await Self.issued("d\(number)", due: -3, test) }
            let form = try await test.text("/urging/new?list=view&view=owed", as: "clerk-A")
            #expect(form.ranges(of: "type=\"checkbox\"").count == UrgingRule.maximumLines)
            #expect(form.contains("Có 101 nơi quá hạn"))
            let all = (0..<101).map { "d\($0)-G90:0" }
            let refused = try await Self.urge(all, test)
            #expect(refused.status == .unprocessableContent && String(buffer: refused.body).contains("href=\"#line\""))
            #expect(try await Self.drafts(test) == 0)
            // The last by its name, which the form does not offer.
            let left = "d99-G90:0"
            #expect(!form.contains("value=\"\(left)\""))
            #expect(try await Self.urge(all.filter { $0 != left }, test).status == .seeOther)
            // One letter to the one agency.
            #expect(try await Self.drafts(test) == 1)
            // Whom nobody urged today comes first the next time, and is ticked alone.
            let next = try await test.text("/urging/new?list=view&view=owed", as: "clerk-A")
            #expect(next.contains("value=\"\(left)\"") && next.ranges(of: "type=\"checkbox\" checked").count == 1)
        }
    }

    @Test func `a leader is offered their own before those of others, however many there are`() async throws {
        try await Self.with { test in
            for number in 0..<101 { try await Self.issued("d\(number)", due: -9, by: "leader-B", test) }
            try await Self.issued("mine", due: -1, test)
            #expect(try await test.text("/urging", as: "leader-A").contains(UrgingWords.all(1)))
            let form = try await test.text("/urging/new?list=view&view=owed", as: "leader-A")
            #expect(form.contains("value=\"mine-G90:0\"") && form.ranges(of: "type=\"checkbox\"").count == 1)
            #expect(!form.contains("Lập xong rồi làm tiếp"))
        }
    }

    @Test func `a report is owed until it has come, by document and by task`() async throws {
        try await Self.with { test in
            try await Self.issued("due", due: -1, status: .inProgress, steering: .none, test)
            try await Self.issued("later", due: 30, status: nil, test)
            try await Self.issued("nothing", due: nil, test)
            try await Self.issued("finished", due: -1, status: .finished, test)
            try await Self.issued("refused", due: -1, status: .refused, test)
            try await Self.issued("answered", due: -1, test)
            try await Self.issued("tasks", due: nil, status: .finished, test)
            let reply = try await test.arrival()
            let day = try Self.day(-2, test)
            try await test.office.database.write { connection in
                try connection.execute(
                    "UPDATE recipient SET organ_code = 'G22' WHERE outgoing_id = 'answered'")
                try connection.execute(
                    """
                    INSERT INTO incoming_response (incoming_id, organ_code, code, outgoing_id)
                    VALUES ($1, 'H29', '1/UBND-X', 'answered')
                    """, reply)
                for (id, comesBack) in [("t1", "report"), ("t2", "nothing")] {
                    try connection.execute(
                        """
                        INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at,
                            reopened_at)
                        VALUES ($1, 'tasks', 1, 'Báo cáo', 'G90', $2, $3, $4, $4)
                        """, id, day, comesBack, Self.now)
                }
            }
            // The receiver finished the document; the director opened the tasks again.
            #expect(try await Self.list(UrgingQuestion(), test) == ["tasks-G90", "due-G90", "later-G90"])
            let page = try await test.text("/urging", as: "leader-A")
            #expect(page.contains("Còn nợ báo cáo (3)") && page.contains("Đôn đốc tất cả 2 nơi quá hạn…"))
            #expect(page.contains("href=\"/urging/new?list=view&amp;view=owed\""))
            #expect(
                try await test.text("/urging/new?list=view&view=owed", as: "leader-A")
                    .ranges(of: "type=\"checkbox\"").count == 2)
            // By agency, with or without marks.
            #expect(try await Self.list(UrgingQuestion(agency: "bo thu"), test).count == 3)
            #expect(try await Self.list(UrgingQuestion(agency: "sở"), test).isEmpty)
            // A task that was given back waits for the director.
            for (reported, expected) in [
                ("'02'", ["due-G90", "later-G90"]), ("NULL", ["tasks-G90", "due-G90", "later-G90"]),
            ] {
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE directive_task SET reported = \(reported) WHERE id = 't1'")
                }
                #expect(try await Self.list(UrgingQuestion(), test) == expected, "\(reported)")
            }
            // A reply that was sent back is none, and confirmed tasks are done.
            try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET state = 'returned' WHERE id = $1", reply)
                try connection.execute("UPDATE directive_task SET finished_on = $1", day)
            }
            #expect(
                try await Set(Self.list(UrgingQuestion(), test)) == ["answered-G90", "due-G90", "later-G90"])
        }
    }

    @Test func `a leader is needed when a receiver is late for long, or urged twice without a word`() async throws {
        try await Self.with { test in
            // Thursday: the Wednesday of the week before lies six working days back, the Thursday five.
            try await Self.issued("six", due: -8, test)
            try await Self.issued("five", due: -7, test)
            try await Self.issued("twice", due: 20, test)
            #expect(try await Self.list(UrgingQuestion(view: .intervene), test) == ["six-G90"])
            #expect(
                try await Self.list(UrgingQuestion(view: .intervene, days: 4), test) == ["six-G90", "five-G90"])
            for count in 0..<2 {
                let letter = try Self.letter(try await Self.urge(["twice-G90:\(count)"], test))
                // Before it goes out nobody was urged.
                #expect(try await Self.list(UrgingQuestion(view: .intervene), test) == ["six-G90"])
                try await test.office.database.write { connection in
                    _ = try connection.execute(
                        "UPDATE outgoing SET state = 'published', published_at = $1 WHERE id = $2", Self.now, letter)
                }
            }
            #expect(try await Self.list(UrgingQuestion(view: .intervene), test) == ["six-G90", "twice-G90"])
            #expect(try await Self.list(UrgingQuestion(view: .intervene, times: 3), test) == ["six-G90"])
            let page = try await test.text("/urging?view=intervene", as: "leader-A")
            #expect(page.contains("Cần lãnh đạo can thiệp (2)") && page.contains(UrgingWords.inVain(2)))
            // Any report is news.
            try await test.office.database.write { connection in
                _ = try connection.execute(
                    "UPDATE recipient SET status_received_at = $1 WHERE outgoing_id = 'twice'",
                    Self.now.addingTimeInterval(1))
            }
            #expect(try await Self.list(UrgingQuestion(view: .intervene), test) == ["six-G90"])
            let wrong = try await test.get("/urging?view=intervene&days=x", as: "leader-A")
            #expect(wrong.status == .unprocessableContent && String(buffer: wrong.body).contains("href=\"#days\""))
        }
    }

    @Test func `the last day that is late enough is found over days off`() throws {
        let today = try #require(CalendarDate("2026-11-26"))
        let thursday = try #require(CalendarDate("2026-11-19"))
        for holidays in [[], [try #require(CalendarDate("2026-11-20")), try #require(CalendarDate("2026-11-23"))]] {
            let calendar = WorkingCalendar(holidays: Set(holidays))
            for days in [0, 1, 5, 30] {
                let last = UrgingQuestion(days: days).lastLateDay(today: today, calendar: calendar)
                let next = try #require(CalendarDate(dayNumber: last.dayNumber + 1))
                #expect(calendar.workingDays(from: last, to: today) > days, "\(days)")
                #expect(calendar.workingDays(from: next, to: today) <= days, "\(days)")
            }
        }
        #expect(UrgingQuestion().lastLateDay(today: today, calendar: WorkingCalendar()) < thursday)
    }
}
