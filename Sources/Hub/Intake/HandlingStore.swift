import EdXML
import Exchange
import Foundation
import Storage

/// The history of what receivers reported, and what it comes to.
enum HandlingStore {
    /// Keeps `report` as history of the delivery and lets the machine judge what it changes (edXML §5).
    static func add(
        _ report: StatusReport, to delivery: String, package: String, cursor: Int, now: Date, in connection: Connection
    ) throws {
        let row = try connection.row("SELECT handling, handling_at FROM delivery WHERE id = $1", delivery)
        let seen = try connection.rows("SELECT DISTINCT status FROM handling WHERE delivery_id = $1 LIMIT 20", delivery)
        var handling = Handling(
            current: try row?["handling"] ?? nil,
            since: try row?["handling_at"] ?? nil,
            seen: Set(try seen.map { try $0["status"] })
        )
        let verdict = handling.apply(report.status, at: report.at)
        try connection.execute(
            """
            INSERT INTO handling
                (package_id, delivery_id, cursor, status, made_at, received_at, department, staff, description, verdict)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            package, delivery, cursor, report.status, report.at, now, report.staff?.department, report.staff?.staff,
            report.description, verdict.word)
        guard verdict == .advanced else { return }
        try connection.execute(
            "UPDATE delivery SET handling = $2, handling_at = $3 WHERE id = $1", delivery, handling.current,
            handling.since)
    }
}

extension Handling.Verdict {
    /// As the database and the tracking write it.
    var word: String {
        switch self {
        case .advanced: "advanced"
        case .history: "history"
        case .repetition: "repetition"
        case .contradiction: "contradiction"
        }
    }
}
