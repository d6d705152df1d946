import Exchange
import Foundation
import Gateway
import Storage

/// A recipient whose system did not take a document, until it does or somebody says that it is dealt with.
struct Refusal: Sendable {
    let recipient: Recipient
    /// Số, ký hiệu.
    let code: String
    let subject: String

    /// Newest first.
    static func all(limit: Int, in connection: Connection) throws -> [Refusal] {
        try self.read(limit: limit, in: connection)
    }

    /// Of the recipient `id`; nil when nothing waits there.
    static func find(_ id: String, in connection: Connection) throws -> Refusal? {
        try self.read("AND recipient.id = $1", [id], limit: 1, in: connection).first
    }

    private static func read(
        _ further: String = "", _ values: [(any SQLBindable)?] = [], limit: Int, in connection: Connection
    ) throws -> [Refusal] {
        try connection.rows(
            """
            SELECT \(Recipient.columns), outgoing.number, outgoing.number_suffix, outgoing.notation,
                outgoing.subject
            FROM recipient JOIN outgoing ON outgoing.id = recipient.outgoing_id
            WHERE \(Recipient.needsSomebody) \(further)
            ORDER BY recipient.transport_at DESC, recipient.id LIMIT \(limit)
            """, values: values
        ).map { row in
            let (notation, suffix): (String, String) = (try row["notation"], try row["number_suffix"])
            let number = try (row["number"] as Int?).map { EntryNumber($0, suffix) }
            return Refusal(
                recipient: try Recipient(row),
                code: number.map { DocumentCode(number: $0.printed, notation: notation).text }
                    ?? notation,
                subject: try row["subject"])
        }
    }

    /// Đã xử lý ngoài hệ thống: the clerk has spoken with the recipient, sent it on paper, or the like. It leaves the box; what happened stays on the
    /// document.
    static func settle(
        _ id: String, reason: String, by person: Person, at now: Date, _ changes: ChangeFeed, in connection: Connection
    ) throws {
        let found = try connection.row("SELECT \(Recipient.columns) FROM recipient WHERE id = $1", id)
        guard let recipient = try found.map(Recipient.init) else { throw Fault.noSuchDocument }
        // It may have arrived meanwhile.
        let settled = try connection.execute(
            "UPDATE recipient SET settled_at = $1 WHERE id = $2 AND \(Recipient.needsSomebody)", now, id)
        guard settled == 1 else { return }
        try Timeline.add(
            .deliverySettled, to: recipient.outgoingID, by: person, at: now, detail: recipient.name, quote: reason,
            in: connection)
        try changes.tell(recipient.outgoingID, in: connection)
    }

    /// What the box "Gửi lỗi" counts: packages that could not be sent, and these.
    static let failures =
        "SELECT (\(Outbox.failures)) + (SELECT COUNT(*) FROM recipient WHERE \(Recipient.needsSomebody))"
}
