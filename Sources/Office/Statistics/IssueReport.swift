import Exchange
import Foundation
import Storage

/// What the office has issued in a period (báo cáo tình hình giải quyết văn bản đi; NĐ 30/2020/NĐ-CP, PL VI, phần I, V.4): each issued document
/// stands in exactly one row, so that the rows add up to the total.
struct IssueReport: Sendable {
    let rows: [Row]

    struct Row: Sendable {
        let id: String
        let name: String
        /// The post of who signs; else empty.
        let under: String
        let counts: Counts
    }

    struct Counts: Sendable, Equatable {
        /// Phát hành đúng hạn; what has no deadline too.
        var inTime = 0
        /// Phát hành chậm.
        var late = 0
        /// Of all: urgent, replies, given back everywhere.
        var urgent = 0
        var replies = 0
        var withdrawn = 0
        /// Nơi nhận qua trục.
        var recipients = 0

        var total: Int { self.inTime + self.late }

        static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                inTime: left.inTime + right.inTime, late: left.late + right.late, urgent: left.urgent + right.urgent,
                replies: left.replies + right.replies, withdrawn: left.withdrawn + right.withdrawn,
                recipients: left.recipients + right.recipients)
        }
    }

    var total: Counts { self.rows.map(\.counts).reduce(Counts(), +) }

    /// By what documents are counted.
    enum Grouping: String, Sendable, CaseIterable {
        /// Loại văn bản.
        case type
        /// Đơn vị soạn thảo.
        case unit
        /// Người ký.
        case signer
        /// Phương thức gửi.
        case way
    }

    /// How a document went out: over the hub, by post (sổ gửi bưu điện), both, or to nobody.
    enum Way: String, Sendable, CaseIterable {
        case hub, both, post, none
    }

    static let migration = Migration(
        "office 0291 issued documents by the day of issue",
        sql: "CREATE INDEX outgoing_issued ON outgoing (published_at) WHERE published_at IS NOT NULL;"
    )

    /// Phát hành chậm, as 1 or 0.
    static let isLate = "CASE WHEN outgoing.published_at > outgoing.issue_by THEN 1 ELSE 0 END"

    /// Rows of one answer; an agency has fewer units and signers.
    static let maximumRows = 5_000

    /// What was issued from the first to the last day of `period`; drafted in `unit` alone where one is given. The largest row first.
    static func read(
        by grouping: Grouping, in period: ClosedRange<CalendarDate>, unit: String?, in connection: Connection
    ) throws -> IssueReport {
        let rows = try connection.rows(
            """
            WITH issued AS (
                SELECT outgoing.type_name, outgoing.unit_id, outgoing.approver_id,
                    CASE WHEN outgoing.urgency > 0 THEN 1 ELSE 0 END AS urgent,
                    CASE WHEN outgoing.answers_id IS NOT NULL THEN 1 ELSE 0 END AS reply,
                    \(Self.isLate) AS late,
                    (SELECT COUNT(*) FROM recipient WHERE recipient.outgoing_id = outgoing.id) AS receivers,
                    (SELECT COUNT(*) FROM recipient
                        WHERE recipient.outgoing_id = outgoing.id AND recipient.closure = 'withdrawn') AS gone,
                    EXISTS (SELECT 1 FROM post_entry WHERE post_entry.outgoing_id = outgoing.id
                        UNION ALL SELECT 1 FROM paper_recipient WHERE paper_recipient.outgoing_id = outgoing.id) AS posted
                FROM outgoing
                WHERE outgoing.published_at >= $1 AND outgoing.published_at < $2 AND outgoing.state = 'published'
                    AND (CAST($3 AS TEXT) IS NULL OR outgoing.unit_id = $3)
            ), named AS (
                SELECT issued.*, CASE WHEN issued.receivers = 0 THEN CASE WHEN issued.posted THEN 'post' ELSE 'none' END
                    WHEN issued.posted THEN 'both' ELSE 'hub' END AS way
                FROM issued
            )
            SELECT \(grouping.columns),
                COUNT(*) - SUM(named.late) AS in_time, SUM(named.late) AS late, SUM(named.urgent) AS urgent,
                SUM(named.reply) AS replies, SUM(named.receivers) AS recipients,
                SUM(CASE WHEN named.receivers > 0 AND named.gone = named.receivers THEN 1 ELSE 0 END) AS withdrawn
            FROM named \(grouping.join)
            GROUP BY 1, 2, 3
            ORDER BY COUNT(*) DESC, 2, 1
            LIMIT \(Self.maximumRows)
            """,
            VietnamTime.start(of: period.lowerBound),
            VietnamTime.start(of: CalendarDate(dayNumber: period.upperBound.dayNumber + 1) ?? period.upperBound), unit)
        return IssueReport(
            rows: try rows.map { row in
                let name: String = try row["name"]
                return Row(
                    id: try row["id"],
                    name: grouping == .way ? Way(rawValue: name).map(IssueReportWords.way) ?? name : name,
                    under: try row["under_name"],
                    counts: Counts(
                        inTime: try row["in_time"], late: try row["late"], urgent: try row["urgent"],
                        replies: try row["replies"], withdrawn: try row["withdrawn"],
                        recipients: try row["recipients"]))
            })
    }
}

extension IssueReport.Grouping {
    fileprivate var columns: String {
        switch self {
        case .type: "named.type_name AS id, named.type_name AS name, '' AS under_name"
        case .unit: "unit.id AS id, unit.name AS name, '' AS under_name"
        case .signer: "person.id AS id, person.full_name AS name, person.title AS under_name"
        case .way: "named.way AS id, named.way AS name, '' AS under_name"
        }
    }

    fileprivate var join: String {
        switch self {
        case .type, .way: ""
        case .unit: "JOIN unit ON unit.id = named.unit_id"
        case .signer: "JOIN person ON person.id = named.approver_id"
        }
    }
}

extension IssueReport {
    /// What is asked for; without a period the year so far.
    struct Question: Sendable {
        var grouping = Grouping.type
        var period: ClosedRange<CalendarDate>

        var query: String {
            "by=\(self.grouping.rawValue)&from=\(self.period.lowerBound.iso)&to=\(self.period.upperBound.iso)"
        }
    }
}
