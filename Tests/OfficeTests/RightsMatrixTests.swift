import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Role × state × act: every cell is asked through the page's form and through the API; both answer alike, as the rule says, and as `docs/rights.md` shows.
@Suite struct RightsMatrixTests {
    /// What somebody asks with: the session of a page, the token of the API.
    private struct Door: Sendable {
        var cookie = ""
        var csrf = ""
        var token: String?
        var delegation: String?
        /// As the rules see them.
        var person: Person?
    }

    @Test(arguments: MatrixState.all)
    func `page and API answer alike, as the rule says and as the table shows`(state: MatrixState) async throws {
        try await TestOffice.with { test in
            try await Self.settle(test)
            var doors: [Door] = []
            for role in MatrixRole.all { doors.append(try await Self.door(role, test)) }
            var number = 1
            let shared = try await state.make(test, number)
            let before = try await Self.version(shared, state, test)
            var rows: [String] = []
            for act in APIAct.all
            where act.path.hasPrefix("\(state.kind)/{id}/") && !act.path.hasSuffix("/case-files")
                && MatrixState.isOfTasks(act) == state.isOfTasks
            {
                var cells: [String] = []
                for (role, door) in zip(MatrixRole.all, doors) {
                    let isAllowed = try await Self.isAllowed(act, on: shared, state, door, test)
                    var answers: [String] = []
                    for isPage in [true, false] {
                        var id = shared
                        // What is done changes the document: each time a fresh one.
                        if isAllowed {
                            number += 1
                            id = try await state.make(test, number)
                            if act.path.hasSuffix("answer-extension") { try await Self.askExtension(id, test) }
                        }
                        answers.append(try await Self.ask(act, on: id, state, door, isPage: isPage, test))
                    }
                    #expect(answers[0] == answers[1], "\(state) \(act.id) \(role.title): page, API")
                    #expect((answers[0] == "done") == isAllowed, "\(state) \(act.id) \(role.title): \(answers[0])")
                    cells.append(Self.cell(answers[0]))
                }
                rows.append("| \(act.vietnamese) | \(cells.joined(separator: " | ")) |")
            }
            #expect(try await Self.version(shared, state, test) == before, "what was refused changed nothing")
            let table = Self.table(state, rows)
            #expect(try Self.written().contains(table), "docs/rights.md should say:\n\(table)")
        }
    }

    @Test func `the table has every state once and nothing else`() throws {
        let headings = try Self.written().split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(headings.map(String.init) == MatrixState.all.map(Self.heading))
    }

    private static func written() throws -> String {
        try String(contentsOf: Samples.url("../docs/rights.md").standardized, encoding: .utf8)
    }

    private static let kinds = [
        "incoming": "Văn bản đến", "outgoing": "Văn bản đi", "transfers": "Biên bản",
        "archive-requests": "Đề nghị xem hồ sơ lưu trữ",
    ]

    private static func heading(_ state: MatrixState) -> String {
        "## \(Self.kinds[state.kind] ?? state.kind): \(state.title)"
    }

    private static func table(_ state: MatrixState, _ rows: [String]) -> String {
        let titles = MatrixRole.all.map(\.title)
        let head = "| Việc | \(titles.joined(separator: " | ")) |"
        let line = "|---|\(titles.map { _ in ":-:|" }.joined())"
        return "\(Self.heading(state))\n\n\(([head, line] + rows).joined(separator: "\n"))\n"
    }

    /// Done; refused by the rule; not to be seen; not signed in.
    private static func cell(_ answer: String) -> String {
        ["done": "✓", "not-allowed": "–", "stale-version": "–", "not-found": "", "unauthenticated": "∅"][answer]
            ?? answer
    }

    /// A third unit, a deputy of leader-A, one more agency.
    private static func settle(_ test: TestOffice) async throws {
        let organ = try #require(OrganCode("H53"))
        try await test.office.database.write { connection in
            let unit = Unit(id: "C", name: "Phòng C", shortName: "C")
            try PersonStore.save(unit: unit, sort: 3, in: connection)
            for id in ["officer-C", "officer-D"] {
                let person = Person(
                    id: id, userName: id, fullName: "Người \(id)", title: "Chuyên viên", unit: unit, role: .officer)
                try PersonStore.add(person, passwordHash: "", in: connection)
            }
            try Directory.save(
                code: organ, oldCode: "000.00.00.H53", name: "UBND tỉnh Thử", shortName: "UBND", kind: "province",
                validTo: nil, successor: nil, in: connection)
        }
        let today = test.office.today.shown
        let given = try await test.post(
            "/delegations", as: "leader-A", version: 0,
            ["to": "officer-D", "scope": "all", "start": today, "end": today])
        #expect(given.status == .seeOther)
    }

    private static func door(_ role: MatrixRole, _ test: TestOffice) async throws -> Door {
        guard let id = role.person else { return Door() }
        var door = Door()
        (door.cookie, door.csrf) = try await test.session(id)
        door.token = try await test.token(of: id)
        let office = test.office
        guard role.isDeputy else {
            door.person = try await office.database.read { try PersonStore.person(id, in: $0) }
            return door
        }
        let (delegation, person) = try await office.database.read { connection in
            let delegation: String = try connection.row("SELECT id FROM delegation LIMIT 1")?["id"] ?? ""
            guard let deputy = try PersonStore.person(id, in: connection) else { throw Fault.noSuchDocument }
            return (
                delegation, try Delegation.person(delegation, for: deputy, on: office.today, in: connection)
            )
        }
        (door.delegation, door.person) = (delegation, person)
        let begun = try await Self.form("/delegations/\(delegation)/act", [:], version: 0, nil, door, test)
        #expect(begun.status == .seeOther)
        return door
    }

