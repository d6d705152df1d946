import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing

@testable import Office
import Web

extension TestOffice {
    /// The clerk enters a document that came on paper; returns its id.
    @discardableResult
    func enter(
        _ code: DocumentCode, _ subject: String, from issuer: String = "Công ty Ví Dụ", type: String = "Công văn",
        dated: CalendarDate? = nil, urgency: Urgency = .ordinary, signer: String = "", due: CalendarDate? = nil
    ) async throws -> String {
        let clerk = try #require(try await self.office.database.read { try PersonStore.person("clerk-A", in: $0) })
        let today = self.office.today
        let entry = IncomingEntry(
            channel: .post, issuer: issuer, code: code, promulgationDate: dated ?? today, typeName: type,
            subject: subject, signer: signer, urgency: urgency, arrivedOn: today, due: due, despiteDuplicate: true,
            duplicateReason: "Văn bản mẫu để thử tìm kiếm.")
        var form = FormFields()
        form.add("once", RandomText.secret())
        form.add("version", "0")
        return try await IncomingEntryAct(office: self.office).enter(
            entry, [], by: clerk, form: try form.token(), then: { $0 })
    }

    /// The ids that a person finds with an address, in their order.
    func found(_ query: String, as person: String = "clerk-A") async throws -> [String] {
        let page = try await self.text("/search?\(query)", as: person)
        return page.matches(of: /data-path="\/(?:incoming|outgoing)\/([^"]+)"/).map { String($0.1) }
    }

    func found(text: String, as person: String = "clerk-A") async throws -> [String] {
        try await self.found(
            "q=\(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")", as: person)
    }
}

/// Search: what is found, in which order, and by whom.
@Suite struct SearchTests {
    private static func code(_ number: String, _ notation: String) -> DocumentCode {
        DocumentCode(number: number, notation: notation)
    }

    @Test func `a number is found however it is typed, before everything else`() async throws {
        try await TestOffice.with { test in
            let wanted = try await test.enter(Self.code("12", "QĐ-UBND"), "Phê duyệt quy hoạch")
            let longer = try await test.enter(Self.code("12", "QĐ-UBND-NC"), "Thành lập tổ công tác")
            let naming = try await test.enter(
                Self.code("7", "BC-STC"), "Báo cáo thực hiện Quyết định số 12/QĐ-UBND", from: "Sở Tài chính")
            try await test.enter(Self.code("112", "QĐ-UBND"), "Không liên quan")
            for text in ["12 qd ubnd", "12/QĐ-UBND", "12-qđ/ubnd", "  12   Qd.UBND "] {
                #expect(try await test.found(text: text) == [wanted, longer, naming], "\(text)")
            }
            // Other words than the number, in any order.
            #expect(try await Set(test.found(text: "UBND QD 12")) == [wanted, longer, naming])
            #expect(try await test.found(text: "12/QĐ").prefix(2) == [longer, wanted])
            // The number in the register.
            #expect(try await test.found(text: "4").count == 1)
        }
    }

    @Test func `marks that were typed come first, without marks all are found`() async throws {
        try await TestOffice.with { test in
            let road = try await test.enter(Self.code("1", "A"), "Nâng cấp đường Nguyễn Huệ")
            let place = try await test.enter(Self.code("2", "A"), "Sở Tài nguyên tỉnh Bình Dương")
            let ocean = try await test.enter(Self.code("3", "A"), "Quy hoạch đại dương")
            #expect(try await test.found(text: "duong") == [ocean, place, road])
            #expect(try await test.found(text: "đường") == [road, ocean, place])
            #expect(try await test.found(text: "ĐƯỜNG") == [road, ocean, place])
            // Typed in decomposed form.
            #expect(try await test.found(text: "đường".decomposedStringWithCanonicalMapping).first == road)
            #expect(try await test.found(text: "don doc").isEmpty)
        }
    }

