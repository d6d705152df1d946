import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing
import Web

@testable import Office

/// What the director answers travels to whoever leads the task with the list of an update, from one office to another.
@Suite struct TaskAnswerTests {
    private typealias Received = ReceivedTaskTests

    /// Two offices: the first task of a directive of `here` is what `there` leads; both know it by the same id.
    private struct Pair {
        let here: TestOffice
        let there: TestOffice
        let sent: String
        let came: String

        /// The task as the director has it.
        func task() async throws -> DirectiveTask { try await self.here.firstTask(of: self.sent) }
        func received() async throws -> ReceivedTask { try await Received.task(self.came, 1, self.there) }

        /// The list goes out with an update, and the clerk there takes it.
        func update() async throws {
            try await self.here.office.database.write { [sent] connection in
                try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", sent)
                _ = try connection.execute("UPDATE gateway_outbox SET state = 'sent'")
            }
            #expect(try await TaskTravelTests.update(self.sent, self.here).status == .seeOther)
            try await self.bring()
        }

        /// What the newest update holds comes to the other office.
        func bring() async throws {
            let entry = try await self.here.office.database.read { [sent] connection -> OutboxEntry? in
                let row = try connection.row(
                    "SELECT id FROM document_update WHERE document_id = $1 ORDER BY rowid DESC LIMIT 1", sent)
                return try Outbox.entries(reference: try row?["id"] ?? "", in: connection).first
            }
            let update = try #require(entry)
            let rows = try #require(try await TaskTravelTests.annex(update, self.here))
            let subject = "V/v danh mục \(UUID().uuidString)"
            try await self.there.update(
                self.came, subject: subject,
                files: [try await Received.annex(try TaskAnswerTests.ours(rows), self.there)])
            try await Received.step(
                "update", self.came, as: "clerk-A", ["answer": "agree", "reason": ""], test: self.there)
        }

        /// What the other office reported of the task last comes back.
        func report() async throws {
            let body = try await self.there.office.database.read { connection -> [UInt8]? in
                try connection.row("SELECT body FROM gateway_outbox WHERE kind = 'status' ORDER BY seq DESC LIMIT 1")?[
                    "body"]
            }
            let told = try PacketReader.read(try #require(body), today: self.there.office.today).status
            let report = try #require(told?.description.flatMap { TaskReport(description: $0) })
            try await TaskTravelTests.say(
                report.ordinal, report.kind, report.text, due: report.due, at: try #require(told?.at), of: self.sent,
                self.here)
        }
    }

    /// The rows with the first task as the other office's.
    private static func ours(_ rows: [TaskAnnex.Row]) throws -> [TaskAnnex.Row] {
        let own = try #require(OrganCode("H29"))
        return rows.filter { $0.ordinal == 1 }.map { row in
            TaskAnnex.Row(
                ordinal: row.ordinal, text: row.text, lead: own, leadName: row.leadName, supporting: [],
                supportingNames: "", due: row.due, comesBack: row.comesBack, id: row.id, answer: row.answer)
        }
    }

    private static func with(_ body: @Sendable @escaping (Pair) async throws -> Void) async throws {
        try await TestOffice.with { here in
            let sent = try await TaskTravelTests.directive(here)
            try await here.report(.accepted, of: sent)
            let due = try TaskTravelTests.day(20, here)
            _ = try await here.office.database.write {
                try $0.execute("UPDATE directive_task SET due_date = $1 WHERE outgoing_id = $2", due, sent)
            }
            let annex = try await here.office.database.read { try TaskAnnex.of(sent, here.office, in: $0) }
            let rows = try Self.ours(try #require(annex).rows)
            try await TestOffice.with { there in
                let came = try await there.arrival(files: [try await Received.annex(rows, there)])
                try await there.handle(came, until: .inProgress)
                #expect(try await Received.act(.accept, came, as: "clerk-A", test: there) == 303)
                try await body(Pair(here: here, there: there, sent: sent, came: came))
            }
        }
    }

    @Test func `a task that is opened again here is open there, and is finished once more`() async throws {
        try await Self.with { pair in
            let there = pair.there
            let given = ["unit": "A"]
            #expect(try await Received.act(.give, pair.came, as: "clerk-A", given, test: there) == 303)
            #expect(
                try await Received.act(.finish, pair.came, as: "officer-A", ["text": "Đã xong."], test: there) == 303)
            try await pair.report()
            #expect(try await pair.task().state.isFinished)
            let reason = ["reason": "Báo cáo còn thiếu số liệu."]
            let form = try await pair.here.text("\(pair.task().actPath(.reopen))", as: "leader-A")
            #expect(form.contains("văn thư bấm “Gửi cập nhật…”"))
            #expect(try await pair.here.act(.reopen, on: pair.task(), reason).status == .seeOther)
            #expect(try await pair.here.text("/outgoing/\(pair.sent)", as: "clerk-A").contains("đã đổi sau khi gửi"))
            #expect(try await pair.received().state == .finished, "nothing before the update")
            try await pair.update()
            let task = try await pair.received()
            #expect(task.state == .working && task.finishedAt == nil && task.unit?.id == "A")
            #expect(task.answer?.kind == .reopened && task.answer?.text == "Báo cáo còn thiếu số liệu.")
            let page = try await there.text("/incoming/\(pair.came)", as: "officer-A")
            #expect(page.contains("Nơi giao mở lại nhiệm vụ 1"))
            #expect(page.contains("Nơi giao mở lại: “Báo cáo còn thiếu số liệu.”"))
            let told = try await there.office.database.read { connection in
                try connection.rows(
                    "SELECT person_id FROM notice WHERE document_id = $1 AND quote = $2 LIMIT 9", pair.came,
                    "Báo cáo còn thiếu số liệu."
                ).map { row -> String in try row["person_id"] }
            }
            #expect(told.contains("head-A"))
            // The same answer with a later list opens nothing a second time.
            #expect(
                try await Received.act(.finish, pair.came, as: "officer-A", ["text": "Xong hẳn."], test: there) == 303)
            try await pair.report()
            #expect(try await pair.task().state.isFinished)
            try await pair.bring()
            #expect(try await pair.received().state == .finished)
        }
    }

