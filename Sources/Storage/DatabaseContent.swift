import Crypto
package import Exchange
import Foundation
import Synchronization

/// Content in rows of the database (nội dung trong cơ sở dữ liệu), named by its SHA-256 as the files of `ContentStore`: the same bytes are kept once.
///
/// `content` says what is there, `content_chunk` holds the bytes. Both come in one transaction beside the writers (`Database.writeBeside`), so that many
/// bytes do not hold up those who write rows; both go in the transaction of a writer.
struct DatabaseContent: Sendable {
    let database: Database

    /// Bytes of one row; the last row of a content has fewer. What is kept was cut so: this number never changes.
    static let chunkBytes = 256 * 1024

    /// PostgreSQL need not try to compress: packages are Base64 of what is compressed already.
    static let migration = Migration(
        "0400 create content",
        sql: Self.tables,
        postgres: PostgreSQLTypes.translate(Self.tables)
            + "ALTER TABLE content_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;"
    )

    private static let tables = """
        CREATE TABLE content (
            sha256 TEXT NOT NULL PRIMARY KEY CHECK (LENGTH(sha256) = 64),
            size_bytes BIGINT NOT NULL CHECK (size_bytes >= 0),
            kept_at TEXT NOT NULL
        );
        CREATE TABLE content_chunk (
            sha256 TEXT NOT NULL REFERENCES content (sha256) ON DELETE CASCADE,
            number BIGINT NOT NULL CHECK (number >= 0),
            bytes BLOB NOT NULL,
            PRIMARY KEY (sha256, number)
        );

        """

    /// Keeps the bytes of `file`. When this returns, they are on disk at the database, each as in the file; when it throws, nothing has changed.
    ///
    /// What is there already is compared by the database, row by row, and mended where it was altered, lost or is too much: so whoever keeps the
    /// same bytes again need not know whether they are sound. Readers meanwhile see each row as it was or as it should be. It becomes as new as what
    /// was written now: no sweep takes it before a row names it. Who keeps or removes the same at this moment is waited for, or waits.
    ///
    /// Throws `interrupted` when the file has other bytes by now, `database-busy` when it takes too long: a minute, and a second for each MiB.
    func keep(_ file: ContentReader, as hash: ContentHash) async throws {
        let deadline = ContinuousClock.now + .seconds(60 + (file.sizeBytes >> 20))
        try await self.database.writeBeside { connection in
            try connection.execute(
                """
                INSERT INTO content (sha256, size_bytes, kept_at) VALUES ($1, $2, $3)
                ON CONFLICT (sha256) DO UPDATE SET size_bytes = excluded.size_bytes, kept_at = excluded.kept_at
                """, hash, file.sizeBytes, Date())
            let count = Self.chunks(of: file.sizeBytes)
            var hasher = SHA256()
            for number in 0..<count {
                guard ContinuousClock.now < deadline else { throw Fault.databaseBusy }
                let bytes = try file.read(at: number * Self.chunkBytes, count: Self.chunkBytes)
                hasher.update(data: bytes)
                try connection.execute(
                    """
                    INSERT INTO content_chunk (sha256, number, bytes) VALUES ($1, $2, $3)
                    ON CONFLICT (sha256, number) DO UPDATE SET bytes = excluded.bytes WHERE content_chunk.bytes <> excluded.bytes
                    """, hash, number, bytes)
            }
            guard ContentHash(hasher.finalize()) == hash else { throw Fault.contentChanged }
            try connection.executeLater(
                "DELETE FROM content_chunk WHERE sha256 = $1 AND number >= $2", hash, count)
        }
    }

    static func chunks(of sizeBytes: Int) -> Int { (sizeBytes + Self.chunkBytes - 1) / Self.chunkBytes }

    static func contains(_ hash: ContentHash, in connection: Connection) throws -> Bool {
        try connection.row("SELECT 1 AS kept FROM content WHERE sha256 = $1", hash) != nil
    }

    /// In the transaction of a writer; nothing happens when it is not there.
    static func remove(_ hash: ContentHash, in connection: Connection) throws {
        try connection.execute("DELETE FROM content WHERE sha256 = $1", hash)
    }

    /// The same unless it was written since `limit`; false: it was, or it is not there.
    static func remove(_ hash: ContentHash, olderThan limit: Date, in connection: Connection) throws -> Bool {
        try connection.execute("DELETE FROM content WHERE sha256 = $1 AND kept_at < $2", hash, limit) > 0
    }

    /// Makes it as new as what is written now; nothing happens when it is not there.
    func touch(_ hash: ContentHash) async throws {
        _ = try await self.database.writeBeside { connection in
            try connection.execute("UPDATE content SET kept_at = $2 WHERE sha256 = $1", hash, Date())
        }
    }

    /// Throws `not-found`.
    static func sizeBytes(of hash: ContentHash, in connection: Connection) throws -> Int {
        guard let row = try connection.row("SELECT size_bytes FROM content WHERE sha256 = $1", hash) else {
            throw Fault.lost(hash)
        }
        return try row["size_bytes"]
    }

