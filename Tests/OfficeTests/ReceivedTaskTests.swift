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

/// Tasks that a directive gives to us: what its annex brings, and the list of them.
@Suite struct ReceivedTaskTests {
    static let reason = "Không thuộc chức năng, nhiệm vụ của cơ quan."

    static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    static func row(
        _ ordinal: Int, _ text: String, lead: String = "H29", support: [String] = [], due: CalendarDate? = nil
    ) throws -> TaskAnnex.Row {
        TaskAnnex.Row(
            ordinal: ordinal, text: text, lead: try #require(OrganCode(lead)), leadName: "Cơ quan \(lead)",
            supporting: support.compactMap { OrganCode($0) }, supportingNames: support.joined(separator: "; "),
            due: due,
            comesBack: .report, id: "nhiem-vu-\(ordinal)")
    }

    private static func file(
        _ bytes: Data, _ test: TestOffice, name: String = TaskAnnex.fileName
    ) async throws -> ReceivedFile {
        let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        return ReceivedFile(name: name, contentType: TaskAnnex.contentType, sizeBytes: bytes.count, hash: hash)
    }

    static func annex(_ rows: [TaskAnnex.Row], _ test: TestOffice) async throws -> ReceivedFile {
        let place = FileManager.default.temporaryDirectory.appending(path: "annex-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: place) }
        try TaskAnnex(rows).write(into: place)
        return try await self.file(try Data(contentsOf: place), test)
    }

    /// A directive as far as the register or the work on it, with two tasks of ours: one with a deadline in twenty days, one without. Unit A leads
    /// it, unit B supports, unit C has nothing to do with it.
    static func directive(_ test: TestOffice, until state: InternalState = .inProgress) async throws -> String {
        try await test.office.database.write {
            try PersonStore.save(unit: Unit(id: "C", name: "Phòng C", shortName: "C"), sort: 3, in: $0)
        }
        let rows = [
            try self.row(1, "Rà soát thủ tục hành chính", due: try self.day(20, test)),
            try self.row(2, "Công khai kết quả", lead: "G90", support: ["H29"]),
        ]
        let id = try await test.arrival(files: [try await self.annex(rows, test)])
        guard state != .received else { return id }
        try await self.step("register", id, as: "clerk-A", ["checked": "yes"], test: test)
        if state == .inProgress { try await self.workOn(id, test) }
        return id
    }

    static func step(
        _ act: String, _ id: String, as person: String, _ fields: [String: String] = [:], test: TestOffice
    ) async throws {
        let version = try await test.state(id).version
        let answer = try await test.post("/incoming/\(id)/\(act)", as: person, version: version, fields)
        #expect(answer.status == .seeOther, "\(act)")
    }

    /// From the register to the work of officer-A.
    static func workOn(_ id: String, _ test: TestOffice) async throws {
        try await self.step("submit", id, as: "clerk-A", ["leader": "leader-A"], test: test)
        let direction = ["text": "Giao Phòng A.", "lead": "A", "support": "B"]
        try await self.step("direct", id, as: "leader-A", direction, test: test)
        try await self.step("begin", id, as: "officer-A", test: test)
    }

    static func tasks(_ id: String, _ test: TestOffice) async throws -> [ReceivedTask] {
        try await test.office.database.read { try ReceivedTask.all(of: id, in: $0) }
    }

    static func task(_ id: String, _ ordinal: Int = 1, _ test: TestOffice) async throws -> ReceivedTask {
        try #require(try await self.tasks(id, test).first { $0.ordinal == ordinal })
    }

    static func path(_ act: ReceivedTaskAct, _ id: String, _ ordinal: Int, _ test: TestOffice) async throws
        -> String
    {
        "/incoming/\(id)/received-tasks/\(try await self.task(id, ordinal, test).id)/\(act.rawValue)"
    }

    static func act(
        _ act: ReceivedTaskAct, _ id: String, _ ordinal: Int = 1, as person: String, _ fields: [String: String] = [:],
        version: Int? = nil, once: String = RandomText.secret(), test: TestOffice
    ) async throws -> Int {
        let present = try await test.state(id).version
        return try await test.post(
            try await self.path(act, id, ordinal, test), as: person, version: version ?? present, once: once, fields
        ).status.code
    }

    /// `03 Nhiệm vụ 1, tiếp nhận`: the reports on tasks that wait to go out, in order.
    static func reports(_ test: TestOffice) async throws -> [String] {
        let today = test.office.today
        return try await test.office.database.read { connection in
            try connection.rows("SELECT body FROM gateway_outbox WHERE kind = 'status' ORDER BY seq LIMIT 100").map {
                row -> [UInt8] in try row["body"]
            }
        }.compactMap { body in
            let report = try PacketReader.read(body, today: today).status
            guard let description = report?.description, description.hasPrefix("Nhiệm vụ") else { return nil }
            return "\(report?.status.rawValue ?? "") \(description)"
        }
    }

    // The annex

    @Test func `an arrival brings the tasks that we lead or support, and those alone`() async throws {
        try await TestOffice.with { test in
            let due = try Self.day(20, test)
            let rows = [
                try Self.row(1, "Việc ta chủ trì", support: ["G90"], due: due),
                try Self.row(2, "Việc của bộ khác", lead: "G90", support: ["G22"]),
                try Self.row(4, "Việc ta phối hợp", lead: "G90", support: ["G22", "H29"]),
            ]
            let id = try await test.arrival(files: [try await Self.annex(rows, test)])
            let tasks = try await Self.tasks(id, test)
            #expect(tasks.map(\.ordinal) == [1, 4] && tasks.map(\.part) == [.lead, .support])
            #expect(tasks.map(\.due) == [due, nil] && tasks.allSatisfy { $0.state == .waiting && $0.report == nil })
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            for text in [
                "Việc ta chủ trì", "Việc ta phối hợp", "Cơ quan G90", "Chưa tiếp nhận", "2 nhiệm vụ giao cơ quan ta",
                TaskAnnex.fileName,
            ] { #expect(page.contains(text), "\(text)") }
            #expect(!page.contains("Việc của bộ khác") && !page.contains("Không đọc được danh mục"))
            // Nothing is done before the document is in the register.
            #expect(!page.contains("/received-tasks/"))
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 403)
            #expect(try await test.queued() == ["01"])
        }
    }

    @Test func `we are known by the older form of our code too`() async throws {
        try await TestOffice.with { test in
            let own = try #require(OrganCode("H29"))
            try await test.office.database.write { connection in
                try Directory.save(
                    code: own, oldCode: "000.00.00.H29", name: "UBND TP. Hồ Chí Minh", shortName: "UBND",
                    kind: "province", validTo: nil, successor: nil, in: connection)
            }
            let file = try await Self.annex([try Self.row(1, "Việc theo mã cũ", lead: "000.00.00.H29")], test)
            let id = try await test.arrival(files: [file])
            #expect(try await Self.tasks(id, test).map(\.text) == ["Việc theo mã cũ"])
        }
    }

    @Test(arguments: ["PK\u{3}\u{4} không phải bảng tính", "không,phải\n1,2\n"])
    func `an annex that cannot be read is an ordinary file, and the page says so`(content: String) async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival(files: [try await Self.file(Data(content.utf8), test)])
            #expect(try await test.state(id).state == .received)
            #expect(try await Self.tasks(id, test).isEmpty)
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            let isTable = content.hasPrefix("không")
            // A table that is no annex is nothing to warn of.
            #expect(page.contains("Không đọc được danh mục nhiệm vụ kèm theo") == !isTable)
            #expect(page.contains(TaskAnnex.fileName))
            try await test.handle(id, until: .registered)
        }
    }

    @Test func `a mistake in one row is told with its row, and no task is made`() async throws {
        try await TestOffice.with { test in
            let rows = [try Self.row(1, "Việc đúng"), try Self.row(99, "Việc có số thứ tự sai")]
            let id = try await test.arrival(files: [try await Self.annex(rows, test)])
            #expect(try await Self.tasks(id, test).isEmpty)
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            #expect(page.contains("Không đọc được danh mục nhiệm vụ kèm theo") && page.contains("dòng 3"))
        }
    }

    @Test func `markup in an annex is text, and a file of another name is not read`() async throws {
        try await TestOffice.with { test in
            let rows = [try Self.row(1, "<script>alert(1)</script>")]
            let id = try await test.arrival(files: [try await Self.annex(rows, test)])
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            #expect(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert(1)"))
            let named = try await Self.annex(rows, test)
            let other = ReceivedFile(
                name: "bang-khac.xlsx", contentType: named.contentType, sizeBytes: named.sizeBytes, hash: named.hash)
            let second = try await test.arrival(number: "124", files: [other])
            #expect(try await Self.tasks(second, test).isEmpty)
        }
    }

    @Test func `an update that is taken renews the tasks: what we did stays, what is gone is withdrawn`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 303)
            let asked = try Self.day(30, test)
            #expect(
                try await Self.act(
                    .askExtension, id, as: "officer-A", ["due": asked.shown, "reason": Self.reason], test: test) == 303)
            let rows = [
                try Self.row(1, "Rà soát thủ tục hành chính, đã sửa", due: asked), try Self.row(3, "Việc mới"),
            ]
            try await test.update(id, files: [try await Self.annex(rows, test)])
            #expect(try await Self.tasks(id, test).count == 2, "nothing before the clerk agrees")
            let version = try await test.state(id).version
            let answer = try await test.post(
                "/incoming/\(id)/update", as: "clerk-A", version: version, ["answer": "agree", "reason": ""])
            #expect(answer.status == .seeOther)
            let tasks = try await Self.tasks(id, test)
            #expect(tasks.map(\.ordinal) == [1, 2, 3])
            #expect(tasks.map(\.state) == [.accepted, .withdrawn, .waiting])
            #expect(tasks[0].text == "Rà soát thủ tục hành chính, đã sửa" && tasks[0].due == asked)
            #expect(tasks[0].askedUntil == nil, "granted")
            #expect(try await Self.act(.accept, id, 2, as: "clerk-A", test: test) == 403)
            // What we gave back, and what was withdrawn, is given anew when it is asked for once more.
            #expect(
                try await Self.act(.return, id, 3, as: "clerk-A", ["reason": Self.reason], test: test) == 303)
            let again = rows + [try Self.row(2, "Công khai kết quả", lead: "G90", support: ["H29"])]
            try await test.update(id, subject: "V/v giao lại", files: [try await Self.annex(again, test)])
            try await Self.step("update", id, as: "clerk-A", ["answer": "agree", "reason": ""], test: test)
            #expect(try await Self.tasks(id, test).map(\.state) == [.accepted, .waiting, .waiting])
        }
    }

    @Test func `of two files with the name of an annex the last one is it`() async throws {
        try await TestOffice.with { test in
            let other = try await Self.file(Data("không,phải\n1,2\n".utf8), test)
            let own = try await Self.annex([try Self.row(1, "Việc của văn bản này")], test)
            let id = try await test.arrival(files: [other, own])
            #expect(try await Self.tasks(id, test).map(\.text) == ["Việc của văn bản này"])
            // Under that name stands something else now: nothing is asked for any more.
            let table = try await Self.file(Data("khác,nữa\n1,2\n".utf8), test)
            try await test.update(id, subject: "V/v đã sửa", files: [table])
            try await Self.step("update", id, as: "clerk-A", ["answer": "agree", "reason": ""], test: test)
            #expect(try await Self.tasks(id, test).map(\.state) == [.withdrawn])
        }
    }

    @Test func `files that take the place of the annex ask for nothing any more; an update without files leaves it`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            for (files, state) in [
                ([], ReceivedTask.State.waiting),
                ([try await Self.file(Data("%PDF-1.7".utf8), test, name: "van-ban.pdf")], .withdrawn),
            ] {
                try await test.update(id, subject: "V/v đã sửa, \(files.count) tệp", files: files)
                try await Self.step("update", id, as: "clerk-A", ["answer": "agree", "reason": ""], test: test)
                #expect(try await Self.tasks(id, test).map(\.state) == [state, state], "\(files.count)")
            }
            #expect(try await test.text("/received-tasks", as: "clerk-A").contains("Không có nhiệm vụ nào phải làm"))
        }
    }

    // The list

    static func list(
        _ person: String, _ part: ReceivedTaskPart? = nil, test: TestOffice
    ) async throws -> ReceivedTaskList {
        try await test.office.database.read { connection in
            let who = try #require(try PersonStore.person(person, in: connection))
            return try ReceivedTaskList.read(
                part, for: who, page: (100, 0), today: test.office.today, calendar: test.office.calendar,
                in: connection)
        }
    }

    @Test func `the list counts its parts, puts the nearest deadline first and is as long as its counter`() async throws
    {
        try await TestOffice.with { test in
            let today = test.office.today
            let dues = [nil, try Self.day(60, test), today, today, today, today, nil]
            let rows = try dues.enumerated().map { try Self.row($0 + 1, "Việc \($0 + 1)", due: $1) }
            let id = try await test.arrival(files: [try await Self.annex(rows, test)])
            try await test.handle(id, until: .inProgress)
            for ordinal in 1...6 { #expect(try await Self.act(.accept, id, ordinal, as: "clerk-A", test: test) == 303) }
            #expect(try await Self.act(.finish, id, 4, as: "officer-A", ["text": "Xong."], test: test) == 303)
            #expect(try await Self.act(.return, id, 5, as: "clerk-A", ["reason": Self.reason], test: test) == 303)
            let past = try Self.day(-3, test)
            try await test.office.database.write { connection in
                _ = try connection.execute(
                    "UPDATE received_task SET due_date = $1 WHERE incoming_id = $2 AND ordinal = 6", past, id)
            }
            for person in ["clerk-A", "leader-A", "leader-B", "head-A", "officer-A"] {
                let list = try await Self.list(person, test: test)
                #expect(
                    list.counts == [.waiting: 1, .inTime: 2, .near: 1, .late: 1, .finished: 1, .out: 1], "\(person)")
                #expect(
                    list.lines.map(\.task.text) == ["Việc 6", "Việc 3", "Việc 2", "Việc 1", "Việc 7"], "\(person)")
                #expect(list.total(nil) == 5)
                for part in ReceivedTaskPart.allCases {
                    let one = try await Self.list(person, part, test: test)
                    #expect(one.lines.count == one.total(part) && one.lines.allSatisfy { $0.part == part }, "\(part)")
                }
                let page = try await test.text("/received-tasks", as: person)
                #expect(page.contains("href=\"/incoming/\(id)#task-") && !page.contains("Việc 5"), "\(person)")
                #expect(page.contains("href=\"/received-tasks?part=late\">1</a>"))
                let late = try await test.text("/received-tasks?part=late", as: person)
                #expect(late.contains("Việc 6") && !late.contains("Việc 3"))
                let count = try await test.office.database.read { connection -> Int? in
                    let who = try #require(try PersonStore.person(person, in: connection))
                    let open = "SELECT (\(ReceivedTaskList.open(for: who))) AS tasks"
                    return try connection.row(open, who.id, who.unit.id)?["tasks"]
                }
                #expect(count == 5, "\(person)")
            }
            #expect(try await Self.list("head-B", test: test).counts.isEmpty)
            #expect(try await test.text("/received-tasks", as: "officer-B").contains("Không có nhiệm vụ nào phải làm"))
        }
    }

    @Test func `heads and officers see what their unit holds, by the unit's own deadline`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directive(test)
            #expect(try await Self.act(.accept, id, as: "clerk-A", test: test) == 303)
            let today = test.office.today
            let given = ["unit": "B", "due": today.shown]
            #expect(try await Self.act(.give, id, as: "clerk-A", given, test: test) == 303)
            #expect(try await Self.list("head-B", test: test).counts == [.near: 1])
            #expect(try await Self.list("officer-B", test: test).lines.map(\.due) == [today])
            #expect(try await Self.list("clerk-A", test: test).counts == [.inTime: 1, .waiting: 1])
            // The second is still with whoever leads the document.
            #expect(try await Self.list("head-A", test: test).lines.map(\.task.ordinal) == [2])
            // What a person of the unit may not see is not in the list either.
            let line = try await LineTests.line(of: "B", id, test)
            let answer = try await test.post(
                "/incoming/\(id)/withdraw", as: "leader-A", version: try await test.state(id).version,
                ["line": line, "reason": Self.reason])
            #expect(answer.status == .seeOther)
            #expect(try await Self.list("head-B", test: test).counts.isEmpty)
        }
    }

    @Test func `everybody but administrators opens the list`() async throws {
        try await TestOffice.with { test in
            for role in TestOffice.roles {
                let answer = try await test.get("/received-tasks?part=x&page=0", as: "\(role.rawValue)-A")
                #expect(answer.status == (role == .admin ? .forbidden : .ok), "\(role)")
            }
            for person in ["clerk-A", "leader-A"] {
                let page = try await test.text("/received-tasks", as: person)
                #expect(page.contains("href=\"/tasks\"") && page.contains("href=\"/received-tasks\""), "\(person)")
            }
        }
    }
}
