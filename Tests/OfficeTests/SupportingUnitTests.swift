import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Office

/// One task that was given to us, split among several of our units: one leads it, others support it, each reports.
@Suite struct SupportingUnitTests {
    private typealias Received = ReceivedTaskTests

    /// A directive of which unit A leads the work and unit B supports it; its first task was accepted and given to A, supported by B.
    private static func split(_ test: TestOffice, due: CalendarDate? = nil) async throws -> String {
        let id = try await Received.directive(test)
        #expect(try await Received.act(.accept, id, as: "clerk-A", test: test) == 303)
        let fields = ["unit": "A", "support": "B", "due": due?.shown ?? ""]
        #expect(try await Received.act(.give, id, as: "clerk-A", fields, test: test) == 303)
        return id
    }

    private static func give(
        _ id: String, to unit: String, _ supporting: [String], as person: String = "leader-A", _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.send(
            try await Received.path(.give, id, 1, test), as: person, version: try await test.state(id).version,
            [("unit", unit)] + supporting.map { ("support", $0) })
    }

    private static func notices(_ kind: Notice.Kind, _ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT person_id FROM notice WHERE document_id = $1 AND kind = $2 ORDER BY person_id LIMIT 20", id,
                kind
            ).map { row -> String in try row["person_id"] }
        }
    }

    @Test func `one unit leads, another supports; the sender is told who, and each unit that it is asked`() async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.split(test)
            let task = try await Received.task(id, 1, test)
            #expect(task.unit?.id == "A" && task.supporting.map(\.unit.id) == ["B"] && task.state == .working)
            #expect(
                try await Received.reports(test).last
                    == "05 Nhiệm vụ 1, đang xử lý: Giao Phòng A chủ trì, phối hợp Phòng B")
            let page = try await test.text("/incoming/\(id)", as: "officer-B")
            #expect(page.contains("Phòng B phối hợp chưa báo"))
            #expect(page.contains("Giao nhiệm vụ 1 cho Phòng A chủ trì, phối hợp Phòng B"))
            #expect(try await Self.notices(.given, id, test).filter { $0 == "head-B" }.count == 2, "by line and task")
        }
    }

    @Test func `what a supporting unit reports stays in the house, and its part can be done once`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.split(test)
            let sent = try await Received.reports(test)
            let text = ["text": "Đã gửi số liệu của 12 xã."]
            for (person, status) in [("officer-A", 403), ("clerk-A", 403), ("leader-A", 403), ("officer-B", 303)] {
                #expect(
                    try await Received.act(.reportPart, id, as: person, text, test: test) == status, "\(person)")
            }
            #expect(try await Received.act(.reportPart, id, as: "head-B", ["text": " "], test: test) == 422)
            var part = try #require(try await Received.task(id, 1, test).supporting.first)
            #expect(part.text == "Đã gửi số liệu của 12 xã." && part.finishedAt == nil)
            #expect(part.reportedBy.contains("Người officer-B"))
            // Who heads unit A in a further post is told too.
            _ = try await test.office.database.write {
                try $0.execute(
                    """
                    INSERT INTO post (id, person_id, unit_id, role, title, starts_on)
                    VALUES ('p', 'clerk-A', 'A', 'head', 'Phụ trách phòng', '2000-01-01')
                    """)
            }
            let done = ["text": "Đã xong phần của Phòng B.", "done": "yes"]
            let version = try await test.state(id).version
            #expect(try await Received.act(.reportPart, id, as: "head-B", done, test: test) == 303)
            // Whoever saw the page before does not write over it.
            let late = try await Received.act(.reportPart, id, as: "officer-B", text, version: version, test: test)
            #expect(late == 409)
            #expect(try await Received.act(.reportPart, id, as: "officer-B", text, test: test) == 403, "done")
            part = try #require(try await Received.task(id, 1, test).supporting.first)
            #expect(part.finishedAt != nil && part.text == "Đã xong phần của Phòng B.")
            #expect(try await Received.reports(test) == sent)
            let told = try await Self.notices(.reported, id, test)
            #expect(told.contains("head-A") && told.filter { $0 == "clerk-A" }.count == 1)
            let page = try await test.text("/incoming/\(id)", as: "head-A")
            for text in [
                "Báo phần phối hợp nhiệm vụ 1, Phòng B, đã xong",
                "Phòng B phối hợp: “Đã xong phần của Phòng B.”, đã xong",
            ] { #expect(page.contains(text), "\(text)") }
            // The task itself is as it was.
            let task = try await Received.task(id, 1, test)
            #expect(task.state == .working && task.report?.kind == .inProgress)
        }
    }

    @Test func `the task is finished by the unit that leads it, whatever the others have reported`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.split(test)
            let text = ["text": "Đã gửi báo cáo số 12/BC-UBND."]
            for act in [ReceivedTaskAct.progress, .finish] {
                #expect(try await Received.act(act, id, as: "head-B", text, test: test) == 403, "\(act)")
            }
            let form = try await test.text(try await Received.path(.finish, id, 1, test), as: "head-A")
            #expect(form.contains("Chưa báo xong phần phối hợp: Phòng B"))
            #expect(try await Received.act(.finish, id, as: "head-A", text, test: test) == 303)
            #expect(try await Received.task(id, 1, test).state == .finished)
            #expect(try await Received.reports(test).last == "05 Nhiệm vụ 1, hoàn thành: Đã gửi báo cáo số 12/BC-UBND.")
            #expect(try await Received.act(.reportPart, id, as: "head-B", text, test: test) == 403)
        }
    }

    @Test func `given anew, who stays keeps the report, and who is named no more has nothing to do with it`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.split(test)
            let text = ["text": "Đã gửi số liệu."]
            #expect(try await Received.act(.reportPart, id, as: "officer-B", text, test: test) == 303)
            // The leader brings a third unit in, which gets a line of the document.
            #expect(try await Self.give(id, to: "A", ["B", "C"], test).status == .seeOther)
            var task = try await Received.task(id, 1, test)
            #expect(
                task.supporting.map(\.unit.id) == ["B", "C"] && task.supporting.map(\.text) == ["Đã gửi số liệu.", ""])
            let tree = try await test.office.database.read { try ReceiptStore.tree(of: id, in: $0) }
            #expect(tree.lines.filter { $0.unit.id == "B" }.count == 1)
            #expect(tree.lines.filter { $0.unit.id == "C" && $0.isOpen }.map(\.part) == [.support])
            // The head of the unit that leads names the own unit alone and leaves the others.
            let form = try await test.text(try await Received.path(.give, id, 1, test), as: "head-A")
            #expect(!form.contains("name=\"support\""))
            #expect(try await Self.give(id, to: "A", ["x"], as: "head-A", test).status == .seeOther)
            #expect(try await Received.task(id, 1, test).supporting.count == 2)
            #expect(try await Self.give(id, to: "B", ["C"], test).status == .seeOther)
            task = try await Received.task(id, 1, test)
            #expect(task.unit?.id == "B" && task.supporting.map(\.unit.id) == ["C"])
            #expect(try await Received.act(.reportPart, id, as: "officer-A", text, test: test) == 403)
            #expect(try await Received.act(.progress, id, as: "officer-B", text, test: test) == 303)
        }
    }

    @Test func `a unit twice, one that is none and one that the clerk may not bring in are refused`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.split(test)
            for (person, supporting) in [("leader-A", ["A"]), ("leader-A", ["x"]), ("clerk-A", ["C"])] {
                let answer = try await Self.give(id, to: "A", supporting, as: person, test)
                #expect(answer.status == .unprocessableContent, "\(person) \(supporting)")
                #expect(String(buffer: answer.body).contains("href=\"#support\""), "\(person) \(supporting)")
            }
            #expect(try await Received.task(id, 1, test).supporting.map(\.unit.id) == ["B"])
        }
    }

    @Test func `a supporting unit has it in its list until its part is done, by the unit's own deadline`() async throws
    {
        try await TestOffice.with { test in
            let due = test.office.today
            let id = try await Self.split(test, due: due)
            // The second task is with unit A, which leads the document.
            #expect(try await Received.list("head-B", test: test).lines.map(\.task.ordinal) == [1])
            #expect(try await Received.list("officer-B", test: test).lines.map(\.due) == [due])
            #expect(try await Received.list("head-A", test: test).counts == [.near: 1, .waiting: 1])
            #expect(try await Received.list("clerk-A", test: test).counts == [.inTime: 1, .waiting: 1])
            for person in ["head-A", "officer-B", "clerk-A"] {
                let page = try await test.text("/received-tasks", as: person)
                #expect(page.contains("Phòng B phối hợp chưa báo"), "\(person)")
            }
            let done = ["text": "Đã xong.", "done": "yes"]
            #expect(try await Received.act(.reportPart, id, as: "head-B", done, test: test) == 303)
            #expect(try await Received.list("head-B", test: test).counts == [.finished: 1])
            #expect(try await Received.list("head-A", test: test).counts == [.near: 1, .waiting: 1])
            let open = try await test.office.database.read { connection -> Int? in
                let who = try #require(try PersonStore.person("head-B", in: connection))
                let open = "SELECT (\(ReceivedTaskList.open(for: who))) AS tasks"
                return try connection.row(open, who.id, who.unit.id)?["tasks"]
            }
            #expect(open == 0)
            // Who leads finishes it for everybody.
            #expect(try await Received.act(.finish, id, as: "head-A", ["text": "Xong."], test: test) == 303)
            #expect(try await Received.list("clerk-A", test: test).counts == [.finished: 1, .waiting: 1])
        }
    }
}
