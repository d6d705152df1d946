import Exchange
import Foundation
import Pages
import Storage
import Web

/// A question that a person asks again and again (tra cứu đã lưu, bộ lọc đã lưu của bảng theo dõi): the conditions under a name of their own.
struct SavedSearch: Sendable {
    /// What it asks.
    enum Kind: String, Sendable, SQLBindable, SQLReadable {
        /// All documents.
        case search
        /// The leaders' board, its lists, its pictures, its steps.
        case board, lines, pictures, steps

        private var path: String {
            switch self {
            case .search: "/search"
            case .board, .pictures, .steps: "/board"
            case .lines: "/board/lines"
            }
        }

        /// Where `query` is asked.
        func address(_ query: String) -> String {
            let view = self == .pictures || self == .steps ? "view=\(self.rawValue)" : ""
            return "\(self.path)?\([view, query].filter { !$0.isEmpty }.joined(separator: "&"))"
        }
    }

    let id: String
    let kind: Kind
    let name: String
    /// As `SearchFilter.query()` or `BoardQuestion.query` writes it.
    let query: String

    /// Of one person: so many searches, and so many of the board.
    static let maximum = 10

    static let migration = Migration(
        "office 0131 saved searches",
        sql: """
            CREATE TABLE saved_search (
                id TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id),
                name TEXT NOT NULL,
                query TEXT NOT NULL,
                UNIQUE (person_id, name)
            );
            """
    )

    static let kinds = Migration(
        "office 0391 saved views of the leaders' board",
        sql: """
            CREATE TABLE saved_search_anew (
                id TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id),
                kind TEXT NOT NULL CHECK (kind IN ('search', 'board', 'lines')),
                name TEXT NOT NULL,
                query TEXT NOT NULL,
                UNIQUE (person_id, kind, name)
            );
            INSERT INTO saved_search_anew (id, person_id, kind, name, query)
                SELECT id, person_id, 'search', name, query FROM saved_search;
            DROP TABLE saved_search;
            ALTER TABLE saved_search_anew RENAME TO saved_search;
            """
    )

    static let views = Migration(
        "office 0402 saved pictures and steps of the leaders' board",
        sql: """
            CREATE TABLE saved_search_anew (
                id TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id),
                kind TEXT NOT NULL CHECK (kind IN ('search', 'board', 'lines', 'pictures', 'steps')),
                name TEXT NOT NULL,
                query TEXT NOT NULL,
                UNIQUE (person_id, kind, name)
            );
            INSERT INTO saved_search_anew (id, person_id, kind, name, query)
                SELECT id, person_id, kind, name, query FROM saved_search;
            DROP TABLE saved_search;
            ALTER TABLE saved_search_anew RENAME TO saved_search;
            """
    )

    /// Of one person, in the order in which they were saved.
    static func all(of person: Person, in connection: Connection) throws -> [SavedSearch] {
        try connection.rows(
            "SELECT id, kind, name, query FROM saved_search WHERE person_id = $1 ORDER BY id LIMIT $2", person.id,
            2 * Self.maximum
        ).map(SavedSearch.init)
    }

    /// Searches of one person, or what they saved of the board.
    static func all(of person: Person, onBoard: Bool, in connection: Connection) throws -> [SavedSearch] {
        try self.all(of: person, in: connection).filter { ($0.kind != .search) == onBoard }
    }

    /// Somebody else's is not found.
    static func find(_ id: String, of person: Person, in connection: Connection) throws -> SavedSearch {
        guard
            let row = try connection.row(
                "SELECT id, kind, name, query FROM saved_search WHERE id = $1 AND person_id = $2", id, person.id)
        else { throw Fault(.notFound, vi: "Không có mục đã lưu này.", en: "There is no such saved search.") }
        return try SavedSearch(row)
    }

    private init(_ row: Row) throws {
        self.id = try row["id"]
        self.kind = try row["kind"]
        self.name = try row["name"]
        self.query = try row["query"]
    }

    var address: String { self.kind.address(self.query) }

