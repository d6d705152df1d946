import Exchange
import Foundation
import Storage

/// One version of a draft (phiên bản dự thảo): data and files as somebody saved them. Never changed, never removed
/// (NĐ 30/2020/NĐ-CP, PL VI, phần I, III.5.a).
struct DraftVersion: Sendable {
    /// From 1.
    let number: Int
    let data: DraftData
    let note: String
    /// Name and title; of what somebody saved in their place both names.
    let madeBy: String
    let madeAt: Date
    /// The first is the document, the others its annexes.
    let files: [Attachment]

    static let migration = Migration(
        "office 0120 versions of drafts",
        sql: """
            CREATE TABLE draft_version (
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                number INTEGER NOT NULL CHECK (number > 0),
                type_name TEXT NOT NULL,
                subject TEXT NOT NULL,
                notation TEXT NOT NULL,
                urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 4),
                steering INTEGER NOT NULL CHECK (steering BETWEEN 1 AND 3),
                due_date TEXT,
                approver_id TEXT NOT NULL REFERENCES person (id),
                -- Names, one a line.
                recipients TEXT NOT NULL,
                note TEXT NOT NULL,
                made_by TEXT NOT NULL REFERENCES person (id),
                made_at TEXT NOT NULL,
                PRIMARY KEY (outgoing_id, number)
            );
            CREATE TABLE draft_file (
                outgoing_id TEXT NOT NULL,
                number INTEGER NOT NULL,
                ordinal INTEGER NOT NULL,
                attachment_id TEXT NOT NULL REFERENCES attachment (id),
                PRIMARY KEY (outgoing_id, number, ordinal),
                FOREIGN KEY (outgoing_id, number) REFERENCES draft_version (outgoing_id, number)
            );
            CREATE TRIGGER draft_version_stays BEFORE UPDATE ON draft_version
            BEGIN SELECT RAISE(ABORT, 'a version is never changed'); END;
            CREATE TRIGGER draft_version_remains BEFORE DELETE ON draft_version
            BEGIN SELECT RAISE(ABORT, 'a version is never removed'); END;
            CREATE TRIGGER draft_file_stays BEFORE UPDATE ON draft_file
            BEGIN SELECT RAISE(ABORT, 'a version is never changed'); END;
            CREATE TRIGGER draft_file_remains BEFORE DELETE ON draft_file
            BEGIN SELECT RAISE(ABORT, 'a version is never removed'); END;
            -- What was drafted before is the first version of itself.
            INSERT INTO draft_version (outgoing_id, number, type_name, subject, notation, urgency, steering, due_date,
                    approver_id, recipients, note, made_by, made_at)
                SELECT id, 1, type_name, subject, notation, urgency, steering, due_date, approver_id,
                    COALESCE((SELECT group_concat(organ_name, char(10)) FROM recipient WHERE outgoing_id = outgoing.id), ''),
                    '', drafter_id, created_at
                FROM outgoing;
            """,
        onPostgreSQL: ["group_concat(organ_name, char(10))": "string_agg(organ_name, chr(10))"]
    )

    /// Newest first, at most 200.
    static func all(of outgoing: String, in connection: Connection) throws -> [DraftVersion] {
        let files = try connection.rows(
            """
            SELECT draft_file.number, attachment.id, attachment.document_id, attachment.part, attachment.name,
                attachment.content_type, attachment.size_bytes, attachment.hash
            FROM draft_file JOIN attachment ON attachment.id = draft_file.attachment_id
            WHERE draft_file.outgoing_id = $1
            ORDER BY draft_file.number DESC, draft_file.ordinal
            LIMIT 4000
            """, outgoing
        ).map { (number: try $0["number"] as Int, file: try Attachment($0)) }
        let grouped = Dictionary(grouping: files, by: \.number)
        return try connection.rows(
            """
            SELECT draft_version.*, approver.full_name AS approver_name, approver.title AS approver_title,
                COALESCE(draft_version.signature, maker.full_name || ', ' || maker.title) AS maker
            FROM draft_version
            JOIN person AS approver ON approver.id = draft_version.approver_id
            JOIN person AS maker ON maker.id = draft_version.made_by
            WHERE draft_version.outgoing_id = $1
            ORDER BY draft_version.number DESC
            LIMIT 200
            """, outgoing
        ).map { row in
            let number: Int = try row["number"]
            return DraftVersion(
                number: number, data: try DraftData(row), note: try row["note"], madeBy: try row["maker"],
                madeAt: try row["made_at"], files: grouped[number, default: []].map(\.file))
        }
    }

