import Exchange
package import Foundation
package import Storage
import Trust

/// Compares database, files and evidence of a hub with each other (kiểm tra dữ liệu trục): anything that is missing, altered or
/// unexplained is found, each with its place. Reads in pages; works beside a running hub and without one.
package struct HubCheck: Sendable {
    /// What was looked at.
    package struct Report: CheckReport {
        package var findings: [CheckFinding] = []
        package var more = 0
        package var events = 0
        package var packages = 0
        package var deliveries = 0
        package var files = 0
        package var notes: [CheckFinding] = []

        package var counts: [CheckCount] {
            [
                CheckCount("events", "sự việc", self.events), CheckCount("packages", "gói tin", self.packages),
                CheckCount("deliveries", "lượt giao", self.deliveries), CheckCount("files", "tệp", self.files),
            ]
        }
    }

    private let database: Database
    private let folder: ContentStore
    private let stray: StrayFiles
    private let key: VerifyingKey
    /// The newest checkpoint outside of the database.
    private let kept: Checkpoint?

    /// - Parameter address: of its database on PostgreSQL; nil: `hub.sqlite` in the folder.
    ///
    /// Throws `not-found` when there is no hub in `folder`.
    package init(folder: URL, database address: String? = nil) throws {
        let sign = address == nil ? "hub.sqlite" : "keys/receipt.pub.pem"
        guard FileManager.default.fileExists(atPath: folder.appending(path: sign).path) else {
            throw Fault(.notFound, vi: "Thư mục này không có dữ liệu của trục.", en: "There is no hub in this folder.")
        }
        let keyFile = folder.appending(path: "keys/receipt.pub.pem")
        guard let key = try? VerifyingKey(pem: String(contentsOf: keyFile, encoding: .utf8)) else {
            throw Fault(
                .conflict, vi: "Không đọc được khóa \"\(keyFile.path)\". Khôi phục từ bản sao lưu.",
                en: "The file \"\(keyFile.path)\" holds no key. Restore it from a backup.", place: keyFile.path)
        }
        self.database = try HubDatabase.open(in: folder, at: address)
        self.folder = ContentStore(reading: folder.appending(path: "content"))
        self.stray = StrayFiles(folder: folder)
        self.key = key
        // Before anything else is read: what a running hub writes meanwhile is newer.
        self.kept = CheckpointFile(folder: folder).kept(by: key)
    }

    package func run() async throws -> Report {
        var report = Report()
        do {
            report = try await self.checkRows()
            let content = try await ContentPlace.open(self.folder, self.database)
            try await self.checkFiles(of: content, into: &report)
        } catch {
            try report.add(error, of: self.databaseName)
        }
        report.notes = try self.stray.notes()
        return report
    }

    private var databaseName: String { self.database.engine == .sqlite ? "hub.sqlite" : "postgresql" }

    /// One snapshot: what a running hub writes meanwhile is not half seen.
    private func checkRows() async throws -> Report {
        try await self.database.read { [key, kept, name = self.databaseName] connection in
            var report = Report()
            // PostgreSQL has tools of its own for its files (pg_amcheck, pg_checksums).
            if connection.engine == .sqlite { try report.checkIntegrity(of: name, in: connection) }
            let closed = try LogCheck.run(connection, key: key, into: &report)
            if let kept, report.events < kept.size {
                let fault = Fault.lostEntries(kept.size, now: report.events, in: connection.engine)
                report.add("database", name, fault.vietnamese, fault.english)
            }
            try StateCheck.run(connection, closed: closed, into: &report)
            return report
        }
    }

    /// Each file that a package names and has not lost is there with its bytes. Files that nobody names come from a crash or from a hub that is
    /// just taking something in or removing something: only what is older than an hour is told.
    private func checkFiles(of content: KeptContent, into report: inout Report) async throws {
        var after = ""
        while true {
            let hashes: [ContentHash] = try await self.database.read { [after] connection in
                try PackageStore.kept(after: after, limit: 500, in: connection)
            }
            guard let last = hashes.last else { break }
            after = last.hex
            for hash in hashes {
                report.files += 1
                switch try await content.verify(hash) {
                case .sound: break
                case .missing:
                    // It may have gone since the page was read.
                    guard try await self.isKept(hash) else { continue }
                    report.add("file", hash.hex, "Mất tệp của gói tin.", "The file of a package is missing.")
                case .altered:
                    report.add("file", hash.hex, "Tệp của gói tin đã bị sửa.", "The file of a package was altered.")
                }
            }
        }
        let hourAgo = Date().addingTimeInterval(-3600)
        for name in try await content.names(olderThan: hourAgo) {
            guard let hash = ContentHash(hex: name) else {
                report.add("file", name, "Tệp lạ trong kho.", "A file that the hub did not make.")
                continue
            }
            guard try await !self.isKept(hash) else { continue }
            if let removedAt = try await self.database.read({ try PackageStore.removedAt(hash, in: $0) }) {
                guard removedAt < Timestamp.text(hourAgo) else { continue }
                report.add(
                    "file", name, "Tệp đã xóa theo thời hạn lưu mà vẫn còn; lần khởi động sau trục sẽ xóa.",
                    "A file that was removed is still there; the next start removes it.")
            } else {
                report.add("file", name, "Tệp không thuộc gói tin nào.", "A file that no package names.")
            }
        }
    }

    private func isKept(_ hash: ContentHash) async throws -> Bool {
        try await self.database.read { try PackageStore.isKept(hash, in: $0) }
    }
}
