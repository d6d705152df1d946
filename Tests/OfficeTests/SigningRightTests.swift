import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Who may sign which documents, and what stands above the signature.
@Suite struct SigningRightTests {
    private static func draft(
        _ form: SigningForm, head: String = "", collective: String = "", types: [String] = [], basis: String = "",
        start: String = "2026-01-01", end: String? = nil
    ) throws -> SigningRightDraft {
        SigningRightDraft(
            postID: nil, form: form, collective: collective, head: head, types: types, basis: basis,
            startsOn: try #require(CalendarDate(start)), endsOn: end.flatMap { CalendarDate($0) })
    }

    /// `admin-A` gives the right from today on.
    private static func give(
        _ test: TestOffice, to person: String, as admin: String = "admin-A", _ fields: [(String, String)]
    ) async throws -> TestResponse {
        let usual = [("start", test.office.today.shown), ("end", "")].filter { name, _ in
            !fields.contains { $0.0 == name }
        }
        return try await test.send("/people/\(person)/signing", as: admin, version: 0, fields + usual)
    }

    private static func rights(of person: String, _ test: TestOffice) async throws -> [SigningRight] {
        try await test.office.database.read { try SigningRight.all(of: person, in: $0) }
    }

    private static let deputy = [("form", "deputy"), ("head", "Chủ tịch"), ("collective", "Ủy ban nhân dân")]

    @Test func `the block is written as the law says`() throws {
        let title = "Phó Chủ tịch"
        func lines(_ draft: SigningRightDraft) -> [String] { draft.block(title: title).lines }
        #expect(
            lines(try Self.draft(.deputy, head: "Chủ tịch", collective: "Ủy ban nhân dân"))
                == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"])
        #expect(lines(try Self.draft(.deputy, head: "Cục trưởng")) == ["KT. CỤC TRƯỞNG", "PHÓ CHỦ TỊCH"])
        #expect(lines(try Self.draft(.order, head: "Bộ trưởng")) == ["TL. BỘ TRƯỞNG", "PHÓ CHỦ TỊCH"])
        #expect(lines(try Self.draft(.mandate, head: "Bộ trưởng")) == ["TUQ. BỘ TRƯỞNG", "PHÓ CHỦ TỊCH"])
        #expect(lines(try Self.draft(.acting)) == ["Q. PHÓ CHỦ TỊCH"])
        #expect(lines(try Self.draft(.own, collective: "Ủy ban nhân dân")) == ["TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH"])
        let competences = try SigningForm.allCases.map {
            try Self.draft($0, head: "A").block(title: title).competence ?? ""
        }
        #expect(competences == ["", "Q.", "KT.", "TL.", "TUQ."])
    }

    @Test func `a mandate is in writing, limited in time and content`() throws {
        func field(_ draft: SigningRightDraft) -> String? {
            do {
                try draft.check()
                return nil
            } catch let fault as FormFault {
                return fault.field
            } catch {
                return "?"
            }
        }
        #expect(field(try Self.draft(.mandate, head: "Chủ tịch", types: ["Công văn"], end: "2026-12-31")) == "basis")
        #expect(field(try Self.draft(.mandate, head: "Chủ tịch", types: ["Công văn"], basis: "1/QĐ")) == "end")
        #expect(field(try Self.draft(.mandate, head: "Chủ tịch", basis: "1/QĐ", end: "2026-12-31")) == "types")
        #expect(
            field(
                try Self.draft(.mandate, head: "Chủ tịch", types: ["Công văn"], basis: "1/QĐ", end: "2026-12-31"))
                == nil)
        #expect(field(try Self.draft(.deputy)) == "head")
        #expect(field(try Self.draft(.own, head: "Chủ tịch")) == "head")
        #expect(field(try Self.draft(.order, head: "Chủ tịch", collective: "Ủy ban nhân dân")) == "collective")
        #expect(field(try Self.draft(.own, types: ["Thư tình"])) == "types")
        #expect(field(try Self.draft(.own, end: "2025-12-31")) == "end")
    }

