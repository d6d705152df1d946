import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Office
import Web

/// Tasks inside of directives: who writes them down, where they stand, what the director says of them.
@Suite struct TaskTests {
    private static let good = [
        "text": "Rà soát thủ tục hành chính", "lead": "G22", "due": "", "standing": "yes", "comes-back": "report",
    ]

    /// A directive of officer-A to G22, as far as `state`; issued, it goes to G90 too.
    private static func directive(_ test: TestOffice, _ state: OutgoingState = .published) async throws -> String {
        let id = try await test.draft()
        if state != .draft { try await test.bring(id, to: state) }
        let organ = try #require(OrganCode("G90"))
        try await test.office.database.write { connection in
            try Directory.save(
                code: organ, oldCode: nil, name: "Bộ Thử nghiệm", shortName: "BTN", kind: "ministry", validTo: nil,
                successor: nil, in: connection)
            try connection.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", id)
            guard state == .published else { return }
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport)
                VALUES ($1, $2, 'G90', 'Bộ Thử nghiệm', 'sent')
                """, "second-\(id)", id)
        }
        return id
    }

    private static func add(
        _ id: String, _ test: TestOffice, _ others: [String: String] = [:], as person: String = "clerk-A"
    ) async throws -> TestResponse {
        try await test.post(
            "/outgoing/\(id)/tasks", as: person, version: try await test.outgoingState(id).version,
            Self.with(others))
    }

    /// The good fields with others; an empty tick is none.
    private static func with(_ others: [String: String]) -> [String: String] {
        Self.good.merging(others) { $1 }.filter { $0.key != "standing" || !$0.value.isEmpty }
    }

    private static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    /// Deadlines that lie behind today cannot be typed.
    private static func setDue(_ days: Int, of task: DirectiveTask, _ test: TestOffice) async throws {
        let due = try self.day(days, test)
        _ = try await test.office.database.write {
            try $0.execute("UPDATE directive_task SET due_date = $1 WHERE id = $2", due, task.id)
        }
    }

    private static func list(_ question: BoardQuestion, _ test: TestOffice) async throws -> TaskList {
        try await test.office.database.read {
            try TaskList.read(
                question, page: (1_000, 0), today: test.office.today, calendar: test.office.calendar, in: $0)
        }
    }

    @Test func `a task is written on the draft by whoever may edit it, changed, removed, and numbered without gaps`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, .draft)
            let form = try await test.text("/outgoing/\(id)/tasks", as: "officer-A")
            #expect(form.contains("Thêm nhiệm vụ") && form.contains("Văn phòng Chính phủ (G22)"))
            let due = try Self.day(10, test)
            for (text, day) in [("Việc thứ nhất", ""), ("Việc thứ hai", due.shown), ("Việc thứ ba", "")] {
                let standing = day.isEmpty ? "yes" : ""
                let answer = try await Self.add(
                    id, test, ["text": text, "due": day, "standing": standing], as: "officer-A")
                #expect(answer.status == .seeOther)
                #expect(answer.headers[.location]?.hasPrefix("/outgoing/\(id)#task-") == true)
            }
            var tasks = try await test.tasks(of: id)
            #expect(tasks.map(\.ordinal) == [1, 2, 3] && tasks.map(\.due) == [nil, due, nil])
            #expect(try await test.act(.remove, on: tasks[0], as: "head-A").status == .seeOther)
            let edited = Self.with(["text": "Việc thứ hai đã sửa", "comes-back": "figure"])
            #expect(try await test.act(.edit, on: tasks[1], edited, as: "officer-A").status == .seeOther)
            tasks = try await test.tasks(of: id)
            #expect(tasks.map(\.ordinal) == [1, 2] && tasks.map(\.text) == ["Việc thứ hai đã sửa", "Việc thứ ba"])
            #expect(tasks[0].comesBack == .figure && tasks[0].due == nil)
            let page = try await test.text("/outgoing/\(id)", as: "officer-A")
            for text in [
                "id=\"task-\(tasks[0].id)\"", "Việc thứ hai đã sửa", "Thường xuyên", "Chưa ban hành", "Số liệu",
                "Xóa nhiệm vụ 1", "Việc thứ nhất",
            ] { #expect(page.contains(text), "\(text)") }
            // What is no draft's act is refused, and what nobody may see is not there.
            let fields = ["day": test.office.today.shown, "result": "Xong"]
            #expect(try await test.act(.finish, on: tasks[0], fields, as: "officer-A").status == .forbidden)
            for (person, status) in [("clerk-A", 403), ("leader-A", 403), ("leader-B", 404), ("officer-B", 404)] {
                #expect(try await Self.add(id, test, as: person).status.code == status, "\(person)")
                #expect(try await test.get("/outgoing/\(id)/tasks", as: person).status.code == status, "\(person)")
                #expect(try await test.act(.remove, on: tasks[0], as: person).status.code == status, "\(person)")
            }
            #expect(try await test.tasks(of: id).count == 2)
        }
    }

    @Test func `a draft keeps whoever leads a task, and stays a directive as long as it has one`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, .draft)
            #expect(try await Self.add(id, test, as: "officer-A").status == .seeOther)
            func edit(_ others: [String: String]) async throws -> TestResponse {
                try await test.send(
                    "/outgoing/\(id)/edit", as: "officer-A", version: try await test.outgoingState(id).version,
                    TestOffice.draftFields.merging(["steering": "2"]) { $1 }.merging(others) { $1 }, [])
            }
            for (others, field) in [(["steering": "1"], "steering"), (["recipients": "G90"], "recipients")] {
                let answer = try await edit(others)
                #expect(answer.status == .unprocessableContent, "\(field)")
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(field)")
            }
            #expect(try await edit(["subject": "V/v chỉ đạo đã sửa"]).status == .seeOther)
            #expect(try await test.firstTask(of: id).subject == "V/v chỉ đạo đã sửa")
            // Without tasks both are free.
            let task = try await test.firstTask(of: id)
            #expect(try await test.act(.remove, on: task, as: "officer-A").status == .seeOther)
            #expect(try await edit(["steering": "1", "recipients": "G90"]).status == .seeOther)
            #expect(try await Self.add(id, test, as: "officer-A").status == .forbidden)
        }
    }

    @Test func `on an issued directive the clerk and who signed it write tasks, nobody else`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            for person in ["clerk-A", "leader-A"] {
                #expect(try await Self.add(id, test, ["support": "G90"], as: person).status == .seeOther, "\(person)")
            }
            let task = try await test.firstTask(of: id)
            #expect(task.supporting == ["G90"] && task.supportingNames == "Bộ Thử nghiệm")
            let day = test.office.today.shown
            let acts: [(TaskAct, [String: String])] = [
                (.finish, ["day": day, "result": "Đã có báo cáo."]), (.reopen, ["reason": "Báo cáo còn thiếu số."]),
                (.withdraw, ["reason": "Giao nhầm cơ quan khác."]),
                (.changeDeadline, ["due": day, "reason": "Cơ quan đề nghị thêm."]),
            ]
            for (person, status) in [("leader-B", 403), ("head-A", 403), ("officer-A", 403), ("officer-B", 404)] {
                #expect(try await Self.add(id, test, as: person).status.code == status, "\(person)")
                for (act, fields) in acts {
                    #expect(try await test.act(act, on: task, fields, as: person).status.code == status, "\(act)")
                    let path = "/outgoing/\(id)/tasks/\(task.id)/\(act.rawValue)"
                    #expect(try await test.get(path, as: person).status.code == status, "\(act) \(person)")
                }
            }
            // Nobody edits or removes what was issued.
            for act in [TaskAct.edit, .remove] {
                #expect(try await test.act(act, on: task, Self.good).status == .forbidden)
            }
            let page = try await test.text("/outgoing/\(id)", as: "leader-B")
            #expect(page.contains("id=\"task-\(task.id)\"") && page.contains("thêm sau khi ban hành"))
            #expect(page.contains("Thêm nhiệm vụ 2, Văn phòng Chính phủ chủ trì, thường xuyên"))
            #expect(!page.contains("/tasks/\(task.id)/"))
            #expect(try await test.text("/outgoing/\(id)", as: "leader-A").contains("/tasks/\(task.id)/finish"))
            // Given back everywhere, it gives no more work.
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE recipient SET closure = 'withdrawn' WHERE outgoing_id = $1", id)
            }
            #expect(try await Self.add(id, test).status == .forbidden)
            #expect(try await test.firstTask(of: id).state.part == .out)
        }
    }

    @Test(arguments: [
        (["text": " "], "text"), (["text": String(repeating: "x", count: 1_001)], "text"), (["lead": ""], "lead"),
        (["lead": "H29"], "lead"), (["support": "G22"], "support"), (["support": "H29"], "support"),
        (["standing": ""], "due"), (["due": "31/12/2099"], "due"), (["due": "01/01/2020", "standing": ""], "due"),
        (["due": "hôm nào", "standing": ""], "due"), (["comes-back": "x"], "comes-back"),
    ])
    func `what cannot be is refused at its field, and what was typed stays`(others: [String: String], field: String)
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let answer = try await Self.add(id, test, ["comes-back": "figure"].merging(others) { $1 })
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains("<title>Lỗi: ") && page.contains("href=\"#\(field)\""), "\(field)")
            if field != "comes-back" { #expect(page.contains("<option value=\"figure\" selected>")) }
            #expect(try await test.tasks(of: id).isEmpty)
        }
    }

    @Test func `who saw an older document does not act on its tasks, and a form that comes twice acts once`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let (version, once) = (try await test.outgoingState(id).version, RandomText.secret())
            var answers: [TestResponse] = []
            for _ in 0..<2 {
                answers.append(
                    try await test.post(
                        "/outgoing/\(id)/tasks", as: "clerk-A", version: version, once: once, Self.good))
            }
            #expect(answers.map(\.status) == [.seeOther, .seeOther])
            #expect(answers[0].headers[.location] == answers[1].headers[.location])
            let late = try await test.post("/outgoing/\(id)/tasks", as: "leader-A", version: version, Self.good)
            #expect(late.status == .conflict)
            let task = try await test.firstTask(of: id)
            let withdrawn = try await test.post(
                "/outgoing/\(id)/tasks/\(task.id)/withdraw", as: "leader-A", version: version,
                ["reason": "Giao nhầm cơ quan khác."])
            #expect(withdrawn.status == .conflict)
            #expect(try await test.tasks(of: id).count == 1)
            #expect(try await !test.firstTask(of: id).state.isWithdrawn)
            for path in ["tasks/x/withdraw", "tasks/\(task.id)/x"] {
                #expect(try await test.get("/outgoing/\(id)/\(path)", as: "leader-A").status == .notFound, "\(path)")
            }
            let other = try await Self.directive(test)
            let elsewhere = try await test.get("/outgoing/\(other)/tasks/\(task.id)/withdraw", as: "leader-A")
            #expect(elsewhere.status == .notFound)
        }
    }

    @Test func `a task follows what its lead reports, by its own deadline`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let today = test.office.today
            #expect(try await Self.add(id, test).status == .seeOther)
            #expect(try await Self.add(id, test, ["due": today.shown, "standing": ""]).status == .seeOther)
            let dated = try await test.tasks(of: id)[1]
            func parts() async throws -> [BoardPart] { try await test.tasks(of: id).map(\.state.part) }
            func steps() async throws -> [HandlingStatus?] {
                try await test.tasks(of: id).map(\.state.step?.status)
            }
            #expect(try await parts() == [.notReceived, .notReceived])
            #expect(try await steps() == [nil, nil])
            try await test.report(.accepted, of: id)
            #expect(try await parts() == [.inTime, .near])
            #expect(try await steps() == [.accepted, .accepted])
            try await Self.setDue(-1, of: dated, test)
            try await test.report(.assigned, of: id)
            // A standing task is never late.
            #expect(try await parts() == [.inTime, .late])
            #expect(try await steps() == [.assigned, .assigned])
            try await test.report(.inProgress, of: id)
            #expect(try await steps() == [.inProgress, .inProgress])
            try await test.report(.finished, of: id)
            #expect(try await parts() == [.finished, .finishedLate])
            #expect(try await steps() == [.finished, .finished])
            #expect(try await test.tasks(of: id).map(\.state.finishedOn) == [today, today])
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            #expect(page.contains("hôm nay") && page.contains("Hoàn thành quá hạn"))
        }
    }

    @Test func `what the director confirms is finished on that day, what they reopen is not`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let today = test.office.today
            #expect(try await Self.add(id, test, ["due": today.shown, "standing": ""]).status == .seeOther)
            let task = try await test.firstTask(of: id)
            for (fields, field) in [
                (["day": "", "result": "Xong"], "day"), (["day": today.shown, "result": ""], "result"),
                (["day": try Self.day(1, test).shown, "result": "Xong"], "day"),
                (["day": try Self.day(-1, test).shown, "result": "Xong"], "day"),
            ] {
                let answer = try await test.act(.finish, on: task, fields)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(fields)")
            }
            #expect(try await test.act(.reopen, on: task, ["reason": "Chưa xong nên mở lại."]).status == .forbidden)
            let done = ["day": today.shown, "result": "Đã có báo cáo số 12/BC-VP."]
            #expect(try await test.act(.finish, on: task, done).status == .seeOther)
            var state = try await test.firstTask(of: id).state
            #expect(state.part == .finished && state.isConfirmed && state.finishedOn == today)
            #expect(try await test.act(.finish, on: task, done).status == .forbidden)
            #expect(try await test.act(.withdraw, on: task, ["reason": "Giao nhầm cơ quan."]).status == .forbidden)
            try await Self.setDue(-1, of: task, test)
            #expect(try await test.firstTask(of: id).state.part == .finishedLate)
            let page = try await test.text("/outgoing/\(id)", as: "officer-A")
            #expect(page.contains("Đã có báo cáo số 12/BC-VP.") && page.contains("người chỉ đạo xác nhận"))
            // The whole package is finished there, this task is not.
            try await test.report(.accepted, of: id)
            try await test.report(.finished, of: id)
            #expect(try await test.act(.reopen, on: task, ["reason": "Ngắn"]).status == .unprocessableContent)
            #expect(
                try await test.act(.reopen, on: task, ["reason": "Báo cáo còn thiếu số liệu."]).status == .seeOther)
            state = try await test.firstTask(of: id).state
            #expect(state.part == .late && state.step == .inProgress && state.finishedOn == nil)
            #expect(try await test.text("/outgoing/\(id)", as: "leader-A").contains("“Báo cáo còn thiếu số liệu.”"))
            #expect(try await test.act(.finish, on: task, done, as: "clerk-A").status == .seeOther)
            #expect(try await test.firstTask(of: id).state.isFinished)
        }
    }

    @Test func `a deadline changes with a reason, and a task is withdrawn with one`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(try await Self.add(id, test).status == .seeOther)
            let (task, reason) = (try await test.firstTask(of: id), "Cơ quan chủ trì đề nghị thêm thời gian.")
            let due = try Self.day(20, test)
            for (fields, field) in [
                (["due": due.shown, "reason": "Ngắn"], "reason"), (["standing": "yes", "reason": reason], "due"),
                (["reason": reason], "due"), (["due": "01/01/2020", "reason": reason], "due"),
            ] {
                let answer = try await test.act(.changeDeadline, on: task, fields)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(fields)")
            }
            let granted = ["due": due.shown, "reason": reason]
            #expect(try await test.act(.changeDeadline, on: task, granted).status == .seeOther)
            let changed = try await test.firstTask(of: id)
            #expect(changed.due == due && changed.dueChanges == 1)
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            for text in ["đã đổi 1 lần", "Đổi hạn nhiệm vụ 1 từ thường xuyên thành \(due.shown)", reason] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(
                try await test.act(.withdraw, on: task, ["reason": "Giao nhầm cơ quan khác."]).status == .seeOther)
            let withdrawn = try await test.firstTask(of: id)
            #expect(withdrawn.state.isWithdrawn && withdrawn.state.part == .out)
            #expect(try await test.text("/outgoing/\(id)", as: "leader-A").contains("Đã rút"))
            for (act, fields) in [
                (TaskAct.changeDeadline, granted), (.withdraw, ["reason": "Giao nhầm cơ quan khác."]),
                (.finish, ["day": test.office.today.shown, "result": "Xong"]),
            ] { #expect(try await test.act(act, on: task, fields).status == .forbidden, "\(act)") }
        }
    }

    @Test func `what was refused gives nobody work, and one document has at most fifty tasks`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(try await Self.add(id, test).status == .seeOther)
            try await test.report(.refused, of: id, "Không thuộc chức năng.")
            #expect(try await test.firstTask(of: id).state.part == .out)
            try await test.office.database.write { connection in
                for number in 2...DirectiveTask.maximum {
                    try connection.execute(
                        """
                        INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, comes_back, added_at)
                        VALUES ($1, $2, $3, 'Việc', 'G90', 'nothing', $4)
                        """, "task-\(number)", id, number, test.office.now())
                }
            }
            let answer = try await Self.add(id, test)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("tối đa 50 nhiệm vụ"))
            #expect(try await test.tasks(of: id).count == 50)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(!page.contains("Thêm nhiệm vụ…") && page.contains("Lĩnh vực…"))
        }
    }

    @Test func `the list counts the parts, narrows, puts the nearest deadline first and leads to the task`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let far = try Self.day(60, test)
            for fields in [
                ["text": "Việc thường xuyên"], ["text": "Việc còn lâu", "due": far.shown, "standing": ""],
                ["text": "Việc quá hạn", "due": test.office.today.shown, "standing": ""],
                ["text": "Việc đã xong"], ["text": "Việc của bộ", "lead": "G90"], ["text": "Việc đã rút"],
            ] { #expect(try await Self.add(id, test, fields).status == .seeOther) }
            try await test.report(.accepted, of: id)
            let tasks = try await test.tasks(of: id)
            try await Self.setDue(-3, of: tasks[2], test)
            let done = ["day": test.office.today.shown, "result": "Đã có báo cáo."]
            #expect(try await test.act(.finish, on: tasks[3], done).status == .seeOther)
            #expect(
                try await test.act(.withdraw, on: tasks[5], ["reason": "Giao nhầm cơ quan."]).status == .seeOther)
            // A draft's task is nobody's yet.
            let draft = try await Self.directive(test, .draft)
            #expect(try await Self.add(draft, test, as: "officer-A").status == .seeOther)
            let all = try await Self.list(BoardQuestion(), test)
            #expect(all.counts == [.inTime: 2, .late: 1, .finished: 1, .notReceived: 1, .out: 1] && all.counted == 5)
            #expect(
                all.tasks.map(\.text) == [
                    "Việc quá hạn", "Việc còn lâu", "Việc thường xuyên", "Việc của bộ", "Việc đã xong",
                ])
            for part in BoardPart.allCases {
                var question = BoardQuestion()
                question.part = part
                let list = try await Self.list(question, test)
                #expect(list.tasks.count == list.total(question) && list.tasks.allSatisfy { $0.state.part == part })
            }
            var question = BoardQuestion()
            question.agency = "bo thu"
            #expect(try await Self.list(question, test).tasks.map(\.text) == ["Việc của bộ"])
            question = BoardQuestion()
            question.to = try Self.day(-1, test)
            #expect(try await Self.list(question, test).tasks.isEmpty)
            (question.from, question.to) = (test.office.today, test.office.today)
            #expect(try await Self.list(question, test).counted == 5)

            let page = try await test.text("/tasks", as: "leader-A")
            #expect(page.contains("href=\"/outgoing/\(id)#task-\(tasks[2].id)\""))
            #expect(page.contains("href=\"/tasks?part=late\">1</a>") && page.contains("href=\"/tasks?part=out\""))
            #expect(!page.contains("Việc đã rút"))
            let narrowed = try await test.text("/tasks?part=late&agency=van+phong", as: "clerk-A")
            #expect(narrowed.contains("Việc quá hạn") && !narrowed.contains("Việc còn lâu"))
            // The chip drops its own condition, a count keeps the others.
            #expect(
                narrowed.contains("href=\"/tasks?part=late\"") && narrowed.contains("agency=van%20phong&amp;part=near"))
            #expect(try await test.text("/board", as: "leader-A").contains("href=\"/tasks\""))
        }
    }

    @Test func `only clerks and leaders open the list, and a date that cannot be is told`() async throws {
        try await TestOffice.with { test in
            for (person, status) in [
                ("clerk-A", 200), ("leader-A", 200), ("head-A", 403), ("officer-A", 403), ("admin-A", 403),
            ] { #expect(try await test.get("/tasks", as: person).status.code == status, "\(person)") }
            for query in ["from=x", "from=31/12/2026&to=01/01/2026"] {
                let answer = try await test.get("/tasks?\(query)", as: "leader-A")
                #expect(answer.status == .unprocessableContent, "\(query)")
                #expect(String(buffer: answer.body).contains("<title>Lỗi: "))
            }
            #expect(try await test.text("/tasks", as: "leader-A").contains("Chưa có nhiệm vụ nào"))
            #expect(try await test.text("/tasks?part=late", as: "leader-A").contains("Không có nhiệm vụ nào như vậy"))
            // What is on no list asks for nothing.
            #expect(try await test.get("/tasks?part=x&page=0", as: "leader-A").status == .ok)
        }
    }

    @Test(.aboutSQLite) func `tasks are counted from an index, and a page of them is found in its order`()
        async throws
    {
        try await TestOffice.with { test in
            let (today, calendar) = (test.office.today, test.office.calendar)
            func plan(_ question: BoardQuestion, _ query: @escaping @Sendable (BoardStatement) -> String) async throws
                -> [String]
            {
                try await test.office.database.read { connection in
                    let statement = question.statement(today: today, calendar: calendar)
                    return try connection.rows(
                        anew: "EXPLAIN QUERY PLAN \(query(statement))", values: statement.values
                    ).map { row -> String in try row["detail"] }
                }
            }
            let counting = try await plan(BoardQuestion()) { TaskList.counting($0) }
            #expect(counting.contains { $0.contains("COVERING INDEX board_line_task") }, "\(counting)")
            let indexes: [(BoardPart?, String)] = [
                (nil, "SCAN line USING INDEX board_line_order"), (.late, "SEARCH line USING INDEX board_line_due"),
                (.near, "SEARCH line USING INDEX board_line_due"),
                (.finished, "SEARCH line USING INDEX board_line_part"),
            ]
            for (part, index) in indexes {
                let question = BoardQuestion(part: part)
                let page = try await plan(question) { "\(TaskList.ids(question, $0)) LIMIT 50" }
                #expect(page.contains { $0.hasPrefix(index) }, "\(page)")
                #expect(!page.contains("USE TEMP B-TREE FOR ORDER BY"), "\(page)")
            }
        }
    }
}
