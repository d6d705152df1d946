import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Gateway
@testable import Office

/// Who does what with the tasks that a directive gives to us, and what goes back to the sender.
extension ReceivedTaskTests {
    /// What an act needs, filled in rightly.
    private static func fields(_ act: ReceivedTaskAct, _ test: TestOffice) throws -> [String: String] {
        switch act {
        case .accept: [:]
        case .give: ["unit": "A"]
        case .progress, .finish, .reportPart: ["text": "Đã gửi báo cáo số 12/BC-UBND."]
        case .askExtension: ["due": try self.day(40, test).shown, "reason": self.reason]
        case .return: ["reason": self.reason]
        }
    }

    @Test func `a task is accepted, given to a unit, reported, and finished once; each act reports once`() async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let due = try Self.day(10, test)
            let steps: [(ReceivedTaskAct, String, [String: String], ReceivedTask.State)] = [
                (.accept, "clerk-A", [:], .accepted),
                (.give, "leader-A", ["unit": "B", "due": due.shown], .working),
                (.progress, "officer-B", ["text": "Đã rà soát 12 thủ tục."], .working),
                (
                    .askExtension, "head-B",
                    ["due": try Self.day(40, test).shown, "reason": "Cần thêm số liệu của xã."],
                    .working
                ),
                (.finish, "head-B", ["text": "Đã gửi báo cáo số 12/BC-UBND."], .finished),
            ]
            let queued = try await test.queued()
            for (act, person, fields, state) in steps {
                #expect(try await Self.act(act, id, as: person, fields, test: test) == 303, "\(act)")
                #expect(try await Self.task(id, 1, test).state == state, "\(act)")
            }
            let asked = try Self.day(40, test).shown
            #expect(
                try await Self.reports(test) == [
                    "05 Nhiệm vụ 1, tiếp nhận", "05 Nhiệm vụ 1, đang xử lý: Giao Phòng B",
                    "05 Nhiệm vụ 1, đang xử lý: Đã rà soát 12 thủ tục.",
                    "05 Nhiệm vụ 1, xin gia hạn đến \(asked): Cần thêm số liệu của xã.",
                    "05 Nhiệm vụ 1, hoàn thành: Đã gửi báo cáo số 12/BC-UBND.",
                ])
            #expect(try await test.queued().count == queued.count + steps.count)
            let task = try await Self.task(id, 1, test)
            #expect(task.unit?.id == "B" && task.unitDue == due && task.finishedAt != nil)
            #expect(task.report?.by.contains("Người head-B") == true)
            let page = try await test.text("/incoming/\(id)", as: "officer-A")
            for text in [
                "Tiếp nhận nhiệm vụ 1", "Giao nhiệm vụ 1 cho Phòng B, hạn \(due.shown)", "Báo tiến độ nhiệm vụ 1",
                "Xin gia hạn nhiệm vụ 1 đến \(asked)", "Báo hoàn thành nhiệm vụ 1", "Đã gửi báo cáo số 12/BC-UBND.",
                "data-received-task=\"finished\"",
            ] { #expect(page.contains(text), "\(text)") }
            // What is finished twice is refused, and nothing more goes out.
            for act in ReceivedTaskAct.allCases {
                for person in ["clerk-A", "leader-A", "head-B"] {
                    let answer = try await Self.act(act, id, as: person, try Self.fields(act, test), test: test)
                    #expect(answer == 403, "\(act) \(person)")
                }
            }
            #expect(try await Self.reports(test).count == steps.count)
            // The other task waits as it did.
            #expect(try await Self.task(id, 2, test).state == .waiting)
        }
    }

    @Test func `a report carries the status at which the document stands`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test, until: .registered)
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 303)
            #expect(try await Self.act(.return, id, 2, as: "clerk-A", ["reason": Self.reason], test: test) == 303)
            #expect(try await test.queued() == ["01", "03", "03", "03"])
            try await Self.workOn(id, test)
            // The document can be finished before its tasks; whoever does it reads that they stay open.
            let form = try await test.text("/incoming/\(id)/finish", as: "officer-A")
            #expect(form.contains("Nhiệm vụ 1 chưa xong: hoàn thành văn bản không thay cho báo hoàn thành"))
            try await Self.step("finish", id, as: "officer-A", ["result": "Đã xong"], test: test)
            #expect(try await Self.act(.finish, id, as: "officer-A", ["text": "Xong."], test: test) == 303)
            #expect(
                try await Self.reports(test) == [
                    "03 Nhiệm vụ 1, tiếp nhận", "03 Nhiệm vụ 2, trả lại: \(Self.reason)",
                    "06 Nhiệm vụ 1, hoàn thành: Xong.",
                ])
            #expect(try await Self.tasks(id, test).map(\.state) == [.finished, .returned])
        }
    }

    /// Whoever may do it to the first task, which has been accepted unless it is about to be; unit A leads the document, nobody was given the task.
    private static let allowed: [ReceivedTaskAct: Set<String>] = [
        .accept: ["clerk-A", "clerk-B", "leader-A", "head-A"], .give: ["clerk-A", "clerk-B", "leader-A", "head-A"],
        .return: ["clerk-A", "clerk-B", "leader-A", "head-A"], .progress: ["head-A", "officer-A"],
        .finish: ["head-A", "officer-A"],
        .askExtension: ["clerk-A", "clerk-B", "leader-A", "head-A", "officer-A"],
    ]

    @Test(arguments: ReceivedTaskAct.allCases)
    func `an act is open to its people alone, by page and form`(act: ReceivedTaskAct) async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            if act != .accept { #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 303) }
            let path = try await Self.path(act, id, 1, test)
            let before = try await test.state(id)
            // Wrong on purpose, so that who may comes as far as the form.
            let wrong = ["unit": "x", "due": "x", "text": "", "reason": "ngắn"]
            for person in TestOffice.roles.flatMap({ ["\($0.rawValue)-A", "\($0.rawValue)-B"] }) {
                let isAllowed = Self.allowed[act]?.contains(person) == true
                let form = try await test.get(path, as: person)
                #expect(isAllowed ? form.status == .ok : [403, 404].contains(form.status.code), "\(person)")
                guard act != .accept || !isAllowed else { continue }
                let answer = try await Self.act(act, id, as: person, wrong, test: test)
                #expect(isAllowed ? answer == 422 : [403, 404].contains(answer), "\(person) \(answer)")
            }
            #expect(try await test.state(id) == before)
            // The page offers what the rule allows.
            for person in ["clerk-A", "leader-A", "leader-B", "head-A", "officer-A", "head-B"] {
                let offers = try await test.text("/incoming/\(id)", as: person).contains("href=\"\(path)\"")
                #expect(offers == (Self.allowed[act]?.contains(person) == true), "\(person)")
            }
        }
    }

    @Test func `a task that was given to a unit is that unit's alone`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(try await Self.act(.accept, id, as: "leader-A", test: test) == 303)
            #expect(try await Self.act(.give, id, as: "clerk-A", ["unit": "B"], test: test) == 303)
            let text = ["text": "Đang làm."]
            for (person, status) in [("officer-A", 403), ("head-A", 403), ("clerk-A", 403), ("officer-B", 303)] {
                #expect(try await Self.act(.progress, id, as: person, text, test: test) == status, "\(person)")
            }
            // Given anew, it is with the other one.
            #expect(try await Self.act(.give, id, as: "head-A", ["unit": "A"], test: test) == 303)
            #expect(try await Self.act(.progress, id, as: "officer-B", text, test: test) == 403)
            #expect(try await Self.act(.progress, id, as: "officer-A", text, test: test) == 303)
            // The head of the unit is told, but not of an own act.
            let told = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT person_id FROM notice WHERE document_id = $1 AND kind = 'given' ORDER BY at, person_id LIMIT 20",
                    id
                ).map { row -> String in try row["person_id"] }
            }
            #expect(told.filter { $0 == "head-B" }.count == 2, "by the direction and by the task")
        }
    }

    @Test func `the leader alone brings a further unit in, which gets a line of the document`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 303)
            for (person, unit) in [("clerk-A", "C"), ("head-A", "C"), ("head-A", "B"), ("leader-A", "x")] {
                #expect(
                    try await Self.act(.give, id, as: person, ["unit": unit], test: test) == 422, "\(person) \(unit)")
            }
            let due = try Self.day(8, test)
            #expect(
                try await Self.act(.give, id, as: "leader-A", ["unit": "C", "due": due.shown], test: test) == 303)
            let tree = try await test.office.database.read { try ReceiptStore.tree(of: id, in: $0) }
            let line = try #require(tree.lines.first { $0.unit.id == "C" })
            #expect(line.part == .support && line.due == due && line.isOpen && line.assignedBy == "leader-A")
            #expect(line.text == "Rà soát thủ tục hành chính")
            // Before the leader has directed it, no unit has it.
            let waiting = try await test.arrival(
                number: "125", files: [try await Self.annex([try Self.row(1, "Việc chờ")], test)])
            try await test.handle(waiting, until: .submitted)
            #expect(try await Self.act(.accept, waiting, as: "leader-A", test: test) == 303)
            for person in ["clerk-A", "leader-A"] {
                #expect(try await Self.act(.give, waiting, as: person, ["unit": "A"], test: test) == 403, "\(person)")
            }
        }
    }

    @Test func `what cannot be is refused at its field, and what was typed stays`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 303)
            let late = try Self.day(21, test).shown
            let long = String(repeating: "x", count: TaskReport.maximumCharacters + 1)
            let wrong: [(ReceivedTaskAct, [String: String], String)] = [
                (.give, ["unit": ""], "unit"), (.give, ["unit": "A", "due": late], "due"),
                (.give, ["unit": "A", "due": "01/01/2020"], "due"), (.progress, ["text": " "], "text"),
                (.progress, ["text": long], "text"), (.finish, ["text": ""], "text"),
                (.return, ["reason": "ngắn"], "reason"), (.return, ["reason": long], "reason"),
                (.askExtension, ["due": "", "reason": Self.reason], "due"),
                (.askExtension, ["due": try Self.day(20, test).shown, "reason": Self.reason], "due"),
                (.askExtension, ["due": late, "reason": "ngắn"], "reason"),
            ]
            for (act, fields, field) in wrong {
                let answer = try await test.post(
                    try await Self.path(act, id, 1, test), as: "head-A", version: try await test.state(id).version,
                    fields)
                #expect(answer.status == .unprocessableContent, "\(act) \(field)")
                let page = String(buffer: answer.body)
                #expect(page.contains("<title>Lỗi: ") && page.contains("href=\"#\(field)\""), "\(act) \(field)")
            }
            #expect(try await Self.reports(test).count == 1)
            // A task without a deadline is not extended; the same day is not asked for twice.
            #expect(try await Self.act(.accept, id, 2, as: "clerk-A", test: test) == 303)
            let ask = try Self.fields(.askExtension, test)
            #expect(try await Self.act(.askExtension, id, 2, as: "clerk-A", ask, test: test) == 403)
            #expect(try await Self.act(.askExtension, id, as: "clerk-A", ask, test: test) == 303)
            #expect(try await Self.act(.askExtension, id, as: "officer-A", ask, test: test) == 422)
        }
    }

    @Test func `who saw an older document does not act, and a form that comes twice acts once`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            let (version, once) = (try await test.state(id).version, RandomText.secret())
            for _ in 0..<2 {
                #expect(try await Self.act(.accept, id, as: "clerk-A", version: version, once: once, test: test) == 303)
            }
            #expect(try await Self.reports(test) == ["05 Nhiệm vụ 1, tiếp nhận"])
            let late = try await Self.act(
                .return, id, as: "leader-A", ["reason": Self.reason], version: version, test: test)
            #expect(late == 409)
            #expect(try await Self.act(.accept, id, 2, as: "leader-A", version: version, test: test) == 409)
            #expect(try await Self.tasks(id, test).map(\.state) == [.accepted, .waiting])
            let task = try await Self.task(id, 1, test)
            let other = try await test.arrival(number: "126")
            for path in [
                "\(id)/received-tasks/x/return", "\(id)/received-tasks/\(task.id)/x",
                "\(other)/received-tasks/\(task.id)/return",
            ] { #expect(try await test.get("/incoming/\(path)", as: "clerk-A").status == .notFound, "\(path)") }
        }
    }

    @Test func `what was given back to its sender keeps no task to work on`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            try await test.recall(id)
            // 03 or 05 once more could be taken for the answer.
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 403)
            #expect(try await Self.reports(test).isEmpty)
            let answer = try await test.post(
                "/incoming/\(id)/recall", as: "clerk-A", version: try await test.state(id).version,
                ["answer": "agree", "reason": ""])
            #expect(answer.status == .seeOther)
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 403)
            #expect(try await !test.text("/incoming/\(id)", as: "clerk-A").contains("id=\"task-"), "sealed")
            #expect(try await !test.text("/received-tasks", as: "clerk-A").contains("Rà soát thủ tục"))
        }
    }
}
