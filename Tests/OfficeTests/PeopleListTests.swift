import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Whom forms offer where an agency has more people than a list holds: they are sought by name, without a script.
@Suite struct PeopleListTests {
    /// `count` further officers of unit B, `Trần Văn Mẫu 1`, …; more than a list holds with those who are there.
    private static func crowd(_ test: TestOffice, count: Int = PeopleList.most) async throws {
        let unit = Unit(id: "B", name: "Phòng B", shortName: "B")
        try await test.office.database.write { connection in
            for number in 1...count {
                let person = Person(
                    id: "nhieu-\(number)", userName: "nhieu-\(number)", fullName: "Trần Văn Mẫu \(number)",
                    title: "Chuyên viên", unit: unit, role: .officer)
                try PersonStore.add(person, passwordHash: "", in: connection)
            }
        }
    }

    private static func submitted(_ test: TestOffice) async throws -> String {
        let id = try await test.arrival()
        try await test.handle(id, until: .submitted)
        return id
    }

    private static func send(
        _ id: String, _ act: String, as person: String = "leader-A", _ fields: [(String, String)], _ test: TestOffice
    ) async throws -> TestResponse {
        let version = try await test.state(id).version
        return try await test.send("/incoming/\(id)/\(act)", as: person, version: version, fields)
    }

