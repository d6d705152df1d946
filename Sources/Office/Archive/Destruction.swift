import Exchange
import Foundation
import Storage

/// Files of documents whose case file a leader decided to destroy (hủy tài liệu hết giá trị): their content goes from the server, also that of
/// the packages in which they came or went. Title line, number in the register, timeline and decision stay for good.
enum Destruction {
    static let migration = Migration(
        "office 0300 condemned documents lose their content",
        sql: """
            CREATE TABLE destroyed_document (
                -- Of an incoming or outgoing document.
                document_id TEXT NOT NULL PRIMARY KEY,
                -- By which decision.
                transfer_id TEXT NOT NULL REFERENCES case_transfer (id),
                destroyed_at TEXT NOT NULL
            );
            """
    )

    /// Case files with a document that is frozen, or frozen themselves; `held` names the table whose row is asked for.
    private static func isFrozen(_ held: String) -> String {
        """
        EXISTS (
            SELECT 1 FROM "freeze" WHERE "freeze".lifted_at IS NULL AND ("freeze".subject_id = \(held).case_file_id
                OR "freeze".subject_id IN (
                    SELECT inside.document_id FROM case_document AS inside WHERE inside.case_file_id = \(held).case_file_id
                ))
        )
        """
    }

    /// Each document is looked up by itself where it is destroyed: its case files by their index, whatever was destroyed before.
    static let fileIndex = Migration(
        "office 0304 decisions on a case file are found",
        sql: "CREATE INDEX case_transfer_file_file ON case_transfer_file (case_file_id);"
    )

    /// The decision on `$1` or before to destroy the case file of `holding`.
    private static let condemning = """
        SELECT 1 FROM case_transfer_file AS line
        JOIN case_transfer AS decided ON decided.id = line.transfer_id
        JOIN case_file ON case_file.id = line.case_file_id
        WHERE line.case_file_id = holding.case_file_id AND line.state = 'taken' AND case_file.state = 'condemned'
            AND decided.purpose = 'destruction' AND decided.state = 'done' AND decided.ended_on <= $1
        """

    /// What nobody needs any more: every case file that holds the document is condemned and none of them frozen, nor itself or a linked copy of it;
    /// its work is done or was cut short, everything that goes out with it was sent, requests about it too, and no reply to it is under way. Day.
    private static let due = """
        SELECT case_document.document_id, case_document.case_file_id, case_transfer.id AS transfer_id, case_transfer.year,
            case_transfer.number, case_transfer.paper
        FROM case_transfer
        JOIN case_transfer_file ON case_transfer_file.transfer_id = case_transfer.id AND case_transfer_file.state = 'taken'
        JOIN case_document ON case_document.case_file_id = case_transfer_file.case_file_id
        WHERE case_transfer.purpose = 'destruction' AND case_transfer.state = 'done' AND case_transfer.ended_on <= $1
            AND NOT EXISTS (SELECT 1 FROM destroyed_document WHERE destroyed_document.document_id = case_document.document_id)
            AND NOT EXISTS (
                SELECT 1 FROM case_document AS holding WHERE holding.document_id = case_document.document_id
                    AND (NOT EXISTS (\(Self.condemning)) OR \(Self.isFrozen("holding")))
            )
            AND NOT EXISTS (
                SELECT 1 FROM "freeze" WHERE "freeze".lifted_at IS NULL AND "freeze".subject_id IN (
                    SELECT case_document.document_id
                    UNION ALL SELECT duplicate_link.incoming_id FROM duplicate_link
                        WHERE duplicate_link.registered_id = case_document.document_id
                )
            )
            AND NOT EXISTS (
                SELECT 1 FROM gateway_outbox
                WHERE gateway_outbox.state <> 'sent' AND gateway_outbox.settled_at IS NULL AND gateway_outbox.reference IN (
                    SELECT case_document.document_id
                    UNION ALL SELECT document_update.id FROM document_update
                        WHERE document_update.document_id = case_document.document_id
                    UNION ALL SELECT recall.id FROM recall WHERE recall.outgoing_id = case_document.document_id
                )
            )
            AND NOT EXISTS (
                SELECT 1 FROM outgoing AS reply
                WHERE reply.answers_id = case_document.document_id AND reply.state <> 'published'
            )
            AND EXISTS (
                SELECT 1 FROM incoming WHERE incoming.id = case_document.document_id
                    AND (incoming.state IN ('finished', 'returned') OR incoming.closure IS NOT NULL)
                UNION ALL SELECT 1 FROM outgoing WHERE outgoing.id = case_document.document_id AND outgoing.state = 'published'
            )
        """

