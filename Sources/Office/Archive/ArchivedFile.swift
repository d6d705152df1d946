import Exchange
import Foundation
import Storage

/// A case file in the archives as the catalogue shows it: its sign to everybody who works here, its title where its use is free or the person may see
/// it anyway.
struct ArchivedFile: Sendable {
    let file: CaseFile
    /// Whether the person may see it without asking.
    let isSeen: Bool

    var isNamed: Bool { self.isSeen || self.file.access == .free }

    /// Throws `not-found` when there is none in the archives.
    static func find(_ id: String, for person: Person, in connection: Connection) throws -> ArchivedFile {
        let row = try connection.row("\(CaseFile.query) WHERE case_file.id = $1 AND \(ArchiveAccess.isArchived)", id)
        guard let file = try row.map(CaseFile.init) else { throw Fault.noSuchCaseFile }
        return ArchivedFile(
            file: file, isSeen: try CaseFileStore.find(id, for: person, in: connection) != nil)
    }

    /// The title is looked in only where it is shown.
    private static func condition(_ person: Person) -> String {
        """
        \(ArchiveAccess.isArchived) AND ($3 = '' OR instr(upper(\(self.sign)), upper($3)) > 0
            OR ((case_file.access = 'free' OR (\(CaseFileStore.visible(to: person))))
                AND case_file.search LIKE '%' || $4 || '%'))
        """
    }

    private static let sign =
        "CASE WHEN case_file.number < 10 THEN '0' ELSE '' END || case_file.number || '.' || case_file.heading"
    private static let order = "ORDER BY case_file.year DESC, case_file.heading, case_file.number"

    /// By year, the newest first; with the sign or the title that contains `text`.
    static func list(
        containing text: String, for person: Person, page: IncomingStore.Page, in connection: Connection
    ) throws -> [ArchivedFile] {
        let paging = "\(self.order) LIMIT $5 OFFSET $6"
        let files = try connection.rows(
            "\(CaseFile.query) WHERE $1 IS NOT NULL AND $2 IS NOT NULL AND \(self.condition(person)) \(paging)",
            person.id, person.unit.id, text, text.folded, page.limit, page.offset
        ).map(CaseFile.init)
        let seen = Set(
            try connection.rows(
                """
                SELECT case_file.id FROM case_file
                WHERE \(CaseFileStore.visible(to: person)) AND case_file.id IN (
                    SELECT case_file.id FROM case_file WHERE \(self.condition(person)) \(paging))
                """, person.id, person.unit.id, text, text.folded, page.limit, page.offset
            ).map { row -> String in try row["id"] })
        return files.map { ArchivedFile(file: $0, isSeen: seen.contains($0.id)) }
    }

    static func count(containing text: String, for person: Person, in connection: Connection) throws -> Int {
        try connection.row(
            """
            SELECT COUNT(*) AS total FROM case_file
            WHERE $1 IS NOT NULL AND $2 IS NOT NULL AND \(self.condition(person))
            """, person.id, person.unit.id, text, text.folded)?["total"] ?? 0
    }
}

/// An archived file as somebody reads it to whom it was granted: the line of each document and its files, nothing of drafts and of what was taken back.
struct ArchivedReading: Sendable {
    let access: ArchiveAccess
    let file: CaseFile
    let documents: [CaseDocument]
    let files: [String: [Attachment]]

    /// Throws `not-found` for whoever has no access today.
    static func read(_ id: String, for person: Person, office: Office, in connection: Connection) throws
        -> ArchivedReading
    {
        let access = try ArchiveAccess.standing(on: id, for: person.id, today: office.today, in: connection)
        guard let access else { throw Fault.noSuchCaseFile }
        let file = try ArchivedFile.find(id, for: person, in: connection).file
        let documents = try CaseDocument.all(of: id, for: person, office: office, in: connection)
        let files = try connection.rows(
            "\(Self.readable) ORDER BY attachment.document_id, attachment.ordinal LIMIT 20000", id
        ).map(Attachment.init)
        return ArchivedReading(
            access: access, file: file, documents: documents, files: Dictionary(grouping: files, by: \.documentID))
    }

    /// One file of a document in the case file `id`; the same rule as for the page.
    static func attachment(
        _ attachment: String, in id: String, for person: Person, office: Office, _ connection: Connection
    ) throws -> Attachment {
        guard try ArchiveAccess.standing(on: id, for: person.id, today: office.today, in: connection) != nil,
            let row = try connection.row("\(Self.readable) AND attachment.id = $2", id, attachment)
        else { throw Fault.noSuchCaseFile }
        return try Attachment(row)
    }

    /// `$1` is the case file.
    private static let readable = """
        SELECT attachment.id, attachment.document_id, attachment.part, attachment.name, attachment.content_type,
            attachment.size_bytes, attachment.hash
        FROM case_document
        JOIN attachment ON attachment.document_id = case_document.document_id
        LEFT JOIN incoming ON incoming.id = attachment.document_id
        WHERE case_document.case_file_id = $1 AND attachment.part <> 'draft' AND attachment.removed_at IS NULL
            AND (incoming.closure IS NULL OR incoming.closure <> 'withdrawn')
        """
}
