import Exchange
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Who asks in the matrix of rights, in the order of its columns.
struct MatrixRole: Sendable {
    let title: String
    /// Nil: nobody who is signed in.
    let person: String?
    /// Acts for leader-A.
    var isDeputy = false

    /// Unit A leads and drafts, unit B supports, unit C has nothing to do with it; leader-A directs and signs.
    static let all = [
        MatrixRole(title: "Văn thư", person: "clerk-A"),
        MatrixRole(title: "Lãnh đạo phụ trách", person: "leader-A"),
        MatrixRole(title: "Người làm thay lãnh đạo", person: "officer-D", isDeputy: true),
        MatrixRole(title: "Lãnh đạo khác", person: "leader-B"),
        MatrixRole(title: "Trưởng đơn vị chủ trì", person: "head-A"),
        MatrixRole(title: "Chuyên viên chủ trì", person: "officer-A"),
        MatrixRole(title: "Trưởng đơn vị phối hợp", person: "head-B"),
        MatrixRole(title: "Chuyên viên phối hợp", person: "officer-B"),
        MatrixRole(title: "Chuyên viên đơn vị khác", person: "officer-C"),
        MatrixRole(title: "Quản trị", person: "admin-A"), MatrixRole(title: "Chưa đăng nhập", person: nil),
    ]
}

/// A step of a document in the matrix, and how a fresh document comes there.
struct MatrixState: Sendable, CustomStringConvertible {
    let title: String
    let kind: String
    /// Whether the acts on tasks are asked, or all others.
    var isOfTasks = false
    static func isOfTasks(_ act: APIAct) -> Bool { act.path.contains("tasks") || act.path.hasSuffix("/field") }

    let make: @Sendable (TestOffice, _ number: Int) async throws -> String

    var description: String { "\(self.kind) \(self.title)" }

    static let all: [MatrixState] =
        [InternalState.received, .registered, .submitted, .assigned, .inProgress, .finished, .returned].map { state in
            MatrixState(title: IncomingWords.state(state), kind: "incoming") { test, number in
                try await test.incoming(number, until: state)
            }
        } + [
            MatrixState(title: "Đã vào sổ, nơi gửi xin lấy lại", kind: "incoming") { test, number in
                let id = try await test.incoming(number, until: .registered)
                try await test.recall(id)
                return id
            },
            MatrixState(title: "Đã vào sổ, nơi gửi gửi bản cập nhật", kind: "incoming") { test, number in
                let id = try await test.incoming(number, until: .registered)
                try await test.update(id, subject: "V/v thử nghiệm liên thông, đã sửa")
                return id
            },
        ]
        + [OutgoingState.draft, .submitted, .approved, .numbered, .published].map { state in
            MatrixState(title: OutgoingWords.state(state), kind: "outgoing") { test, _ in
                let id = try await test.draft()
                if state != .draft { try await test.bring(id, to: state) }
                if state == .numbered {
                    #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
                }
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE recipient SET transport = 'delivered' WHERE transport = 'queued'")
                }
                return id
            }
        }
        + [
            MatrixState(title: "Dự thảo có nhiệm vụ", kind: "outgoing", isOfTasks: true) { test, _ in
                try await test.directive(until: .draft)
            },
            MatrixState(title: "Đã ban hành, có nhiệm vụ", kind: "outgoing", isOfTasks: true) { test, _ in
                try await test.directive(until: .published)
            },
            MatrixState(title: "Đã ban hành, chủ trì nhiệm vụ xin gia hạn", kind: "outgoing", isOfTasks: true) {
                test, _ in
                let id = try await test.directive(until: .published)
                let (now, asked) = (test.office.now(), test.day(20))
                _ = try await test.office.database.write {
                    try $0.execute(
                        "UPDATE directive_task SET reported = '05', reported_at = $1, asked_due = $2 WHERE outgoing_id = $3",
                        now, asked, id)
                }
                return id
            },
            MatrixState(title: "Đã ban hành, nhiệm vụ đang làm, có hạn", kind: "outgoing", isOfTasks: true) { test, _ in
                try await test.runningTask()
            },
            MatrixState(title: "Đã ban hành, nhiệm vụ dừng tính hạn", kind: "outgoing", isOfTasks: true) { test, _ in
                let id = try await test.runningTask()
                let stopped = try await test.post(
                    "/outgoing/\(id)/tasks/\(try await test.task(of: id))/stop-clock", as: "leader-A",
                    version: try await test.outgoingState(id).version,
                    ["kind": "papers", "reason": "Chờ số liệu của cơ quan khác."])
                #expect(stopped.status == .seeOther)
                return id
            },
            MatrixState(title: "Đã ban hành, nhiệm vụ đã xác nhận xong", kind: "outgoing", isOfTasks: true) { test, _ in
                let id = try await test.directive(until: .published)
                let confirmed = try await test.post(
                    "/outgoing/\(id)/tasks/\(try await test.task(of: id))/finish", as: "leader-A",
                    version: try await test.outgoingState(id).version,
                    ["day": test.office.today.shown, "result": "Đã có báo cáo"])
                #expect(confirmed.status == .seeOther)
                return id
            },
        ] + Self.ofReceivedTasks + Self.ofArchive
}

