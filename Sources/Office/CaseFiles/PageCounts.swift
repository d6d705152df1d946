import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Trust

/// Counts the pages of the PDFs that lie in case files (số trang; NĐ 30/2020/NĐ-CP, PL VI, phần II), one after the other, beside everything else.
struct PageCounts: Service {
    let office: Office
    let tools = PDFTools()
    let logger: Logger

    private static let pause = Duration.seconds(60)

    func run() async throws {
        // What could not be counted, perhaps because a program was missing, is tried once more at each start.
        _ = try await self.office.database.write { try $0.execute("DELETE FROM file_pages WHERE pages IS NULL") }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await self.countNext() {}
                } catch let error where !(error is CancellationError) {
                    self.logger.error("pages not counted", metadata: ["error": "\(error)"])
                } catch {
                    return
                }
                await self.office.filesFiled.wait(until: .now + Self.pause)
            }
        }
    }

    /// Counts one file that waits; false when none does.
    func countNext() async throws -> Bool {
        let file = try await self.office.database.read { connection in
            try connection.row(
                """
                SELECT attachment.id, attachment.document_id, attachment.part, attachment.name, attachment.content_type,
                    attachment.size_bytes, attachment.hash
                FROM case_document JOIN attachment ON attachment.document_id = case_document.document_id
                WHERE attachment.content_type = 'application/pdf'
                    AND NOT EXISTS (SELECT 1 FROM file_pages WHERE file_pages.attachment_id = attachment.id)
                ORDER BY case_document.added_at LIMIT 1
                """
            ).map(Attachment.init)
        }
        guard let file else { return false }
        let scratch = try self.office.store.stagingFolder()
        defer { try? FileManager.default.removeItem(at: scratch) }
        var pages: Int?
        do {
            pages = try await self.office.store.withFile(of: file.hash) {
                try await self.tools.pages(of: $0, scratch: scratch)
            }
        } catch let fault as Fault where fault.code == .toolMissing || fault.tells(lossOf: file.hash) {
            // Not for a trouble of our own, which passes: it must not pass for a file without pages.
            self.logger.warning("pages not counted", metadata: ["fault": "\(fault)"])
        }
        let counted = pages
        let changes = self.office.changes
        try await self.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO file_pages (attachment_id, pages) VALUES ($1, $2)
                ON CONFLICT (attachment_id) DO UPDATE SET pages = excluded.pages
                """, file.id, counted)
            try changes.tell(file.documentID, in: connection)
        }
        return true
    }
}
