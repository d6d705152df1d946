import Storage

/// What is reckoned from instants that are kept as text (`2024-03-13T01:47:09.123Z`): each engine has its own functions for it.
enum SQLTime {
    /// Whole seconds since 1970.
    static func seconds(of instant: String, _ engine: DatabaseEngine) -> String {
        switch engine {
        case .sqlite: "CAST(strftime('%s', \(instant)) AS BIGINT)"
        case .postgreSQL: "CAST(FLOOR(EXTRACT(EPOCH FROM CAST(\(instant) AS TIMESTAMPTZ))) AS BIGINT)"
        }
    }

    /// `2024-03` in Vietnam, whose day begins seven hours before that of Greenwich.
    static func vietnameseMonth(of instant: String, _ engine: DatabaseEngine) -> String {
        switch engine {
        case .sqlite: "strftime('%Y-%m', \(instant), '+7 hours')"
        case .postgreSQL: "to_char(CAST(\(instant) AS TIMESTAMPTZ) AT TIME ZONE INTERVAL '7 hours', 'YYYY-MM')"
        }
    }
}
