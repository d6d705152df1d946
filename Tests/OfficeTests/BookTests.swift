import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Several books, numbers without a document, numbers in between, and looking a book over.
@Suite struct BookTests {
    private static let reason = "Cấp nhầm cho văn bản khác đơn vị."

    private static func book(_ direction: Register.Direction, _ test: TestOffice) async throws -> Book {
        try await test.office.openBooks()
        let id = "\(direction.rawValue)-\(test.office.today.year)"
        return try #require(try await test.office.database.read { try Book.find(id, in: $0) })
    }

    /// A draft that waits for its number.
    private static func approved(_ test: TestOffice) async throws -> String {
        let id = try await test.draft()
        try await test.bring(id, to: .approved)
        return id
    }

    private static func number(
        _ id: String, _ fields: [String: String] = [:], in test: TestOffice
    ) async throws -> TestResponse {
        let version = try await test.outgoingState(id).version
        return try await test.post("/outgoing/\(id)/number", as: "clerk-A", version: version, fields)
    }

    private static func code(_ id: String, _ test: TestOffice) async throws -> String? {
        try await test.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)?.code?.text
        }
    }

    /// The administrator makes a book; answers its id.
    private static func make(
        _ name: String, _ fields: [String: String] = [:], _ test: TestOffice
    ) async throws -> String {
        let all = ["direction": "out", "year": String(test.office.today.year), "name": name]
        let answer = try await test.post("/books", as: "admin-A", version: 0, all.merging(fields) { $1 })
        #expect(answer.status == .seeOther, "\(name): \(answer.status)")
        return try await test.office.database.read { connection in
            try connection.row("SELECT id FROM register WHERE name = $1 ORDER BY year DESC LIMIT 1", name)?["id"] ?? ""
        }
    }

    private static func reserve(_ count: String, in book: String, as person: String = "clerk-A", _ test: TestOffice)
        async throws -> TestResponse
    {
        try await test.post(
            "/registers/out/reserve", as: person, version: 0, ["book": book, "count": count, "reason": "Chờ ký ở tỉnh"])
    }

    private static func cancel(
        _ number: String, in book: String, as person: String = "clerk-A", reason: String = Self.reason,
        _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/registers/out/cancel", as: person, version: 0, ["book": book, "number": number, "reason": reason])
    }

    @Test func `a reserved number waits for its document and is used once`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.outgoing, test)
            #expect(try await Self.reserve("2", in: book.id, test).status == .seeOther)
            let (first, second) = (try await Self.approved(test), try await Self.approved(test))
            let form = try await test.text("/outgoing/\(first)/number", as: "clerk-A")
            #expect(form.contains("số tiếp theo 03") && form.contains("số chờ 02, Chờ ký ở tỉnh"))
            let choice = ["number-choice": "reserved \(book.id) 2"]
            #expect(try await Self.number(first, choice, in: test).status == .seeOther)
            #expect(try await Self.code(first, test) == "02/UBND-A")
            #expect(try await Self.number(second, choice, in: test).status == .conflict)
            #expect(try await Self.number(second, in: test).status == .seeOther)
            #expect(try await Self.code(second, test) == "03/UBND-A")
            let register = try await test.text("/registers/out", as: "leader-A")
            #expect(register.contains("Số chờ: Chờ ký ở tỉnh"))
            for count in ["0", "21", "x"] {
                #expect(try await Self.reserve(count, in: book.id, test).status == .unprocessableContent)
            }
        }
    }

    @Test func `a cancelled number stays with its reason, and its document waits for another`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.outgoing, test)
            let id = try await Self.approved(test)
            #expect(try await Self.number(id, in: test).status == .seeOther)
            #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
            #expect(try await Self.cancel("1", in: book.id, reason: "ngắn", test).status == .unprocessableContent)
            #expect(try await Self.cancel("01", in: book.id, test).status == .seeOther)
            #expect(try await test.outgoingState(id).state == .approved)
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("Hủy số 01/UBND-A"))
            // What was signed under that number is not what will be issued.
            let signed = try await test.office.database.read { try Attachment.issued(of: id, in: $0).count }
            #expect(signed == 0)
            #expect(try await Self.cancel("1", in: book.id, test).status == .unprocessableContent)
            #expect(try await Self.number(id, in: test).status == .seeOther)
            #expect(try await Self.code(id, test) == "02/UBND-A")
            for path in ["/registers/out", "/registers/out/check?book=\(book.id)"] {
                #expect(try await test.text(path, as: "clerk-A").contains(Self.reason), "\(path)")
            }
            #expect(try await test.text("/registers/out", as: "clerk-A").contains("01/UBND-A"))
            // What has been issued keeps its number.
            try await test.bring(id, to: .published)
            #expect(try await Self.cancel("2", in: book.id, test).status == .unprocessableContent)
            #expect(try await Self.code(id, test) == "02/UBND-A")
        }
    }

    @Test func `a document between two numbers gets the next letter and its statuses find it`() async throws {
        try await TestOffice.with { test in
            var ids: [String] = []
            for fields in [[:], ["beside": "1"], ["beside": "1"], [:]] {
                ids.append(try await Self.approved(test))
                #expect(try await Self.number(ids[ids.count - 1], fields, in: test).status == .seeOther)
            }
            var codes: [String?] = []
            for id in ids { codes.append(try await Self.code(id, test)) }
            #expect(codes == ["01/UBND-A", "01a/UBND-A", "01b/UBND-A", "02/UBND-A"])
            let late = try await Self.approved(test)
            #expect(try await Self.number(late, ["beside": "9"], in: test).status == .unprocessableContent)
            #expect(try await Self.number(late, ["beside": "x"], in: test).status == .unprocessableContent)
            let lines = try await test.office.database.read { connection in
                let book = try #require(try Book.all(.outgoing, in: connection).first)
                return try RegisterLine.read(book, RegisterSpan(), limit: 10, offset: 0, in: connection).map(\.code)
            }
            #expect(lines == codes.compactMap { $0 })
            try await test.bring(ids[1], to: .published)
            try await test.report(.accepted, of: ids[1])
            #expect(try await test.text("/outgoing/\(ids[1])", as: "clerk-A").contains("data-report=\"03\""))
        }
    }

    @Test func `arrivals have books, kept numbers and numbers in between too`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.incoming, test)
            let form = ["book": book.id, "count": "1", "reason": "Công văn hỏa tốc sắp đến"]
            #expect(try await test.post("/registers/in/reserve", as: "clerk-A", version: 0, form).status == .seeOther)
            var ids: [String] = []
            for fields in [["number-choice": "reserved \(book.id) 1"], ["beside": "1"]] {
                let id = try await test.arrival(number: String(ids.count + 7))
                let answer = try await test.post(
                    "/incoming/\(id)/register", as: "clerk-A", version: 1,
                    ["checked": "yes", "due": ""].merging(fields) { $1 })
                #expect(answer.status == .seeOther)
                ids.append(id)
            }
            #expect(try await test.text("/incoming/\(ids[1])", as: "clerk-A").contains("data-number=\"1a\""))
            #expect(try await test.text("/incoming?view=all", as: "clerk-A").contains("Số đến 1a"))
        }
    }

    @Test func `each type of document goes to its own book, the rest to the default one`() async throws {
        try await TestOffice.with { test in
            let letters = try await Self.make("Sổ công văn", ["types": "Công văn"], test)
            let id = try await Self.approved(test)
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("Cấp số 01/UBND-A"))
            #expect(try await Self.number(id, in: test).status == .seeOther)
            let other = try await Self.approved(test)
            let book = try await Self.book(.outgoing, test)
            // The same number and notation in another book is not given.
            let twin = try await Self.number(other, ["number-choice": "next \(book.id)"], in: test)
            #expect(twin.status == .conflict)
            let next = try await test.office.database.read { connection in
                [letters, book.id].map { try? Book.find($0, in: connection)?.nextNumber }
            }
            #expect(next == [2, 1])
            let taken = try await test.post(
                "/books", as: "admin-A", version: 0,
                ["direction": "out", "year": "\(book.year)", "name": "Sổ khác", "types": "Công văn"])
            #expect(taken.status == .unprocessableContent)
        }
    }

    @Test func `the books of last year are locked by the date alone, and those of the new year open by themselves`()
        async throws
    {
        try await TestOffice.with { test in
            _ = try await Self.make("Sổ quyết định", ["types": "Quyết định"], test)
            let year = test.office.today.year
            let newYear = try #require(CalendarDate(year: year + 1, month: 1, day: 1))
            let names = try await test.office.database.write { connection in
                let clerk = try #require(try PersonStore.person("clerk-A", in: connection))
                let number = try Register.enter(
                    .outgoing, document: "d", on: newYear, by: clerk, type: "Quyết định", in: connection)
                #expect(number.description == "1")
                return try Book.all(.outgoing, year: year + 1, in: connection).map { book in
                    "\(book.name) \(book.isDefault) \(book.nextNumber) \(try Book.types(of: book.id, in: connection))"
                }
            }
            #expect(names == ["Sổ văn bản đi true 1 []", "Sổ quyết định false 2 [\"Quyết định\"]"])
            let old = try await Self.book(.outgoing, test)
            #expect(old.locked(on: newYear) != nil && old.locked(on: test.office.today) == nil)
            await #expect(throws: Fault.self) {
                try await test.office.database.write { connection in
                    let clerk = try #require(try PersonStore.person("clerk-A", in: connection))
                    _ = try Register.enter(
                        .outgoing, document: "e", on: newYear, by: clerk,
                        choosing: NumberChoice(book: old.id, kind: .next), in: connection)
                }
            }
            // A book of a former year takes nothing by hand.
            let former = try await Self.make("Sổ cũ", ["year": String(year - 1)], test)
            let id = try await Self.approved(test)
            let refused = [
                try await Self.reserve("1", in: former, test).status,
                try await Self.number(id, ["number-choice": "next \(former)"], in: test).status,
            ]
            #expect(refused == [.unprocessableContent, .unprocessableContent])
        }
    }

    @Test func `a book that the administrator locks gives no number until it is open again`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.outgoing, test)
            let id = try await Self.approved(test)
            #expect(
                try await test.post("/books/\(book.id)/lock", as: "admin-A", version: book.version).status == .seeOther)
            #expect(try await Self.number(id, in: test).status == .unprocessableContent)
            #expect(try await Self.reserve("1", in: book.id, test).status == .unprocessableContent)
            #expect(try await test.outgoingState(id).state == .approved)
            #expect(
                try await test.post("/books/\(book.id)/unlock", as: "admin-A", version: book.version).status
                    == .conflict)
            let version = try await Self.book(.outgoing, test).version
            #expect(
                try await test.post("/books/\(book.id)/unlock", as: "admin-A", version: version).status == .seeOther)
            #expect(try await Self.number(id, in: test).status == .seeOther)
        }
    }

    @Test func `the administrator makes and changes books, nobody else, and no used book goes`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.outgoing, test)
            let (name, once) = (["name": "Sổ chung", "default": "yes"], RandomText.secret())
            for _ in 1...2 {
                let answer = try await test.post(
                    "/books/\(book.id)", as: "admin-A", version: book.version, once: once, name)
                #expect(answer.status == .seeOther)
            }
            #expect(try await Self.book(.outgoing, test).name == "Sổ chung")
            let stale = try await test.post("/books/\(book.id)", as: "admin-A", version: book.version, name)
            #expect(stale.status == .conflict)
            let version = try await Self.book(.outgoing, test).version
            let wrong = [
                ["name": "x", "default": "yes"], ["name": "Sổ chung"],
                ["name": "Sổ chung", "default": "yes", "types": "Bịa"],
                ["name": "Sổ chung", "default": "yes", "secret": "yes"],
            ]
            for fields in wrong {
                let answer = try await test.post("/books/\(book.id)", as: "admin-A", version: version, fields)
                #expect(answer.status == .unprocessableContent, "\(fields)")
            }
            let fresh = try await Self.make("Sổ mới", ["default": "yes"], test)
            #expect(try await !Self.book(.outgoing, test).isDefault)
            for person in ["clerk-A", "leader-A", "officer-A"] {
                #expect(try await test.get("/books", as: person).status == .forbidden)
                let answer = try await test.post("/books/\(fresh)/lock", as: person, version: 1)
                #expect(answer.status == .forbidden)
            }
            let id = try await Self.approved(test)
            #expect(try await Self.number(id, in: test).status == .seeOther)
            await #expect(throws: (any Error).self) {
                _ = try await test.office.database.write {
                    try $0.execute("DELETE FROM register WHERE id = $1", fresh)
                }
            }
            await #expect(throws: (any Error).self) {
                _ = try await test.office.database.write { try $0.execute("DELETE FROM register_entry") }
            }
        }
    }

    @Test func `a secret book keeps numbers and takes no document`() async throws {
        try await TestOffice.with { test in
            let secret = try await Self.make("Sổ văn bản mật đi", ["secret": "yes"], test)
            #expect(try await Self.reserve("1", in: secret, test).status == .seeOther)
            let id = try await Self.approved(test)
            #expect(try await !test.text("/outgoing/\(id)/number", as: "clerk-A").contains(secret))
            for choice in ["next \(secret)", "reserved \(secret) 1", "reserved \(secret) x", "next", "bịa a b c"] {
                let answer = try await Self.number(id, ["number-choice": choice], in: test)
                #expect(answer.status == .unprocessableContent, "\(choice)")
            }
        }
    }

    @Test func `only the clerk keeps and cancels numbers`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.outgoing, test)
            for person in ["leader-A", "head-A", "officer-A", "admin-A"] {
                #expect(try await Self.reserve("1", in: book.id, as: person, test).status == .forbidden)
                #expect(try await Self.cancel("1", in: book.id, as: person, test).status == .forbidden)
            }
            #expect(try await Self.reserve("1", in: "khong-co", test).status == .notFound)
            #expect(try await test.get("/registers/out/check?book=\(book.id)", as: "officer-A").status == .forbidden)
            #expect(try await test.get("/registers/out/check?book=x", as: "clerk-A").status == .notFound)
        }
    }

    @Test func `many who keep, number and put in between at once get numbers of their own`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today
            let clerk = try await test.office.database.read { try PersonStore.person("clerk-A", in: $0) }
            let person = try #require(clerk)
            let database = test.office.database
            _ = try await database.write {
                try Register.enter(.incoming, document: "first", on: today, by: person, in: $0)
            }
            let book = try await Self.book(.incoming, test)
            let numbers = try await withThrowingTaskGroup(of: [String].self) { group in
                for index in 0..<60 {
                    group.addTask {
                        try await database.write { connection in
                            let kind: NumberChoice.Kind = index % 3 == 0 ? .beside(1) : .next
                            if index % 3 == 2 { return [String(try Register.advance(book, by: 1, in: connection))] }
                            let number = try Register.enter(
                                .incoming, document: "d\(index)", on: today, by: person,
                                choosing: NumberChoice(book: book.id, kind: kind), in: connection)
                            return [number.description]
                        }
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(Set(numbers).count == 60)
            #expect(numbers.contains("1t") && numbers.contains("41"))
        }
    }

    @Test func `looking a book over finds gaps and doubles, and says why a number has no document`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today
            let clerk = try await test.office.database.read { try PersonStore.person("clerk-A", in: $0) }
            let person = try #require(clerk)
            let ids = [try await test.arrival(), try await test.arrival(), try await test.arrival(number: "9")]
            let book = try await Self.book(.incoming, test)
            let clean = try await test.text("/registers/in/check?book=\(book.id)", as: "leader-A")
            #expect(clean.contains("Sổ liên tục") && !clean.contains("Giữ số chờ…"))
            let check = try await test.office.database.write { connection in
                for id in ids {
                    _ = try Register.enter(.incoming, document: id, on: today, by: person, in: connection)
                    _ = try Register.advance(book, by: id == ids[1] ? 3 : 0, in: connection)
                }
                return try RegisterCheck.read(book, in: connection)
            }
            #expect(check.gaps == [RegisterCheck.Gap(first: 3, last: 5)] && check.total == 3)
            #expect(check.twins.map { $0.documents.map(\.number.description) } == [["1", "2"]])
            let page = try await test.text("/registers/in/check?book=\(book.id)", as: "clerk-A")
            #expect(page.contains("Từ số 3 đến số 5") && page.contains("123/VPCP-KSTT, Văn phòng Chính phủ"))
            #expect(page.contains("Giữ số chờ…"))
        }
    }
}