    @Test func `the signature carries the authority onto the page, into the record and into the package`() async throws
    {
        try await TestOffice.with { test in
            #expect(try await Self.give(test, to: "leader-A", Self.deputy).status == .seeOther)
            let id = try await test.draft()
            let form = try await test.get("/outgoing/new", as: "officer-A")
            #expect(String(buffer: form.body).contains("(TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / LÃNH ĐẠO)"))
            let page = try await test.get("/outgoing/\(id)", as: "officer-A")
            #expect(String(buffer: page.body).contains("<b>KT. CHỦ TỊCH</b>"))
            try await test.bring(id, to: .numbered)
            let identity = test.office.identity
            let signer = try await test.office.database.read { connection -> Signer? in
                try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)?
                    .header(to: [], from: identity, in: connection).signer
            }
            #expect(signer == Signer(competence: "KT.", position: "Lãnh đạo", fullName: "Người leader-A"))
            // Kept as it was signed, whatever becomes of the right.
            let right = try #require(try await Self.rights(of: "leader-A", test).first)
            let revoked = try await test.post(
                "/people/leader-A/signing/\(right.id)/revoke", as: "admin-A", version: 0)
            #expect(revoked.status == .seeOther)
            let after = try await test.get("/outgoing/\(id)", as: "clerk-A")
            #expect(String(buffer: after.body).contains("<b>TM. ỦY BAN NHÂN DÂN</b>"))
            #expect(String(buffer: after.body).contains("<b>KT. CHỦ TỊCH</b>"))
        }
    }

    @Test func `who has lost the authority signs no more, and the page says so`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.give(test, to: "leader-A", Self.deputy).status == .seeOther)
            let id = try await test.draft()
            try await test.bring(id, to: .submitted)
            let right = try #require(try await Self.rights(of: "leader-A", test).first)
            _ = try await test.post("/people/leader-A/signing/\(right.id)/revoke", as: "admin-A", version: 0)
            let version = try await test.outgoingState(id).version
            let refused = try await test.post("/outgoing/\(id)/approve", as: "leader-A", version: version)
            #expect(refused.status == .unprocessableContent)
            let text = String(buffer: refused.body)
            #expect(text.contains("không còn hoặc không có thẩm quyền ký công văn"))
            #expect(text.contains("không còn thẩm quyền ký văn bản này"))
            #expect(try await test.outgoingState(id).state == .submitted)
            // Nor is a new draft laid before them.
            let draft = try await test.send(
                "/outgoing", as: "officer-A", version: 0, TestOffice.draftFields, [TestOffice.draftFile])
            #expect(draft.status == .unprocessableContent)
            let told = try await test.get("/incoming", as: "leader-A")
            #expect(String(buffer: told.body).contains("Thẩm quyền ký của bạn đã bị thu hồi."))
        }
    }

    @Test func `a head signs what was ordered and nothing else, an officer never`() async throws {
        try await TestOffice.with { test in
            let order = [("form", "order"), ("head", "Chủ tịch"), ("types", "18")]
            #expect(try await Self.give(test, to: "officer-A", order).status == .unprocessableContent)
            #expect(try await Self.give(test, to: "head-B", as: "head-B", order).status == .forbidden)
            #expect(try await Self.give(test, to: "head-B", order).status == .seeOther)
            var fields = TestOffice.draftFields.merging(["approver": "head-B"]) { $1 }
            let draft = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            let id = String(try #require(draft.headers[.location]?.split(separator: "/").last))
            _ = try await test.post("/outgoing/\(id)/submit", as: "officer-A", version: 1)
            let list = try await test.get("/outgoing?view=to-approve", as: "head-B")
            #expect(String(buffer: list.body).contains("/outgoing/\(id)"))
            let signed = try await test.post("/outgoing/\(id)/approve", as: "head-B", version: 2)
            #expect(signed.status == .seeOther)
            fields["type"] = "Quyết định"
            let decision = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            #expect(decision.status == .unprocessableContent)
            #expect(String(buffer: decision.body).contains("không có thẩm quyền ký quyết định"))
            fields["approver"] = "head-A"
            let nobody = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            #expect(nobody.status == .unprocessableContent)
            #expect(String(buffer: nobody.body).contains("Chọn người có thẩm quyền ký"))
            // Whoever leads a unit is no head or deputy of the agency.
            #expect(try await Self.give(test, to: "head-A", Self.deputy).status == .unprocessableContent)
            #expect(try await Self.rights(of: "head-A", test).isEmpty)
        }
    }

    @Test func `a mandate is not passed on to a deputy`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today
            let end = try #require(CalendarDate(dayNumber: today.dayNumber + 30))
            let mandate = [
                ("form", "mandate"), ("head", "Chủ tịch"), ("types", "18"), ("basis", "Giấy ủy quyền 1/GUQ"),
                ("end", end.shown),
            ]
            #expect(try await Self.give(test, to: "head-B", mandate).status == .seeOther)
            let given = try await test.post(
                "/delegations", as: "head-B", version: 0,
                ["to": "officer-B", "scope": "all", "start": today.shown, "end": end.shown])
            #expect(given.status == .seeOther)
            let fields = TestOffice.draftFields.merging(["approver": "head-B"]) { $1 }
            let draft = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            let id = String(try #require(draft.headers[.location]?.split(separator: "/").last))
            _ = try await test.post("/outgoing/\(id)/submit", as: "officer-A", version: 1)
            let office = test.office
            let deputy = try await office.database.read { connection -> Person? in
                let delegation = try Delegation.all(of: "head-B", in: connection).first
                guard let delegation, let taker = try PersonStore.person("officer-B", in: connection) else {
                    return nil
                }
                return try Delegation.person(delegation.id, for: taker, on: today, in: connection)
            }
            let person = try #require(deputy)
            var token = FormFields()
            token.add("once", RandomText.secret())
            token.add("version", "2")
            let form = try token.token()
            await #expect {
                _ = try await OutgoingActs(office: office).approve(id, by: person, form: form)
            } throws: { error in
                (error as? Fault)?.vietnamese.hasPrefix("Người ký thừa ủy quyền không ủy quyền tiếp được") == true
            }
            #expect(try await test.outgoingState(id).state == .submitted)
            let own = try await test.post("/outgoing/\(id)/approve", as: "head-B", version: 2)
            #expect(own.status == .seeOther)
        }
    }

    @Test func `a right that has not begun leaves the leader's own`() async throws {
        try await TestOffice.with { test in
            let tomorrow = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 1))
            #expect(
                try await Self.give(test, to: "leader-A", Self.deputy + [("start", tomorrow.shown)]).status == .seeOther
            )
            let form = try await test.get("/outgoing/new", as: "officer-A")
            #expect(String(buffer: form.body).contains("Người leader-A, Lãnh đạo"))
            let (now, then) = try await test.office.database.read { connection in
                (
                    try SigningAuthority.right(
                        of: "leader-A", for: "Công văn", on: test.office.today, in: connection),
                    try SigningAuthority.right(of: "leader-A", for: "Công văn", on: tomorrow, in: connection)
                )
            }
            #expect([now.form, then.form] == [.own, .deputy])
            #expect(now.block == SignatureBlock(lines: ["LÃNH ĐẠO"], title: "Lãnh đạo", competence: nil))
            try await test.bring(try await test.draft(), to: .approved)
        }
    }

    @Test func `rights end with their period, with the post and with another main post; none stands twice`()
        async throws
    {
        try await TestOffice.with { test in
            #expect(try await Self.give(test, to: "leader-A", Self.deputy).status == .seeOther)
            #expect(try await Self.give(test, to: "leader-A", Self.deputy).status == .unprocessableContent)
            try await test.office.database.write { connection in
                let record = try PersonRecord.find("leader-A", in: connection)
                var draft = record.person.draft
                draft.unitID = "B"
                try PersonActs.change(record, draft, by: nil, at: Date(), in: connection)
            }
            #expect(try await Self.rights(of: "leader-A", test).map(\.isRevoked) == [true])
            let post = try await test.post(
                "/people/officer-A/posts", as: "admin-A", version: 0,
                [
                    "title": "Phó Chủ tịch", "unit": "B", "role": "leader", "start": test.office.today.shown,
                    "end": test.office.today.shown,
                ])
            #expect(post.status == .seeOther)
            let held = try await test.office.database.read { try Post.all(of: "officer-A", in: $0) }
            let further = try #require(held.first)
            #expect(
                try await Self.give(test, to: "officer-A", Self.deputy + [("post", further.id)]).status == .seeOther)
            let right = try #require(try await Self.rights(of: "officer-A", test).first)
            let tomorrow = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 1))
            #expect(right.isActive(on: test.office.today) && !right.isActive(on: tomorrow))
            #expect(right.block.lines.last == "PHÓ CHỦ TỊCH")
            _ = try await test.post("/people/officer-A/posts/\(further.id)/end", as: "admin-A", version: 0)
            let ended = try #require(try await Self.rights(of: "officer-A", test).first)
            #expect(!ended.isActive(on: test.office.today))
        }
    }
}
