import CSystemPostgreSQL

/// One statement with its values, on its way to PostgreSQL.
struct PostgreSQLStatement {
    let sql: String
    let values: [SQLValue]
    /// Whether the server keeps it prepared.
    let isKept: Bool
    /// Begins, marks or ends, and is not the caller's: when it fails, the transaction is over.
    let isCommand: Bool

    init(_ sql: String, _ values: [SQLValue], isKept: Bool = true, isCommand: Bool = false) {
        self.sql = sql
        self.values = values
        self.isKept = isKept
        self.isCommand = isCommand
    }

    static func command(_ sql: String) -> PostgreSQLStatement {
        PostgreSQLStatement(sql, [], isKept: false, isCommand: true)
    }

    /// Of the values.
    var sizeBytes: Int {
        self.values.reduce(0) { total, value in
            switch value {
            case .null: total
            case .integer: total + 8
            case .text(let text): total + text.utf8.count
            case .blob(let bytes): total + bytes.count
            }
        }
    }
}

/// A statement as it is put into libpq's buffer.
struct PostgreSQLLetter {
    /// What the server keeps prepared, once for each list of types.
    struct Statement: Hashable {
        let sql: String
        let types: [Oid]
    }

    let statement: Statement
    let isKept: Bool
    private let isCommand: Bool
    private let parameters: PostgreSQLParameters
    /// Under which the server knows it; nil: it is not kept.
    var name: String?
    /// It is prepared on the way.
    var isNew = false

    init(_ statement: PostgreSQLStatement) {
        self.parameters = PostgreSQLParameters(statement.values)
        self.statement = Statement(sql: statement.sql, types: self.parameters.types)
        self.isKept = statement.isKept
        self.isCommand = statement.isCommand
    }

    /// The server takes values that the statement does not use. Nothing has been sent, maybe not even the beginning of the transaction: it is over.
    func count() throws {
        let values = self.statement.types.count
        guard SQLValue.numbers(in: self.statement.sql).sorted().elementsEqual(1..<values + 1) else {
            var error = PostgreSQLError(
                state: "08P01", message: "\(values) values are too few or too many: \(self.statement.sql)")
            error.isOfCommand = true
            throw error
        }
    }

    /// False: the connection is gone. What the socket does not take now waits in libpq's own buffer.
    func send(to handle: OpaquePointer) -> Bool {
        let (sql, types) = (self.statement.sql, self.statement.types)
        if self.isNew, let name = self.name {
            guard PQsendPrepare(handle, name, sql, CInt(types.count), types) == 1 else { return false }
        }
        return self.parameters.withPointers { count, addresses, lengths, forms in
            if let name = self.name {
                PQsendQueryPrepared(handle, name, count, addresses, lengths, forms, 1) == 1
            } else {
                PQsendQueryParams(handle, sql, count, types, addresses, lengths, forms, 1) == 1
            }
        }
    }

    /// The same error, as one of this statement.
    func tell(_ error: PostgreSQLError) -> PostgreSQLError {
        var error = error
        error.isOfCommand = self.isCommand
        return error
    }
}
