import Exchange
import Foundation
import Storage

/// The administrative acts in the evidence log (nhật ký quản trị), the newest first.
struct AuditLog: Sendable {
    let database: Database

    static let migration = Migration(
        "0068 find administrative acts",
        sql: Self.index, postgres: Self.index + HubOnPostgreSQL.jsonExtract
    )

    private static let index = """
        CREATE INDEX evidence_administration ON evidence_event (idx) WHERE name = 'Administration';

        """

    struct Line: Sendable, Equatable {
        var index: Int
        var at: Date
        var actor: String
        /// `console`, `command-line`, `vxp`, `hub`.
        var source: String
        var act: String
        var subject: String
        var details: JSON
    }

    struct Filter: Sendable, Equatable {
        /// Nil: everybody.
        var actor: String?
        /// Nil: every day.
        var day: CalendarDate?
    }

    /// At most `limit` acts with a smaller index than `before`; nil: the newest.
    func list(_ filter: Filter, before: Int?, limit: Int) async throws -> [Line] {
        let start = filter.day.map { Timestamp.text(VietnamTime.start(of: $0)) } ?? ""
        let end = filter.day.map { Timestamp.text(VietnamTime.start(of: $0).addingTimeInterval(86_400)) } ?? "9"
        return try await self.database.read { connection in
            try connection.rows(
                """
                SELECT idx, entry FROM evidence_event
                WHERE name = 'Administration' AND idx < $1
                    AND json_extract(entry, '$.at') >= $2 AND json_extract(entry, '$.at') < $3
                    AND (CAST($4 AS TEXT) IS NULL OR json_extract(entry, '$.actor') = $4)
                ORDER BY idx DESC LIMIT $5
                """, before ?? Int.max, start, end, filter.actor, limit
            ).map { row in
                let entry: String = try row["entry"]
                let json = JSON(utf8: Array(entry.utf8)) ?? .null
                return Line(
                    index: try row["idx"], at: json["at"]?.string.flatMap(Timestamp.instant) ?? .distantPast,
                    actor: json["actor"]?.string ?? "", source: json["source"]?.string ?? "",
                    act: json["act"]?.string ?? "", subject: json["subject"]?.string ?? "",
                    details: json["details"] ?? .null)
            }
        }
    }
}
