import Exchange
import Foundation
import Storage

/// When the file of a package may go (thời hạn lưu): so many days after every delivery of it has ended and nothing of it is awaited any more.
/// Its rows, its receipt and its evidence stay for good.
struct RetentionRule: Sendable {
    /// Days without anything happening; `minimumDays` at least.
    let days: Int
    /// Packages that are looked at together.
    var pageSize = 100

    /// For a year a repeat may come that no receipt has reached; a leap year has 366 days.
    static let minimumDays = 366

    /// A package whose file may go.
    struct Due: Sendable, Equatable {
        var id: String
        var documentID: String
        var from: String
        var hash: ContentHash
        var sizeBytes: Int
        /// Since when nothing has happened.
        var since: Date
    }

    struct Page: Sendable {
        var due: [Due]
        /// Nil: there are no more.
        var last: String?
    }

    static let migration = Migration(
        "0091 add package removed_at",
        sql: """
            -- Since when the file is gone.
            ALTER TABLE package ADD COLUMN removed_at TEXT;
            CREATE INDEX package_kept ON package (id) WHERE removed_at IS NULL;
            CREATE INDEX package_kept_by_sha256 ON package (sha256) WHERE removed_at IS NULL;
            CREATE INDEX replacement_by_document ON replacement (document_id);
            """
    )

    /// Id, id, limit. Identifiers tell when they were made: what is too young is not looked at.
    static let query = """
        SELECT * FROM package WHERE removed_at IS NULL AND id > $1 AND id < $2 ORDER BY id LIMIT $3
        """

    /// What is due among the packages behind `after`, in the order in which they came.
    func page(after: String, at now: Date, in connection: Connection) throws -> Page {
        let rows = try connection.rows(Self.query, after, UniqueID.floor(at: self.limit(now)), self.pageSize)
        let due = try rows.compactMap { try self.judge($0, at: now, in: connection) }
        let last: String? = try rows.last?["id"]
        return Page(due: due, last: rows.count < self.pageSize ? nil : last)
    }

    /// The same for one; nil when it is not due, or gone.
    func judge(_ id: String, at now: Date, in connection: Connection) throws -> Due? {
        try connection.row("SELECT * FROM package WHERE id = $1 AND removed_at IS NULL", id)
            .flatMap { try self.judge($0, at: now, in: connection) }
    }

    private func judge(_ package: Row, at now: Date, in connection: Connection) throws -> Due? {
        let id: String = try package["id"]
        let (kind, urgency): (PackageKind, Urgency) = (try package["kind"], try package["urgency"])
        var since: Date = try package["received_at"]
        let deliveries = try connection.rows("SELECT * FROM delivery WHERE package_id = $1 LIMIT 3000", id)
        for row in deliveries {
            let standing = try StageClock.Standing(row: row, kind: kind, urgency: urgency)
            guard StageClock(standing) == nil else { return nil }
            since = max(since, standing.transportAt, standing.askingAt ?? since)
        }
        let (from, document): (String, String) = (try package["from_organ"], try package["document_id"])
        since = max(since, try Self.lastReport(on: document, of: from, in: connection) ?? since)
        guard since < self.limit(now) else { return nil }
        return Due(
            id: id, documentID: document, from: from, hash: try package["sha256"],
            sizeBytes: try package["size_bytes"], since: since)
    }

    private func limit(_ now: Date) -> Date { now.addingTimeInterval(-Double(self.days) * 86_400) }

    /// When somebody last reported on the document, on its recall or on what replaces it: that may have closed it.
    private static func lastReport(on document: String, of sender: String, in connection: Connection) throws -> Date? {
        let row = try connection.row(
            """
            SELECT MAX(handling.received_at) AS last
            FROM delivery JOIN handling ON handling.delivery_id = delivery.id
            WHERE delivery.package_id IN (
                SELECT id FROM package WHERE from_organ = $1 AND document_id = $2 AND kind <> 'status'
                UNION SELECT package_id FROM replacement WHERE document_id = $2
            )
            """, sender, document)
        return try row?["last"] ?? nil
    }
}
