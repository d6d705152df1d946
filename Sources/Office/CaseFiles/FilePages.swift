import Storage

/// How many pages the PDFs in case files have (số trang), and which of them wait to be counted: looked up, not sought among all files of the agency.
/// Files of drafts are no part of a case file's index.
enum FilePages {
    static let migration = Migration(
        "office 0562 files that wait to be counted",
        sql: """
            CREATE TABLE file_uncounted (
                attachment_id TEXT NOT NULL PRIMARY KEY REFERENCES attachment (id) ON DELETE CASCADE
            );
            INSERT INTO file_uncounted (attachment_id)
                SELECT DISTINCT attachment.id
                FROM case_document JOIN attachment ON attachment.document_id = case_document.document_id
                WHERE attachment.content_type = 'application/pdf' AND attachment.part <> 'draft'
                    AND NOT EXISTS (SELECT 1 FROM file_pages WHERE file_pages.attachment_id = attachment.id);
            """)

    /// What puts a file on the list: its document goes into a case file, or it is added to one that lies there. No migration makes the triggers
    /// (`Connection.keepTriggers`). Runs in one transaction, after the migrations.
    static func install(in connection: Connection) throws {
        let filed = """
            CREATE TRIGGER uncounted_case_document AFTER INSERT ON case_document BEGIN
                INSERT INTO file_uncounted (attachment_id)
                    SELECT attachment.id FROM attachment
                    WHERE attachment.document_id = NEW.document_id AND attachment.content_type = 'application/pdf'
                        AND attachment.part <> 'draft'
                        AND NOT EXISTS (SELECT 1 FROM file_pages WHERE file_pages.attachment_id = attachment.id)
                        AND NOT EXISTS (SELECT 1 FROM file_uncounted WHERE file_uncounted.attachment_id = attachment.id);
            END
            """
        let added = """
            CREATE TRIGGER uncounted_attachment AFTER INSERT ON attachment
            WHEN NEW.content_type = 'application/pdf' AND NEW.part <> 'draft' BEGIN
                INSERT INTO file_uncounted (attachment_id)
                    SELECT NEW.id WHERE EXISTS (
                        SELECT 1 FROM case_document WHERE case_document.document_id = NEW.document_id);
            END
            """
        _ = try connection.keepTriggers("uncounted_", [filed, added])
    }

    /// The oldest file that waits.
    static func next(in connection: Connection) throws -> Attachment? {
        try connection.row(
            """
            SELECT attachment.id, attachment.document_id, attachment.part, attachment.name, attachment.content_type,
                attachment.size_bytes, attachment.hash
            FROM file_uncounted CROSS JOIN attachment WHERE attachment.id = file_uncounted.attachment_id
            ORDER BY file_uncounted.attachment_id LIMIT 1
            """
        ).map(Attachment.init)
    }

    /// A file waits no more. `pages` is nil where they could not be counted.
    static func keep(_ pages: Int?, of attachment: String, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO file_pages (attachment_id, pages) VALUES ($1, $2)
            ON CONFLICT (attachment_id) DO UPDATE SET pages = excluded.pages
            """, attachment, pages)
        try connection.execute("DELETE FROM file_uncounted WHERE attachment_id = $1", attachment)
    }

    /// What could not be counted waits again.
    static func tryAgain(in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO file_uncounted (attachment_id) SELECT attachment_id FROM file_pages WHERE pages IS NULL
            ON CONFLICT (attachment_id) DO NOTHING
            """)
        try connection.execute("DELETE FROM file_pages WHERE pages IS NULL")
    }
}
