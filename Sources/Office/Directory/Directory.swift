import Exchange
import Foundation
import Storage

/// The agencies that can be written to (danh bạ cơ quan), as the hub has them.
enum Directory {
    /// Whether `organ`, by either form of its code, is this office.
    static func isOurs(_ organ: OrganCode, _ office: Office, in connection: Connection) throws -> Bool {
        (try self.entry(organ, in: connection)?.code ?? organ).key == office.identity.organ.key
    }

    struct Entry: Sendable {
        let code: OrganCode
        let name: String
        let shortName: String
        let kind: String
        let validTo: CalendarDate?
        let successor: String?

        /// Whether the code is over (đã đóng): `validTo` was its last day.
        func isClosed(on today: CalendarDate) -> Bool { self.validTo.map { $0 < today } ?? false }
    }

    private static let columns = "code, name, short_name, kind, valid_to, successor"

    private static func entry(_ row: Row) throws -> Entry {
        Entry(
            code: try row["code"], name: try row["name"], shortName: try row["short_name"], kind: try row["kind"],
            validTo: try row["valid_to"], successor: try row["successor"]
        )
    }

    /// By either form of the code.
    static func entry(_ code: OrganCode, in connection: Connection) throws -> Entry? {
        try connection.row(
            "SELECT \(self.columns) FROM organ WHERE UPPER(code) = $1 OR UPPER(old_code) = $1 ORDER BY code LIMIT 1",
            code.key
        ).map(self.entry)
    }

    /// Who took over the work of `organ`, whose code is over, and can be written to; nil when nobody did. One that was closed as well leads on.
    static func successor(
        of organ: OrganCode, on today: CalendarDate, in connection: Connection
    ) throws -> Entry? {
        guard var closed = try self.entry(organ, in: connection), closed.isClosed(on: today) else { return nil }
        // What the hub says may go in circles.
        for _ in 0..<20 {
            guard let code = closed.successor.flatMap({ OrganCode($0) }),
                let next = try self.entry(code, in: connection)
            else { return nil }
            guard next.isClosed(on: today) else { return next }
            closed = next
        }
        return nil
    }

    /// The one open or closed agency of that code or name, whatever marks were typed; nil when there is none or more than one.
    static func entry(named name: String, in connection: Connection) throws -> Entry? {
        if let code = OrganCode(name), let entry = try self.entry(code, in: connection) { return entry }
        let folded = name.folded
        guard !folded.isEmpty else { return nil }
        let found = try connection.rows(
            "SELECT \(self.columns) FROM organ WHERE folded LIKE $1 || '%' ORDER BY code LIMIT 50", folded
        ).map(self.entry).filter { $0.name.folded == folded }
        return found.count == 1 ? found[0] : nil
    }

    static func name(of code: OrganCode, in connection: Connection) throws -> String? {
        try self.entry(code, in: connection)?.name
    }

    /// The names of several agencies, by the keys of either form of their codes, in one statement; of the first 10,000. A code that is in no agency is left out.
    static func names(of codes: [OrganCode], in connection: Connection) throws -> [String: String] {
        let keys = Array(Set(codes.map { $0.key }).prefix(10_000))
        guard !keys.isEmpty else { return [:] }
        let marks = keys.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let rows = try connection.rows(
            anew: """
                SELECT UPPER(code) AS key, UPPER(old_code) AS old_key, name FROM organ
                WHERE UPPER(code) IN (\(marks)) OR UPPER(old_code) IN (\(marks)) ORDER BY code LIMIT 20000
                """, values: keys)
        var names: [String: String] = [:]
        for row in rows {
            let (key, old, name): (String, String?, String) = (try row["key"], try row["old_key"], try row["name"])
            // As `entry(_:in:)` finds them: the first by its code.
            for key in [key, old].compactMap({ $0 }) where names[key] == nil { names[key] = name }
        }
        return names
    }

    /// A query for the codes of agencies whose names hold each word of `text`, with or without marks; nil when it has none. More than eight words narrow
    /// nothing. `bind` takes a value and answers its name in the statement.
    static func codes(named text: String, bind: (any SQLBindable) -> String) -> String? {
        let words = text.folded.split(separator: " ").prefix(8)
        guard !words.isEmpty else { return nil }
        let held = words.map { "instr(organ.folded, \(bind(String($0)))) > 0" }
        return "SELECT organ.code FROM organ WHERE \(held.joined(separator: " AND "))"
    }

    /// Ministries first, then provinces, then the rest; closed ones left out. At most 1,000.
    static func open(on today: CalendarDate, in connection: Connection) throws -> [Entry] {
        try connection.rows(
            """
            SELECT \(self.columns) FROM organ
            WHERE valid_to IS NULL OR valid_to >= $1
            ORDER BY CASE kind WHEN 'ministry' THEN 0 WHEN 'province' THEN 1 ELSE 2 END, name, code
            LIMIT 1000
            """,
            today
        ).map(self.entry)
    }

    /// How many agencies are known, by kind.
    static func counts(in connection: Connection) throws -> (ministries: Int, provinces: Int, all: Int) {
        let row = try connection.row(
            """
            SELECT COUNT(CASE WHEN kind = 'ministry' THEN 1 END) AS ministries,
                COUNT(CASE WHEN kind = 'province' THEN 1 END) AS provinces, COUNT(*) AS total
            FROM organ
            """
        )
        guard let row else { return (0, 0, 0) }
        return (try row["ministries"], try row["provinces"], try row["total"])
    }

    /// Takes over what the hub says of one agency.
    static func save(
        code: OrganCode, oldCode: String?, name: String, shortName: String, kind: String,
        validTo: CalendarDate?, successor: String?, in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO organ (code, old_code, name, short_name, kind, valid_to, successor, folded)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (code) DO UPDATE SET old_code = excluded.old_code, name = excluded.name,
                short_name = excluded.short_name, kind = excluded.kind, valid_to = excluded.valid_to,
                successor = excluded.successor, folded = excluded.folded
            """,
            code, oldCode, name, shortName, kind, validTo, successor, "\(name) \(shortName) \(code)".folded
        )
    }
}
