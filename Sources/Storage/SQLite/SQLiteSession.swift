import Foundation
import GRDB

/// A transaction of SQLite.
struct SQLiteSession: DatabaseSession {
    let database: GRDB.Database
    let bells: NotificationBells
    /// False: a statement that writes is refused.
    var mayWrite = true
    let memory = TransactionMemory()

    var engine: DatabaseEngine { .sqlite }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try tellingViolations {
            try self.statement(sql).execute(arguments: Self.arguments(sql, values))
            return self.database.changesCount
        }
    }

    func rows(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> [Row] {
        let statement = try self.statement(sql, isKept: isKept)
        return try tellingViolations {
            try Self.rows(of: statement, Self.arguments(sql, values))
        }
    }

    func executeLater(_ sql: String, _ values: [SQLValue]) throws { _ = try self.execute(sql, values) }

    func answers(to questions: [Question]) throws -> [[Row]] {
        try questions.map { try self.rows($0.sql, $0.values, isKept: true) }
    }

    func row(_ sql: String, _ values: [SQLValue]) throws -> Row? {
        try tellingViolations {
            let statement = try self.statement(sql)
            return try Self.rows(of: statement, Self.arguments(sql, values), limit: 1).first
        }
    }

    private func statement(_ sql: String, isKept: Bool = true) throws -> Statement {
        let statement = try isKept ? self.database.cachedStatement(sql: sql) : self.database.makeStatement(sql: sql)
        guard self.mayWrite || statement.isReadonly else {
            throw DatabaseError(
                resultCode: .SQLITE_READONLY, message: "attempt to write a readonly database", sql: sql)
        }
        return statement
    }

    /// The library's own rows look for a column among the lower case of all names, at each value.
    private static func rows(
        of statement: Statement, _ arguments: StatementArguments, limit: Int = .max
    ) throws -> [Row] {
        let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments)
        let places = Row.places(of: statement.columnNames)
        var rows: [Row] = []
        while rows.count < limit, let row = try cursor.next() {
            rows.append(Row(places: places, values: row.map { SQLValue($1) }))
        }
        return rows
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) {
        self.database.afterNextTransaction { _ in action() }
    }

    func beginPart(checkedLater: Bool) throws {
        _ = try self.execute("SAVEPOINT part", [])
        self.memory.beginPart()
    }

    func endPart() throws {
        _ = try self.execute("RELEASE part", [])
        self.memory.endPart()
    }

    func undoPart() throws {
        self.memory.undoPart()
        guard self.database.isInsideTransaction else { return }
        _ = try self.execute("ROLLBACK TO part", [])
        _ = try self.execute("RELEASE part", [])
    }

    func notify(_ channel: String, _ payload: String) throws {
        let bells = self.bells
        self.afterCommit { bells.ring(channel, payload) }
    }

    /// The values as SQLite numbers `$1`, `$2`, …: as they first stand in the text, whatever they are called. Too few or too many are refused by
    /// the library.
    private static func arguments(_ sql: String, _ values: [SQLValue]) -> StatementArguments {
        // As optionals of any type: from others the library makes a key path at each call.
        let bound: [(any DatabaseValueConvertible)?] = values.map(\.databaseValue)
        let order = SQLValue.numbers(in: sql)
        if order.elementsEqual(1..<bound.count + 1) { return StatementArguments(bound) }
        let known = order.filter { $0 <= bound.count }.map { bound[$0 - 1] }
        return StatementArguments(known + Array(repeating: nil, count: max(0, bound.count - order.count)))
    }
}

extension SQLValue {
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(Int(number))
        case .double(let number): self = .integer(Int(number.rounded()))
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob([UInt8](data))
        }
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}
