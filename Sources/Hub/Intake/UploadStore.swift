import Exchange
import Foundation
import Storage

/// Packages that come in pieces (tải lên từng phần): what has arrived stays over cut lines and restarts of the hub, a day at most.
struct UploadStore: Sendable {
    let database: Database
    /// Holds one file for each upload, named by its id.
    let folder: URL
    let now: @Sendable () -> Date

    static let migration = Migration(
        "0014 create upload",
        sql: """
            CREATE TABLE upload (
                id TEXT NOT NULL PRIMARY KEY,
                system_id TEXT NOT NULL REFERENCES system (id),
                sha256 TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
                size_bytes BIGINT NOT NULL CHECK (size_bytes > 0),
                created_at TEXT NOT NULL,
                UNIQUE (system_id, sha256)
            );
            """
    )

    struct Upload: Sendable, Equatable {
        var id: String
        var hash: ContentHash
        var sizeBytes: Int
    }

    /// Seconds.
    private static let lifetime: TimeInterval = 24 * 3600
    /// Of one system at once.
    private static let maximumOpen = 16

    /// The upload of the file `hash`: the one that the system began already, or a new one. Removes what is older than a day.
    ///
    /// Throws `too-many-requests` when the system has too many open ones.
    func begin(_ hash: ContentHash, sizeBytes: Int, by system: String) async throws -> Upload {
        try await self.sweep()
        let now = self.now()
        let id = UniqueID.make(at: now)
        return try await self.database.write { connection in
            let known = try connection.row(
                "SELECT * FROM upload WHERE system_id = $1 AND sha256 = $2", system, hash)
            if let known = try known.map(Upload.init(row:)), known.sizeBytes == sizeBytes { return known }
            let open = try connection.row("SELECT COUNT(*) AS count FROM upload WHERE system_id = $1", system)
            guard try open?["count"] ?? 0 < Self.maximumOpen, known == nil else {
                throw Fault(
                    .tooManyRequests, vi: "Hệ thống đang tải lên quá nhiều gói tin.",
                    en: "The system has too many open uploads, or one of this file with another size.")
            }
            try connection.execute(
                "INSERT INTO upload (id, system_id, sha256, size_bytes, created_at) VALUES ($1, $2, $3, $4, $5)",
                id, system, hash, sizeBytes, now)
            return Upload(id: id, hash: hash, sizeBytes: sizeBytes)
        }
    }

    /// Throws `not-found` when the system has no such upload.
    func find(_ id: String, of system: String) async throws -> Upload {
        let row = try await self.database.read { connection in
            try connection.row("SELECT * FROM upload WHERE id = $1 AND system_id = $2", id, system)
                .map(Upload.init(row:))
        }
        guard let row else {
            throw Fault(
                .notFound, vi: "Không có lượt tải lên này, hoặc đã quá một ngày.",
                en: "There is no such upload, or it is older than a day.")
        }
        return row
    }

    func end(_ upload: Upload) async throws {
        _ = try await self.database.write { try $0.execute("DELETE FROM upload WHERE id = $1", upload.id) }
        unlink(self.file(of: upload).path)
    }

    func file(of upload: Upload) -> URL { self.folder.appending(path: upload.id) }

    /// Bytes that have arrived.
    func offset(of upload: Upload) throws -> Int {
        let path = self.file(of: upload).path
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    private func sweep() async throws {
        let limit = self.now().addingTimeInterval(-Self.lifetime)
        let old = try await self.database.write { connection in
            try connection.rows("DELETE FROM upload WHERE created_at < $1 RETURNING *", limit).map(Upload.init(row:))
        }
        for upload in old { unlink(self.file(of: upload).path) }
    }
}

extension UploadStore.Upload {
    fileprivate init(row: Row) throws {
        self.init(id: try row["id"], hash: try row["sha256"], sizeBytes: try row["size_bytes"])
    }
}
