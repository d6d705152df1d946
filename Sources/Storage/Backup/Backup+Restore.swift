import Crypto
import Exchange
package import Foundation
import GRDB

extension Backup {
    /// Makes the data folder `folder` out of a backup. The folder must not exist or be empty; it appears whole or not at all.
    ///
    /// Throws `Fault`: `conflict` when the folder holds something, `bad-format` when the file is no such backup or was cut, `hash-mismatch`
    /// when it was altered, `disk-full`.
    ///
    /// - Parameter finish: what the server must do with its restored folder before anybody sees it. It leaves nothing open.
    package func restore(
        _ file: URL, into folder: URL, finish: @Sendable (URL) async throws -> Void = { _ in }
    ) async throws -> Summary {
        let part = try await blocking { try self.prepare(file, folder) }
        do {
            let summary = try await blocking { try translatingFaults { try self.fill(part, from: file) } }
            try await finish(part)
            try await blocking { try Self.show(part, as: folder) }
            return summary
        } catch {
            try FileManager.default.removeItem(at: part)
            throw error
        }
    }

    /// A folder beside `folder`, which must be free.
    private func prepare(_ file: URL, _ folder: URL) throws -> URL {
        let manager = FileManager.default
        guard manager.isReadableFile(atPath: file.path) else {
            throw Fault(.notFound, vi: "Không mở được tệp sao lưu.", en: "The backup cannot be opened.")
        }
        if let held = try? manager.contentsOfDirectory(atPath: folder.path), !held.isEmpty {
            throw Fault(
                .conflict, vi: "Thư mục \"\(folder.path)\" không trống: chỉ phục hồi vào thư mục trống.",
                en: "The folder \"\(folder.path)\" is not empty.")
        }
        let parent = folder.deletingLastPathComponent()
        try manager.createDirectory(at: parent, withIntermediateDirectories: true)
        let part = parent.appending(
            path: ".\(folder.lastPathComponent).\(UUID().uuidString.prefix(8)).part", directoryHint: .isDirectory)
        try manager.createDirectory(
            at: part, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return part
    }

    private static func show(_ part: URL, as folder: URL) throws {
        if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
        try FileDescriptor.syncFolder(part.path)
        guard rename(part.path, folder.path) == 0 else { throw Fault.file("rename", errno) }
        try FileDescriptor.syncFolder(folder.deletingLastPathComponent().path)
    }

    private func fill(_ part: URL, from file: URL) throws -> Summary {
        let target = part.appending(path: self.databaseName)
        try BackupSeal.open(file, into: target)
        let queue: DatabaseQueue
        do {
            queue = try Self.queue(target)
            let kind = try queue.read { try String.fetchOne($0, sql: "SELECT kind FROM backup_info LIMIT 1") }
            guard kind == self.kind else { throw Fault.noBackup(of: self.kind) }
        } catch is DatabaseError {
            throw Fault.noBackup(of: self.kind)
        }
        var summary = Summary()
        var folders: Set<String> = [part.path]
        try queue.read { database in
            let files = try GRDB.Row.fetchCursor(
                database, sql: "SELECT path, mode, size_bytes FROM backup_file ORDER BY path")
            while let row = try files.next() {
                let size: Int = row["size_bytes"]
                let path: String = row["path"]
                var folder = (path as NSString).deletingLastPathComponent
                while !folder.isEmpty, folders.insert(part.appending(path: folder).path).inserted {
                    folder = (folder as NSString).deletingLastPathComponent
                }
                try Self.extract(path, mode: row["mode"], sizeBytes: size, to: part, from: database)
                summary.files += 1
                summary.bytes += size
            }
        }
        for folder in folders { try FileDescriptor.syncFolder(folder) }
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "DROP TABLE backup_piece; DROP TABLE backup_file; DROP TABLE backup_info; VACUUM")
        }
        try queue.close()
        return summary
    }

    private static func extract(
        _ path: String, mode: Int, sizeBytes: Int, to folder: URL, from database: GRDB.Database
    ) throws {
        // A backup comes from ourselves; all the same nothing is written outside of the folder.
        guard !path.split(separator: "/").contains(".."), !path.hasPrefix("/") else { throw Fault.altered(path) }
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let descriptor = try FileDescriptor.open(file.path, flags: O_WRONLY | O_CREAT | O_EXCL)
        defer { descriptor.close() }
        var hasher = SHA256()
        var written = 0
        let pieces = try Data.fetchCursor(
            database, sql: "SELECT bytes FROM backup_piece WHERE path = ? ORDER BY position", arguments: [path])
        while let piece = try pieces.next() {
            hasher.update(data: piece)
            try piece.withUnsafeBytes { try descriptor.write($0) }
            written += piece.count
        }
        guard written == sizeBytes else { throw Fault.altered(path) }
        if let hash = self.hash(inPath: path), ContentHash(hasher.finalize()).hex != hash { throw Fault.altered(path) }
        try descriptor.sync()
        guard chmod(file.path, mode_t(mode)) == 0 else { throw Fault.file("chmod", errno) }
    }
}

extension Fault {
    fileprivate static func noBackup(of kind: String) -> Fault {
        Fault(.badFormat, vi: "Tệp này không phải bản sao lưu của \(kind).", en: "The file is no backup of \(kind).")
    }
}
