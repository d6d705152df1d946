import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// The clock of a task stands still, with a reason that stays.
@Suite struct TaskStopTests {
    private typealias Received = ReceivedTaskTests

    private static let reason = ["kind": "papers", "reason": "Chờ số liệu của cơ quan thống kê."]

    private static func nine(_ day: String) throws -> Date {
        VietnamTime.start(of: try #require(CalendarDate(day))).addingTimeInterval(9 * 3_600)
    }

    /// A directive whose first task is due on `due`; nil: in twenty days. Whoever leads it is at work when `isBegun`.
    private static func directive(
        _ test: TestOffice, due: CalendarDate? = nil, isBegun: Bool = true
    ) async throws -> String {
        let id = try await TaskTravelTests.directive(test)
        let day = try due ?? TaskTravelTests.day(20, test)
        let changed = try await test.act(
            .changeDeadline, on: try await test.firstTask(of: id),
            ["due": day.shown, "reason": "Thời hạn theo kế hoạch đã duyệt."])
        #expect(changed.status == .seeOther)
        guard isBegun else { return id }
        let now = test.office.now()
        _ = try await test.office.database.write {
            try $0.execute(
                "UPDATE recipient SET status = '05', status_at = $1, status_received_at = $1 WHERE outgoing_id = $2",
                now, id)
        }
        return id
    }

    private static func counts(_ test: TestOffice) async throws -> [BoardPart: Int] {
        try await test.office.database.read {
            try BoardMatrix.read(
                BoardQuestion(agency: "van phong chinh phu"), today: test.office.today, calendar: test.office.calendar,
                in: $0)
        }.total.parts
    }

    @Test func `while the clock stands still nothing is late, and the deadline moves by the working days that passed`()
        async throws
    {
        let clock = Mutex(try Self.nine("2027-03-01"))
        try await TestOffice.with(now: { clock.withLock { $0 } }) { test in
            let due = try #require(CalendarDate("2027-03-04"))
            let id = try await Self.directive(test, due: due)
            #expect(try await Self.counts(test) == [.near: 1])
            let task = try await test.firstTask(of: id)
            for (fields, field) in [
                (["kind": "", "reason": "Chờ số liệu của cơ quan thống kê."], "kind"),
                (["kind": "papers", "reason": "Ngắn"], "reason"),
            ] {
                let answer = try await test.act(.stopClock, on: task, fields)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(fields)")
            }
            #expect(try await test.act(.stopClock, on: task, Self.reason).status == .seeOther)
            #expect(try await Self.counts(test) == [.inTime: 1])
            let stopped = try await test.firstTask(of: id)
            #expect(stopped.due == nil && stopped.stop?.due == due && stopped.stop?.kind == .papers)
            let token = try await test.token(of: "leader-A")
            let read = try TestOffice.json(try await test.call(.get, "outgoing/\(id)/tasks", token: token))
            let told = try #require(read["items"]?.elements.first)
            #expect(told["stop"]?["kind"] == .text("papers") && told["stop"]?["due"] == .text("2027-03-04"))
            #expect(told["acts"]?.elements.contains(.text("resume-clock")) == true)

            let later = try Self.nine("2027-03-10")
            clock.withLock { $0 = later }
            #expect(try await Self.counts(test) == [.inTime: 1], "long past the deadline")
            let other = ["due": "20/03/2027", "reason": "Cơ quan chủ trì đề nghị thêm."]
            #expect(try await test.act(.changeDeadline, on: task, other).status == .forbidden)
            #expect(try await test.act(.stopClock, on: task, Self.reason).status == .forbidden)
            // 2 to 5 and 8 to 10 March are seven working days; the seventh after 4 March is the 15th.
            let form = try await test.text("/outgoing/\(id)/tasks/\(task.id)/resume-clock", as: "leader-A")
            #expect(form.contains("Đã dừng 7 ngày làm việc: thời hạn thành <b>15/03/2027</b>"))
            #expect(try await test.act(.resumeClock, on: task).status == .seeOther)
            let running = try await test.firstTask(of: id)
            #expect(running.due == CalendarDate("2027-03-15") && running.stop == nil && running.stoppedDays == 7)
            #expect(running.state.part == .near, "as many days are left as before")
            #expect(try await test.act(.resumeClock, on: task).status == .forbidden)
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            for text in [
                "đã dừng 7 ngày làm việc", "Chờ số liệu của cơ quan thống kê.",
                "Dừng tính hạn nhiệm vụ 1, chờ hồ sơ, số liệu, hạn khi dừng 04/03/2027",
                "Tính hạn tiếp nhiệm vụ 1 sau 7 ngày làm việc, hạn từ 04/03/2027 thành 15/03/2027",
            ] { #expect(page.contains(text), "\(text)") }

            let tooLate = try Self.nine("2027-03-16")
            clock.withLock { $0 = tooLate }
            #expect(try await Self.counts(test) == [.late: 1])
            #expect(try await test.act(.stopClock, on: task, Self.reason).status == .forbidden, "it ran out")
            for sql in [
                "UPDATE task_stop SET reason = 'khác'", "UPDATE task_stop SET days = 0", "DELETE FROM task_stop",
            ] {
                await #expect(throws: (any Error).self, "\(sql)") {
                    _ = try await test.office.database.write { try $0.execute(sql) }
                }
            }
        }
    }

    @Test func `a clock stops for a task that runs, by who directs it, once`() async throws {
        try await TestOffice.with { test in
            let idle = try await Self.directive(test, isBegun: false)
            let waiting = try await test.firstTask(of: idle)
            #expect(try await test.act(.stopClock, on: waiting, Self.reason).status == .forbidden, "not received")
            let id = try await Self.directive(test)
            let task = try await test.firstTask(of: id)
            #expect(try await test.act(.resumeClock, on: task).status == .forbidden, "it runs")
            for person in ["officer-A", "head-A"] {
                #expect(try await test.act(.stopClock, on: task, Self.reason, as: person).status == .forbidden)
            }
            let path = "/outgoing/\(id)/tasks/\(task.id)/stop-clock"
            #expect(try await test.post(path, as: "clerk-A", version: 1, Self.reason).status == .conflict)
            try await TaskTravelTests.say(
                1, .extension, "Cần thêm thời gian.", due: try TaskTravelTests.day(40, test), of: id, test)
            let asking = try await test.act(.stopClock, on: task, Self.reason)
            #expect(asking.status == .forbidden && String(buffer: asking.body).contains("trả lời trước"))
            let wish = try #require(try await test.firstTask(of: id).state.askedDue)
            let refusal = ["asked": wish.iso, "reason": "Thời hạn đã đủ để làm."]
            #expect(try await test.act(.refuse, on: task, refusal).status == .seeOther)
            let (version, once) = (try await test.outgoingState(id).version, RandomText.secret())
            for _ in 0..<2 {
                let answer = try await test.post(path, as: "clerk-A", version: version, once: once, Self.reason)
                #expect(answer.status == .seeOther)
            }
            let stops = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS stops FROM task_stop")?["stops"] as Int?
            }
            #expect(stops == 1)
            // What is done meanwhile is done in time.
            try await TaskTravelTests.say(1, .finished, "Đã có báo cáo.", of: id, test)
            #expect(try await test.firstTask(of: id).state.part == .finished)
            #expect(try await test.act(.resumeClock, on: task).status == .forbidden)
        }
    }

