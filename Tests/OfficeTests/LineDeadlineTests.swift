import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Deadlines of receipt lines: set anew, asked for, granted or not.
extension LineTests {
    @Test func `whoever is named anew has the new deadline, and nobody below a later one`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            #expect(try await Self.act("assign", id, as: "head-B", [("officer", "officer-B")], test) == 303)
            func dues() async throws -> [String: String] {
                let lines = try await test.office.database.read { try ReceiptStore.tree(of: id, in: $0).lines }
                return Dictionary(
                    uniqueKeysWithValues: lines.filter(\.stands).map {
                        ($0.personID ?? $0.unit.id, $0.due?.shown ?? "")
                    })
            }
            var wanted = [
                "A": try Self.day(9, test), "officer-A": try Self.day(9, test), "B": try Self.day(5, test),
                "officer-B": try Self.day(5, test),
            ]
            #expect(try await dues() == wanted)
            let same = [("text", "Nhắc lại."), ("support", "B")]
            #expect(try await Self.act("supplement", id, as: "leader-A", same, test) == 422, "nothing is new")
            let later = [("text", "Thêm thời gian."), ("support", "B"), ("due-B", try Self.day(7, test))]
            #expect(try await Self.act("supplement", id, as: "leader-A", later, test) == 303)
            wanted["B"] = try Self.day(7, test)
            #expect(try await dues() == wanted, "below it the old one still holds")
            // The lead is given back and B, which supports still, is named once more.
            #expect(try await Self.act("send-back", id, as: "head-A", [("reason", Self.reason)], test) == 303)
            let anew = [("text", "Gấp."), ("lead", "A"), ("support", "B"), ("due-B", try Self.day(3, test))]
            #expect(try await Self.act("direct", id, as: "leader-A", anew, test) == 303)
            let (third, seventh) = (try Self.day(3, test), try Self.day(7, test))
            let now = try await dues()
            #expect(now["B"] == third && now["officer-B"] == third)
            let page = try await test.text("/incoming/\(id)", as: "leader-A")
            #expect(page.contains("Gia hạn của Phòng B: từ \(seventh) đến \(third)"))
        }
    }

    @Test func `who leads without a deadline of their own has the agency's, on the page as in the lists`() async throws
    {
        try await TestOffice.with { test in
            let words = "Theo hạn của cơ quan: "
            let (id, due) = (try await test.arrival(number: "77"), try Self.day(20, test))
            #expect(
                try await Self.act("register", id, as: "clerk-A", [("checked", "yes"), ("due", due)], test) == 303)
            #expect(try await Self.act("submit", id, as: "clerk-A", [("leader", "leader-A")], test) == 303)
            #expect(try await !test.text("/incoming/\(id)", as: "leader-A").contains(words), "nobody leads")
            let direction = [("text", "Giao Phòng A."), ("lead", "A"), ("support", "B")]
            #expect(try await Self.act("direct", id, as: "leader-A", direction, test) == 303)
            // Of the document, and of the line that leads.
            let page = try await test.text("/incoming/\(id)", as: "head-A")
            #expect(page.components(separatedBy: words).count == 3)
            #expect(try await test.text("/incoming?view=all", as: "head-A").contains(due) && page.contains(due))
            let own = try await Self.assigned(test)
            #expect(try await !test.text("/incoming/\(own)", as: "head-A").contains(words))
        }
    }

    @Test func `a later deadline is asked for once, and granted or not by whoever set it`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            let (eighth, ninth, tenth) = (try Self.day(8, test), try Self.day(9, test), try Self.day(10, test))
            func ask(_ who: String, _ due: String) async throws -> Int {
                try await Self.act("ask-extension", id, as: who, [("due", due), ("reason", Self.reason)], test)
            }
            #expect(try await ask("officer-A", try Self.day(8, test)) == 422, "not earlier than now")
            #expect(try await ask("officer-A", tenth) == 303)
            #expect(try await ask("officer-A", tenth) == 422, "one at a time")
            #expect(try await ask("head-B", eighth) == 303)
            #expect(try await test.text("/incoming?view=extensions", as: "head-A").contains(id))
            #expect(try await test.text("/incoming?view=extensions", as: "leader-A").contains(id))
            let requests = try await test.office.database.read { connection in
                try ExtensionRequest.open(of: id, in: connection)
            }
            let (officers, heads) = (
                try #require(requests.first { $0.wanted.shown == tenth }),
                try #require(requests.first { $0.wanted.shown == eighth })
            )
            func answer(_ who: String, _ request: ExtensionRequest, _ answer: String, reason: String = "") async throws
                -> Int
            {
                let fields = [("request", request.id), ("answer", answer), ("reason", reason)]
                return try await Self.act("answer-extension", id, as: who, fields, test)
            }
            let outcomes = [
                // Beyond the unit's own; somebody else's; without a reason; as asked.
                try await answer("head-A", officers, "grant"), try await answer("head-A", heads, "grant"),
                try await answer("head-A", officers, "decline"),
                try await answer("head-A", officers, "decline", reason: "Cần xong trước kỳ họp."),
                try await answer("leader-A", heads, "grant"), try await answer("leader-A", heads, "grant"),
            ]
            #expect(outcomes == [422, 422, 422, 303, 303, 422])
            let dues = try await test.office.database.read { connection in
                try ReceiptStore.tree(of: id, in: connection).lines.map { $0.due?.shown ?? "-" }
            }
            #expect(dues == [ninth, ninth, eighth])
            let page = try await test.text("/incoming/\(id)", as: "officer-A")
            #expect(page.contains("Cần xong trước kỳ họp."))
        }
    }

    @Test func `a request that was overtaken is not granted: a deadline never comes nearer by it`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.assigned(test)
            let asked = [("due", try Self.day(7, test)), ("reason", Self.reason)]
            #expect(try await Self.act("ask-extension", id, as: "head-B", asked, test) == 303)
            let line = try await Self.line(of: "B", id, test)
            let further = [("whose", line), ("due", try Self.day(8, test)), ("reason", Self.reason)]
            #expect(try await Self.act("extend", id, as: "leader-A", further, test) == 303)
            let request = try await test.office.database.read {
                try ExtensionRequest.open(of: id, in: $0).first?.id ?? ""
            }
            let grant = [("request", request), ("answer", "grant")]
            #expect(try await Self.act("answer-extension", id, as: "leader-A", grant, test) == 422)
        }
    }
}
