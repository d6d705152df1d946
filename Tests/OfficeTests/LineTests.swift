import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Receipt lines: who is named by whom, what they do with it, what follows for the lines below and for the document.
@Suite struct LineTests {
    static let reason = "Không thuộc chức năng của đơn vị chúng tôi."

    static func act(
        _ act: String, _ id: String, as person: String, _ fields: [(String, String)] = [], _ test: TestOffice
    ) async throws -> Int {
        let version = try await test.state(id).version
        return try await test.send("/incoming/\(id)/\(act)", as: person, version: version, fields).status.code
    }

    static func day(_ days: Int, _ test: TestOffice) throws -> String {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days)).shown
    }

    /// `officer-A lead finished`: each line as its holder, part and state, in the order of the tree.
    private static func lines(_ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try ReceiptStore.tree(of: id, in: connection).lines.map {
                "\($0.personID ?? $0.unit.id) \($0.part.rawValue) \($0.state.rawValue)"
            }
        }
    }

    static func line(of holder: String, _ id: String, _ test: TestOffice) async throws -> String {
        try await test.office.database.read { connection in
            try ReceiptStore.tree(of: id, in: connection).lines.first {
                $0.stands && ($0.personID ?? $0.unit.id) == holder
            }?.id ?? ""
        }
    }

    /// Unit A leads until the ninth day, unit B supports until the fifth, officer-A is assigned.
    static func assigned(_ test: TestOffice) async throws -> String {
        let id = try await test.arrival()
        try await test.handle(id, until: .submitted)
        let direction = [
            ("text", "Giao Phòng A."), ("lead", "A"), ("support", "B"), ("due-A", try self.day(9, test)),
            ("due-B", try self.day(5, test)),
        ]
        #expect(try await Self.act("direct", id, as: "leader-A", direction, test) == 303)
        #expect(try await Self.act("assign", id, as: "head-A", [("officer", "officer-A")], test) == 303)
        return id
    }

    @Test func `what leads is finished and everything below and beside it with it`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            #expect(try await Self.act("assign", id, as: "head-B", [("officer", "officer-B")], test) == 303)
            #expect(
                try await Self.lines(id, test) == [
                    "A lead waiting", "officer-A lead waiting", "B support waiting", "officer-B lead waiting",
                ])
            #expect(try await Self.act("begin", id, as: "officer-B", test: test) == 403)
            #expect(try await Self.act("begin", id, as: "officer-A", test: test) == 303)
            #expect(try await Self.act("finish", id, as: "head-A", [("result", "Xong")], test) == 403)
            #expect(try await Self.act("finish", id, as: "officer-A", [("result", "Đã xong")], test) == 303)
            let lines = try await Self.lines(id, test)
            #expect(lines.count == 4 && lines.allSatisfy { $0.hasSuffix("finished") })
            #expect(try await test.queued() == ["01", "03", "04", "05", "06"])
        }
    }

    @Test func `a supporting unit reports, and only its branch ends`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            _ = try await Self.act("assign", id, as: "head-B", [("officer", "officer-B")], test)
            #expect(try await Self.act("report", id, as: "officer-A", [("result", "x")], test) == 403)
            #expect(try await Self.act("report", id, as: "officer-B", test: test) == 422)
            #expect(try await Self.act("report", id, as: "officer-B", [("result", "Số liệu kèm theo.")], test) == 303)
            #expect(
                try await Self.lines(id, test) == [
                    "A lead waiting", "officer-A lead waiting", "B support finished", "officer-B lead finished",
                ])
            #expect(try await Self.act("report", id, as: "officer-B", [("result", "Lần hai.")], test) == 403)
            #expect(try await test.text("/incoming/\(id)", as: "officer-A").contains("Số liệu kèm theo."))
            #expect(try await test.state(id).state == .assigned)
        }
    }

    @Test func `what its holder gives back waits for whoever had given it, the branch below is withdrawn`() async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            #expect(try await Self.act("send-back", id, as: "officer-A", [("reason", "ngắn")], test) == 422)
            #expect(try await Self.act("send-back", id, as: "officer-A", [("reason", Self.reason)], test) == 303)
            // Where work waits for somebody no row says that it has one.
            let waiting = try await test.text("/incoming?view=to-assign", as: "head-A")
            #expect(waiting.contains(id) && !waiting.contains("Đã phân công"))
            #expect(try await test.state(id).state == .assigned)

            #expect(try await Self.act("assign", id, as: "head-A", [("officer", "officer-A")], test) == 303)
            #expect(try await Self.act("send-back", id, as: "head-A", [("reason", Self.reason)], test) == 303)
            #expect(try await test.state(id).state == .submitted)
            let list = try await test.text("/incoming?view=to-direct", as: "leader-A")
            #expect(list.contains(id) && list.contains(Self.reason))
            #expect(try await test.get("/incoming/\(id)", as: "officer-A").status == .ok, "the unit saw it")

            // Directed anew: B, which supported, leads; nobody outside is told twice.
            let anew = [("text", "Giao Phòng B."), ("lead", "B")]
            #expect(try await Self.act("direct", id, as: "leader-A", anew, test) == 303)
            #expect(try await test.queued() == ["01", "03", "04"])
            #expect(
                try await Self.lines(id, test).filter { !$0.hasSuffix("returned") && !$0.hasSuffix("withdrawn") }
                    == ["B lead waiting"])
        }
    }

    @Test func `whoever made a line takes it back, and it is gone for those who held it`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            let (unit, person) = (
                try await Self.line(of: "B", id, test), try await Self.line(of: "officer-A", id, test)
            )
            // Each only what they made themselves.
            for (who, line, outcome) in [("head-A", unit, 422), ("leader-A", person, 422), ("head-B", unit, 403)] {
                let fields = [("line", line), ("reason", Self.reason)]
                #expect(try await Self.act("withdraw", id, as: who, fields, test) == outcome, "\(who)")
            }
            #expect(
                try await Self.act("withdraw", id, as: "leader-A", [("line", unit), ("reason", Self.reason)], test)
                    == 303)
            #expect(try await test.get("/incoming/\(id)", as: "head-B").status == .notFound)
            let lead = try await Self.line(of: "A", id, test)
            #expect(
                try await Self.act("withdraw", id, as: "leader-A", [("line", lead), ("reason", Self.reason)], test)
                    == 303)
            #expect(try await test.state(id).state == .submitted)
            #expect(try await test.get("/incoming/\(id)", as: "officer-A").status == .notFound)
        }
    }

    @Test func `named anew, the former one's line ends; handed over, it goes on with a colleague`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            #expect(try await Self.act("assign", id, as: "head-A", [("officer", "head-A")], test) == 303)
            #expect(
                Set(try await Self.lines(id, test)) == [
                    "A lead waiting", "officer-A lead withdrawn", "head-A lead waiting", "B support waiting",
                ])
            _ = try await Self.act("assign", id, as: "head-A", [("officer", "officer-A")], test)
            let over = [("colleague", "head-A"), ("reason", Self.reason)]
            #expect(try await Self.act("hand-over", id, as: "head-A", over, test) == 403)
            for wrong in ["officer-A", "officer-B", ""] {
                let fields = [("colleague", wrong), ("reason", Self.reason)]
                #expect(try await Self.act("hand-over", id, as: "officer-A", fields, test) == 422, "\(wrong)")
            }
            #expect(try await Self.act("hand-over", id, as: "officer-A", over, test) == 303)
            #expect(try await Self.act("begin", id, as: "officer-A", test: test) == 403)
            #expect(try await Self.act("begin", id, as: "head-A", test: test) == 303)
        }
    }

    @Test func `what is only to be read closes when everybody has opened it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let direction = [("text", "Để biết."), ("know", "A"), ("know-people", "officer-B")]
            #expect(
                try await Self.act("direct", id, as: "leader-A", direction + [("support", "B")], test) == 422,
                "who supports needs somebody who leads")
            #expect(try await Self.act("direct", id, as: "leader-A", direction, test) == 303)
            #expect(try await test.text("/incoming?view=know", as: "head-A").contains(id))
            #expect(try await test.get("/incoming/\(id)", as: "officer-A").status == .ok, "not whose it is to read")
            #expect(try await test.get("/incoming/\(id)", as: "head-A").status == .ok)
            #expect(try await !test.text("/incoming?view=know", as: "head-A").contains(id))
            #expect(try await test.state(id).state == .assigned)
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .ok)
            #expect(try await test.state(id).state == .finished)
            #expect(try await test.queued() == ["01", "03", "04", "06"])
        }
    }

    @Test func `a leader adds who supports or is to know; who has it gets no second line`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            func add(_ who: String, _ fields: [(String, String)]) async throws -> Int {
                try await Self.act("supplement", id, as: who, [("text", "Thêm.")] + fields, test)
            }
            let outcomes = [
                try await add("head-A", [("support-people", "officer-B")]), try await add("leader-A", []),
                try await add("leader-A", [("support", "B")]), try await add("leader-A", [("lead", "B")]),
                try await add("leader-A", [("support-people", "officer-B"), ("know-people", "clerk-A")]),
            ]
            #expect(outcomes == [403, 422, 422, 422, 303])
            #expect(try await test.text("/incoming?view=supporting", as: "officer-B").contains(id))
            #expect(try await test.text("/incoming?view=know", as: "clerk-A").contains(id))
        }
    }

    @Test func `a person who is named leads without the unit, within the deadline of the agency`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let both = [("text", "Giao."), ("lead", "A"), ("lead-person", "officer-B")]
            #expect(try await Self.act("direct", id, as: "leader-A", both, test) == 422)
            #expect(
                try await Self.act("direct", id, as: "leader-A", [("text", "x"), ("lead-person", "admin-A")], test)
                    == 422)
            #expect(
                try await Self.act("direct", id, as: "leader-A", [("text", "x"), ("lead-person", "officer-B")], test)
                    == 303)
            #expect(try await test.text("/incoming?view=leading", as: "officer-B").contains(id))
            #expect(try await Self.act("assign", id, as: "head-B", [("officer", "officer-B")], test) == 403)
            #expect(try await Self.act("begin", id, as: "officer-B", test: test) == 303)
        }
    }

    @Test func `a leader who was named in person names units too, and their heads go on`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let direction = [("text", "Đồng chí chỉ đạo."), ("lead-person", "leader-B")]
            #expect(try await Self.act("direct", id, as: "leader-A", direction, test) == 303)
            #expect(try await test.text("/incoming/\(id)/assign", as: "leader-B").contains("Đơn vị xử lý"))
            let both = [("unit", "A"), ("officer", "officer-B")]
            for wrong in [both, [("unit", "không có")], [("unit", "")]] {
                #expect(try await Self.act("assign", id, as: "leader-B", wrong, test) == 422)
            }
            let units = [("unit", "A"), ("know-units", "B"), ("know", "clerk-A")]
            #expect(try await Self.act("assign", id, as: "leader-B", units, test) == 303)
            #expect(
                try await Self.lines(id, test) == [
                    "leader-B lead waiting", "A lead waiting", "clerk-A know waiting", "B know waiting",
                ])
            #expect(try await test.text("/incoming?view=to-assign", as: "head-A").contains(id))
            // A head names the people of the unit, as before.
            let form = try await test.text("/incoming/\(id)/assign", as: "head-A")
            #expect(!form.contains("Đơn vị xử lý"))
            #expect(try await Self.act("assign", id, as: "head-A", [("unit", "B")], test) == 422)
            #expect(try await Self.act("assign", id, as: "head-A", [("officer", "officer-A")], test) == 303)
            #expect(try await Self.act("begin", id, as: "officer-A", test: test) == 303)
            // Named anew: the unit's line ends with what was below it.
            #expect(try await Self.act("assign", id, as: "leader-B", [("officer", "officer-B")], test) == 303)
            let lines = try await Self.lines(id, test)
            #expect(lines.contains("A lead withdrawn") && lines.contains("officer-A lead withdrawn"))
            #expect(lines.contains("officer-B lead waiting"))
            let report = try await OfficeCheck(database: test.office.database, content: test.office.store).run()
            #expect(report.findings.filter { $0.area == "line" } == [])
        }
    }

    @Test func `a unit that has the document elsewhere is not named a second time`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let direction = [("text", "Giao."), ("lead-person", "leader-B"), ("support", "A")]
            #expect(try await Self.act("direct", id, as: "leader-A", direction, test) == 303)
            #expect(try await Self.act("assign", id, as: "leader-B", [("unit", "A")], test) == 422)
            #expect(try await Self.lines(id, test) == ["leader-B lead waiting", "A support waiting"])
        }
    }

    @Test func `what nobody holds any more waits for its leader, and nothing is reported as done`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            _ = try await Self.act("direct", id, as: "leader-A", [("text", "Để biết."), ("know", "A")], test)
            let line = try await Self.line(of: "A", id, test)
            #expect(
                try await Self.act("withdraw", id, as: "leader-A", [("line", line), ("reason", Self.reason)], test)
                    == 303)
            #expect(try await test.state(id).state == .submitted)
            #expect(try await test.queued() == ["01", "03", "04"])
        }
    }

    @Test func `what is to be read closes also when somebody was asked to support later`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            _ = try await Self.act("direct", id, as: "leader-A", [("text", "Để biết."), ("know", "A")], test)
            let support = [("text", "Cho số liệu."), ("support", "B")]
            #expect(try await Self.act("supplement", id, as: "leader-A", support, test) == 303)
            #expect(try await test.get("/incoming/\(id)", as: "head-A").status == .ok)
            #expect(try await test.state(id).state == .assigned)
            #expect(try await Self.act("report", id, as: "head-B", [("result", "Số liệu.")], test) == 303)
            #expect(try await test.state(id).state == .finished)
            #expect(try await test.queued() == ["01", "03", "04", "06"])
        }
    }

    @Test func `a withdrawn branch is gone for those who have reported too`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            let assignment = [("officer", "head-B"), ("support", "officer-B")]
            #expect(try await Self.act("assign", id, as: "head-B", assignment, test) == 303)
            #expect(try await Self.act("report", id, as: "officer-B", [("result", "Xong phần tôi.")], test) == 303)
            let line = try await Self.line(of: "B", id, test)
            #expect(
                try await Self.act("withdraw", id, as: "leader-A", [("line", line), ("reason", Self.reason)], test)
                    == 303)
            for person in ["head-B", "officer-B"] {
                #expect(try await test.get("/incoming/\(id)", as: person).status == .notFound, "\(person)")
            }
        }
    }

    @Test func `what is given to one person is theirs and their head's, not the unit's`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let named = [("text", "Giao."), ("lead", "A"), ("support-people", "officer-B")]
            #expect(try await Self.act("direct", id, as: "leader-A", named, test) == 303)
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .ok)
            #expect(try await test.get("/incoming/\(id)", as: "head-B").status == .ok)
            try await test.office.database.write { connection in
                let unit = try #require(try PersonStore.person("officer-B", in: connection)).unit
                try PersonStore.add(
                    Person(
                        id: "other-B", userName: "other-B", fullName: "Người khác", title: "Chuyên viên", unit: unit,
                        role: .officer), passwordHash: "", in: connection)
            }
            #expect(try await test.get("/incoming/\(id)", as: "other-B").status == .notFound)
        }
    }

    /// Who may do what; every other cell must be refused, page and form alike.
    private static func allowed(_ state: InternalState) -> [LineAct: Set<String>] {
        guard state == .assigned || state == .inProgress else { return [:] }
        return [
            .assign: ["head-A", "head-B"], .report: ["head-B", "officer-B"], .handOver: ["officer-A"],
            .sendBack: ["officer-A", "head-A", "head-B"], .askExtension: ["officer-A", "head-A", "head-B"],
            .answerExtension: ["head-A", "leader-A"], .supplement: ["leader-A"], .withdraw: ["head-A", "leader-A"],
        ]
    }

    @Test(arguments: [InternalState.submitted, .assigned, .inProgress, .finished])
    func `every act on a line is open to its people alone, by page and form`(state: InternalState) async throws {
        try await TestOffice.with { test in
            let id: String
            if state == .submitted {
                id = try await test.arrival()
                try await test.handle(id, until: .submitted)
            } else {
                id = try await Self.assigned(test)
                if state != .assigned { _ = try await Self.act("begin", id, as: "officer-A", test: test) }
                if state == .finished {
                    _ = try await Self.act("finish", id, as: "officer-A", [("result", "Xong")], test)
                }
            }
            let before = try await test.state(id)
            #expect(before.state == state)
            for act in LineAct.allCases {
                for person in TestOffice.roles.flatMap({ ["\($0.rawValue)-A", "\($0.rawValue)-B"] }) {
                    let isAllowed = Self.allowed(state)[act]?.contains(person) == true
                    let form = try await test.get("/incoming/\(id)/\(act.rawValue)", as: person)
                    #expect(isAllowed ? form.status == .ok : [403, 404].contains(form.status.code), "\(person) \(act)")
                    let answer = try await Self.act(act.rawValue, id, as: person, test: test)
                    #expect(isAllowed ? answer == 422 : [403, 404].contains(answer), "\(person) \(act) \(answer)")
                }
            }
            #expect(try await test.state(id) == before)
        }
    }

    @Test func `each counter is as long as its list, for every role`() async throws {
        try await TestOffice.with { test in
            _ = try await Self.assigned(test)
            for role in TestOffice.roles where role != .admin {
                let (person, unit) = ("\(role.rawValue)-A", "A")
                let lists = try await test.office.database.read { connection -> [(Int, Int?)] in
                    let who = try #require(try PersonStore.person(person, in: connection))
                    #expect(who.unit.id == unit)
                    let views = IncomingView.allCases
                    let today = test.office.today
                    let counts = try IncomingStore.counts(views, for: who, on: today, in: connection)
                    return try views.map { view in
                        (
                            try IncomingStore.list(view, for: who, on: today, page: .first, in: connection).count,
                            counts[view]
                        )
                    }
                }
                for (length, count) in lists { #expect(length == count) }
            }
        }
    }
}

extension LineTests {
    private static func act(_ act: String, _ id: String, as person: String, test: TestOffice) async throws -> Int {
        try await self.act(act, id, as: person, [], test)
    }
}
