import Exchange
import Foundation
import Pages
import Storage
import Web

/// A question that a person asks again and again (tra cứu đã lưu): the conditions under a name of their own.
struct SavedSearch: Sendable {
    let id: String
    let name: String
    /// As `SearchFilter.query()` writes it.
    let query: String

    /// Of one person.
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

    /// Of one person, in the order in which they were saved.
    static func all(of person: Person, in connection: Connection) throws -> [SavedSearch] {
        try connection.rows(
            "SELECT id, name, query FROM saved_search WHERE person_id = $1 ORDER BY id LIMIT $2", person.id,
            Self.maximum
        ).map { SavedSearch(id: try $0["id"], name: try $0["name"], query: try $0["query"]) }
    }

    /// Somebody else's is not found.
    static func find(_ id: String, of person: Person, in connection: Connection) throws -> SavedSearch {
        guard let saved = try self.all(of: person, in: connection).first(where: { $0.id == id }) else {
            throw Fault(.notFound, vi: "Không có tra cứu đã lưu này.", en: "There is no such saved search.")
        }
        return saved
    }

    /// Nil when it cannot be read any more.
    var filter: SearchFilter? { try? SearchFilter(FormFields(query: self.query)) }

    /// Search itself and what the person has saved, for the side list. They are counted where one searches: ten counts are too much for every page.
    static func side(
        for person: Person, office: Office, current: Shell.Current, in connection: Connection
    ) throws -> Layout.SideGroup {
        let saved = try Self.all(of: person, in: connection)
        var opened: String?
        if case .search(let query) = current { opened = query }
        let counts = opened == nil ? [:] : try self.counts(saved, for: person, office: office, in: connection)
        let isSaved = saved.contains { $0.query == opened }
        let items = saved.map { search in
            Layout.SideGroup.Item(
                title: search.name, href: "/search?\(search.query)", count: counts[search.id],
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
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard !filter.isEmpty else { throw FormFault("name", "Chọn điều kiện hoặc nhập từ khóa trước khi lưu") }
            let saved = try SavedSearch.all(of: person, in: connection)
            guard saved.count < SavedSearch.maximum else {
                throw FormFault(
                    "name", "Đã lưu đủ \(SavedSearch.maximum) tra cứu. Mở một tra cứu đã lưu rồi xóa nó, sau đó lưu lại"
                )
            }
            try Self.check(name, among: saved)
            let query = filter.query()
            try connection.execute(
                "INSERT INTO saved_search (id, person_id, name, query) VALUES ($1, $2, $3, $4)",
                UniqueID.make(at: now), person.id, name, query)
            return "/search?\(query)"
        }
    }

    func rename(_ id: String, to name: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            let search = try SavedSearch.find(id, of: person, in: connection)
            try Self.check(name, among: try SavedSearch.all(of: person, in: connection).filter { $0.id != id })
            try connection.execute("UPDATE saved_search SET name = $1 WHERE id = $2", name, id)
            return "/search?\(search.query)"
        }
    }

    func delete(_ id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            let search = try SavedSearch.find(id, of: person, in: connection)
            try connection.execute("DELETE FROM saved_search WHERE id = $1", id)
            return "/search?\(search.query)"
        }
    }

    private static func check(_ name: String, among others: [SavedSearch]) throws(FormFault) {
        guard (1...60).contains(name.count) else { throw FormFault("name", "Đặt tên, tối đa 60 ký tự") }
        guard !others.contains(where: { $0.name.folded == name.folded }) else {
            throw FormFault("name", "Bạn đã có tra cứu tên này; đặt tên khác")
        }
    }
}
