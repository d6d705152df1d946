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

    func run() async throws {
        // What could not be counted, perhaps because a program was missing, is tried once more at each start.
        try await self.office.database.write { try FilePages.tryAgain(in: $0) }
        await BackgroundWork.run(
            wokenBy: self.office.filesFiled, trouble: "pages not counted", logger: self.logger
        ) {
            try await self.countNext()
        }
    }

    /// Counts one file that waits; false when none does.
    func countNext() async throws -> Bool {
        guard let file = try await self.office.database.read({ try FilePages.next(in: $0) }) else { return false }
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
            try FilePages.keep(counted, of: file.id, in: connection)
            try changes.tell(file.documentID, in: connection)
        }
        return true
    }
}
