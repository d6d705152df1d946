import Exchange
import Foundation
import Storage
import Trust

/// What goes by itself (dọn dữ liệu): what nobody can use any more, the content of what a leader decided to destroy, and lines of the access log where
/// the administrator set years. Registers, documents, timelines and the log of administration stay for good. Each step is a small transaction, so that nobody waits for it.
package struct Cleaning: Sendable {
    /// What the administrator chooses where the law leaves it open.
    package struct Rule: Sendable {
        /// Days between the decision to destroy a case file and the destruction of its files: whoever objects has them to say so.
        package var destroyAfterDays = 30

        package init() {}
    }

    /// What one run took away.
    struct Done: Equatable, Sendable {
        /// Sessions and sign-ins that had ended.
        var sessions = 0
        /// Answers to forms that were done, and secret registers that were sent and never taken.
        var answers = 0
        var notices = 0
        /// Documents that gave up their content.
        var documents = 0
        /// Files of the content store.
        var files = 0
        /// Lines of the access log.
        var accesses = 0
    }

    /// A form belongs to a session, which ends within a day; a program may try again for a month.
    static let answerDays = 30

    let office: Office
    /// The data folder.
    let folder: URL
    var rule = Rule()
    /// Rows of one transaction.
    var piece = 500
    /// Transactions of one kind in one run; the rest waits for the next night.
    var pieces = 200

    func run() async throws -> Done {
        let now = self.office.now()
        func before(_ days: Int) -> Date { now.addingTimeInterval(-86_400 * Double(days)) }
        var done = Done()
        done.sessions = try await self.delete("session", by: "token_hash", "expires_at < $1", now)
        done.sessions += try await self.delete("sign_in_step", by: "token_hash", "expires_at < $1", now)
        done.answers = try await self.delete("form_use", by: "token", "used_at < $1", before(Self.answerDays))
        done.answers += try await self.delete(
            "secret_import", by: "id", "made_at < $1", before(SecretImportActs.keptDays))
        done.notices = try await self.delete("notice", by: "id", "read_at < $1", before(Notice.keptDays))
        done.documents = try await self.destroy(at: now)
        done.files = try await ContentSweep(
            self.office.store, self.office.database, folder: self.folder, piece: self.piece,
            most: self.piece * self.pieces, isNeeded: StoredFiles.names.isNeeded
        ).run()
        done.accesses = try await self.shorten(at: now)
        return done
    }

    /// Until there is no more or the run has done its share.
    private func repeating(_ body: () async throws -> Int) async throws -> Int {
        var total = 0
        for _ in 0..<self.pieces {
            try Task.checkCancellation()
            let count = try await body()
            total += count
            if count < self.piece { break }
        }
        return total
    }

    private func delete(_ table: String, by key: String, _ condition: String, _ limit: Date) async throws -> Int {
        try await self.repeating {
            try await self.office.database.write { [piece] connection in
                try connection.execute(
                    """
                    DELETE FROM \(table)
                    WHERE \(key) IN (SELECT \(key) FROM \(table) WHERE \(condition) LIMIT \(piece))
                    """, limit)
            }
        }
    }

    /// Cuts the access log by its rule, and takes away what this cut and one that was interrupted name.
    private func shorten(at now: Date) async throws -> Int {
        let isKept = try await self.office.database.read { try AccessRetention.read(in: $0).years == nil }
        if !isKept {
            let key = try SigningKey.loadOrMake(at: self.folder.appending(path: "keys/access.key"))
            try key.verifyingKey.keep(at: self.folder.appending(path: "keys/access.pub.pem"))
            _ = try await self.office.database.write { try AccessCut.make(at: now, key: key, in: $0) }
        }
        return try await self.repeating {
            try await self.office.database.write { [piece] in try AccessLog.removeCut(limit: piece, in: $0) }
        }
    }

    private func destroy(at now: Date) async throws -> Int {
        let today = VietnamTime.date(now)
        guard let day = CalendarDate(dayNumber: today.dayNumber - self.rule.destroyAfterDays) else { return 0 }
        // A document writes several rows.
        let limit = max(1, self.piece / 10)
        // One search through everything that was ever condemned, beside whoever writes.
        let due = try await self.office.database.read { [pieces] connection in
            try Destruction.due(decidedUntil: day, limit: limit * pieces, in: connection)
        }
        var total = 0
        for start in stride(from: 0, to: due.count, by: limit) {
            try Task.checkCancellation()
            let part = Array(due[start..<min(start + limit, due.count)])
            total += try await self.office.database.write { connection in
                try Destruction.destroy(part, decidedUntil: day, at: now, in: connection)
            }
        }
        return total
    }

    static let indexes = Migration(
        "office 0302 what goes by itself is found",
        sql: """
            CREATE INDEX form_use_by_use ON form_use (used_at);
            CREATE INDEX notice_read ON notice (read_at) WHERE read_at IS NOT NULL;
            """
    )
}
