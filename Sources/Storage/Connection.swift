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
    /// What need not be asked.
    var known: KnownAnswers?
    /// Told what is asked.
    var asked: AskedQuestions?

    package var engine: DatabaseEngine { self.session.engine }

    /// Runs one statement with the values for `$1`, `$2`, …; returns how many rows it changed.
    @discardableResult
    package func execute(_ sql: String, _ values: (any SQLBindable)?...) throws -> Int {
        self.known?.end()
        return try self.session.execute(sql, values.map { $0?.sql ?? .null })
    }

    /// Runs one statement whose answer nobody needs; `execute` for all others. SQLite runs it at once. To PostgreSQL it goes with the next statement
    /// that is waited for, with the end of the `part`, or with the commit: in one round trip, and in the order of the calls.
    ///
    /// What the statement fails with is thrown there, at the latest by the end of the part or by `Database.write`, as if it had been waited for;
    /// nothing of that part or transaction is kept. So it is no statement after whose failure one goes on with something else.
    package func executeLater(_ sql: String, _ values: (any SQLBindable)?...) throws {
        self.known?.end()
        try self.session.executeLater(sql, values.map { $0?.sql ?? .null })
    }

    /// Inserts rows, up to sixteen with each statement, as `executeLater` does; in whatever order.
    ///
    /// - Parameters:
    ///   - head: `INSERT INTO table (column, …)`.
    ///   - row: what stands for one row, given the numbers of its values (`$1`, …); nil: the values.
    package func insertLater(
        _ head: String, _ rows: [[(any SQLBindable)?]], row: (([String]) -> String)? = nil
    ) throws {
        self.known?.end()
        let rows = rows.map { $0.map { $0?.sql ?? .null } }
        // A null has no type: those with the same nulls share a prepared statement.
        for alike in Dictionary(grouping: rows, by: { $0.map { $0 == .null } }).values {
            var left = alike[...]
            while let first = left.first {
                let some = left.prefix([16, 4, 1].first { $0 <= left.count } ?? 1)
                let texts = (0..<some.count).map { place in
                    let numbers = (place * first.count + 1...(place + 1) * first.count).map { "$\($0)" }
                    return row?(numbers) ?? "(\(numbers.joined(separator: ", ")))"
                }
                try self.session.executeLater("\(head) VALUES \(texts.joined(separator: ", "))", some.flatMap { $0 })
                left.removeFirst(some.count)
            }
        }
    }

    /// The rows of a query, or of a statement with `RETURNING`. Every query names its own limit.
    package func rows(_ sql: String, _ values: (any SQLBindable)?...) throws -> [Row] {
        try self.rows(sql, values: values)
    }

    /// The same, for values that are counted at run time.
    package func rows(_ sql: String, values: [(any SQLBindable)?]) throws -> [Row] {
        let values = values.map { $0?.sql ?? .null }
        if let rows = self.known?.answer(sql, values) { return rows }
        self.asked?.add(sql, values)
        return try self.session.rows(sql, values, isKept: true)
    }

    /// The same for a text that is put together at run time in too many ways to keep each.
    package func rows(anew sql: String, values: [(any SQLBindable)?]) throws -> [Row] {
        try self.session.rows(sql, values.map { $0?.sql ?? .null }, isKept: false)
    }

    /// The rows of one query for each of several lists of values, in their order: one round trip to PostgreSQL for up to 500 of them.
    package func rows(_ sql: String, each values: [[(any SQLBindable)?]]) throws -> [[Row]] {
        let values = values.map { $0.map { $0?.sql ?? .null } }
        if let known = self.known {
            let rows = values.compactMap { known.answer(sql, $0) }
            if rows.count == values.count { return rows }
        }
        if let asked = self.asked { for one in values { asked.add(sql, one) } }
        return try self.session.answers(to: values.map { Question(sql, $0) })
    }

    /// The first row, or nil.
    package func row(_ sql: String, _ values: (any SQLBindable)?...) throws -> Row? {
        let values = values.map { $0?.sql ?? .null }
        if let rows = self.known?.answer(sql, values) { return rows.first }
        self.asked?.add(sql, values)
        return try self.session.row(sql, values)
    }

    /// What was remembered last of this type in this transaction, but for what was remembered in parts that were undone. For what one caller has
    /// read or written and the next in the same transaction would read again.
    package func remembered<Value>(_ type: Value.Type) -> Value? { self.session.memory[type] }

    package func remember<Value>(_ value: Value) { self.session.memory[Value.self] = value }

    /// Changes what was remembered, where it is; nil: nothing of this type was.
    package func change<Value, Result>(
        _ type: Value.Type, _ body: (inout Value) throws -> Result
    ) rethrows -> Result? {
        guard var value = self.session.memory.take(type) else { return nil }
        defer { self.session.memory[type] = value }
        return try body(&value)
    }

    /// Runs `action` after this transaction has been committed; never when it is rolled back.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) { self.session.afterCommit(action) }

    /// Runs `body` as one part of the transaction: when it throws, only this part is undone, and the transaction goes on.
    ///
    /// - Parameter checkedLater: on PostgreSQL, what the part has queued (`executeLater`) when it ends goes on waiting. It costs no round trip then,
    ///   and when it fails later, the whole transaction does: for who can begin again without it.
    package func part<Value>(checkedLater: Bool = false, _ body: () throws -> Value) throws -> Value {
        try self.session.beginPart(checkedLater: checkedLater)
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
    var memory: TransactionMemory { get }
    /// Returns how many rows were changed.
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int
    func executeLater(_ sql: String, _ values: [SQLValue]) throws
    /// - Parameter isKept: whether the prepared statement is kept.
    func rows(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> [Row]
    func answers(to questions: [Question]) throws -> [[Row]]
    func row(_ sql: String, _ values: [SQLValue]) throws -> Row?
    func afterCommit(_ action: @escaping @Sendable () -> Void)
    func notify(_ channel: String, _ payload: String) throws
    func beginPart(checkedLater: Bool) throws
    func endPart() throws
    /// Nothing where the failure has ended the whole transaction by itself. Forgets what was remembered in the part.
    func undoPart() throws
}

/// One value of each type, for one transaction.
final class TransactionMemory {
    private var values: [ObjectIdentifier: Any] = [:]
    /// As they were when each open part began.
    private var marks: [[ObjectIdentifier: Any]] = []

    subscript<Value>(type: Value.Type) -> Value? {
        get { self.values[ObjectIdentifier(type)] as? Value }
        set { self.values[ObjectIdentifier(type)] = newValue }
    }

    /// Takes it out: whoever changes it does not copy it first.
    func take<Value>(_ type: Value.Type) -> Value? {
        self.values.removeValue(forKey: ObjectIdentifier(type)) as? Value
    }

    func beginPart() { self.marks.append(self.values) }

    func endPart() { _ = self.marks.popLast() }

    func undoPart() { self.values = self.marks.popLast() ?? [:] }
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