    /// Keeps the next version with its files; nil when nothing differs from the present one.
    static func keep(
        _ draft: Draft, _ recipients: [Directory.Entry], of outgoing: String, by person: Person, at now: Date,
        in connection: Connection
    ) throws -> Int? {
        let present = try self.all(of: outgoing, in: connection).first
        let data = DraftData(draft, recipients)
        if let present, draft.files.isEmpty, draft.note.isEmpty, data.isSame(as: present.data) { return nil }
        let number = (present?.number ?? 0) + 1
        let files = try DraftFiles.next(draft, after: present?.files ?? [])
        try connection.execute(
            """
            INSERT INTO draft_version (outgoing_id, number, type_name, subject, notation, urgency, steering, due_date, approver_id,
                recipients, note, made_by, made_at, signature, language, pages, copies, remark, circulation)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            outgoing, number, data.typeName, data.subject, data.notation, data.urgency, data.steering, data.due,
            data.approverID, data.recipients.joined(separator: "\n"), draft.note, person.id, now,
            person.signatureInPlace, data.metadata.language, data.metadata.pages, data.metadata.copies,
            data.metadata.remark, data.circulation)
        for (ordinal, file) in files.enumerated() {
            let id =
                switch file {
                case .kept(let attachment): attachment.id
                case .new(let stored):
                    try Attachment.add(
                        to: outgoing, part: .draft, name: stored.name, contentType: stored.contentType,
                        sizeBytes: stored.sizeBytes, hash: stored.hash, at: now, in: connection)
                }
            try self.add(id, at: ordinal, to: number, of: outgoing, in: connection)
        }
        return number
    }

    /// Keeps the next version: the same with its first file, the document, signed. Initials stay: what they were given for is what was signed.
    static func keepSigned(
        _ file: StoredFile, of outgoing: String, by person: Person, at now: Date, in connection: Connection
    ) throws {
        guard let present = try self.all(of: outgoing, in: connection).first else { throw Fault.stale }
        try connection.execute(
            """
            INSERT INTO draft_version (outgoing_id, number, type_name, subject, notation, urgency, steering, due_date, approver_id,
                recipients, note, made_by, made_at, language, pages, copies, remark, circulation)
            SELECT outgoing_id, number + 1, type_name, subject, notation, urgency, steering, due_date, approver_id, recipients,
                'Bản đã ký số', $3, $4, language, pages, copies, remark, circulation
            FROM draft_version WHERE outgoing_id = $1 AND number = $2
            """, outgoing, present.number, person.id, now)
        let signed = try Attachment.add(
            to: outgoing, part: .draft, name: file.name, contentType: file.contentType, sizeBytes: file.sizeBytes,
            hash: file.hash, at: now, in: connection)
        for (ordinal, id) in ([signed] + present.files.dropFirst().map(\.id)).enumerated() {
            try self.add(id, at: ordinal, to: present.number + 1, of: outgoing, in: connection)
        }
    }

    /// The file `id` stands in the version `number`.
    private static func add(
        _ id: String, at ordinal: Int, to number: Int, of outgoing: String, in connection: Connection
    ) throws {
        try connection.execute(
            "INSERT INTO draft_file (outgoing_id, number, ordinal, attachment_id) VALUES ($1, $2, $3, $4)", outgoing,
            number, ordinal, id)
    }
}