    @Test func `days off move no deadline, and none is over when the clock runs again`() async throws {
        // Tết of 2027 is from Thursday, 4 February to Wednesday, 10 February.
        let holidays = ["2027-02-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10"]
        let calendar = WorkingCalendar(holidays: Set(holidays.compactMap { CalendarDate($0) }))
        try await TestOffice.with { test in
            for (on, due, today, days, later) in [
                ("2027-03-01", "2027-03-04", "2027-03-01", 0, "2027-03-04"),
                ("2027-03-05", "2027-03-08", "2027-03-07", 0, "2027-03-08"),
                ("2027-03-05", "2027-03-05", "2027-03-06", 0, "2027-03-08"),
                ("2027-03-06", "2027-03-08", "2027-03-08", 1, "2027-03-09"),
                ("2027-02-03", "2027-02-03", "2027-02-08", 0, "2027-02-11"),
                ("2027-02-03", "2027-02-12", "2027-02-11", 1, "2027-02-15"),
            ] {
                let stop = try await test.office.database.read { connection in
                    try connection.row(
                        """
                        SELECT 'papers' AS stop_kind, 'Chờ số liệu' AS stop_reason, CAST($1 AS TEXT) AS stop_due, CAST($2 AS TEXT) AS stop_on
                        """, CalendarDate(due), CalendarDate(on)
                    ).flatMap(TaskStop.init)
                }
                let resumed = try #require(stop).resumed(on: try #require(CalendarDate(today)), calendar: calendar)
                #expect(resumed.days == days && resumed.due == CalendarDate(later), "\(on), \(due), \(today)")
            }
        }
    }

