import Exchange
import Foundation
import GRDB

/// Everything that one server keeps (bản sao lưu), in one file: an SQLite database that holds the tables as they were at one instant and
/// every file of the data folder in pieces, and a seal over all of it. It holds keys as well: keep it as safe as the server.
package struct Backup: Sendable {
    /// Whose: `hub`, `office`. One cannot be restored as the other.
    let kind: String
    /// The name of the server's database in its data folder.
    let databaseName: String
    /// Nil: every file that lies in a content store.
    let storedFiles: StoredFiles?

    /// Which files of a content store belong to the rows of a database.
    package struct StoredFiles: Sendable {
        /// The store's folder in the data folder.
        let folder: String
        /// SQL that gives the hash of each file that a row names, once.
        let hashes: String

        package init(folder: String, hashes: String) {
            self.folder = folder
            self.hashes = hashes
        }
    }

    package init(kind: String, databaseName: String, storedFiles: StoredFiles? = nil) {
        self.kind = kind
        self.databaseName = databaseName
        self.storedFiles = storedFiles
    }

    package struct Summary: Sendable, Equatable {
        /// Files beside the database.
        package var files = 0
        /// Their bytes.
        package var bytes = 0
    }

    /// One piece of a file as it lies in the backup.
    static let pieceBytes = 1 << 20

    static let schema = """
        CREATE TABLE backup_info (kind TEXT NOT NULL, made_at TEXT NOT NULL);
        CREATE TABLE backup_file (path TEXT NOT NULL PRIMARY KEY, mode INTEGER NOT NULL, size_bytes INTEGER NOT NULL);
        CREATE TABLE backup_piece (
            path TEXT NOT NULL REFERENCES backup_file (path), position INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (path, position)
        );
        """

    /// Opens a database for this one work, durable as the server's own.
    static func queue(_ file: URL) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return try DatabaseQueue(path: file.path, configuration: configuration)
    }

    /// Whether a path is a file of the content store, whose name is its hash.
    static func hash(inPath path: String) -> String? {
        let parts = path.split(separator: "/")
        guard parts.count >= 3, parts[parts.count - 3] == "files", let name = parts.last, name.utf8.count == 64 else {
            return nil
        }
        return String(name)
    }
}

extension Fault {
    static func altered(_ path: String) -> Fault {
        Fault(
            .hashMismatch,
            vi: "Tệp \(path) bị mất hoặc không còn đúng như lúc được lưu.",
            en: "The file \(path) is missing, or not what its name says: it was altered on disk.",
            place: path
        )
    }
}