    @Test func `words in any order, the last one unfinished, quotation marks keep words together`() async throws {
        try await TestOffice.with { test in
            let apart = try await test.enter(Self.code("1", "A"), "Cải thiện cách làm, hành động và chính sách")
            let together = try await test.enter(Self.code("2", "A"), "Kế hoạch cải cách hành chính")
            #expect(try await test.found(text: "chính hành cách cải") == [together, apart])
            #expect(try await test.found(text: "cai cach hanh chi") == [together, apart])
            #expect(try await test.found(text: "\"cải cách hành chính\"") == [together])
            #expect(try await test.found(text: "“cai cach” ke hoach") == [together])
            #expect(try await test.found(text: "cai cach giao thong").isEmpty)
        }
    }

    @Test func `every field is found and follows what people do`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(try await test.found(text: "van phong chinh phu") == [id])
            try await test.handle(id, until: .finished)
            for text in ["Giao Phòng A", "đã xong", "Người leader-A", "Công văn", "G22"] {
                #expect(try await test.found(text: text) == [id], "\(text)")
            }
            let draft = try await test.draft()
            #expect(try await test.found(text: "tra loi thu nghiem", as: "officer-A") == [draft])
            try await test.bring(draft, to: .numbered)
            for text in ["1 UBND A", "01/UBND-A", "1/ubnd"] {
                #expect(try await test.found(text: text).first == draft, "\(text)")
            }
            #expect(try await test.found("person=nguoi+officer-A&direction=out") == [draft])
            // What is gone is found no more.
            let gone = try await test.arrival(number: "977")
            #expect(try await test.found(text: "977 vpcp") == [gone])
            _ = try await test.office.database.write { connection in
                try connection.execute("DELETE FROM incoming WHERE id = $1", gone)
                try SearchIndex.settle(limit: 10, in: connection)
            }
            #expect(try await test.found(text: "977 vpcp").isEmpty)
        }
    }

    @Test func `conditions narrow, in the address, and each can be dropped`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today
            let yesterday = try #require(CalendarDate(dayNumber: today.dayNumber - 1))
            let urgent = try await test.enter(
                Self.code("1", "A"), "Một", from: "Sở Tài chính", type: "Báo cáo", urgency: .urgent,
                signer: "Lê Văn Ví",
                due: today)
            let old = try await test.enter(Self.code("2", "B"), "Hai", from: "Sở Xây dựng", dated: yesterday)
            let far = try #require(CalendarDate(dayNumber: today.dayNumber + 60))
            let late = try await test.enter(Self.code("3", "C"), "Ba", type: "Quyết định", due: far)
            let cases: [(String, [String])] = [
                ("type=Quy%E1%BA%BFt+%C4%91%E1%BB%8Bnh", [late]), ("urgency=1", [urgent]), ("number=2", [old]),
                ("organ=so+tai+chinh", [urgent]), ("person=le+van", [urgent]), ("dated-to=\(yesterday.shown)", [old]),
                ("dated-from=\(today.shown)", [late, urgent]),
                ("from=\(today.shown)&sort=oldest", [urgent, old, late]),
                ("to=\(yesterday.shown)", []), ("due=near", [urgent]), ("due=in-time", [late]), ("due=none", [old]),
                ("due=late", []), ("state=in:registered&sort=due", [urgent, late, old]), ("state=out:draft", []),
                ("direction=in&sort=dated&q=2", [old]), ("unit=A", []), ("q=mot&type=B%C3%A1o+c%C3%A1o", [urgent]),
            ]
            for (query, wanted) in cases { #expect(try await test.found(query) == wanted, "\(query)") }
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET agency_due = $1 WHERE id = $2", yesterday, late)
                try SearchIndex.settle(limit: 10, in: connection)
            }
            #expect(try await test.found("due=late") == [late])
            let page = try await test.text("/search?q=mot&urgency=1&organ=tai+chinh", as: "clerk-A")
            #expect(page.contains("Độ khẩn: Khẩn") && page.contains("href=\"/search?q=mot&amp;organ=tai%20chinh\""))
            for (query, words) in [
                ("from=31/02/2026", "cần viết theo mẫu"), ("number=x", "Số trong sổ"),
                ("from=\(today.shown)&to=\(yesterday.shown)", "không được trước"),
            ] {
                let answer = try await test.get("/search?\(query)", as: "clerk-A")
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains(words), "\(query)")
            }
        }
    }

    @Test func `a list of work is narrowed by the search, by its own condition and the person's rights`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today
            let yesterday = try #require(CalendarDate(dayNumber: today.dayNumber - 1))
            let waiting = try await test.arrival()
            let tax = try await test.enter(
                Self.code("1", "A"), "Một", from: "Sở Tài chính", type: "Báo cáo", urgency: .urgent)
            let site = try await test.enter(Self.code("2", "B"), "Hai", from: "Sở Xây dựng", due: today)
            let list = "view=to-submit"
            let cases: [(String, [String])] = [
                ("view=to-register", [waiting]), (list, [site, tax]), ("\(list)&organ=so+tai+chinh", [tax]),
                ("\(list)&type=B%C3%A1o+c%C3%A1o", [tax]), ("\(list)&urgency=1", [tax]), ("\(list)&q=hai", [site]),
                ("\(list)&sort=oldest", [tax, site]), ("\(list)&unit=A", []), ("\(list)&to=\(yesterday.shown)", []),
                ("view=all&urgency=1", [tax]), ("view=overdue", []), ("view=leading", []),
            ]
            for (query, wanted) in cases { #expect(try await test.found(query) == wanted, "\(query)") }
            // Who may not see them finds them in no list.
            #expect(try await test.found(list, as: "officer-A").isEmpty)

            try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET agency_due = $1 WHERE id = $2", yesterday, site)
                try connection.execute(
                    "UPDATE incoming SET arrived_at = $1 WHERE id = $2",
                    VietnamTime.start(of: today).addingTimeInterval(-9 * 86_400), tax)
                try SearchIndex.settle(limit: 10, in: connection)
            }
            #expect(try await test.found("view=overdue") == [site])
            #expect(try await test.found("\(list)&within=7") == [site])
            #expect(try await test.found("\(list)&within=30") == [site, tax])
            #expect(try await test.found("\(list)&within=1") == [site])
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET closure = 'withdrawn' WHERE id = $1", tax)
                try SearchIndex.settle(limit: 10, in: connection)
            }
            #expect(try await test.found(list) == [site])
            #expect(try await test.found("view=all") == [site, waiting])
            #expect(try await test.found("direction=in&sort=newest") == [site, tax, waiting])
        }
    }

    @Test func `a list leads to the search, which keeps it as a chip and offers its acts`() async throws {
        try await TestOffice.with { test in
            let empty = try await test.text("/incoming?view=to-submit", as: "clerk-A")
            #expect(!empty.contains("Lọc trong danh sách này"))
            try await test.enter(Self.code("1", "A"), "Một", from: "Sở Tài chính")
            let page = try await test.text("/incoming?view=to-submit", as: "clerk-A")
            #expect(page.contains("Lọc trong danh sách này") && page.contains("name=\"view\" value=\"to-submit\""))
            let found = try await test.text("/search?view=to-submit&organ=so&within=7", as: "clerk-A")
            for words in [
                "Danh sách: Chờ trình", "Đến, soạn: 7 ngày qua", "Trình lãnh đạo…", "name=\"view\" value=\"to-submit\"",
                "href=\"/search?view=to%2Dsubmit&amp;within=7\"", "href=\"/incoming?view=to-submit\"",
            ] { #expect(found.contains(words), "\(words)") }
            let wrong = try await test.get("/search?view=to-submit&from=x", as: "clerk-A")
            #expect(wrong.status == .unprocessableContent)
            #expect(String(buffer: wrong.body).contains("name=\"view\" value=\"to-submit\""))
            let table = try await test.get("/search/export/csv?view=to-submit", as: "clerk-A")
            #expect(String(buffer: table.body).contains("Một"))
        }
    }

    /// The rule of the stores and what is found must not part: the index names who takes part, which only narrows.
    @Test func `everybody finds exactly what they may see`() async throws {
        try await TestOffice.with { test in
            var documents: [String] = []
            for state in [InternalState.received, .submitted, .assigned, .inProgress, .finished] {
                documents.append(try await test.arrival(number: state.rawValue))
                try await test.handle(try #require(documents.last), until: state)
            }
            for state in OutgoingState.allCases {
                documents.append(try await test.draft())
                try await test.bring(try #require(documents.last), to: state)
            }
            // One that somebody of another unit initials.
            let fields = TestOffice.draftFields.merging(["initial-1": "head-B"]) { $1 }
            let answer = try await test.send(
                "/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            let initialled = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            try await test.bring(initialled, to: .submitted)
            documents.append(initialled)
            #expect(try await test.found(text: "thử nghiệm", as: "head-B") == [initialled])
            for role in TestOffice.roles {
                for unit in ["A", "B"] {
                    let id = "\(role.rawValue)-\(unit)"
                    let all = documents
                    let visible = try await test.office.database.read { connection in
                        let person = try #require(try PersonStore.person(id, in: connection))
                        return try all.filter {
                            try IncomingStore.find($0, for: person, in: connection) != nil
                                || OutgoingStore.find($0, for: person, in: connection) != nil
                        }
                    }
                    #expect(try await Set(test.found(text: "thử nghiệm", as: id)) == Set(visible), "\(id)")
                    #expect(try await Set(test.found(text: "UBND", as: id)).isSubset(of: visible), "\(id)")
                    #expect(try await Set(test.found("to=\(test.office.today.shown)", as: id)) == Set(visible), "\(id)")
                }
            }
        }
    }

    @Test(arguments: [
        "\"", "\"\"", "\" OR \"", "a\" OR exact:\"b", "NEAR(a b)", "exact : a", "a AND", "NOT a", "*", "^a", "a*b",
        "-a",
        "{exact}:a", "'; DROP TABLE search_entry; --", "\u{0}", "a\u{0}b", "%", "_", "$1", "\u{301}", "x\"\u{301}", "½",
        "①", "漢字",
        "𞤀𞤁a𞤂b", "🇻🇳", String(repeating: "a", count: 10_000), String(repeating: "a ", count: 5_000),
        String(repeating: "\"", count: 999), "1/", "/12", "…",
    ])
    func `whatever is typed is only text`(text: String) async throws {
        try await TestOffice.with { test in
            let id = try await test.enter(Self.code("1", "A"), "Một văn bản")
            for name in [
                "q", "organ", "person", "unit", "type", "state", "due", "sort", "direction", "urgency", "page",
            ] {
                let quoted = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let answer = try await test.get("/search?\(name)=\(quoted)", as: "officer-A")
                #expect(answer.status == .ok, "\(name)")
            }
            #expect(try await test.found(text: "mot van ban") == [id])
        }
    }

    @Test func `more than a page is paged, in a stable order`() async throws {
        try await TestOffice.with { test in
            var ids: [String] = []
            for number in 1...60 { ids.insert(try await test.enter(Self.code("\(number)", "A"), "Danh sách"), at: 0) }
            #expect(try await test.found("q=danh+sach") + test.found("q=danh+sach&page=2") == ids)
            let page = try await test.text("/search?q=danh+sach&page=2", as: "clerk-A")
            #expect(page.contains("51–60 trong 60") && page.contains("/search?q=danh%20sach\""))
            #expect(try await test.text("/search?q=danh+sach&page=3", as: "clerk-A").contains("Về trang đầu"))
            #expect(try await test.text("/search", as: "clerk-A").contains("Thêm điều kiện"))
        }
    }

    @Test func `documents from before the index are found when it has been filled`() async throws {
        try await TestOffice.with { test in
            let id = try await test.enter(Self.code("1", "A"), "Một văn bản cũ")
            _ = try await test.office.database.write { connection in
                try connection.execute("DELETE FROM search_entry")
                try connection.execute("DELETE FROM search_text")
                try connection.execute("INSERT INTO search_stale (document_id) SELECT id FROM incoming")
            }
            #expect(try await test.found(text: "van ban cu").isEmpty)
            // An act does only what it has changed itself.
            let other = try await test.enter(Self.code("2", "A"), "Một văn bản mới")
            #expect(try await test.found(text: "van ban") == [other])
            let upkeep = SearchUpkeep(office: test.office, logger: Logger(label: "test"))
            while try await upkeep.settleNext() {}
            #expect(try await Set(test.found(text: "van ban")) == [id, other])
        }
    }

    @Test func `what is found less well is left out behind a full list alone, and never in another order`() async throws
    {
        try await TestOffice.with { test in
            // The oldest has no marks.
            try await test.office.database.write { connection in
                try connection.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
                    INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number,
                        promulgation_date, urgency, steering, created_at, published_at)
                    SELECT 'd-' || i, 'published', 'officer-A', 'A', 'leader-A', 'Công văn',
                        CASE WHEN i = 1 THEN 'V/v tong hop' ELSE 'V/v tổng hợp' END, 'UBND-A', i, '2026-01-05', 0, 1, $2, $2
                    FROM n
                    """, SearchQuery.bound + 2, test.office.now())
                try SearchIndex.settle(since: 0, in: connection)
            }
            let (today, calendar) = (test.office.today, test.office.calendar)
            func found(_ sort: SearchFilter.Sort?, page: Int) async throws -> (
                ids: [String], answer: SearchQuery.Answer
            ) {
                var filter = SearchFilter()
                (filter.text, filter.sort) = ("tổng hợp", sort)
                let asked = filter
                return try await test.office.database.read { connection in
                    let person = try #require(try PersonStore.person("clerk-A", in: connection))
                    let query = SearchQuery(filter: asked, person: person, today: today, calendar: calendar)
                    #expect(try SearchQuery.counts([query], in: connection) == [SearchQuery.bound])
                    let answer = try query.answer(page: page, in: connection)
                    return (answer.hits.map(\.documentID), answer)
                }
            }
            let behind = SearchQuery.bound / SearchQuery.pageSize + 1
            let full = try await found(nil, page: behind)
            #expect(full.ids == ["d-2"] && full.answer.total == SearchQuery.bound && full.answer.isCut)
            #expect(try await found(.oldest, page: 1).ids.first == "d-1")
            // One less, and what is written without marks has its place again.
            try await test.office.database.write { connection in
                try connection.execute("UPDATE outgoing SET subject = 'V/v khác' WHERE id = 'd-2'")
                try SearchIndex.settle(since: 0, in: connection)
            }
            let open = try await found(nil, page: behind)
            #expect(open.ids == ["d-1"] && open.answer.isCut)
        }
    }

    @Test(.aboutSQLite) func `an officer's search walks neither the documents of others nor all of them`() async throws
    {
        try await TestOffice.with { test in
            func plan(_ filter: SearchFilter, _ person: String) async throws -> String {
                try await test.office.database.read { connection in
                    let person = try #require(try PersonStore.person(person, in: connection))
                    let query = SearchQuery(
                        filter: filter, person: person, today: test.office.today, calendar: test.office.calendar)
                    var statement = SearchQuery.Statement(of: person, on: connection.engine)
                    let found = query.found(&statement)
                    return try connection.rows(
                        anew: "EXPLAIN QUERY PLAN \(found) SELECT id FROM found", values: statement.values
                    ).map { try $0["detail"] as String }.joined(separator: "; ")
                }
            }
            var filter = SearchFilter()
            filter.text = "12/QĐ-UBND"
            let words = try await plan(filter, "officer-A")
            #expect(
                words.contains("SCAN search_text VIRTUAL TABLE INDEX") && words.contains("search_entry_code (code=?)"))
            #expect(words.contains("search_entry_code (code>? AND code<?)"))
            #expect(
                !words.contains("SCAN entry") && !words.contains("SCAN incoming") && !words.contains("SCAN receipt"))
            filter.text = ""
            filter.direction = .incoming
            #expect(try await !plan(filter, "officer-A").contains("SCAN entry"))
            filter.standing = .late
            #expect(try await plan(filter, "clerk-A").contains("USING INDEX search_entry_due"))
            // A list of work is gone through by its own index.
            filter = SearchFilter()
            filter.view = .toSubmit
            for person in ["clerk-A", "head-A"] {
                let list = try await plan(filter, person)
                #expect(list.contains("(document_id=?)") && !list.contains("SCAN entry"), "\(list)")
            }
            filter.organ = "sở tài chính"
            #expect(try await plan(filter, "clerk-A").contains("(document_id=?)"))
        }
    }
}
