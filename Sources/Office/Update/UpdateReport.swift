import EdXML
import Exchange
import Foundation
import Storage

/// The answers of receivers to an update of ours: 15 or 16, which also answer a recall.
enum UpdateReport {
    /// Whether a status answers the update and not a recall. Of updates the last answer counts: when one goes out before the one before it was
    /// answered, the answer to the first is followed by that to the second.
    static func isAnswer(_ report: StatusReport, of recipient: Recipient) -> Bool {
        guard [.agreed, .declined].contains(report.status), let standing = recipient.updating else { return false }
        if let asked = recipient.askingAt, recipient.asking != nil {
            // A recall came after it: only what was said before the recall is about the update.
            if recipient.asking == .requested { return standing == .requested && report.at < asked }
            // The answer to the recall, once more.
            if report.at == asked { return false }
        }
        return standing == .requested || recipient.updatingAt.map { report.at > $0 } ?? true
    }

    /// Whether a yes is about the update that removes the recipient: what was said before that went out is about the update before it, if there was
    /// one, and gives nothing back.
    private static func isAboutTheLast(
        _ report: StatusReport, of recipient: Recipient, in connection: Connection
    ) throws -> Bool {
        guard recipient.updating == .requested, let sentAt = recipient.updatingAt, report.at < sentAt else {
            return true
        }
        return try connection.row(
            "SELECT 1 FROM document_update WHERE document_id = $1 AND sent_by IS NOT NULL LIMIT 1 OFFSET 1",
            recipient.outgoingID) == nil
    }

    static func keep(
        _ report: StatusReport, of recipient: Recipient, at now: Date, in connection: Connection
    ) throws {
        if report.status == .agreed, recipient.isLeaving, try self.isAboutTheLast(report, of: recipient, in: connection)
        {
            try connection.execute(
                "UPDATE recipient SET closure = 'withdrawn', closed_at = $1 WHERE id = $2 AND closure IS NULL", now,
                recipient.id)
        }
        try connection.execute(
            "UPDATE recipient SET updating = $1, updating_at = $2, updating_answer = $3 WHERE id = $4",
            report.status == .agreed ? Asking.agreed : .declined, report.at, report.description, recipient.id)
    }
}