    /// Hands out the rows one after the other, of at most `maximumBytes`. Throws `not-found`, `too-large`; a row that is missing is not noticed.
    static func read(
        _ hash: ContentHash, atMost maximumBytes: Int, in connection: Connection, _ each: ([UInt8]) throws -> Void
    ) throws {
        let size = try self.sizeBytes(of: hash, in: connection)
        guard size <= maximumBytes else {
            throw Fault(
                .tooLarge, vi: "Tệp lớn hơn \(maximumBytes >> 10) KB.",
                en: "The file is larger than \(maximumBytes) bytes.")
        }
        for number in 0..<self.chunks(of: size) {
            let chunk = try connection.row(
                "SELECT bytes FROM content_chunk WHERE sha256 = $1 AND number = $2", hash, number)
            if let bytes: [UInt8] = try chunk?["bytes"] { try each(bytes) }
        }
    }

    /// Nil: it is not there.
    func open(_ hash: ContentHash) async throws -> ContentRows? {
        let size: Int? = try await self.database.read { connection in
            try connection.row("SELECT size_bytes FROM content WHERE sha256 = $1", hash)?["size_bytes"]
        }
        return size.map { ContentRows(database: self.database, hash: hash, sizeBytes: $0) }
    }

    /// What is kept and was written before `limit` (nil: at any time), by their names, at most `count`.
    func hashes(after last: String, writtenBefore limit: Date?, count: Int) async throws -> [ContentHash] {
        try await self.database.read { connection in
            try connection.rows(
                """
                SELECT sha256 FROM content WHERE sha256 > $1 AND (CAST($2 AS TEXT) IS NULL OR kept_at < $2)
                ORDER BY sha256 LIMIT $3
                """, last, limit, count
            ).map { try $0["sha256"] }
        }
    }
}

/// Content on its way out of the database, a row after the other. The row that was read last is held, so that who reads in smaller pieces asks
/// for each row once; not beyond the last byte, because an archive of many contents has all of them open to its end.
final class ContentRows: ReadableContent {
    let sizeBytes: Int
    private let database: Database
    private let hash: ContentHash
    private let held = Mutex<(number: Int, bytes: [UInt8])?>(nil)

    init(database: Database, hash: ContentHash, sizeBytes: Int) {
        self.database = database
        self.hash = hash
        self.sizeBytes = sizeBytes
    }

    func piece(at offset: Int, count: Int) async throws -> [UInt8] {
        let end = min(offset + count, self.sizeBytes)
        var bytes: [UInt8] = []
        while offset + bytes.count < end {
            let position = offset + bytes.count
            let (number, start) = position.quotientAndRemainder(dividingBy: DatabaseContent.chunkBytes)
            guard let chunk = try await self.chunk(number), start < chunk.count else { break }
            bytes += chunk[start..<min(chunk.count, start + end - position)]
        }
        if end == self.sizeBytes { self.held.withLock { $0 = nil } }
        return bytes
    }

    /// Reads everything. False: a row is missing, altered or too many.
    func isSound() async throws -> Bool {
        let rows: Int = try await self.database.read { [hash] connection in
            try connection.row("SELECT COUNT(*) AS count FROM content_chunk WHERE sha256 = $1", hash)?["count"] ?? 0
        }
        guard rows == DatabaseContent.chunks(of: self.sizeBytes) else { return false }
        var hasher = SHA256()
        var length = 0
        for number in 0..<rows {
            guard let chunk = try await self.chunk(number) else { return false }
            hasher.update(data: chunk)
            length += chunk.count
        }
        return length == self.sizeBytes && ContentHash(hasher.finalize()) == self.hash
    }

    private func chunk(_ number: Int) async throws -> [UInt8]? {
        if let held = self.held.withLock({ $0 }), held.number == number { return held.bytes }
        let bytes: [UInt8]? = try await self.database.read { [hash] connection in
            try connection.row(
                "SELECT bytes FROM content_chunk WHERE sha256 = $1 AND number = $2", hash, number)?["bytes"]
        }
        guard let bytes else { return nil }
        self.held.withLock { $0 = (number, bytes) }
        return bytes
    }
}

extension Fault {
    /// Rows of a content that are not there.
    static func lost(_ hash: ContentHash) -> Fault {
        var fault = Fault.file("open", ENOENT)
        fault.place = hash.hex
        return fault
    }

    /// Rows of a content that are not what they were.
    static func altered(_ hash: ContentHash) -> Fault {
        Fault(
            .internalFault, vi: "Nội dung \(hash.hex) trong cơ sở dữ liệu đã bị hỏng.",
            en: "The content \(hash.hex) in the database was altered. Restore it from a backup.", place: hash.hex)
    }

    /// Whether rows of this content are lost or altered: it stays so, and others must not wait for it.
    package func tells(lossOf hash: ContentHash) -> Bool {
        self.place == hash.hex && [.notFound, .internalFault].contains(self.code)
    }

    fileprivate static var contentChanged: Fault {
        Fault(
            .interrupted, vi: "Tệp đã đổi trong lúc lưu. Gửi lại.",
            en: "The file changed while it was being kept. Send it again.")
    }
}
