import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// One document is shared with somebody who would not see it otherwise: every door follows, and nothing but seeing.
@Suite struct SharingTests {
    private static let reason = ("reason", "Để chuẩn bị báo cáo chung của hai phòng.")

    private static func share(
        _ path: String, as person: String, _ fields: [(String, String)], _ test: TestOffice
    ) async throws -> Int {
        try await test.send("\(path)/share", as: person, version: 0, fields + [Self.reason]).status.code
    }

    private static func end(_ id: String, as person: String, _ test: TestOffice) async throws -> Int {
        try await test.post("/shares/\(id)/end", as: person, version: 0).status.code
    }

    /// The shares that stand on a document today.
    private static func shares(of id: String, _ test: TestOffice) async throws -> [ViewShare] {
        let today = test.office.today
        return try await test.office.database.read { try ViewShare.all(of: id, on: today, in: $0) }
    }

    /// What `person` is answered at every door of an incoming document with one file.
    private static func doors(_ id: String, as person: String, _ test: TestOffice) async throws -> [String: Bool] {
        let path = "/incoming/\(id)"
        let export = try await test.get("/search/export/csv?q=lien+thong", as: person)
        let today = test.office.today
        let viewer = try await test.office.database.read { connection in
            var viewer = try PersonStore.person(person, in: connection)
            viewer?.today = today
            return viewer
        }
        let found = try #require(viewer)
        let counted = try await test.office.database.read { connection in
            try IncomingStore.counts([.all], for: found, on: today, in: connection)[.all]
        }
        let token = try await test.token(of: person)
        var doors: [String: Bool] = [:]
        doors["page"] = try await test.get(path, as: person).status == .ok
        doors["sheet"] = try await test.get("\(path)/sheet", as: person).status == .ok
        doors["file"] = try await test.get("/files/file-\(id)/van-ban.pdf", as: person).status == .ok
        doors["list"] = try await test.text("/incoming?view=all", as: person).contains("data-path=\"\(path)\"")
        doors["count"] = counted == 1
        doors["search"] = try await test.found(text: "liên thông", as: person) == [id]
        doors["export"] = String(buffer: export.body).contains("V/v thử nghiệm liên thông")
        doors["API"] = try await test.call(.get, "incoming/\(id)", token: token).status == .ok
        doors["API list"] = try await TestOffice.read("incoming?view=all", token, test)["items"]?.elements.count == 1
        doors["API search"] = try await TestOffice.read("search?q=lien+thong", token, test)["total"] == .number(1)
        doors["API file"] = try await test.call(.get, "files/file-\(id)", token: token).status == .ok
        return doors
    }

    private static func directed(_ test: TestOffice) async throws -> String {
        let id = try await test.arrival()
        try await test.addFile(to: id)
        try await test.handle(id, until: .inProgress)
        return id
    }

