import Exchange
package import Foundation

/// Where content is kept for good: in the folder, or in rows of a database that several nodes share. Everything else is asked here and does not know
/// which; what is being written or is read as a file lies in the folder in either case.
package struct KeptContent: Sendable {
    /// What content was found to be.
    package enum Finding: Sendable {
        case sound(any ReadableContent)
        case missing, altered
    }

    /// Holds what is staged, and the content itself when no database does.
    package let folder: ContentStore
    /// Nil: the folder.
    private let rows: DatabaseContent?

    /// Whether rows of a database keep it.
    package var isInDatabase: Bool { self.rows != nil }

    /// The tables of content in a database.
    package static let migration = DatabaseContent.migration
    /// Their names.
    package static let tables: Set = ["content", "content_chunk"]

    /// - Parameter database: that keeps the content, with the tables of `migration`; nil: the folder keeps it.
    package init(_ folder: ContentStore, in database: Database? = nil) {
        self.folder = folder
        self.rows = database.map { DatabaseContent(database: $0) }
    }

    /// Keeps what was staged. When this returns, it is on disk as it was staged, also where the same was kept before and has been altered since: a file
    /// is replaced by the new one, whoever reads the old one reads on; rows are compared and those that differ are mended. So whoever finds content
    /// altered has only to keep it again.
    ///
    /// Throws `disk-full`; in a database also `database-busy`, `database-unreachable`, `outcome-unknown`, `interrupted`: then no row may name it, and
    /// who stages the same again may keep it.
    @discardableResult
    package func keep(_ staged: StagedFile) async throws -> ContentHash {
        guard let rows = self.rows else { return try await staged.commit() }
        let hash = staged.hash
        try await rows.keep(ContentReader(url: staged.url), as: hash)
        return hash
    }

    /// Keeps what `write` writes, away from the threads that serve requests. As above.
    package func keep(_ write: @escaping @Sendable (StagedFile) throws -> Void) async throws -> ContentHash {
        guard let rows = self.rows else { return try await self.folder.keep(write) }
        let (file, hash) = try await blocking { [folder] in
            let staged = try folder.stage()
            try write(staged)
            // Its name goes with it; what is open can be read on.
            return (try ContentReader(url: staged.url), staged.hash)
        }
        try await rows.keep(file, as: hash)
        return hash
    }

    /// Keeps a file of a staging folder (`ContentStore.stagingFolder`) whose hash is known; it may be gone from there afterwards. As above.
    package func adopt(_ file: URL, hash: ContentHash) async throws {
        guard let rows = self.rows else { return try await self.folder.adopt(file, hash: hash) }
        try await rows.keep(ContentReader(url: file), as: hash)
    }

    /// Keeps what lies in the folder; in a database only. As above. Throws `not-found` for what the folder does not have.
    package func keep(copiesOf hashes: [ContentHash]) async throws {
        guard let rows = self.rows else { throw Fault.file("copy", EROFS) }
        for hash in hashes { try await rows.keep(self.folder.open(hash), as: hash) }
    }

    /// Whether it is there. In the transaction of a writer, this stays so until that ends: it is removed in no other.
    package func contains(_ hash: ContentHash, in connection: Connection) throws -> Bool {
        self.rows == nil ? self.folder.contains(hash) : try DatabaseContent.contains(hash, in: connection)
    }

    /// In the transaction that names them: all of them are there, and stay so. Throws `interrupted`: a sweep of another node on this folder took one at
    /// the moment in which it was kept again; who keeps it once more may name it.
    package func confirm(_ hashes: [ContentHash], in connection: Connection) throws {
        guard try hashes.allSatisfy({ try self.contains($0, in: connection) }) else { throw Fault.swept }
    }

    /// How many bytes it has, or throws `not-found`.
    package func sizeBytes(of hash: ContentHash, in connection: Connection) throws -> Int {
        self.rows == nil
            ? try self.folder.open(hash).sizeBytes : try DatabaseContent.sizeBytes(of: hash, in: connection)
    }

    /// Makes it as new as what is written now, so that no sweep takes it before a row names it; nothing happens when it is not there.
    package func touch(_ hash: ContentHash) async throws {
        guard let rows = self.rows else { return try self.folder.touch(hash) }
        try await rows.touch(hash)
    }

    /// Removes it, in the transaction of a writer; nothing happens when it is not there.
    package func remove(_ hash: ContentHash, in connection: Connection) throws {
        if self.rows == nil {
            try self.folder.remove(hash)
        } else {
            try DatabaseContent.remove(hash, in: connection)
        }
    }

    /// The same unless it was written since `limit`; false: it was, or it is not there. Whoever keeps the same content at this moment comes before or
    /// after, and it stays. Another node on the same folder cannot know: there who names it finds out (`confirm`).
    package func remove(_ hash: ContentHash, olderThan limit: Date, in connection: Connection) throws -> Bool {
        guard self.rows != nil else { return try self.folder.remove(hash, olderThan: limit) }
        return try DatabaseContent.remove(hash, olderThan: limit, in: connection)
    }

    /// Opens it unread, or throws `not-found`.
    package func open(_ hash: ContentHash) async throws -> any ReadableContent {
        guard let rows = self.rows else { return try self.folder.open(hash) }
        guard let content = try await rows.open(hash) else { throw Fault.lost(hash) }
        return content
    }

    /// Reads all of it.
    package func verify(_ hash: ContentHash) async throws -> Finding {
        guard let rows = self.rows else {
            switch try await self.folder.check(hash) {
            case .missing: return .missing
            case .altered: return .altered
            case .sound:
                do { return .sound(try self.folder.open(hash)) } catch let fault as Fault where fault.code == .notFound
                {
                    // Gone in this moment.
                    return .missing
                }
            }
        }
        guard let content = try await rows.open(hash) else { return .missing }
        if try await content.isSound() { return .sound(content) }
        // Gone while it was read.
        return try await rows.open(hash) == nil ? .missing : .altered
    }

    /// Whether it is there as it was kept. Reads all of it.
    package func isSound(_ hash: ContentHash) async throws -> Bool {
        if case .sound = try await self.verify(hash) { true } else { false }
    }

    /// Those that are there, in groups whose names lie close together.
    package func hashes(_ each: ([ContentHash]) async throws -> Void) async throws {
        guard let rows = self.rows else { return try await self.folder.hashes(each) }
        var last = ""
        while true {
            let page = try await rows.hashes(after: last, writtenBefore: nil, count: 1_000)
            guard let end = page.last else { return }
            try await each(page)
            last = end.hex
        }
    }

    /// Those of `hashes` that were written before `limit`.
    package func written(before limit: Date, among hashes: [ContentHash]) async throws -> [ContentHash] {
        guard let rows = self.rows else {
            return hashes.filter { hash in self.folder.modified(hash).map { $0 < limit } ?? false }
        }
        return try await rows.database.read { connection in
            try hashes.filter { hash in
                try connection.row("SELECT 1 AS old FROM content WHERE sha256 = $1 AND kept_at < $2", hash, limit)
                    != nil
            }
        }
    }

    /// Names of what has not been touched since `instant`, 100,000 at most. A folder may hold what is no hash.
    package func names(olderThan instant: Date) async throws -> [String] {
        guard let rows = self.rows else { return try self.folder.names(olderThan: instant) }
        return try await rows.hashes(after: "", writtenBefore: instant, count: 100_000).map(\.hex)
    }
}

extension Fault {
    fileprivate static var swept: Fault {
        Fault(
            .interrupted, vi: "Tệp vừa bị dọn trong lúc lưu. Gửi lại.",
            en: "A file was swept away while it was being kept. Send it again.")
    }
}
