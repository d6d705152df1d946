import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Tasks on the leaders' board: where a directive has some, they are counted and not its receivers.
@Suite struct BoardTaskTests {
    /// A directive of ours to G22 and G90, issued, with a task that has no deadline and one that is due today, both led by G22.
    private static func directive(_ test: TestOffice) async throws -> (id: String, tasks: [DirectiveTask]) {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        try await test.office.database.write { connection in
            try connection.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", id)
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport)
                VALUES ($1, $2, 'G90', 'Bộ Thử nghiệm', 'sent')
                """, "second-\(id)", id)
        }
        #expect(try await self.counts(test) == [.notReceived: 2])
        for (text, due) in [("Rà soát thủ tục", ""), ("Báo cáo <b>số liệu</b>", test.office.today.shown)] {
            var fields = ["text": text, "lead": "G22", "due": due, "comes-back": "report"]
            if due.isEmpty { fields["standing"] = "yes" }
            let answer = try await test.post(
                "/outgoing/\(id)/tasks", as: "clerk-A", version: try await test.outgoingState(id).version, fields)
            #expect(answer.status == .seeOther)
        }
        let tasks = try await test.office.database.read {
            try DirectiveTask.all(of: id, today: test.office.today, calendar: test.office.calendar, in: $0)
        }
        return (id, tasks)
    }

    private static func act(
        _ act: TaskAct, _ task: DirectiveTask, _ fields: [String: String], _ test: TestOffice
    ) async throws {
        let answer = try await test.post(
            "/outgoing/\(task.outgoingID)/tasks/\(task.id)/\(act.rawValue)", as: "leader-A",
            version: try await test.outgoingState(task.outgoingID).version, fields)
        #expect(answer.status == .seeOther)
    }

    private static func matrix(_ test: TestOffice) async throws -> BoardMatrix {
        try await test.office.database.read {
            try BoardMatrix.read(BoardQuestion(), today: test.office.today, calendar: test.office.calendar, in: $0)
        }
    }

    private static func counts(_ test: TestOffice) async throws -> [BoardPart: Int] {
        try await self.matrix(test).total.parts
    }

    @Test func `the tasks of a directive take the place of its receivers, each by its own deadline`() async throws {
        try await TestOffice.with { test in
            let (id, tasks) = try await Self.directive(test)
            #expect(try await Self.matrix(test).rows.map(\.organ.text) == ["G22"])
            #expect(try await Self.counts(test) == [.notReceived: 2])
            try await test.report(.accepted, of: id)
            #expect(try await Self.counts(test) == [.inTime: 1, .near: 1])
            // Both are reported by one status of the document.
            #expect(try await Self.matrix(test).total.at(.received) == 2)
            let near = try await test.text("/board/lines?part=near&organ=G22", as: "leader-A")
            #expect(near.contains("href=\"\(tasks[1].path)\"") && near.contains("Báo cáo &lt;b&gt;số liệu"))
            #expect(near.contains(tasks[1].subject) && !near.contains("Rà soát thủ tục") && near.contains("Hôm nay"))
            let standing = try await test.text("/board/lines?part=in-time", as: "leader-A")
            #expect(standing.contains("href=\"\(tasks[0].path)\"") && standing.contains("Thường xuyên"))
            #expect(try await test.text("/board/lines?organ=G90", as: "leader-A").contains("Không có việc nào như vậy"))
            let page = try await test.text("/board", as: "leader-A")
            #expect(page.contains("href=\"/board/lines?part=near\">1</a>") && !page.contains("data-organ=\"G90\""))
            // Both entered this week.
            #expect(page.contains("href=\"/board/lines?change=entered\">2</a>"))
            #expect(try await test.text("/board/lines?change=entered", as: "leader-A").contains("(2)"))
        }
    }

    @Test func `what the director says of a task moves it on the board and in its steps`() async throws {
        try await TestOffice.with { test in
            let (id, tasks) = try await Self.directive(test)
            try await test.report(.accepted, of: id)
            let today = test.office.today.shown
            try await Self.act(.finish, tasks[1], ["day": today, "result": "Đã có báo cáo."], test)
            #expect(try await Self.counts(test) == [.inTime: 1, .finished: 1])
            #expect(try await Self.matrix(test).total.at(.finished) == 1)
            #expect(try await test.text("/board/lines?step=finished", as: "leader-A").contains(tasks[1].path))
            var steps = try await test.text("/board?view=steps", as: "leader-A")
            #expect(steps.contains(TaskWords.confirmed) && steps.contains("href=\"\(tasks[0].path)\""))
            // A step of each task: one is done, one waits; none of G90, which leads nothing.
            #expect(steps.ranges(of: "data-step=\"finished\"").count == 2 && !steps.contains("data-organ=\"G90\""))
            #expect(steps.contains("nhiệm vụ 2, Văn phòng Chính phủ"))
            let pictures = try await test.office.database.read {
                try BoardPictures.read(
                    BoardQuestion(), today: test.office.today, calendar: test.office.calendar, in: $0)
            }
            #expect(pictures.months.last?.issued == 2 && pictures.months.last?.finished == 1)
            // One receiver with two tasks reported the step once.
            #expect(pictures.steps.first?.lines == 1)
            let past = try #require(CalendarDate(dayNumber: test.office.today.dayNumber - 1))
            _ = try await test.office.database.write {
                try $0.execute("UPDATE directive_task SET due_date = $1", past)
            }
            #expect(try await Self.counts(test) == [.late: 1, .finishedLate: 1])
            try await Self.act(.reopen, tasks[1], ["reason": "Báo cáo còn thiếu số."], test)
            #expect(try await Self.counts(test) == [.late: 2])
            try await Self.act(.withdraw, tasks[1], ["reason": "Giao nhầm cơ quan."], test)
            #expect(try await Self.counts(test) == [.late: 1, .out: 1])
            #expect(try await test.text("/board", as: "leader-A").contains(BoardWords.out(1)))
            #expect(try await test.text("/board/lines?part=out", as: "leader-A").contains("Đã rút"))
            steps = try await test.text("/board?view=steps", as: "leader-A")
            #expect(steps.contains(tasks[0].path) && !steps.contains(tasks[1].path))
        }
    }

    @Test func `a directive that is given back takes its tasks along, and one that is a draft has none`() async throws {
        try await TestOffice.with { test in
            let (id, _) = try await Self.directive(test)
            try await test.office.database.write { connection in
                _ = try connection.execute(
                    "UPDATE recipient SET closure = 'withdrawn' WHERE outgoing_id = $1 AND organ_code = 'G22'", id)
            }
            #expect(try await Self.counts(test) == [.out: 2])
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE outgoing SET steering = 1 WHERE id = $1", id)
            }
            #expect(try await Self.counts(test).isEmpty)
        }
    }
}
