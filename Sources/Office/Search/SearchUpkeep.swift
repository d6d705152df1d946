import Exchange
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Brings the index up to date with what was not done in the transaction of a change: documents that were here before the index, acts beside the
/// office's own. In small pieces, so that nobody waits for it.
struct SearchUpkeep: Service {
    let office: Office
    let logger: Logger

    /// Documents of one transaction.
    private static let piece = 100

    /// Documents whose files follow in one transaction: a file may have 200,000 characters.
    private static let files = 5

    func run() async throws {
        await BackgroundWork.run(
            wokenBy: self.office.searchWork, trouble: "search not brought up to date", logger: self.logger
        ) {
            try await self.settleNext()
        }
    }

    /// Takes the oldest notes; false when there are none.
    func settleNext() async throws -> Bool {
        try Task.checkCancellation()
        let waits = try await self.office.database.read { connection in
            try connection.row(
                "SELECT 1 AS waits FROM (SELECT 1 FROM search_stale UNION ALL SELECT 1 FROM file_scope_stale) AS note LIMIT 1"
            ) != nil
        }
        guard waits else { return false }
        return try await self.office.database.write { connection in
            let documents = try SearchIndex.settle(limit: Self.piece, in: connection)
            return try documents + FileContent.settleScopes(limit: Self.files, in: connection) > 0
        }
    }
}
