/// What keeps the rows: SQLite in a file, or a PostgreSQL server that several nodes share.
package enum DatabaseEngine: Sendable, Equatable {
    case sqlite
    case postgreSQL
}

/// The open transaction. Valid inside the closure that received it only. Statements are prepared once for each connection and kept, unless said otherwise.
///
/// The SQL is that which SQLite ≥ 3.40 and PostgreSQL ≥ 15 both understand; where a statement must differ, `engine` tells for whom. On
/// PostgreSQL a statement that failed ends the transaction: who wants to go on after a failure runs the statement in a `part`.
package struct Connection {
    let session: any DatabaseSession

    package var engine: DatabaseEngine { self.session.engine }

    /// Runs one statement with the values for `$1`, `$2`, …; returns how many rows it changed.
    @discardableResult
    package func execute(_ sql: String, _ values: (any SQLBindable)?...) throws -> Int {
        try self.session.execute(sql, values.map { $0?.sql ?? .null })
    }

    /// The rows of a query, or of a statement with `RETURNING`. Every query names its own limit.
    package func rows(_ sql: String, _ values: (any SQLBindable)?...) throws -> [Row] {
        try self.rows(sql, values: values)
    }

    /// The same, for values that are counted at run time.
    package func rows(_ sql: String, values: [(any SQLBindable)?]) throws -> [Row] {
        try self.session.rows(sql, values.map { $0?.sql ?? .null }, isKept: true)
    }

    /// The same for a text that is put together at run time in too many ways to keep each.
    package func rows(anew sql: String, values: [(any SQLBindable)?]) throws -> [Row] {
        try self.session.rows(sql, values.map { $0?.sql ?? .null }, isKept: false)
    }

    /// The first row, or nil.
    package func row(_ sql: String, _ values: (any SQLBindable)?...) throws -> Row? {
        try self.session.row(sql, values.map { $0?.sql ?? .null })
    }

    /// Runs `action` after this transaction has been committed; never when it is rolled back.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) { self.session.afterCommit(action) }

    /// Runs `body` as one part of the transaction: when it throws, only this part is undone, and the transaction goes on.
    package func part<Value>(_ body: () throws -> Value) throws -> Value {
        try self.session.beginPart()
        do {
            let value = try body()
            try self.session.endPart()
            return value
        } catch {
            try self.session.undoPart()
            throw error
        }
    }

    /// Wakes everybody who waits for `channel` (`Database.notifications`), on every node, after this transaction has been committed. The same
    /// payload said twice in one transaction may arrive once. A channel is lower-case letters, digits and `_`; a payload has less than 8,000 bytes.
    package func notify(_ channel: String, _ payload: String = "") throws { try self.session.notify(channel, payload) }
}

/// An open transaction of one engine.
protocol DatabaseSession {
    var engine: DatabaseEngine { get }
    /// Returns how many rows were changed.
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int
    /// - Parameter isKept: whether the prepared statement is kept.
    func rows(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> [Row]
    func row(_ sql: String, _ values: [SQLValue]) throws -> Row?
    func afterCommit(_ action: @escaping @Sendable () -> Void)
    func notify(_ channel: String, _ payload: String) throws
    func beginPart() throws
    func endPart() throws
    /// Nothing where the failure has ended the whole transaction by itself.
    func undoPart() throws
}

/// One row of an answer.
package struct Row {
    /// As `places(of:)` answers, once for all rows of an answer: pages read hundreds of rows of sixty columns.
    let places: [String: Int]
    let values: [SQLValue]

    /// Where each column stands, the first of two of a name; capitals do not count.
    static func places(of names: some Sequence<String>) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, name) in names.enumerated() {
            let hasCapitals = name.utf8.contains { $0 >= 0x80 || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            let name = hasCapitals ? name.lowercased() : name
            if places[name] == nil { places[name] = place }
        }
        return places
    }

    /// The value of a column, as the type that is asked for; throws when the column is missing or holds something else.
    package subscript<Value: SQLReadable>(_ column: String) -> Value {
        get throws {
            guard let place = self.places[column] ?? self.places[column.lowercased()] else {
                throw RowError(column: column, problem: "is not in the answer")
            }
            guard let value = Value(sql: self.values[place]) else {
                throw RowError(column: column, problem: "does not hold a \(Value.self)")
            }
            return value
        }
    }
}

/// A column that is not what the program takes it for: a mistake of ours or an altered database.
package struct RowError: Error, CustomStringConvertible {
    package let column: String
    let problem: String
    package var description: String { "column \(self.column) \(self.problem)" }
}