    /// Of a search; nil when it cannot be read any more.
    var filter: SearchFilter? { try? SearchFilter(FormFields(query: self.query)) }

    /// Of the board; nil when it cannot be read any more.
    var question: BoardQuestion? { try? BoardQuestion(FormFields(query: self.query)) }

    /// Search itself and what the person has saved, for the side list. They are counted where one searches: ten counts are too much for every page.
    static func side(
        _ saved: [SavedSearch], for person: Person, office: Office, current: Shell.Current, in connection: Connection
    ) throws -> Layout.SideGroup {
        var opened: String?
        if case .search(let query) = current { opened = query }
        let counts = opened == nil ? [:] : try self.counts(saved, for: person, office: office, in: connection)
        let isSaved = saved.contains { $0.query == opened }
        let items = saved.map { search in
            Layout.SideGroup.Item(
                title: search.name, href: search.address, count: counts[search.id],
                isCurrent: search.query == opened)
        }
        return Layout.SideGroup(
            title: "Tra cứu",
            items: [.init(title: "Tra cứu văn bản", href: "/search", count: nil, isCurrent: opened != nil && !isSaved)]
                + items)
    }

    private static func counts(
        _ saved: [SavedSearch], for person: Person, office: Office, in connection: Connection
    ) throws -> [String: Int] {
        let asked = saved.compactMap { search in search.filter.map { (search.id, $0) } }
        let counts = try SearchQuery.counts(
            asked.map { SearchQuery(filter: $0.1, person: person, today: office.today, calendar: office.calendar) },
            in: connection)
        return Dictionary(uniqueKeysWithValues: zip(asked.map(\.0), counts))
    }
}

/// What people do to their saved searches.
struct SavedSearchActs: Sendable {
    let office: Office

    func save(_ filter: SearchFilter, as name: String, by person: Person, form: FormToken) async throws -> String {
        try await self.save(.search, filter.isEmpty ? "" : filter.query(), as: name, by: person, form: form)
    }

    /// `kind`: one of the board, whose lists alone ask for receivers and parts. Leaders only.
    func save(
        _ question: BoardQuestion, of kind: SavedSearch.Kind, as name: String, by person: Person, form: FormToken
    ) async throws -> String {
        try BoardRoutes.mayOpen(person)
        return try await self.save(
            kind, kind == .lines ? question.query : question.ofMatrix.query, as: name, by: person, form: form)
    }

    private func save(
        _ kind: SavedSearch.Kind, _ query: String, as name: String, by person: Person, form: FormToken
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard !query.isEmpty else { throw FormFault("name", SavedSearchWords.nothing(kind)) }
            let saved = try SavedSearch.all(of: person, onBoard: kind != .search, in: connection)
            guard saved.count < SavedSearch.maximum else { throw FormFault("name", SavedSearchWords.tooMany(kind)) }
            try Self.check(name, among: saved)
            try connection.execute(
                "INSERT INTO saved_search (id, person_id, kind, name, query) VALUES ($1, $2, $3, $4, $5)",
                UniqueID.make(at: now), person.id, kind, name, query)
            return kind.address(query)
        }
    }

    func rename(_ id: String, to name: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            let search = try SavedSearch.find(id, of: person, in: connection)
            let others = try SavedSearch.all(of: person, onBoard: search.kind != .search, in: connection)
            try Self.check(name, among: others.filter { $0.id != id })
            try connection.execute("UPDATE saved_search SET name = $1 WHERE id = $2", name, id)
            return search.address
        }
    }

    func delete(_ id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            let search = try SavedSearch.find(id, of: person, in: connection)
            try connection.execute("DELETE FROM saved_search WHERE id = $1", id)
            return search.address
        }
    }

    private static func check(_ name: String, among others: [SavedSearch]) throws(FormFault) {
        guard (1...60).contains(name.count) else { throw FormFault("name", "Đặt tên, tối đa 60 ký tự") }
        guard !others.contains(where: { $0.name.folded == name.folded }) else {
            throw FormFault("name", "Bạn đã lưu một mục tên này; đặt tên khác")
        }
    }
}