extension TestOffice {
    /// A directive that unit A drafts, with one task for G22, as far as `state`.
    func directive(until state: OutgoingState) async throws -> String {
        let drafted = try await self.send(
            "/outgoing", as: "officer-A", version: 0, Self.draftFields.merging(["steering": "2"]) { $1 },
            [Self.draftFile])
        let id = String(try #require(drafted.headers[.location]?.split(separator: "/").last))
        let added = try await self.post(
            "/outgoing/\(id)/tasks", as: "officer-A", version: try await self.outgoingState(id).version,
            ["text": "Rà soát thủ tục hành chính", "lead": "G22", "standing": "yes", "comes-back": "report"])
        #expect(added.status == .seeOther)
        if state != .draft { try await self.bring(id, to: state) }
        return id
    }

    /// An issued one whose task is in progress and has a deadline.
    func runningTask() async throws -> String {
        let id = try await self.directive(until: .published)
        let (now, due) = (self.office.now(), self.day(20))
        _ = try await self.office.database.write {
            try $0.execute(
                "UPDATE directive_task SET reported = '05', reported_at = $1, due_date = $2 WHERE outgoing_id = $3",
                now, due, id)
        }
        return id
    }

    /// The first task of a document, given by us or to us; `x` where it has none.
    func task(of id: String) async throws -> String {
        try await self.office.database.read { connection in
            try connection.row(
                """
                SELECT id, ordinal FROM directive_task WHERE outgoing_id = $1
                UNION ALL SELECT id, ordinal FROM received_task WHERE incoming_id = $1 ORDER BY ordinal LIMIT 1
                """, id)?["id"] ?? "x"
        }
    }

    /// What an act on tasks needs.
    private func taskFields(of act: APIAct) -> [String: JSON] {
        let reason = JSON.text("Vì lý do thử nghiệm đủ dài.")
        switch act.path.split(separator: "/").last {
        case "tasks", "edit":
            return [
                "text": .text("Báo cáo số liệu"), "lead": .text("G22"), "standing": .bool(true),
                "comes-back": .text("figure"),
            ]
        case "field": return ["field": .text("Cải cách hành chính")]
        case "finish": return ["day": .text(self.day(0)), "result": .text("Đã có báo cáo")]
        case "change-deadline": return ["due": .text(self.day(9)), "reason": reason]
        case "remove", "resume-clock": return [:]
        case "stop-clock": return ["kind": .text("papers"), "reason": reason]
        case "grant-extension": return ["asked": .text(self.day(20))]
        case "refuse-extension": return ["asked": .text(self.day(20)), "reason": reason]
        default: return ["reason": reason]
        }
    }

    /// Days from today on, as programs write them.
    func day(_ days: Int) -> String {
        CalendarDate(dayNumber: self.office.today.dayNumber + days).map(\.iso) ?? ""
    }

    /// An incoming document that unit A leads and unit B supports, with deadlines.
    func incoming(_ number: Int, until goal: InternalState, files: [ReceivedFile] = []) async throws -> String {
        let id = try await self.arrival(number: String(number), files: files)
        let direction = [
            "text": "Giao Phòng A", "lead": "A", "support": "B", "due-A": self.day(5), "due-B": self.day(5),
        ]
        let steps: [(InternalState, String, String, [String: String])] =
            goal == .returned
            ? [(.returned, "return", "clerk-A", ["reason": "Văn bản gửi nhầm nơi nhận"])]
            : [
                (.registered, "register", "clerk-A", ["checked": "yes"]),
                (.submitted, "submit", "clerk-A", ["leader": "leader-A"]),
                (.assigned, "direct", "leader-A", direction), (.inProgress, "begin", "officer-A", [:]),
                (.finished, "finish", "officer-A", ["result": "Đã xong"]),
            ]
        for (_, act, person, fields) in steps where try await self.state(id).state != goal {
            let version = try await self.state(id).version
            let answer = try await self.post("/incoming/\(id)/\(act)", as: person, version: version, fields)
            #expect(answer.status == .seeOther, "\(act): \(answer.status)")
        }
        return id
    }

    /// A document of the register that is the same as one that waits; made where the clerk may link to it.
    private func twin(of id: String, for person: Person?) async throws -> String {
        guard person?.role == .clerk, try await self.state(id).state == .received else { return "x" }
        let row = try await self.office.database.read { try IncomingStore.any(id, in: $0) }
        let twin = try await self.arrival(number: try #require(row).code.number)
        let answer = try await self.post("/incoming/\(twin)/register", as: "clerk-A", version: 1, ["checked": "yes"])
        #expect(answer.status == .seeOther)
        return twin
    }

    /// What an act needs, filled in rightly for whoever may do it.
    func fields(of act: APIAct, on id: String, by person: Person?) async throws -> [String: JSON] {
        if act.path.contains("/received-tasks/") { return self.receivedTaskFields(of: act) }
        if MatrixState.isOfTasks(act) { return self.taskFields(of: act) }
        let reason = JSON.text("Vì lý do thử nghiệm đủ dài.")
        switch act.path.split(separator: "/").last {
        case "register": return ["checked": .bool(true)]
        case "return", "back", "send-back", "freeze", "unfreeze", "unlink": return ["reason": reason]
        case "submit": return act.path.hasPrefix("incoming") ? ["leader": .text("leader-A")] : [:]
        case "direct": return ["text": .text("Giao việc"), "lead": .text("A")]
        case "finish", "report": return ["result": .text("Đã xong")]
        case "recall":
            return act.path.hasPrefix("incoming")
                ? ["answer": .text("agree"), "reason": reason]
                : ["recipients": .list([.text("G22")]), "reason": reason]
        case "update":
            return act.path.hasPrefix("incoming")
                ? ["answer": .text("agree"), "reason": reason]
                : [
                    "subject": .text("V/v trả lời đã sửa"), "date": .text(self.day(0)), "signer": .text("Lê Thị Mẫu"),
                    "title": .text("Phó Chủ tịch"), "reason": reason,
                ]
        case "link": return ["to": .text(try await self.twin(of: id, for: person)), "checked": .bool(true)]
        case "assign": return ["officer": .text("officer-\(person?.unit.id ?? "A")")]
        case "hand-over": return ["colleague": .text("head-\(person?.unit.id ?? "A")"), "reason": reason]
        case "ask-extension": return ["due": .text(self.day(20)), "reason": reason]
        case "answer-extension":
            let request = try await self.office.database.read { try ExtensionRequest.open(of: id, in: $0).first }
            return ["request": .text(request?.id ?? "x"), "answer": .text("grant"), "reason": reason]
        case "supplement": return ["text": .text("Giao thêm"), "support-people": .list([.text("officer-C")])]
        case "withdraw":
            let receipts = try await self.office.database.read { try ReceiptStore.tree(of: id, in: $0) }
            let line = person.flatMap { receipts.made(by: $0).first }
            return ["line": .text(line?.id ?? "x"), "reason": reason]
        case "remind": return ["kind": .text("remind"), "text": .text("Đề nghị xử lý")]
        case "extend": return ["due": .text(self.day(30)), "reason": reason]
        case "share": return ["people": .list([.text("officer-C")]), "reason": reason]
        case "ask-opinion": return ["question": .text("Ý kiến thế nào?"), "people": .list([.text("officer-C")])]
        case "edit":
            var fields = Self.draftFields.mapValues { JSON.text($0) }
            fields["subject"] = .text("V/v trả lời đã sửa")
            return fields
        case "detach":
            let file = try await self.office.database.read { try Attachment.issued(of: id, in: $0).first }
            return ["attachment": .text(file?.id ?? "x")]
        case "publish": return ["anyway": .bool(true), "reason": reason]
        case "recipients": return ["recipients": .list([.text("H53")])]
        case "end" where act.path.hasPrefix("transfers"): return ["paper": .text("12/QĐ-UBND ngày 20/11/2026")]
        case "end": return ["reason": reason]
        case "answer": return ["answer": .text("grant"), "until": .text(self.day(3))]
        case "post":
            return ["sent": .text(self.day(0)), "recipient": .text("Công ty Ví Dụ"), "envelopes": .number(1)]
        case "copy-use":
            return ["used": .text(self.day(0)), "user-name": .text("Bà Thử"), "permitted": .text("Ông Mẫu")]
        case "make-copy":
            return [
                "kind": .text("SY"), "signer": .text("leader-A"), "receivers": .text("Phòng A"), "copies": .number(1),
            ]
        default: return [:]
        }
    }
}
