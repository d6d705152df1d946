import EdXML
import Exchange
import Storage

/// The delivery that a status reports on (edXML §5): found by the document's id and the receiver; else by number, notation, issuer
/// and date together, when they name exactly one document. By number and notation alone never: numbers restart every year.
struct StatusMatch: Equatable {
    var deliveryID: String
    var documentID: DocumentID

    static func find(
        _ report: StatusReport, from reporter: OrganCode, to addressee: OrganCode, in connection: Connection
    ) throws -> StatusMatch {
        // 13 asks the receiver to give a document back: there the reporter is the one who sent it.
        let asksBack = report.status == .takeBack
        let search = Self.Search(
            sender: asksBack ? reporter : addressee,
            receiver: asksBack ? addressee : reporter,
            wantsDocument: report.status.rank != nil || asksBack
        )
        guard let id = try Self.documentID(report.responseFor, sender: search.sender, in: connection) else {
            throw Fault.unknownDocument(addressee: addressee)
        }
        guard let delivery = try search.delivery(of: id, in: connection) else {
            throw Fault.notReceiver(search.receiver)
        }
        return StatusMatch(deliveryID: delivery, documentID: id)
    }

    private static func documentID(
        _ response: ResponseFor, sender: OrganCode, in connection: Connection
    ) throws -> DocumentID? {
        if let id = response.documentID {
            let known = try connection.row(
                """
                SELECT 1 AS known FROM package
                WHERE from_organ = $1 AND document_id = $2 AND kind <> 'status' LIMIT 1
                """, sender, id)
            if known != nil { return id }
        }
        guard let date = response.promulgationDate else { return nil }
        let candidates = try connection.rows(
            """
            SELECT DISTINCT document_id FROM package
            WHERE from_organ = $1 AND document_code = $2 AND promulgation_date = $3 AND kind <> 'status' LIMIT 2
            """, sender, response.code.normalized, date)
        return candidates.count == 1 ? try candidates[0]["document_id"] : nil
    }

    private struct Search {
        var sender: OrganCode
        var receiver: OrganCode
        /// 01 to 06 tell of the document itself, 15 and 16 answer the recall or update that came last.
        var wantsDocument: Bool

        /// The newest package with the document at this receiver.
        func delivery(of id: DocumentID, in connection: Connection) throws -> String? {
            try connection.row(
                """
                SELECT delivery.id FROM delivery JOIN package ON package.id = delivery.package_id
                WHERE package.from_organ = $1 AND package.document_id = $2 AND delivery.organ = $3
                    AND package.kind <> 'status'
                ORDER BY CASE WHEN $4 = 1 AND package.kind = 'recall' THEN 1 ELSE 0 END, delivery.cursor DESC LIMIT 1
                """, self.sender, id, self.receiver, self.wantsDocument
            ).map { try $0["id"] }
        }
    }
}
