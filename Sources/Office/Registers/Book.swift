import Exchange
import Foundation
import Storage

/// One register (sổ văn bản) as it is kept: a direction, a year, a name.
struct Book: Sendable {
    let id: String
    let direction: Register.Direction
    let name: String
    let year: Int
    /// What the next entry gets.
    let nextNumber: Int
    /// Where documents go whose type has no book of its own.
    let isDefault: Bool
    /// Sổ văn bản mật: its documents stay on paper (`SecretDocument`).
    let isSecret: Bool
    /// The clerk who keeps a secret book, and nobody else; nil: it keeps numbers only.
    let keeperID: String?
    /// Since when the administrator keeps it locked.
    let lockedAt: Date?
    /// Since when it waits for the clerk to confirm its last number (`RestoredBook`).
    let restoredAt: Date?
    /// Counts every change: a form made from an older version is refused.
    let version: Int
}

extension Book {
    /// Why `person` may not look into registers, or nil.
    static func refusalToSee(by person: Person) -> Fault? {
        person.role == .clerk || person.role == .leader
            ? nil
            : .notAllowed("Chỉ văn thư và lãnh đạo xem được sổ.", "Only clerks and leaders may see the registers.")
    }

    /// Why `person` may not reserve or cancel numbers in it, or nil.
    func refusalToKeep(by person: Person, on today: CalendarDate) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư giữ số, hủy số.", "Only the clerk may reserve and cancel numbers.")
        }
        if self.keeperID != nil, let refusal = Secrecy.refusalToEnter(into: self, by: person) { return refusal }
        return self.refusal(on: today)
    }

    /// Why nothing may be entered on `date`, or nil: a book takes what is of its year, and last year's locks by itself on 1 January
    /// (NĐ 30/2020/NĐ-CP, Điều 15; office.md §2.5).
    func refusal(on date: CalendarDate) -> Fault? {
        guard self.year == date.year else {
            return .registerClosed("“\(self.title)” đã khóa: mỗi sổ chỉ lấy số trong năm của sổ.")
        }
        if self.lockedAt != nil { return .registerClosed("“\(self.title)” đang bị quản trị khóa.") }
        return self.restoredAt == nil ? nil : RestoredBook.waiting
    }

    /// Why nobody may do more than look at it today, in a few words; nil while it is open.
    func locked(on today: CalendarDate) -> String? {
        if self.year < today.year { return "Đã khóa theo năm" }
        if self.lockedAt != nil { return "Đang khóa" }
        return self.restoredAt == nil ? nil : "Chờ xác nhận số cuối"
    }

    /// Its name with the year, where several stand together.
    var title: String { "\(self.name) \(self.year)" }
}