    @Test func `whom it is shared with sees it at every door, until that is ended`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directed(test)
            let path = "/incoming/\(id)"
            // By person, then by unit.
            let ways: [([(String, String)], HTTPResponse.Status)] = [
                ([("people", "officer-B")], .notFound), ([("units", "B")], .ok),
            ]
            let reader = "officer-B"
            for (fields, ofColleague) in ways {
                let before = try await Self.doors(id, as: reader, test)
                #expect(before.values.allSatisfy { !$0 }, "\(before)")
                #expect(try await test.get("/live?document=\(id)", as: reader).status == .notFound)
                let version = try await test.state(id).version
                #expect(try await Self.share(path, as: "leader-A", fields, test) == 303)
                #expect(try await test.state(id).version == version, "nothing moves")
                let during = try await Self.doors(id, as: reader, test)
                #expect(during.values.allSatisfy { $0 }, "\(during)")
                let file = try await test.get("/files/file-\(id)/van-ban.pdf", as: reader)
                #expect(file.headers[.cacheControl] == "private, no-store", "it stays in no cache beyond the share")
                #expect(try await test.get(path, as: "head-B").status == ofColleague)
                let share = try #require(try await Self.shares(of: id, test).first)
                #expect(try await Self.end(share.id, as: "leader-B", test) == 303)
                let after = try await Self.doors(id, as: reader, test)
                #expect(after.values.allSatisfy { !$0 }, "\(after)")
                #expect(try await test.get("/live?document=\(id)", as: reader).status == .notFound)
                #expect(try await Self.end(share.id, as: "leader-B", test) == 404)
            }
        }
    }

    @Test func `it ends by itself after its last day`() async throws {
        let clock = Mutex(Date())
        try await TestOffice.with(now: { clock.withLock { $0 } }) { test in
            let id = try await Self.directed(test)
            let path = "/incoming/\(id)"
            let until = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 1)).shown
            let yesterday = try #require(CalendarDate(dayNumber: test.office.today.dayNumber - 1)).shown
            for wrong in [yesterday, "31/02/2027"] {
                let fields = [("people", "officer-B"), ("until", wrong)]
                #expect(try await Self.share(path, as: "clerk-A", fields, test) == 422, "\(wrong)")
            }
            let fields = [("people", "officer-B"), ("until", until)]
            #expect(try await Self.share(path, as: "clerk-A", fields, test) == 303)
            #expect(try await test.text(path, as: "head-A").contains("Được xem thêm"))
            clock.withLock { $0 += 86_400 }
            #expect(try await Self.doors(id, as: "officer-B", test).values.allSatisfy { $0 })
            clock.withLock { $0 += 86_400 }
            #expect(try await Self.doors(id, as: "officer-B", test).values.allSatisfy { !$0 })
            #expect(try await !test.text(path, as: "head-A").contains("Được xem thêm"))
            // It may be shared once more.
            #expect(try await Self.share(path, as: "clerk-A", [("people", "officer-B")], test) == 303)
            #expect(try await test.get(path, as: "officer-B").status == .ok)
        }
    }

    @Test func `who it was shared with does nothing with it`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directed(test)
            #expect(try await Self.share("/incoming/\(id)", as: "head-A", [("units", "B")], test) == 303)
            let draft = try await test.draft()
            let people = [("people", "officer-B"), ("people", "head-B"), ("people", "leader-B")]
            #expect(try await Self.share("/outgoing/\(draft)", as: "officer-A", people, test) == 303)
            let share = try #require(try await Self.shares(of: draft, test).first)
            for person in ["officer-B", "head-B", "leader-B"] {
                let token = try await test.token(of: person)
                let own = try await test.openFile(as: person == "leader-B" ? "officer-B" : person, ["heading": "B"])
                // A leader sees every incoming document anyway.
                for (kind, document) in [("outgoing", draft)] + (person == "leader-B" ? [] : [("incoming", id)]) {
                    let detail = try await TestOffice.read("\(kind)/\(document)", token, test)
                    #expect(detail["isShared"] == .bool(true) && detail["acts"] == .list([]), "\(person) \(kind)")
                    let page = try await test.text("/\(kind)/\(document)", as: person)
                    #expect(page.contains("Được chia sẻ để xem") && !page.contains("Thôi chia sẻ"))
                    try await Self.tryActs(kind, document, as: person, file: own, test)
                }
            }
            let readers = try await test.get("/access/of/\(draft)", as: "leader-B")
            #expect(readers.status == .forbidden, "who reads it is not theirs to see")
            let page = try await test.text("/outgoing/\(draft)", as: "leader-B")
            #expect(!page.contains("/access/of/"))
            for person in ["officer-B", "head-B", "leader-B"] {
                #expect(try await Self.end(share.id, as: person, test) == 403, "\(person)")
            }
            let issued = try await test.draft()
            try await test.bring(issued, to: .published)
            #expect(try await Self.share("/outgoing/\(issued)", as: "leader-A", [("units", "B")], test) == 303)
            let replacing = TestOffice.draftFields.merging(["replaces": issued]) { $1 }
            for (person, status) in [("officer-B", HTTPResponse.Status.forbidden), ("officer-A", .seeOther)] {
                let drafted = try await test.send(
                    "/outgoing", as: person, version: 0, replacing, [TestOffice.draftFile])
                #expect(drafted.status == status, "\(person)")
            }
        }
    }

    /// Expects that `person` is refused every act of a document; `file`: a case file of somebody.
    private static func tryActs(
        _ kind: String, _ document: String, as person: String, file: String, _ test: TestOffice
    ) async throws {
        let token = try await test.token(of: person)
        let actor = try await test.office.database.read { try PersonStore.person(person, in: $0) }
        for act in APIAct.all
        where act.path.hasPrefix("\(kind)/{id}/") && !act.path.contains("{task}") && !act.takesFiles {
            var fields = try await test.fields(of: act, on: document, by: actor)
            if act.path.hasSuffix("/case-files") { fields["file"] = .text(file) }
            let version =
                kind == "incoming"
                ? try await test.state(document).version : try await test.outgoingState(document).version
            let answer = try await test.call(
                .post, act.path.replacing("{id}", with: document), token: token,
                .object(fields.merging(["version": .number(version)]) { $1 }))
            #expect(answer.status == .forbidden || answer.status == .notFound, "\(person) \(act.path)")
        }
    }

    @Test func `who drafted it or gave it out and works elsewhere now does nothing with it either`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .assigned)
            let given = try await test.post(
                "/incoming/\(id)/assign", as: "head-A", version: try await test.state(id).version,
                ["officer": "officer-A"])
            #expect(given.status == .seeOther)
            let draft = try await test.draft()
            for path in ["/incoming/\(id)", "/outgoing/\(draft)"] {
                #expect(try await Self.share(path, as: "leader-A", [("units", "B")], test) == 303)
            }
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET unit_id = 'B' WHERE id IN ('head-A', 'officer-A')")
            }
            let file = try await test.openFile(as: "officer-B", ["heading": "B"])
            for (kind, document, person) in [("incoming", id, "head-A"), ("outgoing", draft, "officer-A")] {
                #expect(try await test.get("/\(kind)/\(document)", as: person).status == .ok, "\(person)")
                #expect(try await test.get("/\(kind)/\(document)/share", as: person).status == .forbidden)
                try await Self.tryActs(kind, document, as: person, file: file, test)
            }
        }
    }

    @Test func `only those who hold or direct it share it, only the giver and leaders end that`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let (path, officer) = ("/incoming/\(id)", [("people", "officer-B")])
            #expect(try await Self.share(path, as: "clerk-A", officer, test) == 403, "not registered")
            try await test.handle(id, until: .assigned)
            for (person, code) in [("officer-A", 403), ("head-B", 404), ("admin-A", 404)] {
                #expect(try await Self.share(path, as: person, officer, test) == code, "\(person)")
                #expect(try await test.get("\(path)/share", as: person).status.code == code, "\(person)")
            }
            #expect(try await Self.share(path, as: "head-A", officer, test) == 303)
            let share = try #require(try await Self.shares(of: id, test).first)
            for (person, code) in [("clerk-A", 403), ("officer-A", 403), ("officer-B", 403), ("admin-A", 404)] {
                #expect(try await Self.end(share.id, as: person, test) == code, "\(person)")
            }
            #expect(try await Self.end(share.id, as: "head-A", test) == 303)

            let draft = try await test.draft()
            for (person, code) in [("head-A", 403), ("clerk-A", 403), ("officer-B", 404), ("leader-B", 404)] {
                #expect(try await Self.share("/outgoing/\(draft)", as: person, officer, test) == code, "\(person)")
            }
            for person in ["officer-A", "leader-A"] {
                #expect(try await Self.share("/outgoing/\(draft)", as: person, officer, test) == 303, "\(person)")
                #expect(try await test.text("/outgoing?view=all", as: "officer-B").contains("/outgoing/\(draft)"))
                let given = try #require(try await Self.shares(of: draft, test).first)
                #expect(try await Self.end(given.id, as: "leader-A", test) == 303)
                #expect(try await test.get("/outgoing/\(draft)", as: "officer-B").status == .notFound)
            }
            // A frozen document gets no reader, but may lose one.
            #expect(try await Self.share(path, as: "clerk-A", officer, test) == 303)
            let freezing = ["reason": "Chờ kết luận thanh tra."]
            #expect(try await test.post("\(path)/freeze", as: "leader-A", version: 0, freezing).status == .seeOther)
            #expect(try await Self.share(path, as: "clerk-A", [("units", "B")], test) == 403)
            let last = try #require(try await Self.shares(of: id, test).first)
            #expect(try await Self.end(last.id, as: "clerk-A", test) == 303)
        }
    }

    @Test func `what is chosen wrongly is told, and nothing is half done`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directed(test)
            let path = "/incoming/\(id)"
            let wrong: [([(String, String)], String)] = [
                ([], "Chọn từ 1 đến 30"), ([("people", "nobody")], "Chọn người trong danh sách"),
                ([("people", "admin-A")], "Chọn người trong danh sách"), ([("units", "X")], "Chọn đơn vị"),
                // Who has it, and who sees everything anyway.
                ([("people", "officer-B"), ("people", "officer-A")], "xem được văn bản này rồi"),
                ([("people", "clerk-B")], "xem được văn bản này rồi"),
                ((1...31).map { ("people", "\($0)") }, "Chọn từ 1 đến 30"),
            ]
            for (fields, sentence) in wrong {
                let answer = try await test.send("\(path)/share", as: "clerk-A", version: 0, fields + [Self.reason])
                #expect(answer.status == .unprocessableContent && String(buffer: answer.body).contains(sentence))
            }
            let short = [("people", "officer-B"), ("reason", "ngắn")]
            let answer = try await test.send("\(path)/share", as: "clerk-A", version: 0, short)
            #expect(answer.status == .unprocessableContent && String(buffer: answer.body).contains("từ 10 đến 1.000"))
            #expect(try await Self.shares(of: id, test).isEmpty)
            for fields in [[("people", "officer-B")], [("units", "B")]] {
                #expect(try await Self.share(path, as: "clerk-A", fields, test) == 303)
                #expect(try await Self.share(path, as: "clerk-A", fields, test) == 422, "twice")
            }
            #expect(try await Self.shares(of: id, test).count == 2)
        }
    }

    @Test func `it is told, listed on the document, and stands in timeline and access log`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directed(test)
            _ = try await test.office.database.write { try $0.execute("DELETE FROM notice") }
            let fields = [("people", "officer-B"), ("units", "B"), ("until", test.office.today.shown)]
            #expect(try await Self.share("/incoming/\(id)", as: "leader-A", fields, test) == 303)
            let told = try await test.office.database.read { connection in
                try connection.rows("SELECT person_id, kind FROM notice ORDER BY person_id LIMIT 10").map {
                    row -> [String] in [try row["person_id"], try row["kind"]]
                }
            }
            #expect(told == [["head-B", "shared"], ["officer-B", "shared"]])
            let notices = try await test.text("/notices", as: "officer-B")
            #expect(notices.contains("Chia sẻ để bạn hoặc đơn vị bạn xem") && notices.contains(Self.reason.1))
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            for text in [
                "Được xem thêm", "Người officer-B, ", "Phòng B", Self.reason.1, "Người leader-A",
                "Chia sẻ quyền xem: Người officer-B, Phòng B, đến hết \(test.office.today.shown)",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(!page.contains("Thôi chia sẻ"), "the clerk did not give it")
            let leader = try await test.text("/incoming/\(id)", as: "leader-A")
            #expect(leader.contains("Thôi chia sẻ"))
            for share in try await Self.shares(of: id, test) {
                #expect(try await Self.end(share.id, as: "leader-A", test) == 303)
            }
            let ended = try await test.text("/incoming/\(id)", as: "clerk-A")
            #expect(ended.contains("Thôi chia sẻ quyền xem: Phòng B") && !ended.contains("Được xem thêm"))
            let lines = try await test.lines().filter { $0.kind == .acted }.map(\.detail)
            for act in ["view-shared", "view-ended"] { #expect(lines.contains { $0.contains(act) }, "\(act)") }
        }
    }

    @Test func `nobody shares a secret document, nor does the database take it`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            for path in ["/incoming/\(id)/share", "/outgoing/\(id)/share"] {
                let answer = try await test.send(
                    path, as: "clerk-A", version: 0, [("people", "officer-B"), Self.reason])
                #expect(String(buffer: answer.body).contains("(secret)"), "\(path)")
                #expect(try await test.get(path, as: "clerk-B").status == .notFound, "\(path)")
            }
            let refused = await SecretSteps.refused(
                """
                INSERT INTO view_share (id, document_id, person_id, reason, given_by, signature, given_at)
                VALUES ('x', $1, 'officer-B', '', 'clerk-A', '', '')
                """, id, test)
            #expect(refused?.contains("a secret document stays in its register") == true)
        }
    }
}
