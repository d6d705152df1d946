import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Office

/// The index of words on both engines: SQLite's is the measure, PostgreSQL has to answer the same.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct SearchTextTests {
    /// Signs that FTS5 knows. Those that are younger than Unicode 6.1 it takes for letters.
    private static let signs = Array(
        "aăâĐđơưỳEÉ0129²½ⅷ ./-_@'\"()&|!<>:*\\,;{}$%“”–…\u{301}\u{323}\u{31B}αΣЖ漢字ไ€😀🇻🇳\n\t\u{200B}\u{AD}"
            .unicodeScalars)

    /// What people type, and what should only be text.
    private static let typed = [
        "\"", "\"\"", "\" OR \"", "a\" OR exact:\"b", "NEAR(a b)", "exact : a", "a AND", "NOT a", "*", "^a", "a*b",
        "-a",
        "{exact}:a", "'; DROP TABLE search_entry; --", "\u{0}", "a\u{0}b", "%", "_", "$1", "\u{301}", "x\"\u{301}", "½",
        "①", "漢字", "🇻🇳", "😀", "đường 😀", "\\", "\\'", "'", "''", "a'b", "a\\", "'a':*", "a:*", "a:A", "!a", "a & b",
        "a | b", "a <-> b", "<a>", "(a", "a)", "a && !b", "đường".decomposedStringWithCanonicalMapping, "Ⓐ", "Ⓐ quy",
        "\"Ⓐ\"", "1/", "/12", "…", String(repeating: "\"", count: 999), String(repeating: "a", count: 10_000),
    ]

    @Test func `words are those that FTS5 finds`() async throws {
        let database = try Database.inMemory()
        try await database.write { connection in
            try connection.execute(
                "CREATE VIRTUAL TABLE page USING fts5 (text, tokenize = \"unicode61 remove_diacritics 0\")")
            try connection.execute("CREATE VIRTUAL TABLE term USING fts5vocab (page, instance)")
            var random = DemoRandom(seed: 7)
            var texts = [
                "Số 12/QĐ-UBND ngày 05.01.2026; van.thu@vi-du.gov.vn", "ĐƯỜNG Nguyễn Huệ — Bình Dương",
                "Đường Huệ".decomposedStringWithCanonicalMapping, "", " ", "\u{301}a", "a\u{301}\u{323}b",
            ]
            for _ in 0..<2_000 {
                let scalars = (0..<random.number(1...30)).map { _ in random.pick(Self.signs) }
                texts.append(String(String.UnicodeScalarView(scalars)))
            }
            for text in texts {
                try connection.execute("DELETE FROM page")
                try connection.execute("INSERT INTO page (rowid, text) VALUES (1, $1)", text)
                let wanted = try connection.rows("SELECT term.term FROM term ORDER BY term.\"offset\" LIMIT 99").map {
                    row -> String in try row["term"]
                }
                let scalars = text.unicodeScalars.map { String($0.value, radix: 16) }
                #expect(
                    SearchText.words(of: text).map { Array($0.unicodeScalars) }
                        == wanted.map { Array($0.unicodeScalars) }, "\(scalars)")
            }
        }
    }

    @Test func `one question in the words of either engine`() throws {
        let words = try #require(SearchWords("\"Cải cách\" 12/QĐ hành"))
        let scope = SearchMatch.Part(column: .scope, phrases: ["u41", "p42"], isAny: true)
        let exact = SearchMatch(parts: [words.part(.exact, folded: false), scope])
        #expect(
            exact.fts5
                == "({exact} : (\"cải cách\" AND \"12\" AND \"qđ\" AND \"hành\" *)) AND ({scope} : (\"u41\" OR \"p42\"))"
        )
        #expect(exact.tsquery == "('ecải' & 'ecách' & 'e12' & 'eqđ' & 'ehành':*) & ('su41' | 'sp42')")
        #expect(exact.sequences.map(\.words) == [" cải cách "] && exact.sequences.map(\.column) == [.exact])
        let files = SearchMatch(parts: [words.part(.plain, whole: true)])
        #expect(files.fts5 == "({plain} : (\"cai cach\" AND \"12\" AND \"qd\" AND \"hanh\"))")
        #expect(files.tsquery == "('pcai' & 'pcach' & 'p12' & 'pqd' & 'phanh')")
        // A letter for us and none for the index.
        let circled = try #require(SearchWords("Ⓐ quy"))
        #expect(SearchMatch(parts: [circled.part(.plain)]).tsquery == nil)
    }

    @Test func `words are cut to what PostgreSQL takes`() {
        let words = SearchText.words(of: "\(String(repeating: "漢", count: 9_000)) ab cd", limit: 2_010)
        #expect(words.map(\.utf8.count) == [1_998, 2, 2])
        #expect(SearchText.words(of: "ab cd ef", limit: 7) == ["ab", "cd"])
    }

    // MARK: Both engines

    /// What a search reads beside the index.
    private static let others = Migration(
        "others",
        sql: """
            CREATE TABLE incoming (id TEXT NOT NULL PRIMARY KEY, arrived_at TEXT NOT NULL);
            CREATE TABLE outgoing (
                id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, unit_id TEXT, approver_id TEXT, state TEXT,
                submitted_at TEXT
            );
            CREATE TABLE receipt (incoming_id TEXT NOT NULL, person_id TEXT, unit_id TEXT, state TEXT NOT NULL);
            CREATE TABLE opinion (document_id TEXT NOT NULL, person_id TEXT NOT NULL);
            CREATE TABLE initialling (outgoing_id TEXT NOT NULL, person_id TEXT NOT NULL);
            CREATE TABLE attachment (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, removed_at TEXT);
            CREATE TABLE view_share (document_id TEXT NOT NULL, person_id TEXT, unit_id TEXT, until TEXT, ended_at TEXT);
            """)

    private static let migrations = [
        Self.others, SearchIndex.migration, FileContent.migration, FileContent.tables, FileContent.scopes,
        FileContent.scopeIndex, Migration("instr", sql: "", postgres: OnPostgreSQL.instr),
    ]

    private static let day = CalendarDate(year: 2026, month: 3, day: 2)

    private static func newDatabases() async throws -> [Database] {
        var databases: [Database] = []
        for engine in DatabaseEngine.all { databases.append(try await TestEngine.newDatabase(engine, Self.migrations)) }
        return databases
    }

    private static let vocabulary = [
        "đường", "Đường", "duong", "dương", "đường".decomposedStringWithCanonicalMapping, "cải cách", "hành chính",
        "cách hành", "chính sách", "12/QĐ-UBND", "012", "ubnd", "van.thu@vi-du.vn", "Nguyễn Huệ", "quy hoạch", "½",
        "x²", "😀",
        "漢字", "a'b", "c\\d", "kinh phí", "năm 2026", "Sở Tài chính", "ß", "№ 5",
    ]

    /// A document of the index, and who may see it.
    private struct Page: Sendable {
        var entry: SearchEntry
        let unit: String
        let person: String
        let files: [String]
    }

    private static func page(_ index: Int, _ random: inout DemoRandom) throws -> Page {
        let day = try #require(Self.day)
        func words(_ range: ClosedRange<Int>, _ random: inout DemoRandom) -> [String] {
            (0..<random.number(range)).map { _ in random.pick(Self.vocabulary) }
        }
        let (unit, person) = ("u\(random.number(1...3))", "p\(random.number(1...4))")
        let (organs, people) = (words(0...2, &random), words(0...2, &random))
        let date = CalendarDate(dayNumber: day.dayNumber + random.number(0...20))
        let entry = SearchEntry(
            documentID: "d\(1000 + index)", direction: random.pick([.incoming, .outgoing]),
            code: SearchWords.code("\(random.number(1...20))/QĐ-UBND"), registerNumber: random.number(1...30),
            typeName: random.pick(["Công văn", "Báo cáo"]), urgency: random.pick([.ordinary, .urgent]),
            state: .outgoing(.draft), enteredOn: date ?? day, datedOn: random.pick([date, nil]),
            due: random.pick([date, nil]), finishedOn: nil, isOver: false, isSealed: random.number(1...9) == 1,
            words: words(1...6, &random) + organs + people, organs: organs, people: people,
            scope: [SearchEntry.unit(unit), SearchEntry.person(person)])
        let files = (0..<random.number(0...3)).map { _ in
            FileContent.tidied(words(1...60, &random).joined(separator: random.pick([" ", ", ", "\n"])))
        }
        return Page(entry: entry, unit: unit, person: person, files: files)
    }

    private static func put(_ page: Page, in connection: Connection) throws {
        let id = page.entry.documentID
        if page.entry.direction == .incoming {
            try connection.execute("INSERT INTO incoming (id, arrived_at) VALUES ($1, '')", id)
            try connection.execute(
                "INSERT INTO receipt (incoming_id, person_id, unit_id, state) VALUES ($1, $2, $3, 'done')", id,
                page.person, page.unit)
        } else {
            try connection.execute(
                "INSERT INTO outgoing (id, created_at, unit_id, approver_id, state) VALUES ($1, '', $2, $3, 'draft')",
                id, page.unit, page.person)
        }
        let row = try SearchIndex.put(page.entry, in: connection)
        for (place, text) in page.files.enumerated() {
            let file = "\(id)-\(place)"
            try connection.execute("INSERT INTO attachment (id, name) VALUES ($1, $2)", file, "\(file).txt")
            try connection.execute(
                """
                INSERT INTO file_text (id, attachment_id, outcome, text, plain, read_at, scope)
                SELECT $1, $2, 'read', $3, $4, '', scope FROM search_text WHERE search_text.rowid = $5
                """, row * FileContent.placesPerDocument + place, file, text, FileContent.plain(text), row)
            try SearchText.keepContent(of: file, text, plain: FileContent.plain(text), in: connection)
        }
    }

    private static func person(_ id: String, _ unit: String, _ role: Role) -> Person {
        Person(
            id: id, userName: id, fullName: "Nguyễn Thị Mẫu", title: "Chuyên viên",
            unit: Unit(id: unit, name: "Phòng Mẫu", shortName: "PM"), role: role)
    }

    /// All that a question is answered with, as a text.
    private static func answer(_ filter: SearchFilter, _ person: Person, _ connection: Connection) throws -> String {
        let query = SearchQuery(
            filter: filter, person: person, today: try #require(Self.day), calendar: WorkingCalendar())
        let answer = try query.answer(page: 1, size: SearchQuery.bound, in: connection)
        let second = try query.answer(page: 2, size: 7, in: connection)
        let hits = (answer.hits + second.hits).map { "\($0.direction) \($0.documentID) \($0.file ?? 0)" }
        let counts = try SearchQuery.counts([query, query], in: connection)
        var excerpts: [String] = []
        if let words = filter.words {
            excerpts = try Excerpt.read(answer.hits.compactMap(\.file), words, in: connection).map {
                "\($0.key): \($0.value)"
            }.sorted()
        }
        return "\(answer.total) \(answer.isCut) \(counts) \(hits) \(excerpts)"
    }

    private static func filters(_ random: inout DemoRandom) -> [SearchFilter] {
        var filters = Self.typed.map { SearchFilter(text: $0) } + Self.typed.map { SearchFilter(organ: $0, person: $0) }
        filters += ["12 qd ubnd", "5", "12/QĐ-UBND", "qđ", "hanh ch", "\"cải cách hành\"", "“hanh chinh” duon"].map {
            SearchFilter(text: $0)
        }
        for _ in 0..<20 {
            var pieces = (0..<random.number(1...3)).map { _ in random.pick(Self.vocabulary) }
            if random.number(1...3) == 1 { pieces = ["\"\(pieces.joined(separator: " "))\""] }
            var text = pieces.joined(separator: " ")
            if random.number(1...3) == 1 { text = String(text.dropLast()) }
            if random.number(1...3) == 1 { text = text.folded }
            var filter = SearchFilter(text: text)
            if random.number(1...4) == 1 { filter.organ = random.pick(Self.vocabulary) }
            if random.number(1...4) == 1 { filter.person = random.pick(Self.vocabulary) }
            if random.number(1...4) == 1 { filter.unit = random.pick(["u1", "u2"]) }
            if random.number(1...4) == 1 { filter.direction = random.pick([.incoming, .outgoing]) }
            if random.number(1...4) == 1 { filter.standing = random.pick(SearchFilter.Standing.allCases) }
            filter.sort = random.pick([nil, nil, .newest, .oldest, .due, .dated])
            filters.append(filter)
        }
        return filters
    }

    @Test func `both engines answer the same`() async throws {
        let databases = try await Self.newDatabases()
        var random = DemoRandom(seed: 11)
        let pages = try (0..<120).map { try Self.page($0, &random) }
        let filters = Self.filters(&random)
        let people = [Self.person("p0", "u0", .clerk), Self.person("p1", "u1", .officer)]
        func answers(_ database: Database) async throws -> [String] {
            try await database.read { connection in
                try filters.flatMap { filter in
                    try people.map { "\(filter.query()) \($0.id): \(try Self.answer(filter, $0, connection))" }
                }
            }
        }
        func compare() async throws -> [String] {
            let (wanted, given) = (try await answers(databases[0]), try await answers(databases[1]))
            for (wanted, given) in zip(wanted, given) { #expect(given == wanted) }
            return given
        }
        for database in databases {
            try await database.write { connection in for page in pages { try Self.put(page, in: connection) } }
        }
        let first = try await compare()
        // Much of what was asked is there.
        #expect(first.count { !$0.contains(": 0 false") } > 50)
        // Others are named on the documents, and a file goes.
        for database in databases {
            try await database.write { connection in
                for row in 1...60 {
                    let scope = SearchEntry.unit("u1")
                    try connection.execute("UPDATE search_text SET scope = $1 WHERE rowid = $2", scope, row)
                    try FileContent.note(scope, of: row, in: connection)
                }
                while try FileContent.settleScopes(limit: 7, in: connection) > 0 {}
                try connection.execute("DELETE FROM attachment WHERE id LIKE 'd101%'")
                try connection.execute("DELETE FROM search_text WHERE rowid > 110")
            }
        }
        #expect(try await compare() != first)
        for database in databases { try database.close() }
    }

    @Test func `PostgreSQL takes the longest text that a file may have`() async throws {
        let database = try await Self.newDatabases()[1]
        // 40,000 different words of sixteen bytes; one word of 200,000 letters.
        let many = (0..<40_000).map { index in
            String(
                String.UnicodeScalarView(
                    (0..<4).compactMap { Unicode.Scalar(UInt32(0x20000 + (index >> (4 * $0)) % 16)) }))
        }
        let texts = [
            FileContent.tidied(many.joined(separator: " ")), String(repeating: "đ", count: 199_990) + " cuối",
        ]
        #expect(texts.allSatisfy { $0.unicodeScalars.count > 199_900 || $0.utf8.count > 600_000 })
        var random = DemoRandom(seed: 1)
        let one = try Self.page(1, &random)
        let page = Page(entry: one.entry, unit: one.unit, person: one.person, files: texts)
        try await database.write { try Self.put(page, in: $0) }
        for text in [many[0], many[2_000], "cuối"] {
            let total = try await database.read { connection in
                var match = SearchQuery.Statement(of: Self.person("p0", "u0", .clerk), on: .postgreSQL)
                let words = try #require(SearchWords(text))
                let condition = SearchText.condition(
                    SearchMatch(parts: [words.part(.text, folded: false, whole: true)]), table: "search_content", &match
                )
                return try connection.rows(
                    anew: "SELECT COUNT(*) AS total FROM search_content WHERE \(condition) AND $1 <> '' AND $2 <> ''",
                    values: match.values
                ).first?["total"] ?? 0
            }
            #expect(total == 1, "\(text.unicodeScalars.count)")
        }
        try database.close()
    }
}