extension Book {
    private static let query = """
        SELECT register.id, register.direction, register.name, register.year, register.next_number, register.is_default,
            register.is_secret, register.keeper_id, register.locked_at, register.restored_at, register.version
        FROM register
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["id"], direction: try row["direction"], name: try row["name"], year: try row["year"],
            nextNumber: try row["next_number"], isDefault: try row["is_default"], isSecret: try row["is_secret"],
            keeperID: try row["keeper_id"], lockedAt: try row["locked_at"], restoredAt: try row["restored_at"],
            version: try row["version"])
    }

    /// The books of a direction, the newest year and the default one first; at most 200.
    static func all(
        _ direction: Register.Direction, year: Int? = nil, limit: Int = 200, in connection: Connection
    ) throws -> [Book] {
        try connection.rows(
            """
            \(Self.query) WHERE direction = $1 AND year BETWEEN $2 AND $3
            ORDER BY year DESC, is_default DESC, name LIMIT $4
            """, direction, year ?? 0, year ?? 9999, limit
        ).map(Book.init)
    }

    /// Those that wait for their last number after a restoration; at most 200.
    static func restored(in connection: Connection) throws -> [Book] {
        try connection.rows(
            "\(Self.query) WHERE restored_at IS NOT NULL ORDER BY year, direction, is_default DESC, name LIMIT 200"
        ).map(Book.init)
    }

    static func find(_ id: String, in connection: Connection) throws -> Book? {
        try connection.row("\(Self.query) WHERE id = $1", id).map(Book.init)
    }

    /// Throws `not-found` when there is none in that direction.
    static func find(_ id: String, of direction: Register.Direction?, in connection: Connection) throws -> Book {
        guard let book = try self.find(id, in: connection), book.direction == direction else { throw Fault.noSuchBook }
        return book
    }

    /// The book that is meant for documents of `type`, else the default one; nil while the year has none.
    static func usual(
        _ direction: Register.Direction, year: Int, type: String?, in connection: Connection
    ) throws -> Book? {
        try connection.row(
            """
            \(Self.query)
            LEFT JOIN register_type ON register_type.register_id = register.id AND register_type.type_name = $3
            WHERE register.direction = $1 AND register.year = $2 AND register.locked_at IS NULL AND register.is_secret = 0
                AND (register_type.type_name IS NOT NULL OR register.is_default = 1)
            ORDER BY CASE WHEN register_type.type_name IS NULL THEN 1 ELSE 0 END, register.id LIMIT 1
            """, direction, year, type ?? ""
        ).map(Book.init)
    }

    /// The types of documents that it is meant for.
    static func types(of id: String, in connection: Connection) throws -> [String] {
        try connection.rows(
            "SELECT type_name FROM register_type WHERE register_id = $1 ORDER BY type_name LIMIT 100", id
        ).map { try $0["type_name"] }
    }

    /// Opens the books of a year when it has none: those of the year before that were not locked by hand, under the same names, or one
    /// default book. So nobody has to do anything on 1 January.
    static func open(_ direction: Register.Direction, year: Int, in connection: Connection) throws {
        guard
            try connection.row(
                "SELECT id FROM register WHERE direction = $1 AND year = $2 AND is_default = 1", direction, year) == nil
        else { return }
        for book in try Self.all(direction, year: year - 1, in: connection) where book.lockedAt == nil {
            let id = book.isDefault ? "\(direction.rawValue)-\(year)" : UniqueID.make(at: Date())
            let isMade =
                try connection.execute(
                    """
                    INSERT INTO register (id, direction, name, year, next_number, is_default, is_secret, keeper_id)
                    VALUES ($1, $2, $3, $4, 1, $5, $6, $7) ON CONFLICT DO NOTHING
                    """, id, direction, book.name, year, book.isDefault, book.isSecret, book.keeperID) == 1
            guard isMade else { continue }
            try connection.execute(
                "INSERT INTO register_type (register_id, type_name) SELECT $1, type_name FROM register_type WHERE register_id = $2",
                id, book.id)
        }
        try connection.execute(
            """
            INSERT INTO register (id, direction, name, year, next_number, is_default) VALUES ($1, $2, $3, $4, 1, 1)
            ON CONFLICT DO NOTHING
            """, "\(direction.rawValue)-\(year)", direction, direction.defaultName, year)
    }
}

extension Office {
    /// Opens this year's books where a page would show none.
    func openBooks() async throws {
        let year = self.today.year
        let isOpen = try await self.database.read { connection in
            try connection.row(
                "SELECT COUNT(*) AS total FROM register WHERE year = $1 AND is_default = 1", year)?["total"] == 2
        }
        if isOpen { return }
        try await self.database.write { connection in
            for direction in Register.Direction.allCases { try Book.open(direction, year: year, in: connection) }
        }
    }
}

extension Fault {
    static let noSuchBook = Fault(.notFound, vi: "Không có sổ này.", en: "There is no such register.")

    static func registerClosed(_ sentence: String) -> Fault {
        Fault(.registerClosed, vi: sentence, en: "The register takes no number now.")
    }
}
