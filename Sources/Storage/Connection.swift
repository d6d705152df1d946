import Foundation
import GRDB

/// The open transaction. Valid inside the closure that received it only. Statements are prepared once for each connection and kept, unless said otherwise.
package struct Connection {
    let database: GRDB.Database

    /// Runs one statement with the values for `$1`, `$2`, …; returns how many rows it changed.
    @discardableResult
    package func execute(_ sql: String, _ values: (any SQLBindable)?...) throws -> Int {
        try self.database.cachedStatement(sql: sql).execute(arguments: Self.arguments(sql, values))
        return self.database.changesCount
    }

    /// The rows of a query, or of a statement with `RETURNING`. Every query names its own limit.
    package func rows(_ sql: String, _ values: (any SQLBindable)?...) throws -> [Row] {
        try GRDB.Row.fetchAll(self.database.cachedStatement(sql: sql), arguments: Self.arguments(sql, values)).map(
            Row.init)
    }

    /// The same, for values that are counted at run time.
    package func rows(_ sql: String, values: [(any SQLBindable)?]) throws -> [Row] {
        try GRDB.Row.fetchAll(self.database.cachedStatement(sql: sql), arguments: Self.arguments(sql, values)).map(
            Row.init)
    }

    /// The same for a text that is put together at run time in too many ways to keep each.
    package func rows(anew sql: String, values: [(any SQLBindable)?]) throws -> [Row] {
        try GRDB.Row.fetchAll(self.database.makeStatement(sql: sql), arguments: Self.arguments(sql, values)).map(
            Row.init)
    }

    /// The first row, or nil.
    package func row(_ sql: String, _ values: (any SQLBindable)?...) throws -> Row? {
        try GRDB.Row.fetchOne(self.database.cachedStatement(sql: sql), arguments: Self.arguments(sql, values)).map(
            Row.init)
    }

    /// Runs `action` after this transaction has been committed; never when it is rolled back.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) {
        self.database.afterNextTransaction { _ in action() }
    }

    /// The values as SQLite numbers `$1`, `$2`, …: as they first stand in the text, whatever they are called. Too few or too many are refused by
    /// the library.
    private static func arguments(_ sql: String, _ values: [(any SQLBindable)?]) -> StatementArguments {
        // As optionals of any type: from others the library makes a key path at each call.
        let bound: [(any DatabaseValueConvertible)?] = values.map { $0.map { $0.sql.databaseValue } }
        let order = self.parameters(of: sql)
        if order.elementsEqual(1..<bound.count + 1) { return StatementArguments(bound) }
        let known = order.filter { $0 <= bound.count }.map { bound[$0 - 1] }
        return StatementArguments(known + Array(repeating: nil, count: max(0, bound.count - order.count)))
    }

    /// The numbers behind `$`, each once, in their order.
    private static func parameters(of sql: String) -> [Int] {
        var order: [Int] = []
        var text = sql.utf8[...]
        while let dollar = text.firstIndex(of: UInt8(ascii: "$")) {
            text = text[dollar...].dropFirst()
            let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let number = Int(Substring(digits)), number > 0, !order.contains(number) else { continue }
            order.append(number)
        }
        return order
    }
}

/// One row of an answer.
package struct Row {
    let row: GRDB.Row

    /// The value of a column, as the type that is asked for; throws when the column is missing or holds something else.
    package subscript<Value: SQLReadable>(_ column: String) -> Value {
        get throws {
            guard self.row.hasColumn(column) else { throw RowError(column: column, problem: "is not in the answer") }
            guard let value = Value(sql: SQLValue(self.row[column] as DatabaseValue)) else {
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