    private static func version(_ id: String, _ state: MatrixState, _ test: TestOffice) async throws -> Int {
        switch state.kind {
        case "incoming": return try await test.state(id).version
        case "outgoing": return try await test.outgoingState(id).version
        default:
            let table = state.kind == "transfers" ? "case_transfer" : "archive_access"
            return try await test.office.database.read { connection in
                try connection.row("SELECT version FROM \(table) WHERE id = $1", id)?["version"] ?? 0
            }
        }
    }

    /// What the rule says.
    private static func isAllowed(
        _ act: APIAct, on id: String, _ state: MatrixState, _ door: Door, _ test: TestOffice
    ) async throws -> Bool {
        guard let person = door.person else { return false }
        let acts = try await test.office.database.read { connection -> [String] in
            let freeze = try Freeze.standing(on: id, in: connection)
            if state.kind == "incoming" {
                guard let incoming = try IncomingStore.find(id, for: person, in: connection) else { return [] }
                let receipts = try ReceiptStore.tree(of: id, in: connection)
                let onTasks = try ReceivedTask.all(of: id, in: connection).flatMap {
                    ReceivedTaskRule.allowed(on: $0, of: incoming, receipts: receipts, by: person)
                }
                return try AllowedActs.on(
                    incoming, receipts, freeze: freeze, by: person, test.office, in: connection)
                    + onTasks.map { "received-tasks/{task}/\($0.rawValue)" }
            }
            if state.kind == "transfers" {
                // What somebody may not see is not found.
                guard let transfer = try? CaseTransfer.find(id, for: person, in: connection) else { return [] }
                return AllowedActs.on(transfer, by: person).map { $0 == "return" ? "files/{file}/return" : $0 }
            }
            if state.kind == "archive-requests" {
                return try ArchiveAccess.find(id, in: connection).map { AllowedActs.on($0, by: person) } ?? []
            }
            guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else { return [] }
            let tasks = try DirectiveTask.all(
                of: id, today: test.office.today, calendar: test.office.calendar, in: connection)
            let onTasks = tasks.flatMap { TaskRule.allowed(on: $0, of: outgoing, by: person) }
            return AllowedActs.on(outgoing, freeze: freeze, by: person) + onTasks.map { "tasks/{task}/\($0.rawValue)" }
        }
        return acts.contains { act.path == "\(state.kind)/{id}/\($0)" }
    }

    private static func askExtension(_ id: String, _ test: TestOffice) async throws {
        let asked = try await test.post(
            "/incoming/\(id)/ask-extension", as: "head-B", version: try await test.state(id).version,
            ["due": test.day(10), "reason": "Cần thêm thời gian phối hợp."])
        #expect(asked.status == .seeOther)
    }

    /// `done`, or the code of the refusal.
    private static func ask(
        _ act: APIAct, on id: String, _ state: MatrixState, _ door: Door, isPage: Bool, _ test: TestOffice
    ) async throws -> String {
        let fields = try await test.fields(of: act, on: id, by: door.person)
        let version = try await Self.version(id, state, test)
        let path = act.path.replacing("{id}", with: id).replacing("{task}", with: try await test.task(of: id))
            .replacing("{file}", with: try await test.file(ofTransfer: id))
        if isPage {
            let answer = try await Self.form("/\(path)", fields, version: version, act, door, test)
            if answer.status == .seeOther { return "done" }
            let page = String(buffer: answer.body)
            if let code = page.firstMatch(of: /<span class="nowrap">\(([a-z-]+)\)<\/span>/)?.1 { return String(code) }
            return answer.status == .unprocessableContent ? "invalid-form" : "\(answer.status.code)"
        }
        let answer: TestResponse
        if act.path.hasSuffix("/attach") {
            answer = try await Self.file("/api/v1/\(path)", [("version", String(version))], door, isPage: false, test)
        } else {
            answer = try await test.call(
                .post, path, token: door.token, delegation: door.delegation,
                .object(fields.merging(["version": .number(version)]) { $1 }))
        }
        if answer.status == .ok { return "done" }
        return try TestOffice.json(answer)["code"]?.string ?? "\(answer.status.code)"
    }

    private static func form(
        _ path: String, _ fields: [String: JSON], version: Int, _ act: APIAct?, _ door: Door, _ test: TestOffice
    ) async throws -> TestResponse {
        let typed = try FormFields(json: .object(fields))
        let hidden = [("csrf", door.csrf), ("once", RandomText.secret()), ("version", String(version))]
        let pairs = hidden + typed.names.flatMap { name in typed.all(name).map { (name, $0) } }
        if act?.path.hasSuffix("/attach") == true { return try await Self.file(path, pairs, door, isPage: true, test) }
        let body = pairs.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        if !door.cookie.isEmpty { headers[.cookie] = door.cookie }
        return try await test.client.execute(
            uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    private static func file(
        _ path: String, _ fields: [(String, String)], _ door: Door, isPage: Bool, _ test: TestOffice
    ) async throws -> TestResponse {
        var body = fields.map { "--ranh\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n" }.joined()
        body += "--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"phu-luc.pdf\"\r\n\r\n%PDF-1.7\r\n"
        var headers: HTTPFields = [.contentType: "multipart/form-data; boundary=ranh"]
        if isPage {
            if !door.cookie.isEmpty { headers[.cookie] = door.cookie }
        } else {
            headers[.authorization] = door.token.map { "Bearer \($0)" }
            headers[try #require(.init("Delegation"))] = door.delegation
            headers[try #require(.init("Idempotency-Key"))] = RandomText.secret()
        }
        return try await test.client.execute(
            uri: path, method: .post, headers: headers, body: ByteBuffer(string: body + "--ranh--\r\n"))
    }
}