    @Test func `what was finished there long after the answer stays finished`() async throws {
        try await Self.with { pair in
            let day = ["day": pair.here.office.today.shown, "result": "Đã có báo cáo."]
            #expect(try await pair.here.act(.finish, on: pair.task(), day).status == .seeOther)
            let reason = ["reason": "Xác nhận nhầm nhiệm vụ."]
            #expect(try await pair.here.act(.reopen, on: pair.task(), reason).status == .seeOther)
            #expect(
                try await Received.act(.finish, pair.came, as: "officer-A", ["text": "Đã xong."], test: pair.there)
                    == 303)
            let later = Date() + 3_600
            _ = try await pair.there.office.database.write {
                try $0.execute("UPDATE received_task SET reported_at = $1", later)
            }
            try await pair.update()
            #expect(try await pair.received().state == .finished)
            // Confirmed, nothing is left to answer.
            #expect(try await pair.here.act(.finish, on: pair.task(), day).status == .seeOther)
            #expect(try await pair.task().answer == nil)
        }
    }

    private static func ask(_ due: CalendarDate, _ pair: Pair) async throws -> Int {
        try await Received.act(
            .askExtension, pair.came, as: "officer-A", ["due": due.shown, "reason": Received.reason], test: pair.there)
    }

    /// More time until `due` is asked for there and refused here.
    private static func refuse(_ due: CalendarDate, _ pair: Pair) async throws {
        #expect(try await self.ask(due, pair) == 303)
        try await pair.report()
        let refusal = ["asked": due.iso, "reason": "Đã gia hạn một lần rồi."]
        #expect(try await pair.here.act(.refuse, on: pair.task(), refusal).status == .seeOther)
    }

    @Test func `more time that is refused here is asked for there no more, and can be asked for again`() async throws {
        try await Self.with { pair in
            let (first, second) = (try TaskTravelTests.day(40, pair.here), try TaskTravelTests.day(50, pair.here))
            try await Self.refuse(first, pair)
            #expect(try await pair.received().askedUntil == first)
            try await pair.update()
            let task = try await pair.received()
            let due = try TaskTravelTests.day(20, pair.here)
            #expect(task.askedUntil == nil && task.due == due)
            #expect(task.answer?.kind == .extensionRefused && task.answer?.due == first)
            let page = try await pair.there.text("/incoming/\(pair.came)", as: "officer-A")
            #expect(page.contains("Nơi giao không gia hạn nhiệm vụ 1 đến \(first.shown)"))
            #expect(page.contains("Nơi giao không gia hạn đến \(first.shown): “Đã gia hạn một lần rồi.”"))
            // Asked once more and granted: the deadline is the answer, the refusal is over.
            #expect(try await Self.ask(second, pair) == 303)
            try await pair.report()
            #expect(try await pair.here.act(.grant, on: pair.task(), ["asked": second.iso]).status == .seeOther)
            #expect(try await pair.task().answer == nil)
            try await pair.update()
            let granted = try await pair.received()
            #expect(granted.due == second && granted.askedUntil == nil)
        }
    }

    @Test func `a wish that followed the refused one still stands`() async throws {
        try await Self.with { pair in
            let (first, second) = (try TaskTravelTests.day(40, pair.here), try TaskTravelTests.day(50, pair.here))
            try await Self.refuse(first, pair)
            #expect(try await Self.ask(second, pair) == 303)
            try await pair.update()
            #expect(try await pair.received().askedUntil == second)
            #expect(try await pair.received().answer?.due == first)
        }
    }

    @Test func `a task that is new there takes over an older answer without a word`() async throws {
        try await Self.with { pair in
            let day = ["day": pair.here.office.today.shown, "result": "Đã có báo cáo."]
            #expect(try await pair.here.act(.finish, on: pair.task(), day).status == .seeOther)
            #expect(
                try await pair.here.act(.reopen, on: pair.task(), ["reason": "Xác nhận nhầm nhiệm vụ."]).status
                    == .seeOther)
            let annex = try await pair.here.office.database.read { [here = pair.here, sent = pair.sent] in
                try TaskAnnex.of(sent, here.office, in: $0)
            }
            let rows = try Self.ours(try #require(annex).rows)
            #expect(rows.first?.answer?.kind == .reopened)
            let other = try await pair.there.arrival(
                number: "124", files: [try await Received.annex(rows, pair.there)])
            let task = try await Received.task(other, 1, pair.there)
            #expect(task.state == .waiting && task.answer?.kind == .reopened)
            let events = try await pair.there.office.database.read { try Timeline.events(of: other, in: $0) }
            #expect(!events.contains { $0.kind == .taskOpenAgain })
        }
    }

    // The list

    private static func row(_ ordinal: Int, _ answer: TaskAnswer?) throws -> TaskAnnex.Row {
        TaskAnnex.Row(
            ordinal: ordinal, text: "Việc \(ordinal)", lead: try #require(OrganCode("G22")), leadName: "Văn phòng",
            supporting: [], supportingNames: "", due: nil, comesBack: .report, id: "viec-\(ordinal)", answer: answer)
    }

    private static func read(_ rows: [[Cell]], titles: [String]) throws -> [TaskAnnex.Row]? {
        let file = FileManager.default.temporaryDirectory.appending(path: "annex-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        let layout = SheetLayout(name: "x", columns: titles.map { .init($0, width: 10) })
        let writer = try SheetWriter(layout, into: file)
        for row in rows { try writer.append(row) }
        try writer.finish()
        return try TaskAnnex.read(file)
    }

    private static let titles = [
        "STT", "Nội dung nhiệm vụ", "Mã cơ quan chủ trì", "Cơ quan chủ trì", "Mã cơ quan phối hợp", "Cơ quan phối hợp",
        "Thời hạn", "Sản phẩm gửi về", "Mã nhiệm vụ", "Trả lời của nơi giao", "Lý do trả lời", "Lúc trả lời",
    ]

    @Test func `answers are read back as they were written, and rows without one have none`() throws {
        let at = try #require(Timestamp.instant("2026-11-27T08:30:00.125Z"))
        let rows = [
            try Self.row(1, TaskAnswer(kind: .reopened, due: nil, text: "Thiếu <số liệu>", at: at)),
            try Self.row(2, nil),
            try Self.row(3, TaskAnswer(kind: .extensionRefused, due: CalendarDate("2026-12-31"), text: "", at: at)),
        ]
        let annex = TaskAnnex(rows)
        #expect(try Self.read(annex.cells, titles: Self.titles) == rows)
        // A reader of the first nine columns finds the same tasks; other titles behind them are somebody's notes.
        let plain = try #require(try Self.read(annex.cells, titles: Array(Self.titles.prefix(9)) + ["A", "B", "C"]))
        #expect(plain.map(\.id) == rows.map(\.id) && plain.allSatisfy { $0.answer == nil })
        // Without an answer the columns are not there.
        #expect(TaskAnnex([rows[1]]).cells[0].count == 9)
    }

    @Test(arguments: [
        ["Mở lại", "", ""], ["Mở lại", "", "27/11/2026"], ["Đóng", "", "2026-11-27T08:30:00.000Z"],
        ["Không gia hạn đến 31/02/2026", "", "2026-11-27T08:30:00.000Z"],
        ["", "Lý do", "2026-11-27T08:30:00.000Z"],
    ])
    func `an answer that cannot be read is told with its row`(cells: [String]) throws {
        let line = TaskAnnex([try Self.row(1, nil)]).cells[0] + cells.map { Cell.text($0) }
        let fault = #expect(throws: Fault.self) { try Self.read([line], titles: Self.titles) }
        #expect(fault?.code == .badFormat && fault?.place == "row 2")
    }
}

extension DirectiveTask {
    fileprivate func actPath(_ act: TaskAct) -> String {
        "/outgoing/\(self.outgoingID)/tasks/\(self.id)/\(act.rawValue)"
    }
}
