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

    /// `2024-03-13` in Vietnam.
    static func vietnameseDay(of instant: String, _ engine: DatabaseEngine) -> String {
        self.vietnamese(instant, sqlite: "%Y-%m-%d", postgreSQL: "YYYY-MM-DD", engine)
    }

    /// `2024-03` in Vietnam.
    static func vietnameseMonth(of instant: String, _ engine: DatabaseEngine) -> String {
        self.vietnamese(instant, sqlite: "%Y-%m", postgreSQL: "YYYY-MM", engine)
    }

    /// The day of Vietnam begins seven hours before that of Greenwich.
    private static func vietnamese(
        _ instant: String, sqlite: String, postgreSQL: String, _ engine: DatabaseEngine
    ) -> String {
        switch engine {
        case .sqlite: "strftime('\(sqlite)', \(instant), '+7 hours')"
        case .postgreSQL: "to_char(CAST(\(instant) AS TIMESTAMPTZ) AT TIME ZONE INTERVAL '7 hours', '\(postgreSQL)')"
        }
    }
}
