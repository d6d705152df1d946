import Crypto
import Exchange
package import Foundation
import GRDB

extension Backup {
    /// Copies the data folder `folder` into `target` while its server may be running: the rows of one instant and the stored files that they
    /// name, neither more nor fewer. Rows first, then files: a server writes a file before the row that names it, and removes none.
    ///
    /// Throws `Fault`: `conflict` when `target` exists or the server went on on PostgreSQL, `not-found` when there is no database, `hash-mismatch` when a
    /// stored file was altered or is missing, `cannot-write` when the folder of `target` takes no file, `disk-full`. Then nothing stays.
    package func write(_ folder: URL, to target: URL, now: Date) async throws -> Summary {
        try await blocking { try self.writeNow(folder, to: target, now: now) }
    }

    private func writeNow(_ folder: URL, to target: URL, now: Date) throws -> Summary {
        let source = folder.appending(path: self.databaseName)
        try NodeFolder(folder, of: self.kind).refuseWithoutAddress()
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
        let place = target.deletingLastPathComponent()
        guard access(place.path, W_OK | X_OK) == 0 else {
            throw Fault(
                .cannotWrite, vi: "Không ghi được vào thư mục \"\(place.path)\".",
                en: "The folder \"\(place.path)\" cannot be written to: \(String(cString: strerror(errno))).")
        }
        let lock = try Self.lock(folder)
        defer { withExtendedLifetime(lock) {} }
        let part = place.appending(path: ".\(target.lastPathComponent).\(UUID().uuidString.prefix(8)).part")
        do {
            // For its owner only from the first byte on.
            try FileDescriptor.open(part.path, flags: O_WRONLY | O_CREAT | O_EXCL).close()
            let summary = try translatingFaults { try self.fill(part, from: source, folder, now: now) }
            try BackupSeal.append(to: part)
            guard rename(part.path, target.path) == 0 else { throw Fault.file("rename", errno) }
            try FileDescriptor.syncFolder(place.path)
            return summary
        } catch {
            unlink(part.path)
            unlink("\(part.path)-journal")
            throw error
        }
    }

    /// Whatever the rows of the copy name must be there until it is copied. Who removes files holds the lock for moments: waits a minute at
    /// most, then throws `conflict`.
    private static func lock(_ folder: URL) throws -> FilesLock {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let lock = try FilesLock(folder: folder, for: .keeping) { return lock }
            usleep(50_000)
        }
        throw Fault(
            .conflict, vi: "Trục đang xóa tệp hết thời hạn lưu. Sao lưu lại sau ít phút.",
            en: "Files are being removed from the folder \"\(folder.path)\". Try again later.")
    }

    private func fill(_ part: URL, from source: URL, _ folder: URL, now: Date) throws -> Summary {
        // Reads one snapshot: a running server goes on writing.
        try Self.queue(source).writeWithoutTransaction { database in
            try database.execute(sql: "VACUUM INTO ?", arguments: [part.path])
        }
        let queue = try Self.queue(part)
        let summary = try queue.write { database in
            try database.execute(sql: Self.schema)
            try database.execute(
                sql: "INSERT INTO backup_info (kind, made_at) VALUES (?, ?)",
                arguments: [self.kind, Timestamp.text(now)])
            var summary = Summary()
            for path in try self.paths(in: folder) + self.storedPaths(database, in: folder) {
                summary.bytes += try Self.copy(path, from: folder, into: database)
                summary.files += 1
            }
            return summary
        }
        try queue.close()
        return summary
    }

    /// The stored files that the rows of the snapshot name. A database that a newer version has not brought up to date yet, as before the first start
    /// after an upgrade, may lack a table that is asked: then every file that is there.
    private func storedPaths(_ database: GRDB.Database, in folder: URL) throws -> [String] {
        guard let stored = self.storedFiles else { return [] }
        do {
            return try String.fetchAll(database, sql: stored.hashes).sorted()
                .map { "\(stored.folder)/files/\($0.prefix(2))/\($0)" }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            return try self.everyPath(in: folder).filter { Self.hash(inPath: $0) != nil }
        }
    }

    /// Every other file that belongs to the server, sorted. Those that the rows name are listed by the rows.
    private func paths(in folder: URL) throws -> [String] {
        try self.everyPath(in: folder).filter { self.storedFiles == nil || Self.hash(inPath: $0) == nil }
    }

    /// Every file that belongs to the server, sorted; not the database itself, locks, what is being written or can be made anew.
    private func everyPath(in folder: URL) throws -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: folder.path) else { throw Fault.file("open", errno) }
        var paths: [String] = []
        while let path = walker.nextObject() as? String {
            guard walker.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            let name = (path as NSString).lastPathComponent
            let isOwn = name.hasPrefix(self.databaseName) || name.hasSuffix(".lock")
            let isUnderWay = path.split(separator: "/").contains {
                $0 == "staging" || $0 == "uploads" || $0.hasPrefix(".")
            }
            if isOwn || isUnderWay { continue }
            paths.append(path)
        }
        return paths.sorted()
    }

    private static func copy(_ path: String, from folder: URL, into database: GRDB.Database) throws -> Int {
        let file = folder.appending(path: path)
        guard FileManager.default.fileExists(atPath: file.path) else { throw Fault.altered(path) }
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
