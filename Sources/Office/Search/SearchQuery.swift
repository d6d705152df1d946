import Exchange
import Foundation
import Storage

/// One question to the index, of one person.
///
/// Results come in tiers: number and notation as typed, those that begin so, every word as it is written (where a mark was typed), every word without
/// marks, and the same in one of the files, there whole words only. Inside a tier the newest first, unless another order is asked for. Each tier is walked in the order of
/// the index and left as soon as there is enough; those behind one that alone fills the list are not walked at all.
struct SearchQuery {
    let filter: SearchFilter
    let person: Person
    let today: CalendarDate
    let calendar: WorkingCalendar

    /// Documents beyond this many are not listed; the page says so.
    static let bound = 500
    static let pageSize = 50

    struct Answer: Sendable {
        /// Of one page, in order.
        var hits: [Hit]
        /// At most `bound`.
        var total: Int
        /// There are more than `bound`.
        var isCut: Bool
    }

    struct Hit: Sendable {
        let documentID: String
        let direction: SearchFilter.Direction
        /// The file in which it was found, as `FileContent` numbers them, where it was found nowhere else.
        let file: Int?
    }

    /// One page, from 1.
    func answer(page: Int, size: Int = Self.pageSize, in connection: Connection) throws -> Answer {
        // Administrators have no documents.
        guard !self.filter.isEmpty, page > 0, self.person.role != .admin else {
            return Answer(hits: [], total: 0, isCut: false)
        }
        var statement = Statement(of: self.person, on: connection.engine)
        let found = self.found(&statement)
        let (limit, offset) = (statement.bind(size), statement.bind((page - 1) * size))
        let sql = """
            \(found)
            SELECT entry.document_id, entry.direction, found.file, COUNT(*) OVER () AS total,
                (SELECT MAX(total) FROM (SELECT COUNT(*) AS total FROM hit GROUP BY tier) AS tiers) AS longest
            FROM found JOIN search_entry AS entry ON entry.id = found.id
            ORDER BY \(self.filter.sort == nil ? "found.tier, " : "")\(self.order(row: "entry.id")) LIMIT \(limit) OFFSET \(offset)
            """
        let rows = try SearchText.rows(sql, statement, isUsual: self.filter.isOfWordsAlone, in: connection)
        guard let first = rows.first else { return Answer(hits: [], total: 0, isCut: false) }
        let (total, longest): (Int, Int) = (try first["total"], try first["longest"])
        return Answer(
            hits: try rows.map {
                Hit(
                    documentID: try $0["document_id"],
                    direction: SearchFilter.Direction(rawValue: try $0["direction"]) ?? .incoming,
                    file: try $0["file"])
            }, total: min(total, Self.bound), isCut: max(total, longest) > Self.bound)
    }

    /// How many documents each of the questions of one person would list in all, by one statement.
    static func counts(_ queries: [SearchQuery], in connection: Connection) throws -> [Int] {
        guard let person = queries.first?.person, person.role != .admin else { return queries.map { _ in 0 } }
        var statement = Statement(of: person, on: connection.engine)
        let columns = queries.enumerated().map { index, query in
            query.filter.isEmpty
                ? "0 AS n\(index)" : "(\(query.found(&statement)) SELECT COUNT(*) FROM found) AS n\(index)"
        }
        let rows = try connection.rows(
            anew: "SELECT \(columns.joined(separator: ", ")) WHERE $1 IS NOT NULL AND $2 IS NOT NULL",
            values: statement.values)
        return try queries.indices.map { min(try rows.first?["n\($0)"] ?? 0, Self.bound) }
    }

    // MARK: The statement

    /// The values of a statement that grows.
    struct Statement {
        /// `$1` is the person, `$2` the unit, as the rules of the stores want it.
        private(set) var values: [(any SQLBindable)?]
        let engine: DatabaseEngine

        init(of person: Person, on engine: DatabaseEngine) {
            self.values = [person.id, person.unit.id]
            self.engine = engine
        }

        /// Takes a value; answers how the text names it.
        mutating func bind(_ value: any SQLBindable) -> String {
            self.values.append(value)
            return "$\(self.values.count)"
        }
    }

