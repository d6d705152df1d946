import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Trust

/// Looks at the signatures on every PDF that comes, and at the scans of papers, one after the other, beside everything else: nobody waits for it,
/// and what it finds shows on the pages that are open.
struct SignatureChecks: Service {
    let office: Office
    let trust: TrustFolder
    var tools = PDFTools()
    let logger: Logger
    /// Nil: only the lists of `trust` count.
    var revocation: RevocationReader?

    /// What this server could not judge is judged anew at a start, when it is not older.
    private static let secondLookSeconds: TimeInterval = 30 * 24 * 3600

    func run() async throws {
        let limit = self.office.now().addingTimeInterval(-Self.secondLookSeconds)
        try await self.office.database.write { try FileVerdict.enqueueAgain(since: limit, in: $0) }
        await BackgroundWork.run(
            wokenBy: self.office.filesCame, trouble: "signatures not checked", logger: self.logger
        ) {
            try await self.checkNext()
        }
    }

    /// Checks one file that waits; false when none does.
    func checkNext() async throws -> Bool {
        let next = try await self.office.database.read { connection in
            try connection.row(
                """
                SELECT attachment.id, attachment.document_id, attachment.part, attachment.name, attachment.content_type,
                    attachment.size_bytes, attachment.hash,
                    CASE WHEN EXISTS (
                        SELECT 1 FROM incoming WHERE incoming.id = attachment.document_id AND incoming.channel <> 'hub'
                    ) OR EXISTS (
                        SELECT 1 FROM outgoing WHERE outgoing.id = attachment.document_id AND outgoing.paper_only = 1
                    ) THEN 1 ELSE 0 END AS is_paper
                FROM file_check CROSS JOIN attachment WHERE attachment.id = file_check.attachment_id
                ORDER BY file_check.attachment_id LIMIT 1
                """
            ).map { (file: try Attachment($0), isPaper: try $0["is_paper"] as Bool) }
        }
        guard let (file, isPaper) = next else { return false }
        let now = self.office.now()
        let found: PDFSignatures
        let scan: ScanQuality?
        do {
            (found, scan) = try await self.office.store.withFile(of: file.hash) { address in
                let found = try await PDFSignatureChecker(trust: self.trust, revocation: self.revocation).check(
                    address, now: now)
                return (found, isPaper ? try await self.scan(address) : nil)
            }
        } catch let fault as Fault where fault.tells(lossOf: file.hash) {
            (found, scan) = (.unreadable, nil)
        }
        let changes = self.office.changes
        try await self.office.database.write { connection in
            try FileVerdict.keep(found, scan: scan, of: file.id, at: now, in: connection)
            try changes.tell(file.documentID, in: connection)
        }
        return true
    }

    /// Nil too where poppler-utils is missing: the verdict does not wait for a hint.
    private func scan(_ address: URL) async throws -> ScanQuality? {
        do {
            return try await self.office.store.inStagingFolder { try await self.tools.scan(address, scratch: $0) }
        } catch let fault as Fault where fault.code == .toolMissing {
            return nil
        }
    }
}
