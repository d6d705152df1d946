import Exchange

/// What PostgreSQL says of a statement that failed, for the log. The statement stands in the log of statements, the values nowhere: what may
/// repeat one is left out.
struct PostgreSQLError: Error, CustomStringConvertible {
    /// Five signs (SQLSTATE).
    let state: String
    let description: String
    /// Of the beginning of a transaction or of a savepoint, not of a statement that ran: then the transaction is over.
    var isOfCommand = false

    /// A statement failed before and somebody went on all the same.
    static let swallowed = PostgreSQLError(state: "25P02", message: "a statement of the transaction has failed before")

    init(state: String, message: String) {
        self.state = state
        // Class 22: `invalid input syntax for type bigint: "…"`.
        self.description = "PostgreSQL \(state)" + (state.hasPrefix("22") ? "" : ": \(message)")
    }

    /// In our own names, as those of SQLite.
    var translated: any Error {
        switch self.state {
        case "23505":
            return ConstraintViolation(description: self.description, isUniqueness: true)
        // P0001: a trigger of ours refuses.
        case "P0001",
            _ where self.state.hasPrefix("23"):
            return ConstraintViolation(description: self.description, isUniqueness: false)
        case "53100": return Fault.diskFull
        // The server is a standby, or a transaction that only reads.
        case "25006": return Fault.readOnly
        // Waited too long for a lock or ran too long; two waited for each other.
        case "55P03", "57014", "40P01", "40001": return Fault.databaseBusy
        default: return self
        }
    }
}

/// The connection is gone: what was not committed is undone.
struct PostgreSQLCut: Error, CustomStringConvertible {
    let description: String
}

extension Fault {
    /// Too many wait, or one waited too long. Nothing was done.
    static var databaseBusy: Fault {
        Fault(
            .databaseBusy,
            vi: "Cơ sở dữ liệu đang quá tải nên chưa làm được. Không có gì bị mất; thử lại sau ít phút.",
            en: "The database is busy; nothing was done. Trying again later is safe."
        )
    }

    /// Nothing was done. The cause names hosts: who asked over the network is not told.
    static func databaseUnreachable(_ cause: String? = nil) -> Fault {
        Fault(
            .databaseUnreachable,
            vi: "Máy chủ chưa kết nối được cơ sở dữ liệu nên chưa làm được. Không có gì bị mất; thử lại sau ít phút.",
            en: "The database cannot be reached; nothing was done. Trying again later is safe."
                + (cause.map { " (\($0))" } ?? "")
        )
    }

    /// The connection was cut while the transaction was being committed.
    static var outcomeUnknown: Fault {
        Fault(
            .outcomeUnknown,
            vi:
                "Kết nối tới cơ sở dữ liệu bị ngắt đúng lúc ghi nên chưa rõ đã ghi hay chưa. Xem lại trước khi làm lại.",
            en: "The connection to the database was cut while this was being written: it may be done or not."
        )
    }
}
