import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Gateway
@testable import Office

/// Tasks of a copy that was linked to a registered document are worked on there, and whoever sent the copy is told.
@Suite struct TaskHomeTests {
    private typealias Received = ReceivedTaskTests

    /// A paper on which unit A works, and the package of it with two tasks that was linked to it.
    private static func linked(_ test: TestOffice) async throws -> (paper: String, copy: String) {
        let paper = try await LinkingTests.registered(test)
        try await LinkingTests.work(paper, until: .inProgress, test)
        let rows = [
            try Received.row(1, "Rà soát thủ tục hành chính", due: try Received.day(20, test)),
            try Received.row(2, "Công khai kết quả", lead: "G90", support: ["H29"]),
        ]
        let copy = try await test.arrival(files: [try await Received.annex(rows, test)])
        let form = try await test.text("/incoming/\(copy)/link", as: "clerk-A")
        #expect(form.contains("Bản này giao cơ quan ta 2 nhiệm vụ") && form.contains("nơi gửi bản này được báo"))
        #expect(try await LinkingTests.link(copy, to: paper, test).status == .seeOther)
        return (paper, copy)
    }

    @Test func `tasks of a copy stand at the registered document, and its sender is told of each act once`()
        async throws
    {
        try await TestOffice.with { test in
            let (paper, copy) = try await Self.linked(test)
            let tasks = try await Received.tasks(paper, test)
            #expect(tasks.map(\.ordinal) == [1, 2] && tasks.allSatisfy { $0.incomingID == copy && $0.homeID == paper })
            let page = try await test.text("/incoming/\(paper)", as: "clerk-A")
            #expect(
                page.contains("Rà soát thủ tục hành chính")
                    && page.contains("Theo bản gắn thêm của Văn phòng Chính phủ"))
            let path = "/incoming/\(paper)/received-tasks/\(tasks[0].id)/accept"
            #expect(page.contains("href=\"\(path)\""))
            let queued = try await test.queued().count
            #expect(try await Received.act(.accept, paper, as: "clerk-A", test: test) == 303)
            #expect(try await Received.act(.give, paper, as: "head-A", ["unit": "A"], test: test) == 303)
            #expect(try await Received.act(.finish, paper, as: "officer-A", ["text": "Đã xong."], test: test) == 303)
            #expect(
                try await Received.reports(test) == [
                    "05 Nhiệm vụ 1, tiếp nhận", "05 Nhiệm vụ 1, đang xử lý: Giao Phòng A",
                    "05 Nhiệm vụ 1, hoàn thành: Đã xong.",
                ])
            #expect(try await test.queued().count == queued + 3)
            let told = try await test.text("/incoming/\(paper)", as: "officer-A")
            #expect(told.contains("Báo hoàn thành nhiệm vụ 1, theo bản của Văn phòng Chính phủ"))
        }
    }

    @Test func `programs read at which document a task of a copy is worked on, and act there`() async throws {
        try await TestOffice.with { test in
            let (paper, copy) = try await Self.linked(test)
            let clerk = try await test.token(of: "clerk-A")
            for path in ["incoming/\(paper)/received-tasks", "incoming/\(copy)/received-tasks", "received-tasks"] {
                let read = try TestOffice.json(try await test.call(.get, path, token: clerk))
                let task = try #require(read["items"]?.elements.first)
                #expect(task["document"] == .text(paper) && task["copy"] == .text(copy), "\(path)")
            }
            let task = try #require(try await Received.tasks(paper, test).first)
            let version = JSON.number(try await test.state(paper).version)
            let done = try await test.call(
                .post, "incoming/\(paper)/received-tasks/\(task.id)/accept", token: clerk, .object(["version": version])
            )
            #expect(done.status == .ok)
            #expect(try await Received.reports(test) == ["05 Nhiệm vụ 1, tiếp nhận"])
        }
    }

    @Test func `at the copy itself nothing is done, and whoever saw an older document does nothing`() async throws {
        try await TestOffice.with { test in
            let (paper, copy) = try await Self.linked(test)
            let page = try await test.text("/incoming/\(copy)", as: "clerk-A")
            #expect(page.contains("nhiệm vụ làm ở trang của văn bản ấy") && !page.contains("/received-tasks/"))
            #expect(try await Received.act(.accept, copy, as: "clerk-A", test: test) == 403)
            let version = try await test.state(paper).version
            #expect(try await Received.act(.accept, paper, as: "clerk-A", version: version, test: test) == 303)
            let late = try await Received.act(.accept, paper, 2, as: "leader-A", version: version, test: test)
            #expect(late == 409)
            for person in ["officer-B", "head-B"] {
                #expect(try await [403, 404].contains(Received.act(.give, paper, as: person, test: test)), "\(person)")
            }
            #expect(try await Received.tasks(paper, test).map(\.state) == [.accepted, .waiting])
        }
    }

    @Test func `the list leads to the registered document, for everybody who works on it`() async throws {
        try await TestOffice.with { test in
            let (paper, copy) = try await Self.linked(test)
            for person in ["clerk-A", "leader-A", "head-A", "officer-A"] {
                let list = try await Received.list(person, test: test)
                #expect(list.counts == [.waiting: 2] && list.lines.count == 2, "\(person)")
                let page = try await test.text("/received-tasks", as: person)
                #expect(
                    page.contains("href=\"/incoming/\(paper)#task-") && !page.contains("/incoming/\(copy)#"),
                    "\(person)")
                let count = try await test.office.database.read { connection -> Int? in
                    let who = try #require(try PersonStore.person(person, in: connection))
                    let open = "SELECT (\(ReceivedTaskList.open(for: who))) AS tasks"
                    return try connection.row(open, who.id, who.unit.id)?["tasks"]
                }
                #expect(count == 2, "\(person)")
            }
            #expect(try await Received.list("head-B", test: test).counts.isEmpty)
        }
    }

    @Test func `the same tasks that came with both are worked on once, further ones of the copy too`() async throws {
        try await TestOffice.with { test in
            let rows = [try Received.row(1, "Việc thứ nhất"), try Received.row(2, "Việc thứ hai")]
            let first = try await test.arrival(files: [try await Received.annex(rows, test)])
            try await test.handle(first, until: .inProgress)
            for files in [rows, rows + [try Received.row(3, "Việc chỉ bản sau có")], rows] {
                let copy = try await test.arrival(files: [try await Received.annex(files, test)])
                #expect(try await LinkingTests.link(copy, to: first, test).status == .seeOther)
            }
            let tasks = try await Received.tasks(first, test)
            #expect(tasks.map(\.text) == ["Việc thứ nhất", "Việc thứ hai", "Việc chỉ bản sau có"])
            #expect(tasks.map { $0.incomingID == first } == [true, true, false])
            #expect(try await Received.list("clerk-A", test: test).counts == [.waiting: 3])
            #expect(try await Received.list("head-A", test: test).lines.count == 3)
            // One sender knows both by one id: it is told by the registered one.
            #expect(try await Received.act(.accept, first, 3, as: "clerk-A", test: test) == 303)
            #expect(try await Received.reports(test) == ["05 Nhiệm vụ 3, tiếp nhận"])
        }
    }

    @Test func `a copy that its sender asks back keeps its tasks still, and takes them away when it is given back`()
        async throws
    {
        try await TestOffice.with { test in
            let (paper, copy) = try await Self.linked(test)
            try await test.recall(copy)
            #expect(try await Received.act(.accept, paper, as: "clerk-A", test: test) == 403)
            #expect(try await Received.reports(test).isEmpty)
            let answer = try await test.post(
                "/incoming/\(copy)/recall", as: "clerk-A", version: try await test.state(copy).version,
                ["answer": "agree", "reason": ""])
            #expect(answer.status == .seeOther)
            #expect(try await Received.tasks(paper, test).isEmpty)
            #expect(try await Received.list("clerk-A", test: test).counts.isEmpty)
        }
    }

    @Test func `an update of the copy renews what stands at the registered document`() async throws {
        try await TestOffice.with { test in
            let (paper, copy) = try await Self.linked(test)
            #expect(try await Received.act(.accept, paper, as: "clerk-A", test: test) == 303)
            #expect(try await Received.act(.finish, paper, as: "officer-A", ["text": "Đã xong."], test: test) == 303)
            let (due, version) = (try Received.day(30, test), try await test.state(paper).version)
            var row = try Received.row(1, "Rà soát thủ tục hành chính, đã sửa", due: due)
            row.answer = TaskAnswer(kind: .reopened, due: nil, text: "Báo cáo còn thiếu.", at: test.office.now())
            try await test.update(copy, subject: "V/v đã sửa", files: [try await Received.annex([row], test)])
            try await Received.step("update", copy, as: "clerk-A", ["answer": "agree", "reason": ""], test: test)
            // Whoever saw the tasks as they were does not act on what they are.
            let late = try await Received.act(
                .return, paper, as: "clerk-A", ["reason": Received.reason], version: version, test: test)
            #expect(late == 409)
            let tasks = try await Received.tasks(paper, test)
            #expect(tasks.map(\.state) == [.working, .withdrawn] && tasks[0].due == due)
            let page = try await test.text("/incoming/\(paper)", as: "officer-A")
            #expect(page.contains("Nơi giao mở lại nhiệm vụ 1") && page.contains("Rà soát thủ tục hành chính, đã sửa"))
            let told = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT person_id FROM notice WHERE document_id = $1 AND quote = 'Báo cáo còn thiếu.' LIMIT 9",
                    paper
                ).map { row -> String in try row["person_id"] }
            }
            #expect(told == ["head-A"])
        }
    }
}
