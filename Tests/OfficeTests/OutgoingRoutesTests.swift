import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

@Suite struct OutgoingRoutesTests {
    @Test func `publishing numbers, keeps and queues the package in one step, also without a hub`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            let entries = try await test.outbox(of: id)
            #expect(entries.map(\.state) == [.queued])
            #expect(entries.first?.summary == "01/UBND-A")
            let page = String(buffer: try await test.get("/outgoing/\(id)", as: "clerk-A").body)
            #expect(page.contains("01/UBND-A"))
            let package = try await test.get("/outgoing/\(id)/package", as: "clerk-A")
            #expect(String(buffer: package.body).contains("<edXML:OrganId>G22</edXML:OrganId>"))
            #expect(try await test.get("/outgoing/\(id)/package", as: "leader-A").status == .forbidden)
        }
    }

    /// How many acts stand out on a page.
    private static func mainActs(_ path: String, as person: String = "clerk-A", _ test: TestOffice) async throws -> Int
    {
        try await test.text(path, as: person).components(separatedBy: "button--main").count - 1
    }

    @Test
    func `one act stands out on a numbered document, without its file and with it, and in the box of what failed`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            #expect(try await Self.mainActs("/outgoing/\(id)", test) == 1, "to attach the file")
            #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
            #expect(try await Self.mainActs("/outgoing/\(id)", test) == 1, "to issue it")
            try await test.bring(try await test.draft(), to: .published)
            try await test.bring(try await test.draft(), to: .published)
            _ = try await test.office.database.write { try $0.execute("UPDATE gateway_outbox SET state = 'failed'") }
            let box = try await test.text("/failures", as: "clerk-A")
            #expect(box.components(separatedBy: "/retry\"").count - 1 == 2)
            #expect(try await Self.mainActs("/failures", test) == 1)
        }
    }

    @Test func `one act stands out on a draft that is to be initialled or signed, and it is the form's`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .submitted)
            #expect(try await Self.mainActs("/outgoing/\(id)", as: "leader-A", test) == 1)
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            #expect(page.contains("href=\"#ky\"") && page.contains("Ký duyệt…"))
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    "INSERT INTO initialling (outgoing_id, ordinal, person_id) VALUES ($1, 1, 'head-A')", id)
            }
            #expect(try await Self.mainActs("/outgoing/\(id)", as: "head-A", test) == 1)
        }
    }

    @Test func `publishing twice with one form sends once`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
            let (version, once) = (try await test.outgoingState(id).version, RandomText.secret())
            for _ in 1...2 {
                let answer = try await test.post(
                    "/outgoing/\(id)/publish", as: "clerk-A", version: version, once: once,
                    TestOffice.unsigned)
                #expect(answer.status == .seeOther)
            }
            #expect(try await test.outbox(of: id).count == 1)
        }
    }

    @Test func `nothing is published without the signed file`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            let answer = try await test.post(
                "/outgoing/\(id)/publish", as: "clerk-A", version: try await test.outgoingState(id).version)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("Đính kèm bản ký số"))
            #expect(try await test.outbox(of: id).isEmpty)
        }
    }

    @Test(arguments: ["virus.exe", "trang.html", "anh.svg", "khong-duoi"])
    func `a kind of file that must not travel is refused and not kept`(name: String) async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            let before = try await test.outgoingState(id)
            let answer = try await test.attach(id, as: "clerk-A", name: name)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("không thuộc loại được gửi"))
            #expect(try await test.outgoingState(id) == before)
        }
    }

    @Test func `files beyond the limit of a form are refused`() async throws {
        try await TestOffice.with(maximumUploadBytes: 1 << 20) { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            let answer = try await test.attach(id, as: "clerk-A", bytes: 2 << 20)
            #expect(answer.status == .contentTooLarge)
            #expect(String(buffer: answer.body).contains("1 MB"))
        }
    }

    @Test(arguments: [
        ("recipients", "H98", "recipients"), ("subject", "", "subject"), ("approver", "clerk-A", "approver"),
        ("due", "31/02/2026", "due"), ("urgency", "9", "urgency"), ("recipients", "H29", "recipients"),
        ("notation", "UBND A", "notation"), ("notation", "UBND_A", "notation"), ("notation", "-UBND", "notation"),
        ("notation", String(repeating: "A", count: 31), "notation"),
    ])
    func `a draft that cannot be sent is refused at its field and nothing is kept`(
        field: String, value: String, place: String
    ) async throws {
        try await TestOffice.with { test in
            var fields = TestOffice.draftFields
            fields[field] = value
            let answer = try await test.post("/outgoing", as: "officer-A", version: 0, fields)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#\(place)\""))
            let kept = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM outgoing")?["total"] ?? -1
            }
            #expect(kept == 0)
        }
    }

    @Test func `a draft tells everything that must be corrected at once`() async throws {
        try await TestOffice.with { test in
            let fields = TestOffice.draftFields.merging(
                ["subject": "", "due": "32/01/2027", "copies": "0", "approver": "", "notation": "công văn"]) { $1 }
            let answer = try await test.post("/outgoing", as: "officer-A", version: 0, fields)
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            for field in ["subject", "due", "copies", "approver", "notation"] {
                #expect(page.contains("href=\"#\(field)\"") && page.contains("id=\"\(field)-loi\""), "\(field)")
            }
        }
    }

    /// Who may do what in which state; every other cell must be refused, and nothing may change.
    private static func allowed(_ state: OutgoingState) -> [OutgoingState.Act: Set<String>] {
        let clerks: Set = ["clerk-A", "clerk-B"]
        return switch state {
        case .draft: [.edit: ["officer-A", "head-A"], .submit: ["officer-A"]]
        case .submitted: [.edit: ["leader-A"], .approve: ["leader-A"], .return: ["leader-A", "head-A"]]
        case .approved: [.number: clerks, .return: clerks]
        case .numbered: [.attach: clerks, .detach: clerks, .publish: clerks]
        case .published: [:]
        }
    }

    @Test(arguments: [OutgoingState.draft, .submitted, .approved, .numbered, .published])
    func `every wrong role is refused every act in every state, and nothing changes`(state: OutgoingState) async throws
    {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: state)
            let before = try await test.outgoingState(id)
            for act in OutgoingState.Act.allCases {
                for unit in ["A", "B"] {
                    for role in TestOffice.roles {
                        let person = "\(role.rawValue)-\(unit)"
                        if Self.allowed(state)[act]?.contains(person) == true { continue }
                        let answer =
                            act == .attach
                            ? try await test.attach(id, as: person)
                            : act == .edit
                                ? try await test.send(
                                    "/outgoing/\(id)/edit", as: person, version: before.version, TestOffice.draftFields,
                                    [TestOffice.draftFile])
                                : try await test.post(
                                    "/outgoing/\(id)/\(act.rawValue)", as: person, version: before.version,
                                    ["reason": "Chưa đúng thể thức"])
                        #expect([403, 404].contains(answer.status.code), "\(person) \(act) \(answer.status)")
                    }
                }
            }
            #expect(try await test.outgoingState(id) == before)
        }
    }
}
