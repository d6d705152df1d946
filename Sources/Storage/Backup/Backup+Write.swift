import Crypto
import Exchange
package import Foundation
import GRDB

extension Backup {
    /// Copies the data folder `folder` into `target` while its server may be running. Rows first, then files: whatever a row names is
    /// there.
    ///
    /// Throws `Fault`: `conflict` when `target` exists, `not-found` when there is no database, `hash-mismatch` when a stored file was
    /// altered, `disk-full`. Then nothing stays.
    package func write(_ folder: URL, to target: URL, now: Date) async throws -> Summary {
        try await blocking { try self.writeNow(folder, to: target, now: now) }
    }

    private func writeNow(_ folder: URL, to target: URL, now: Date) throws -> Summary {
        let source = folder.appending(path: self.databaseName)
        guard FileManager.default.fileExists(atPath: source.path) else {
            throw Fault(
                .notFound, vi: "Thư mục dữ liệu không có \(self.databaseName).",
                en: "The data folder has no \(self.databaseName).")
        }
        guard !FileManager.default.fileExists(atPath: target.path) else {
            throw Fault(
                .conflict, vi: "Tệp \"\(target.lastPathComponent)\" đã có.",
                en: "The file \"\(target.path)\" exists already.")
        }
        let part = target.deletingLastPathComponent()
            .appending(path: ".\(target.lastPathComponent).\(UUID().uuidString.prefix(8)).part")
        do {
            let summary = try translatingFaults { try self.fill(part, from: source, folder, now: now) }
            guard chmod(part.path, 0o600) == 0, rename(part.path, target.path) == 0 else {
                throw Fault.file("rename", errno)
            }
            try FileDescriptor.syncFolder(target.deletingLastPathComponent().path)
            return summary
        } catch {
            unlink(part.path)
            unlink("\(part.path)-journal")
            throw error
        }
    }

    private func fill(_ part: URL, from source: URL, _ folder: URL, now: Date) throws -> Summary {
        // Reads one snapshot: a running server goes on writing.
        try Self.queue(source).writeWithoutTransaction { database in
            try database.execute(sql: "VACUUM INTO ?", arguments: [part.path])
        }
        let queue = try Self.queue(part)
        try queue.write { database in
            try database.execute(sql: Self.schema)
            try database.execute(
                sql: "INSERT INTO backup_info (kind, made_at) VALUES (?, ?)",
                arguments: [self.kind, Timestamp.text(now)])
        }
        var summary = Summary()
        for path in try self.paths(in: folder) {
            try queue.write { database in
                summary.bytes += try Self.copy(path, from: folder, into: database)
                summary.files += 1
            }
        }
        try queue.close()
        return summary
    }

    /// Every file that belongs to the server, sorted; not the database itself, locks and what is being written.
    private func paths(in folder: URL) throws -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: folder.path) else { throw Fault.file("open", errno) }
        var paths: [String] = []
        while let path = walker.nextObject() as? String {
            guard walker.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            let name = (path as NSString).lastPathComponent
            let isOwn = name.hasPrefix(self.databaseName) || name.hasSuffix(".lock") || name.hasPrefix(".")
            let isUnderWay = path.split(separator: "/").contains { $0 == "staging" || $0 == "uploads" }
            if isOwn || isUnderWay { continue }
            paths.append(path)
        }
        return paths.sorted()
    }

    private static func copy(_ path: String, from folder: URL, into database: GRDB.Database) throws -> Int {
        let file = folder.appending(path: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        let descriptor = try FileDescriptor.open(file.path, flags: O_RDONLY)
        defer { descriptor.close() }
        let size = try descriptor.size()
        try database.execute(
            sql: "INSERT INTO backup_file (path, mode, size_bytes) VALUES (?, ?, ?)",
            arguments: [path, attributes[.posixPermissions] as? Int ?? 0o600, size])
        var hasher = SHA256()
        var offset = 0
        while offset < size {
            let bytes = try descriptor.read(at: offset, count: min(self.pieceBytes, size - offset))
            guard !bytes.isEmpty else { throw Fault.altered(path) }
            hasher.update(data: bytes)
            try database.execute(
                sql: "INSERT INTO backup_piece (path, position, bytes) VALUES (?, ?, ?)",
                arguments: [path, offset, Data(bytes)])
            offset += bytes.count
        }
        if let hash = self.hash(inPath: path), ContentHash(hasher.finalize()).hex != hash { throw Fault.altered(path) }
        return size
    }
}