    /// `WITH hit …, found (id, tier, file) …`, what was found in any tier.
    func found(_ statement: inout Statement) -> String {
        let condition = self.conditions(&statement)
        var tiers: [String] = []
        for source in self.tiers(&statement) {
            let tier = tiers.count
            // In another order than the tiers' each of them has a say. A document may have many files in one.
            let isFull =
                self.filter.sort == nil
                ? (0..<tier).map { "(SELECT COUNT(DISTINCT id) FROM tier\($0)) > \(Self.bound)" }.joined(
                    separator: " OR ") : ""
            let end = SearchText.end(after: Self.bound + 1, isFull: isFull, on: statement.engine)
            tiers.append(
                """
                tier\(tier) AS MATERIALIZED (
                    SELECT entry.id, \(tier) AS tier, \(source.file) AS file FROM \(source.sql) AND \(condition)\(end.condition)
                    ORDER BY \(self.order(row: source.row))
                    LIMIT \(end.limit))
                """)
        }
        let isNewestFirst = self.filter.sort == nil || self.filter.sort == .newest
        let all = tiers.indices.map { "SELECT * FROM tier\($0)" }
        return """
            WITH \(tiers.joined(separator: ", ")),
            hit AS MATERIALIZED (\(all.joined(separator: " UNION ALL "))),
            found AS (\(SearchText.best(newestFirst: isNewestFirst, on: statement.engine)))
            """
    }

    /// Where a tier comes from, `… WHERE …`, and its column that says how new a document is.
    private struct Source {
        var sql: String
        var row = "entry.id"
        /// A column, where a file is the source.
        var file = "CAST(NULL AS BIGINT)"
    }

    /// The best first.
    private func tiers(_ statement: inout Statement) -> [Source] {
        guard let words = self.filter.words else {
            // A list of work is short: it is gone through, not what bears a name. The sum keeps SQLite from the latter.
            if let view = self.filter.view, view != .all, self.filter.unit.isEmpty {
                let names = SearchMatch(parts: self.names())
                guard !names.parts.isEmpty else { return [Source(sql: "search_entry AS entry WHERE TRUE")] }
                let named = SearchText.condition(names, table: "search_text", &statement)
                return [
                    Source(
                        sql: """
                            search_entry AS entry WHERE entry.id + 0 IN (SELECT rowid FROM search_text WHERE \(named))
                            """)
                ]
            }
            guard let match = self.narrowing() else { return [Source(sql: "search_entry AS entry WHERE TRUE")] }
            return [Self.text(match, &statement)]
        }
        var tiers: [Source] = []
        if words.isCode {
            let (code, end) = (statement.bind(words.code), statement.bind("\(words.code)\u{10FFFF}"))
            tiers.append(Source(sql: "search_entry AS entry WHERE entry.code = \(code)"))
            tiers.append(Source(sql: "search_entry AS entry WHERE entry.code >= \(code) AND entry.code < \(end)"))
        }
        if let number = words.number.map({ statement.bind($0) }) {
            tiers.append(Source(sql: "search_entry AS entry WHERE entry.register_number = \(number)"))
        }
        let narrowing = self.narrowing()?.parts ?? []
        if words.haveMarks {
            tiers.append(Self.text(SearchMatch(parts: [words.part(.exact, folded: false)] + narrowing), &statement))
        }
        tiers.append(Self.text(SearchMatch(parts: [words.part(.plain)] + narrowing), &statement))
        // What was typed without marks says nothing of them.
        tiers += (words.haveMarks ? [false, true] : [true]).map { self.content(words, folded: $0, &statement) }
        return tiers
    }

    /// Files with every word, as it stands: where a word may go on, every word that begins so would have to be gone through. The names that are
    /// asked for stand in the document's entry alone, whose numbers are looked up once.
    private func content(_ words: SearchWords, folded: Bool, _ statement: inout Statement) -> Source {
        let sought = words.part(folded ? .plain : .text, folded: folded, whole: true)
        let match = SearchText.condition(
            SearchMatch(parts: [sought] + self.scopes()), table: "search_content", &statement)
        let entry = "search_content.rowid / \(FileContent.placesPerDocument)"
        var narrowing = ""
        let names = SearchMatch(parts: self.names())
        if !names.parts.isEmpty {
            let named = SearchText.condition(names, table: "search_text", &statement)
            narrowing = " AND \(entry) IN (SELECT rowid FROM search_text WHERE \(named))"
        }
        return Source(
            sql: """
                search_content CROSS JOIN search_entry AS entry
                WHERE \(match) AND entry.id = \(entry)\(narrowing) AND entry.is_sealed = 0
                """, row: "search_content.rowid", file: "search_content.rowid")
    }

    private static func text(_ match: SearchMatch, _ statement: inout Statement) -> Source {
        let match = SearchText.condition(match, table: "search_text", &statement)
        return Source(
            sql: """
                search_text CROSS JOIN search_entry AS entry
                WHERE \(match) AND entry.id = search_text.rowid
                """, row: "search_text.rowid")
    }

    /// What the full-text index knows beside the words that were typed: who is named on the document. Nil when nothing of it is asked for.
    func narrowing() -> SearchMatch? {
        let parts = self.scopes() + self.names()
        return parts.isEmpty ? nil : SearchMatch(parts: parts)
    }