    @Test(arguments: [("2027-03-08", false), ("2027-03-15", false), ("2027-03-16", true)])
    func `a wish that comes meanwhile stays when it asks for more than the clock brings`(day: String, stays: Bool)
        async throws
    {
        let clock = Mutex(try Self.nine("2027-03-01"))
        try await TestOffice.with(now: { clock.withLock { $0 } }) { test in
            let id = try await Self.directive(test, due: CalendarDate("2027-03-04"))
            let task = try await test.firstTask(of: id)
            #expect(try await test.act(.stopClock, on: task, Self.reason).status == .seeOther)
            let wish = try #require(CalendarDate(day))
            try await TaskTravelTests.say(
                1, .extension, "Cần thêm thời gian.", due: wish, at: try Self.nine("2027-03-01"), of: id, test)
            #expect(try await test.firstTask(of: id).state.askedDue == wish)
            let later = try Self.nine("2027-03-10")
            clock.withLock { $0 = later }
            #expect(try await test.act(.resumeClock, on: task).status == .seeOther)
            let running = try await test.firstTask(of: id)
            #expect(running.due == CalendarDate("2027-03-15"))
            #expect(running.state.askedDue == (stays ? wish : nil))
        }
    }

    @Test func `a wish that is refused meanwhile leaves the deadline of before, and is not granted`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let task = try await test.firstTask(of: id)
            let (due, wish) = (try #require(task.due), try TaskTravelTests.day(40, test))
            #expect(try await test.act(.stopClock, on: task, Self.reason).status == .seeOther)
            try await TaskTravelTests.say(1, .extension, "Cần thêm thời gian.", due: wish, of: id, test)
            #expect(try await test.act(.grant, on: task, ["asked": wish.iso]).status == .forbidden)
            let form = try await test.text("/outgoing/\(id)/tasks/\(task.id)/refuse-extension", as: "leader-A")
            #expect(form.contains("<b>dừng tính hạn, hạn khi dừng \(due.shown)</b>"))
            let refusal = ["asked": wish.iso, "reason": "Thời hạn đã đủ để làm."]
            #expect(try await test.act(.refuse, on: task, refusal).status == .seeOther)
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            #expect(page.contains("Không gia hạn nhiệm vụ 1, giữ hạn \(due.shown)"))
        }
    }

    @Test func `the list that goes along says that the clock stands still, and the receiver's stands still too`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let task = try await test.firstTask(of: id)
            #expect(try await test.act(.stopClock, on: task, Self.reason).status == .seeOther)
            let annex = try await test.office.database.read { try TaskAnnex.of(id, test.office, in: $0) }
            let row = try #require(annex?.rows.first)
            #expect(row.isStopped && row.due == nil && annex?.rows.last?.isStopped == false)

            let came = try await Received.directive(test)
            let given = ["unit": "A", "due": try TaskTravelTests.day(10, test).shown]
            #expect(try await Received.act(.accept, came, as: "clerk-A", test: test) == 303)
            #expect(try await Received.act(.give, came, as: "clerk-A", given, test: test) == 303)
            let due = try TaskTravelTests.day(30, test)
            for isStopped in [true, false] {
                var row = try Received.row(1, "Rà soát thủ tục hành chính", due: isStopped ? nil : due)
                row.isStopped = isStopped
                try await test.update(
                    came, subject: "V/v danh mục \(UUID().uuidString)", files: [try await Received.annex([row], test)])
                try await Received.step("update", came, as: "clerk-A", ["answer": "agree", "reason": ""], test: test)
                let task = try await Received.task(came, 1, test)
                #expect(task.isStopped == isStopped && task.due == (isStopped ? nil : due) && task.unitDue == nil)
                #expect(task.state == .working && task.unit?.id == "A")
                let form = "/incoming/\(came)/received-tasks/\(task.id)"
                let finish = try await test.text("\(form)/finish", as: "officer-A")
                #expect(finish.contains("<dd>Dừng tính hạn</dd>") == isStopped && !finish.contains("Thường xuyên"))
                let asking = try await test.get("\(form)/ask-extension", as: "officer-A")
                #expect(asking.status == (isStopped ? .forbidden : .ok))
                #expect(String(buffer: asking.body).contains("Nơi giao đang dừng tính hạn") == isStopped)
                let page = try await test.text("/incoming/\(came)", as: "officer-A")
                let told = "\(isStopped ? "Dừng tính hạn" : "Tính hạn tiếp") nhiệm vụ 1, nơi giao quyết định"
                #expect(page.contains(told), "\(told)")
            }
        }
    }
}