    private static let order = "ORDER BY case_transfer.id, case_document.case_file_id, case_document.document_id"

    /// The documents whose destruction was decided on `day` or before and that nobody needs, one case file after the other, at most `limit`. One in
    /// two condemned files stands there twice.
    static func due(decidedUntil day: CalendarDate, limit: Int, in connection: Connection) throws -> [String] {
        try connection.rows("\(Self.due) \(Self.order) LIMIT $2", day, limit).map { try $0["document_id"] }
    }

    /// Gives up the content of those of `ids` that are due still, with that of the copies that were linked to them; answers how many documents. The
    /// bytes go with the next sweep.
    static func destroy(
        _ ids: [String], decidedUntil day: CalendarDate, at now: Date, in connection: Connection
    ) throws -> Int {
        var documents = 0
        /// By case file: how many documents, and by which paper.
        var files: [(id: String, documents: Int, paper: String)] = []
        for id in ids {
            let due = try connection.row(
                "\(Self.due) AND case_document.document_id = $2 \(Self.order) LIMIT 1", day, id)
            guard let row = due else { continue }
            let (file, transfer): (String, String) = (try row["case_file_id"], try row["transfer_id"])
            let sign = CaseTransfer.Sign(year: try row["year"], number: try row["number"])
            let paper = "biên bản \(sign.text): \(try row["paper"] as String)"
            for content in [id] + (try DuplicateLink.copies(of: id, in: connection).map(\.id)) {
                // A copy may have been in a condemned file of its own.
                let isFirst =
                    try connection.execute(
                        """
                        INSERT INTO destroyed_document (document_id, transfer_id, destroyed_at) VALUES ($1, $2, $3)
                        ON CONFLICT (document_id) DO NOTHING
                        """, content, transfer, now) == 1
                guard isFirst else { continue }
                try Self.forgetFiles(of: content, in: connection)
                try Timeline.add(.filesDestroyed, to: content, by: nil, at: now, detail: paper, in: connection)
            }
            documents += 1
            if files.last?.id == file {
                files[files.count - 1].documents += 1
            } else {
                files.append((file, 1, paper))
            }
        }
        for file in files {
            try Timeline.add(
                .caseDestroyed, to: file.id, by: nil, at: now, detail: "\(file.documents) văn bản, \(file.paper)",
                in: connection)
        }
        return documents
    }

    /// Whether the content of `document` was destroyed.
    static func isDone(_ document: String, in connection: Connection) throws -> Bool {
        try connection.row("SELECT 1 FROM destroyed_document WHERE document_id = $1", document) != nil
    }

    private static func forgetFiles(of document: String, in connection: Connection) throws {
        for row in try connection.rows("SELECT id FROM attachment WHERE document_id = $1 LIMIT 10000", document) {
            let attachment: String = try row["id"]
            try FileContent.forget(attachment, in: connection)
            for list in ["file_check", "file_uncounted"] {
                try connection.execute("DELETE FROM \(list) WHERE attachment_id = $1", attachment)
            }
        }
    }

    /// Throws when the content of `document` was destroyed; "" is nothing.
    static func check(_ document: String, in connection: Connection) throws {
        guard
            let row = try connection.row(
                """
                SELECT case_transfer.paper, destroyed_document.destroyed_at FROM destroyed_document
                JOIN case_transfer ON case_transfer.id = destroyed_document.transfer_id
                WHERE destroyed_document.document_id = $1
                """, document)
        else { return }
        let paper: String = try row["paper"]
        let day = VietnamTime.date(try row["destroyed_at"]).shown
        throw Fault.notAllowed(
            "Tệp của văn bản này đã hủy ngày \(day) theo quyết định \(paper).",
            "The files of the document were destroyed by decision.")
    }
}