    /// What both full-text indexes know.
    private func scopes() -> [SearchMatch.Part] {
        var parts: [SearchMatch.Part] = []
        if let scope = SearchEntry.scope(of: self.person) {
            parts.append(SearchMatch.Part(column: .scope, phrases: scope, isAny: true))
        }
        if !self.filter.unit.isEmpty {
            parts.append(SearchMatch.Part(column: .scope, phrases: [SearchEntry.unit(self.filter.unit)]))
        }
        return parts
    }

    private func names() -> [SearchMatch.Part] {
        var parts: [SearchMatch.Part] = []
        if let words = SearchWords(self.filter.organ) { parts.append(words.part(.organ)) }
        if let words = SearchWords(self.filter.person) { parts.append(words.part(.person)) }
        return parts
    }

    /// `row` by itself lets the index give the rows in order.
    private func order(row: String) -> String {
        switch self.filter.sort {
        case nil, .newest: "\(row) DESC"
        case .oldest: row
        case .due: "entry.due_date IS NULL, entry.due_date, entry.id DESC"
        case .dated: "entry.dated_on IS NULL, entry.dated_on DESC, entry.id DESC"
        }
    }

    /// What the person asks for beside words, and what they may see.
    private func conditions(_ statement: inout Statement) -> String {
        let filter = self.filter
        var parts: [String] = []
        if let direction = filter.direction { parts.append("entry.direction = \(statement.bind(direction.rawValue))") }
        if !filter.typeName.isEmpty { parts.append("entry.type_name = \(statement.bind(filter.typeName))") }
        if let number = filter.number { parts.append("entry.register_number = \(statement.bind(number))") }
        if let state = filter.state { parts.append("entry.state = \(statement.bind(state.text))") }
        if let urgency = filter.urgency { parts.append("entry.urgency = \(statement.bind(urgency))") }
        let days: [(String, CalendarDate?)] = [
            ("entered_on >=", filter.from), ("entered_on <=", filter.to), ("dated_on >=", filter.datedFrom),
            ("dated_on <=", filter.datedTo),
        ]
        for case (let column, let day?) in days { parts.append("entry.\(column) \(statement.bind(day))") }
        if let days = filter.within?.rawValue, let first = CalendarDate(dayNumber: self.today.dayNumber - days + 1) {
            parts.append("entry.entered_on >= \(statement.bind(first))")
        }
        if let standing = filter.standing { parts.append(self.condition(standing, &statement)) }
        if let view = filter.view { parts.append(self.condition(view, &statement)) }
        parts.append(
            """
            CASE entry.direction
                WHEN 'in' THEN EXISTS (SELECT 1 FROM incoming
                    WHERE incoming.id = entry.document_id AND (\(IncomingStore.visible(to: self.person))))
                ELSE EXISTS (SELECT 1 FROM outgoing
                    WHERE outgoing.id = entry.document_id AND (\(OutgoingStore.visible(to: self.person))))
            END
            """)
        return parts.joined(separator: " AND ")
    }

    /// What stands in a list of the person's; of all that came the index knows it.
    private func condition(_ view: IncomingView, _ statement: inout Statement) -> String {
        guard view != .all else {
            let closed = Closure.allCases.map { "'\(SearchFilter.State.closed($0).text)'" }
            return "entry.direction = 'in' AND entry.state NOT IN (\(closed.joined(separator: ", ")))"
        }
        let today = statement.bind(self.today)
        let listed = view.condition(for: self.person.role, today: today)
        return "entry.document_id IN (SELECT incoming.id FROM incoming WHERE \(today) IS NOT NULL AND \(listed))"
    }

    /// `DeadlineStanding` as a condition.
    private func condition(_ standing: SearchFilter.Standing, _ statement: inout Statement) -> String {
        let counts = "entry.due_date IS NOT NULL AND entry.is_over = 0"
        let isOpen = "\(counts) AND entry.finished_on IS NULL"
        return switch standing {
        case .late: "\(isOpen) AND entry.due_date < \(statement.bind(self.today))"
        case .near:
            "\(isOpen) AND entry.due_date BETWEEN \(statement.bind(self.today)) AND \(statement.bind(DeadlineStanding.lastNearDay(from: self.today, calendar: self.calendar)))"
        case .inTime:
            "\(isOpen) AND entry.due_date > \(statement.bind(DeadlineStanding.lastNearDay(from: self.today, calendar: self.calendar)))"
        case .done: "\(counts) AND entry.finished_on <= entry.due_date"
        case .doneLate: "\(counts) AND entry.finished_on > entry.due_date"
        case .none: "(entry.due_date IS NULL OR entry.is_over = 1)"
        }
    }
}
