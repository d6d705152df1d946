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

/// What whoever leads a task says of it comes back.
extension TaskTravelTests {
    private static func reports(_ test: TestOffice) async throws -> Int {
        try await test.office.database.read {
            try $0.row("SELECT COUNT(*) AS total FROM task_report")?["total"] ?? -1
        }
    }

    private static func told(_ id: String, _ test: TestOffice) async throws -> [Event] {
        try await test.office.database.read { try Timeline.events(of: id, in: $0) }
    }

    @Test func `a report on a task is no answer to a recall, although its status was said before`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            try await test.report(.accepted, of: id)
            let asked = Date() - 60
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    "UPDATE recipient SET asking = 'requested', asking_at = $1 WHERE outgoing_id = $2", asked, id)
            }
            try await Self.say(1, .accepted, of: id, test)
            let told = try await test.firstTask(of: id)
            #expect(told.lead.asking == .requested && told.lead.closure == nil && told.news?.kind == .accepted)
            // 03 alone is one.
            try await Self.status(.accepted, "Đồng ý", of: id, test)
            let lead = try await test.firstTask(of: id).lead
            #expect(lead.asking == .agreed && lead.closure == .withdrawn)
        }
    }

    @Test func `one task of two is finished by its own report, on that day, whatever the document stands at`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, tasks: 2)
            try await test.report(.accepted, of: id)
            try await Self.say(1, .inProgress, "đang tổng hợp", of: id, test)
            var tasks = try await test.tasks(of: id)
            #expect(tasks.map(\.state.step?.status) == [.inProgress, .accepted, nil])
            try await Self.say(1, .finished, "Báo cáo số 12/BC-VP", of: id, test)
            tasks = try await test.tasks(of: id)
            #expect(tasks.map(\.state.part) == [.finished, .inTime, .notReceived])
            #expect(tasks[0].state.finishedOn == test.office.today && !tasks[0].state.isConfirmed)
            #expect(tasks[0].news?.kind == .finished && tasks[1].news == nil)
            // The document itself stands where it stood, and its page tells both.
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            for text in [
                "Chủ trì báo <b>hoàn thành</b> “Báo cáo số 12/BC-VP”",
                "Nhiệm vụ 1, Văn phòng Chính phủ: đang xử lý", "đang tổng hợp",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(try await test.text("/tasks", as: "leader-A").contains("“Báo cáo số 12/BC-VP”"))
            let steps = try await test.text("/board?view=steps", as: "leader-A")
            #expect(steps.ranges(of: "báo riêng nhiệm vụ này").count == 1)
            // 06 of the document finishes what has no report of its own; a task with one keeps it.
            try await Self.say(2, .inProgress, of: id, test)
            try await test.report(.finished, of: id)
            #expect(try await test.tasks(of: id).map(\.state.part) == [.finished, .inTime, .notReceived])
            // The director's word comes first.
            let reopened = try await test.act(.reopen, on: tasks[0], ["reason": "Báo cáo còn thiếu số."])
            #expect(reopened.status == .seeOther)
            let state = try await test.firstTask(of: id).state
            #expect(state.part == .inTime && state.step == .inProgress)
            let done = ["day": test.office.today.shown, "result": "Đã có báo cáo."]
            #expect(try await test.act(.finish, on: tasks[1], done).status == .seeOther)
            try await Self.say(2, .returned, "không còn cần", as: .finished, of: id, test)
            let confirmed = try await test.tasks(of: id)[1]
            #expect(confirmed.state.isConfirmed && confirmed.state.part == .finished && !confirmed.state.isWaiting)
        }
    }

    @Test func `the lines of the board follow every report of a task and every answer to it`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, tasks: 2)
            try await test.report(.accepted, of: id)
            func compare(_ what: String) async throws {
                #expect(try await test.staleBoardLines() == 0, "\(what)")
                let matrix = try await test.office.database.read {
                    try BoardMatrix.read(
                        BoardQuestion(), today: test.office.today, calendar: test.office.calendar, in: $0)
                }
                let parts = try await test.tasks(of: id).reduce(into: [BoardPart: Int]()) {
                    $0[$1.state.part, default: 0] += 1
                }
                #expect(matrix.total.parts == parts, "\(what)")
            }
            try await compare("issued")
            let day = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 20))
            let reports: [(kind: TaskReport.Kind, text: String, due: CalendarDate?)] = [
                (.accepted, "", nil), (.inProgress, "", nil), (.extension, "chờ số liệu", day),
                (.returned, "không thuộc thẩm quyền", nil), (.finished, "xong", nil),
            ]
            for report in reports {
                try await Self.say(1, report.kind, report.text, due: report.due, of: id, test)
                #expect(try await test.firstTask(of: id).news?.kind == report.kind)
                try await compare("\(report.kind)")
            }
            for act in [TaskAct.reopen, .withdraw] {
                let reason = ["reason": "Báo cáo còn thiếu số."]
                let task = try await test.firstTask(of: id)
                #expect(try await test.act(act, on: task, reason).status == .seeOther)
                try await compare("\(act)")
            }
        }
    }

    @Test func `the board of a week before counts a task by what its reports said then`() async throws {
        let clock = StandingClock("2026/11/10 09:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let id = try await Self.directive(test)
            try await Self.say(1, .inProgress, at: clock.now, of: id, test)
            clock.set("2026/11/12 09:00:00")
            try await Self.say(1, .finished, at: clock.now, of: id, test)
            clock.set("2026/11/13 09:00:00")
            let task = try await test.firstTask(of: id)
            let reason = ["reason": "Báo cáo còn thiếu số."]
            #expect(try await test.act(.reopen, on: task, reason).status == .seeOther)
            clock.set("2026/11/16 09:00:00")
            try await Self.say(1, .returned, "không thuộc thẩm quyền", at: clock.now, of: id, test)
            // The task of G90 is never received.
            let days: [(today: String, then: [BoardPart: Int])] = [
                ("2026-11-16", [:]), ("2026-11-17", [.inTime: 1, .notReceived: 1]),
                ("2026-11-18", [.inTime: 1, .notReceived: 1]), ("2026-11-19", [.finished: 1, .notReceived: 1]),
                ("2026-11-20", [.inTime: 1, .notReceived: 1]), ("2026-11-23", [.out: 1, .notReceived: 1]),
            ]
            for (day, then) in days {
                let today = try #require(CalendarDate(day))
                let changes = try await test.office.database.read { connection in
                    let matrix = try BoardMatrix.read(
                        BoardQuestion(), today: today, calendar: test.office.calendar, in: connection)
                    return try BoardChanges.read(
                        BoardQuestion(), total: matrix.total, today: today, calendar: test.office.calendar,
                        in: connection)
                }
                for part in BoardPart.allCases {
                    #expect(changes.count(.then, part) == then[part, default: 0], "\(day) \(part)")
                }
            }
        }
    }

    @Test func `finished after its deadline is finished late`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            try await test.report(.accepted, of: id)
            let due = try Self.day(-1, test)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE directive_task SET due_date = $1 WHERE outgoing_id = $2", due, id)
            }
            try await Self.say(1, .accepted, of: id, test)
            #expect(try await test.firstTask(of: id).state.part == .late)
            try await Self.say(1, .finished, of: id, test)
            #expect(try await test.firstTask(of: id).state.part == .finishedLate)
        }
    }

    @Test func `what was given back asks for an answer: given anew or withdrawn`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, tasks: 2)
            try await test.report(.accepted, of: id)
            for ordinal in [1, 2] {
                try await Self.say(ordinal, .returned, "không thuộc chức năng của văn phòng", of: id, test)
            }
            let tasks = try await test.tasks(of: id)
            #expect(tasks.map(\.state.part) == [.out, .out, .notReceived] && tasks[0].state.isReturned)
            let list = try await test.text("/tasks", as: "clerk-A")
            #expect(list.contains("Chờ trả lời") && list.contains("href=\"\(tasks[0].path)\""))
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            for text in [
                "Chủ trì trả lại", "không thuộc chức năng của văn phòng", "Giao lại…", "/tasks/\(tasks[0].id)/withdraw",
            ] { #expect(page.contains(text), "\(text)") }
            let notices = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT kind FROM notice WHERE person_id = 'leader-A' AND document_id = $1 LIMIT 9", id
                )
                .map { row -> Notice.Kind in try row["kind"] }
            }
            #expect(notices.filter { $0 == .returned }.count == 2)
            // Nobody is asked for it until somebody says so again.
            func listed() async throws -> [Int]? {
                try await test.office.database.read { try TaskAnnex.of(id, test.office, in: $0)?.rows.map(\.ordinal) }
            }
            #expect(try await listed() == [3])
            let form = try await test.text("/outgoing/\(id)/tasks/\(tasks[0].id)/reopen", as: "leader-A")
            #expect(form.contains("Lý do giao lại"))
            let fields = ["reason": "Văn phòng chủ trì theo quy chế."]
            #expect(try await test.act(.reopen, on: tasks[0], fields, as: "officer-A").status == .forbidden)
            #expect(try await test.act(.reopen, on: tasks[0], fields).status == .seeOther)
            #expect(try await listed() == [1, 3])
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("đã đổi sau khi gửi"))
            #expect(try await test.act(.withdraw, on: tasks[1], fields, as: "clerk-A").status == .seeOther)
            let answered = try await test.tasks(of: id)
            #expect(answered[0].state.part == .inTime && answered[0].state.step == .received)
            #expect(answered[1].state.isWithdrawn && !answered.contains { $0.state.isWaiting })
            #expect(try await !test.text("/tasks", as: "clerk-A").contains("Chờ trả lời"))
            // A withdrawn task is reported on no more.
            try await Self.say(2, .finished, of: id, test)
            #expect(try await Self.reports(test) == 2)
        }
    }

    @Test func `more time is granted as asked or refused with a reason`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            try await test.report(.accepted, of: id)
            let (first, second) = (try Self.day(20, test), try Self.day(40, test))
            let task = try await test.firstTask(of: id)
            #expect(try await test.act(.grant, on: task, ["asked": first.iso]).status == .forbidden)
            try await Self.say(1, .extension, "chờ số liệu của các xã", due: first, of: id, test)
            var state = try await test.firstTask(of: id).state
            #expect(state.isWaiting && state.askedDue == first && state.step == .inProgress)
            #expect(try await test.text("/tasks", as: "leader-A").contains("Xin gia hạn đến \(first.shown)"))
            let form = try await test.text("/outgoing/\(id)/tasks/\(task.id)/grant-extension", as: "clerk-A")
            for text in ["chờ số liệu của các xã", first.shown, "value=\"\(first.iso)\"", "Ghi chú"] {
                #expect(form.contains(text), "\(text)")
            }
            // Another wish came meanwhile: whoever saw the first does not grant the second.
            try await Self.say(1, .extension, "chờ thêm", due: second, at: Date() + 1, of: id, test)
            #expect(try await test.act(.grant, on: task, ["asked": first.iso]).status == .conflict)
            for person in ["officer-A", "head-A", "leader-B"] {
                let answer = try await test.act(.grant, on: task, ["asked": second.iso], as: person)
                #expect(answer.status == .forbidden, "\(person)")
            }
            let long = ["asked": second.iso, "note": String(repeating: "x", count: 1_001)]
            #expect(try await test.act(.grant, on: task, long).status == .unprocessableContent)
            let note = ["asked": second.iso, "note": "Lần cuối."]
            #expect(try await test.act(.grant, on: task, note).status == .seeOther)
            let granted = try await test.firstTask(of: id)
            #expect(granted.due == second && granted.dueChanges == 1 && !granted.state.isWaiting)
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            #expect(page.contains("thành \(second.shown), như cơ quan chủ trì xin") && page.contains("Lần cuối."))
            #expect(try await test.act(.grant, on: task, note).status == .forbidden)

            let third = try Self.day(60, test)
            try await Self.say(1, .extension, "vẫn chờ", due: third, at: Date() + 2, of: id, test)
            let short = ["asked": third.iso, "reason": "Không"]
            #expect(try await test.act(.refuse, on: task, short).status == .unprocessableContent)
            let reason = ["asked": third.iso, "reason": "Đã gia hạn một lần rồi."]
            #expect(try await test.act(.refuse, on: task, reason, as: "clerk-A").status == .seeOther)
            state = try await test.firstTask(of: id).state
            #expect(!state.isWaiting && state.askedDue == nil)
            #expect(try await test.firstTask(of: id).due == second)
            #expect(try await test.text("/outgoing/\(id)", as: "leader-A").contains("Không gia hạn nhiệm vụ 1"))
            // Another day than was asked for answers too.
            try await Self.say(1, .extension, "xin lần nữa", due: third, at: Date() + 3, of: id, test)
            #expect(try await test.firstTask(of: id).state.isWaiting)
            let other = ["due": try Self.day(50, test).shown, "reason": "Chỉ thêm mười ngày."]
            #expect(try await test.act(.changeDeadline, on: task, other).status == .seeOther)
            #expect(try await !test.firstTask(of: id).state.isWaiting)
        }
    }

    @Test func `who does not lead the task, an unknown task and a day before the document change nothing`() async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            try await test.report(.accepted, of: id)
            let before = try await test.tasks(of: id).map(\.state.part)
            try await Self.say(1, .finished, "của người khác", as: .arrived, from: "G90", of: id, test)
            try await Self.say(2, .finished, "không chủ trì", of: id, test)
            try await Self.say(9, .finished, "không có", of: id, test)
            let past = try Self.day(-1, test)
            try await Self.say(1, .extension, "ngày đã qua", due: past, of: id, test)
            try await Self.status(.accepted, "Nhiệm vụ 1 đã xong", of: id, test)
            // The document is refused by it, not the task.
            try await Self.say(2, .returned, "không nhận văn bản", as: .refused, from: "G90", of: id, test)
            #expect(try await Self.reports(test) == 0)
            let after = try await test.tasks(of: id)
            #expect(after.map(\.state.part) == [before[0], .out] && after.allSatisfy { $0.news == nil })
            #expect(!after.contains { $0.state.isReturned })
            // Nobody loses the sentence.
            let quotes = try await Self.told(id, test).filter { $0.kind == .statusReceived }.compactMap(\.quote)
            for text in ["của người khác", "không chủ trì", "không có", "ngày đã qua", "không nhận văn bản"] {
                #expect(quotes.contains { $0.hasSuffix(text) }, "\(text)")
            }
        }
    }

    @Test func `the latest by its own time counts, once, and a clock that goes ahead outdates nothing`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            try await test.report(.accepted, of: id)
            let now = Date()
            try await Self.say(1, .finished, "xong", at: now - 60, of: id, test)
            try await Self.say(1, .inProgress, "tin cũ đến muộn", at: now - 3_600, of: id, test)
            #expect(try await test.firstTask(of: id).state.part == .finished)
            let lines = try await Self.told(id, test).count
            for _ in 0..<2 { try await Self.say(1, .finished, "xong", at: now - 60, of: id, test) }
            #expect(try await Self.reports(test) == 2)
            #expect(try await Self.told(id, test).count == lines)
            try await Self.say(1, .accepted, at: now + 86_400, of: id, test)
            try await Self.say(1, .inProgress, "làm lại", at: now + 86_400, of: id, test)
            let task = try await test.firstTask(of: id)
            #expect(task.state.step == .inProgress && task.news?.text == "làm lại")
            await #expect(throws: (any Error).self) {
                try await test.office.database.write { try $0.execute("UPDATE task_report SET text = 'x'") }
            }
            await #expect(throws: (any Error).self) {
                try await test.office.database.write { try $0.execute("DELETE FROM task_report") }
            }
            // The same package once more is no news, although the clock of whoever sends it goes ahead.
            let told = try await Self.told(id, test).count
            try await Self.say(1, .inProgress, "làm lại", at: now + 86_400, of: id, test)
            #expect(try await Self.reports(test) == 4)
            #expect(try await Self.told(id, test).count == told)
            // Given back as a whole, the document says nothing of its tasks any more.
            _ = try await test.office.database.write {
                try $0.execute("UPDATE recipient SET closure = 'withdrawn' WHERE outgoing_id = $1", id)
            }
            try await Self.say(1, .finished, "sau thu hồi", of: id, test)
            #expect(try await test.firstTask(of: id).state.part == .out)
            #expect(try await Self.reports(test) == 4)
        }
    }
}