    @Test func `where a list holds everybody nobody seeks`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            let page = try await test.text("/incoming/\(id)/direct", as: "leader-A")
            #expect(!page.contains("seek-people") && page.contains("know-people-officer-B"))
        }
    }

    @Test func `who is sought is found by parts of the name, what was typed and ticked stays, and nothing is done`()
        async throws
    {
        try await TestOffice.with { test in
            try await Self.crowd(test)
            let id = try await Self.submitted(test)
            let before = try await test.text("/incoming/\(id)/direct", as: "leader-A")
            #expect(before.contains("name=\"seek-people\"") && before.contains("know-people-officer-A"))
            #expect(!before.contains("know-people-nhieu-7\""), "of another unit")
            let seeking = [
                ("text", "Giao đồng chí Mẫu."), ("know-people", "officer-A"), ("people-sought", "mau 499"),
                ("seek-people", "yes"),
            ]
            let answer = try await Self.send(id, "direct", seeking, test)
            let page = String(buffer: answer.body)
            #expect(answer.status == .ok && page.contains("Giao đồng chí Mẫu."))
            #expect(page.contains("know-people-nhieu-499\"") && !page.contains("know-people-nhieu-498\""))
            #expect(page.contains("value=\"officer-A\" checked"))
            #expect(page.contains("value=\"mau 499\""))
            #expect(try await test.state(id).state == .submitted)
            // Whoever was found gets a line.
            let done = try await Self.send(
                id, "direct",
                [
                    ("text", "Giao."), ("lead-person", "nhieu-499"), ("know-people", "officer-A"),
                    ("people-sought", "mau 499"),
                ],
                test)
            #expect(done.status == .seeOther)
            #expect(try await test.text("/incoming?view=leading", as: "nhieu-499").contains(id))
        }
    }

    @Test func `opinions and lines below a direction seek as well`() async throws {
        try await TestOffice.with { test in
            try await Self.crowd(test)
            let id = try await Self.submitted(test)
            let direction = [("text", "Đồng chí chỉ đạo."), ("lead-person", "leader-B"), ("support", "A")]
            #expect(try await Self.send(id, "direct", direction, test).status == .seeOther)
            let seek = [("people-sought", "phong b mau 321"), ("seek-people", "yes")]
            for (act, person, control) in [
                ("supplement", "leader-A", "support-people"), ("ask-opinion", "leader-A", "people"),
                ("assign", "leader-B", "know"),
            ] {
                let answer = try await Self.send(id, act, as: person, seek, test)
                #expect(answer.status == .ok, "\(act)")
                #expect(String(buffer: answer.body).contains("\"\(control)-nhieu-321\""), "\(act)")
            }
            // A rule does not end where the list does.
            #expect(
                try await Self.send(id, "assign", as: "leader-B", [("officer", "nhieu-500")], test).status == .seeOther)
        }
    }

    @Test func `who initials a draft stays chosen where the list is cut, and another is sought`() async throws {
        try await TestOffice.with { test in
            try await Self.crowd(test)
            let id = try await test.draft()
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    "INSERT INTO initialling (outgoing_id, ordinal, person_id) VALUES ($1, 1, 'nhieu-77')", id)
            }
            let page = try await test.text("/outgoing/\(id)/edit", as: "officer-A")
            #expect(page.contains("value=\"nhieu-77\" selected") && !page.contains("value=\"nhieu-78\""))
            let form = try await test.text("/delegations/new", as: "leader-A")
            #expect(form.contains("seek-people") && !form.contains("value=\"nhieu-5\""))
            let sought = try await test.send(
                "/delegations", as: "leader-A", version: 0, [("people-sought", "Mẫu 5"), ("seek-people", "yes")])
            #expect(sought.status == .ok && String(buffer: sought.body).contains("value=\"nhieu-5\""))
        }
    }

    @Test func `the keeper of a planned case file is sought, and whoever the list does not hold can be named`()
        async throws
    {
        try await TestOffice.with { test in
            try await Self.crowd(test)
            let heading = [
                "year": String(test.office.today.year), "abbreviation": "TCCB", "name": "Tổ chức cán bộ",
            ]
            #expect(
                try await test.post("/case-plan/heading", as: "clerk-A", version: 0, heading).status == .seeOther)
            let line = TestOffice.caseFields.merging([
                "year": String(test.office.today.year), "heading": "TCCB",
            ]) { $1 }
            let form = try await test.text("/case-plan/file?year=\(test.office.today.year)", as: "clerk-A")
            #expect(form.contains("name=\"seek-people\"") && form.contains("value=\"clerk-A\" selected"))
            #expect(!form.contains("value=\"nhieu-7\""), "of another unit")
            let seeking = line.merging(["people-sought": "mau 499", "seek-people": "yes", "keeper": "officer-B"]) { $1 }
            let sought = try await test.post("/case-plan/file", as: "clerk-A", version: 0, seeking)
            let page = String(buffer: sought.body)
            #expect(sought.status == .ok && page.contains("value=\"nhieu-499\""))
            #expect(page.contains("value=\"officer-B\" selected") && page.contains("thử nghiệm liên thông"))
            let files = "SELECT COUNT(*) AS total FROM case_file"
            #expect(try await SecretSteps.total(files, test) == 0, "nothing was done")
            let named = line.merging(["people-sought": "mau 499", "keeper": "nhieu-500"]) { $1 }
            #expect(try await test.post("/case-plan/file", as: "clerk-A", version: 0, named).status == .seeOther)
            let id: String = try await test.office.database.read {
                try $0.row("SELECT id FROM case_file WHERE keeper_id = 'nhieu-500'")?["id"] ?? ""
            }
            let edit = try await test.text("/case-files/\(id)/edit", as: "clerk-A")
            #expect(edit.contains("value=\"nhieu-500\" selected") && !edit.contains("value=\"nhieu-499\""))
            let again = try await test.act(
                "edit", on: id, as: "clerk-A", ["people-sought": "mau 499", "seek-people": "yes"])
            #expect(again.status == .ok && String(buffer: again.body).contains("value=\"nhieu-499\""))
        }
    }

    @Test func `who gets a secret paper is sought when it is entered and when it is handed over`() async throws {
        try await TestOffice.with { test in
            try await Self.crowd(test)
            let seek = ["people-sought": "mau 321", "seek-people": "yes"]
            let book = try await SecretSteps.book(.incoming, test)
            let form = try await test.text("/secrets/new?direction=in", as: "clerk-A")
            #expect(form.contains("seek-people") && !form.contains("value=\"nhieu-321\""))
            let sought = try await SecretSteps.enter(.incoming, in: book, with: seek, test)
            let page = String(buffer: sought.body)
            #expect(sought.status == .ok && page.contains("value=\"nhieu-321\"") && page.contains(SecretSteps.subject))
            let documents = "SELECT COUNT(*) AS total FROM secret_document"
            #expect(try await SecretSteps.total(documents, test) == 0, "nothing was done")
            let entered = try await SecretSteps.enter(
                .incoming, in: book, with: ["holder": "nhieu-500", "passed": test.office.today.shown], test)
            let id = String(try #require(entered.headers[.location]?.split(separator: "/").last))
            let handing = try await SecretSteps.handOver(id, to: "", version: 1, with: seek, test)
            #expect(handing.status == .ok && String(buffer: handing.body).contains("value=\"nhieu-321\""))
            #expect(try await SecretSteps.handOver(id, to: "nhieu-499", version: 1, test).status == .seeOther)
            #expect(try await test.text("/secrets/\(id)", as: "nhieu-499").contains("Người giữ bản giấy"))
        }
    }

    @Test func `who drafts a letter of urging is sought, the clerks stand in the list anyhow`() async throws {
        try await UrgingTests.with { test in
            try await Self.crowd(test)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET unit_id = 'B' WHERE role = 'clerk'")
            }
            try await UrgingTests.issued("van-ban", due: -5, test)
            let form = try await test.text("/urging/new?line=van-ban-G90", as: "leader-A")
            #expect(form.contains("name=\"seek-people\"") && form.contains("value=\"clerk-A\""))
            #expect(!form.contains("value=\"nhieu-77\""))
            let fields = [
                "asked": "line=van-ban-G90", "line": "van-ban-G90:0", "text": "Đề nghị báo cáo ngay.", "kind": "remind",
                "approver": "leader-A", "drafter": "clerk-A", "people-sought": "mau 77",
            ]
            let sought = try await test.post(
                "/urging", as: "leader-A", version: 0, fields.merging(["seek-people": "yes"]) { $1 })
            let page = String(buffer: sought.body)
            #expect(sought.status == .ok && page.contains("value=\"nhieu-77\"") && page.contains("báo cáo ngay"))
            #expect(page.contains("value=\"clerk-A\" selected"))
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM urging", test) == 0, "nothing was done")
            let done = try await test.post(
                "/urging", as: "leader-A", version: 0, fields.merging(["drafter": "nhieu-500"]) { $1 })
            #expect(done.status == .seeOther)
            #expect(
                try await SecretSteps.total(
                    "SELECT COUNT(*) AS total FROM outgoing WHERE drafter_id = 'nhieu-500'", test) == 1)
        }
    }

    @Test func `a leader is offered whatever number of others there is`() async throws {
        try await TestOffice.with { test in
            try await Self.crowd(test, count: PeopleList.most + 50)
            _ = try await test.office.database.write { connection in
                try PersonStore.save(
                    unit: Unit(id: "Z", name: "Phòng Z", shortName: "Z"), sort: 99, in: connection)
                try connection.execute("UPDATE person SET unit_id = 'Z' WHERE id = 'leader-B'")
            }
            let today = test.office.today
            let leaders = try await test.office.database.read { try PersonStore.people([.leader], on: today, in: $0) }
            #expect(leaders.map(\.id) == ["leader-A", "leader-B"])
        }
    }
}
