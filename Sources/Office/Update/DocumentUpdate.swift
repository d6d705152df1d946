import Exchange
import Foundation
import Storage

/// A correction of a document that its receivers have already (cập nhật, edXML §3, operation 2): one that we sent, or one that came. The number
/// stays. It runs beside the handling, as a recall does.
struct DocumentUpdate: Sendable {
    let id: String
    /// The office's, of an incoming or an outgoing document.
    let documentID: String
    let reason: String
    /// When it was sent, or came.
    let at: Date
    /// Of what came: what the clerk has answered, in the office's own word; nil of what we sent.
    let state: State?
    let answer: String?
    let answeredAt: Date?
    /// What differs: while the answer is open from the document as it is, afterwards from what it was.
    let changes: [UpdateChange]
    /// Which files it brings; none: the files stay as they are.
    let files: [Attachment]
    /// Those that stood in the document before it.
    let formerFiles: [Attachment]
    /// Of what came: to take it is to give the document back.
    let removesUs: Bool

    enum State: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        case requested, agreed, declined
        /// Another came before it was answered: each is the whole document.
        case overtaken
    }

    static let migration = Migration(
        "office 0301 updates of documents",
        sql: """
            CREATE TABLE document_update (
                -- Of what we sent it stands in the outbox where the id of a document stands otherwise.
                id TEXT NOT NULL PRIMARY KEY,
                document_id TEXT NOT NULL,
                reason TEXT NOT NULL,
                at TEXT NOT NULL,
                -- Who sent it; NULL of what came.
                sent_by TEXT REFERENCES person (id),
                state TEXT CHECK (state IN ('requested', 'agreed', 'declined', 'overtaken')),
                answered_by TEXT REFERENCES person (id),
                answered_at TEXT,
                answer TEXT,
                -- What the package says, of what came.
                number TEXT,
                notation TEXT,
                promulgation_date TEXT,
                type_name TEXT,
                subject TEXT,
                signer TEXT,
                urgency INTEGER,
                sender_due TEXT
            );
            CREATE INDEX document_update_document ON document_update (document_id);
            CREATE UNIQUE INDEX document_update_waiting ON document_update (document_id) WHERE state = 'requested';
            -- As people read it; of what came from the moment at which it was taken.
            CREATE TABLE update_change (
                update_id TEXT NOT NULL REFERENCES document_update (id),
                ordinal INTEGER NOT NULL,
                name TEXT NOT NULL,
                was TEXT NOT NULL,
                becomes TEXT NOT NULL,
                PRIMARY KEY (update_id, ordinal)
            );
            CREATE TABLE update_file (
                update_id TEXT NOT NULL REFERENCES document_update (id),
                attachment_id TEXT NOT NULL REFERENCES attachment (id),
                -- The files that it brings in their order, and those that stood before it.
                role TEXT NOT NULL CHECK (role IN ('next', 'former')),
                ordinal INTEGER NOT NULL,
                PRIMARY KEY (update_id, attachment_id, role)
            );
            ALTER TABLE recipient ADD COLUMN updating TEXT CHECK (updating IN ('requested', 'agreed', 'declined'));
            ALTER TABLE recipient ADD COLUMN updating_at TEXT;
            ALTER TABLE recipient ADD COLUMN updating_answer TEXT;
            -- The signature of an issued document, corrected.
            ALTER TABLE outgoing ADD COLUMN corrected_signer TEXT;
            ALTER TABLE outgoing ADD COLUMN corrected_title TEXT;
            """
    )

    static let deliveries = Migration(
        "office 0305 packages of updates belong to their documents",
        sql: """
            -- Also of an update that said what was here already, which has no row of its own.
            CREATE TABLE update_delivery (
                -- Of `gateway_inbox`.
                delivery_id TEXT NOT NULL PRIMARY KEY,
                document_id TEXT NOT NULL REFERENCES incoming (id)
            );
            """
    )
}

extension DocumentUpdate {
    /// The updates of a document, newest first, at most 50; `incoming` is what an open one is compared with.
    static func all(
        of document: String, comparedWith incoming: Incoming? = nil, in connection: Connection
    ) throws -> [DocumentUpdate] {
        let rows = try connection.rows(
            "SELECT * FROM document_update WHERE document_id = $1 ORDER BY at DESC, rowid DESC LIMIT 50", document)
        guard !rows.isEmpty else { return [] }
        let changes = try UpdateChange.all(of: document, in: connection)
        let files = try Self.files(of: document, in: connection)
        let present = incoming == nil ? [] : try Attachment.all(of: document, in: connection)
        return try rows.map { row in
            let (id, state): (String, State?) = (try row["id"], try row["state"])
            let next = files.filter { $0.update == id && $0.role == .next }.map(\.file)
            var differences = changes[id] ?? []
            if state == .requested, let incoming {
                differences = try UpdateContent(row).changes(of: incoming)
                if let change = UpdateChange.files(from: present, to: next) { differences.append(change) }
                let receivers: String = try row["receivers"]
                if !receivers.isEmpty {
                    differences.append(UpdateChange(UpdateWords.receivers, was: "như đã gửi", becomes: receivers))
                }
            }
            return DocumentUpdate(
                id: id, documentID: document, reason: try row["reason"], at: try row["at"], state: state,
                answer: try row["answer"], answeredAt: try row["answered_at"], changes: differences, files: next,
                formerFiles: files.filter { $0.update == id && $0.role == .former }.map(\.file),
                removesUs: try row["removes_us"])
        }
    }

    /// On which side of an update a file stands.
    enum FileRole: String, Sendable, SQLBindable, SQLReadable { case next, former }

    private static func files(
        of document: String, in connection: Connection
    ) throws -> [(update: String, role: FileRole, file: Attachment)] {
        try connection.rows(
            """
            SELECT update_file.update_id, update_file.role, attachment.id, attachment.document_id, attachment.part,
                attachment.name, attachment.content_type, attachment.size_bytes, attachment.hash
            FROM document_update JOIN update_file ON update_file.update_id = document_update.id
                JOIN attachment ON attachment.id = update_file.attachment_id
            WHERE document_update.document_id = $1
            ORDER BY update_file.update_id, update_file.ordinal LIMIT 2000
            """, document
        ).map { (update: try $0["update_id"], role: try $0["role"], file: try Attachment($0)) }
    }

    /// Notes which files an update brings or stood before it, in their order.
    static func note(_ files: [String], of update: String, as role: FileRole, in connection: Connection) throws {
        for (index, file) in files.enumerated() {
            try connection.execute(
                "INSERT INTO update_file (update_id, attachment_id, role, ordinal) VALUES ($1, $2, $3, $4)", update,
                file, role, index)
        }
    }
}
