import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// What happens when a status package has arrived: it touches exactly the recipient that sent it.
struct StatusArrival {
    let office: Office

    /// Runs in the transaction in which the gateway keeps the package. A status for a document or recipient that we do not
    /// know is refused loudly (lessons Q6).
    func receive(_ package: ReceivedPackage, in connection: Connection) throws {
        guard let report = package.packet.status else { return }
        let now = self.office.now()
        if report.status == .takeBack {
            return try RecallArrival(office: self.office).receive(
                report, from: package.packet.from.code, in: connection)
        }
        guard let (outgoingID, recipient) = try self.match(report, from: package.packet.from.code, in: connection)
        else {
            throw Fault(
                .unknownDocument,
                vi: "Không tìm thấy văn bản \(report.responseFor.code) đã gửi đến \(package.packet.from.code).",
                en: "No document \(report.responseFor.code) was sent to \(package.packet.from.code)."
            )
        }
        let seen = try connection.rows(
            "SELECT DISTINCT status FROM handling_report WHERE recipient_id = $1 LIMIT 20", recipient.id
        ).map { row -> HandlingStatus in try row["status"] }
        var handling = Handling(
            current: recipient.status, since: recipient.statusAt, seen: Set(seen), closure: recipient.closure)
        let verdict = handling.apply(report.status, at: report.at)
        try connection.execute(
            """
            INSERT INTO handling_report (delivery_id, recipient_id, status, reported_at, received_at, department, staff,
                description, verdict)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            package.deliveryID, recipient.id, report.status, report.at, now, report.staff?.department,
            report.staff?.staff,
            report.description, String(describing: verdict)
        )
        if verdict == .advanced {
            try connection.execute(
                "UPDATE recipient SET status = $1, status_at = $2, status_received_at = $3 WHERE id = $4",
                report.status, report.at, now, recipient.id
            )
        }
        // Some systems skip 03, or report it late.
        if verdict == .advanced || verdict == .history, report.status.rank ?? 0 >= 2, report.status != .refused {
            try Replacement.accepted(outgoingID, by: recipient, at: now, in: connection)
        }
        if UpdateReport.isAnswer(report, of: recipient) {
            try UpdateReport.keep(report, of: recipient, at: now, in: connection)
        } else if !TaskArrival.tells(report) {
            // 03 said once more of a task is no answer to a recall.
            try Recall.answer(report, of: recipient, seen: Set(seen), at: now, in: connection)
        }
        try RequestPackage.settle(of: outgoingID, at: now, in: connection)
        let task = try TaskArrival.receive(report, of: outgoingID, from: recipient, at: now, in: connection)
        // What is said of a task has a line of its own; a document that stays where it is needs none.
        let isTold =
            task == .foreign || verdict != .repetition && (task == .silent || report.status != recipient.status)
        if isTold {
            try Timeline.add(
                .statusReceived, to: outgoingID, by: nil, at: now,
                detail: "\(report.status.rawValue) \(recipient.name)",
                quote: report.status.needsReason || task == .foreign ? report.description : nil, in: connection
            )
        }
        try self.office.changes.tell(outgoingID, in: connection)
    }

    /// The agency that reports and those whose work it took over: a document may have been sent to one of them.
    static let reporters = """
        WITH RECURSIVE reporter (code) AS (
            SELECT $1 UNION SELECT organ.code FROM organ JOIN reporter ON organ.successor = reporter.code
        ) SELECT code FROM reporter LIMIT 100
        """

    /// By document id and recipient; else by number, notation, issuer and date, when that gives exactly one (edXML §5). An update may have changed
    /// the date since, within its year.
    private func match(
        _ report: StatusReport, from organ: OrganCode, in connection: Connection
    ) throws -> (outgoing: String, recipient: Recipient)? {
        let code = try Directory.entry(organ, in: connection)?.code ?? organ
        if let documentID = report.responseFor.documentID,
            let row = try connection.row(
                """
                SELECT \(Recipient.columns) FROM recipient
                JOIN outgoing ON outgoing.id = recipient.outgoing_id
                WHERE recipient.organ_code IN (\(Self.reporters)) AND outgoing.document_id = $2
                    AND outgoing.state = 'published'
                ORDER BY CASE WHEN recipient.organ_code = $1 THEN 0 ELSE 1 END LIMIT 1
                """,
                code, documentID
            )
        {
            let recipient = try Recipient(row)
            return (recipient.outgoingID, recipient)
        }
        guard let written = DocumentCode(report.responseFor.code), let number = EntryNumber(written.number),
            let date = report.responseFor.promulgationDate
        else { return nil }
        for sameTime in [
            "outgoing.promulgation_date = $4", "substr(outgoing.promulgation_date, 1, 4) = substr($4, 1, 4)",
        ] {
            let rows = try connection.rows(
                """
                SELECT \(Recipient.columns) FROM recipient
                JOIN outgoing ON outgoing.id = recipient.outgoing_id
                WHERE recipient.organ_code IN (\(Self.reporters)) AND outgoing.number = $2
                    AND outgoing.number_suffix = $5 AND outgoing.notation = $3 AND \(sameTime)
                    AND outgoing.state = 'published'
                LIMIT 2
                """,
                code, number.number, written.notation, date, number.suffix
            ).map(Recipient.init)
            if rows.count == 1, let only = rows.first { return (only.outgoingID, only) }
        }
        return nil
    }
}
