import Exchange
package import Foundation
import Storage

/// Brings the `hub.sqlite` of a hub into an empty database on PostgreSQL (chuyển sang PostgreSQL), while no hub serves the folder. Everything
/// else in the folder stays where it is: the nodes share it.
///
/// What was copied is told by tables in the target (`migration_source`, `migration_copy`), in the transactions that copy: a move that was
/// stopped goes on where it was.
package struct HubMove: Sendable {
    /// What `hub.sqlite` is called afterwards.
    package static let movedName = "hub.sqlite.moved"

    package struct Summary: Sendable {
        package var tables = 0
        package var rows = 0
    }

    private let folder: URL
    private let address: String
    private let content: ContentPlace?
    /// Rows of one transaction; tests take fewer.
    private let batch: Int
    /// Told after each transaction: table, rows of it that are there, rows that there shall be. What it throws ends the move, which can go on later.
    private let onCopied: @Sendable (String, Int, Int) throws -> Void

    /// - Parameters:
    ///   - address: of the target (`postgres://…`); may hold a password.
    ///   - content: where the packages shall be kept; nil: where a move that was begun puts them, else in the folder.
    package init(
        folder: URL, to address: String, content: ContentPlace? = nil, batch: Int = 1_000,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void = { _, _, _ in }
    ) {
        self.folder = folder
        self.address = address
        self.content = content
        self.batch = batch
        self.onCopied = onCopied
    }

    /// Throws `conflict` when a hub serves the folder, when the hub's data do not agree, when the target is another's or finished, when anything is
    /// not the same afterwards; `encoding` for a text that PostgreSQL does not keep; `not-found` without a hub; `database-unreachable`.
    package func run() async throws -> Summary {
        let file = self.folder.appending(path: "hub.sqlite")
        try HubDatabase.refuseWithoutAddress(self.folder)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw Fault(
                .notFound, vi: "Thư mục này không có hub.sqlite.", en: "There is no hub.sqlite in this folder.",
                place: file.path)
        }
        let lock = try DataLock(folder: self.folder, server: "hub")
        defer { withExtendedLifetime(lock) {} }
        var limits = PostgreSQLLimits()
        limits.statement = .seconds(3_600)
        let target = try Database.open(postgres: self.address, limits: limits)
        let known = try await target.read { try HubMoveState(in: $0) }
        // Brings the source to our schema too.
        try await self.check(try HubCheck(folder: self.folder), "hub.sqlite")
        let source = try Database.open(reading: file)
        let mark = try await Self.mark(of: source)
        if let known, known.mark != mark { throw Fault.otherSource }
        let tables = try await source.read { try HubMoveTable.all(in: $0) }
        let summary = Summary(tables: tables.count, rows: tables.reduce(0) { $0 + $1.rows })
        if known?.isFinished != true {
            if known == nil { try await target.write { try HubMoveState.begin(mark, in: $0) } }
            try HubDatabase.migrate(target)
            let place = try await target.write { [content] in try ContentPlace.settle(content, in: $0) }
            try await Self.compare(tables, with: target)
            for table in tables { try await self.copy(table, from: source, to: target) }
            try await Self.count(tables, in: target)
            if place == .database { try await self.copyPackages(to: target) }
            _ = try await target.write { try $0.execute("ANALYZE") }
            try await self.check(try HubCheck(folder: self.folder, database: self.address), "postgresql")
            // A command that wrote into the source meanwhile.
            guard try await Self.mark(of: source) == mark else { throw Fault.otherSource }
            _ = try await target.write { try HubMoveState.finish(at: Date(), in: $0) }
        }
        try source.close()
        try target.close()
        try await self.putAside(file)
        return summary
    }

    /// The newest checkpoint of the log: whatever a hub or a command does makes another. Empty: the hub has signed nothing.
    private static func mark(of source: Database) async throws -> String {
        try await source.read { connection in
            try connection.row("SELECT text FROM evidence_checkpoint ORDER BY size DESC LIMIT 1")?["text"] ?? ""
        }
    }

    private func check(_ check: HubCheck, _ name: String) async throws {
        let report = try await check.run()
        guard let first = report.findings.first else { return }
        let count = report.findings.count + report.more
        throw Fault(
            .conflict,
            vi:
                "Dữ liệu của trục không khớp (\(count) điểm), chưa chuyển: \(first.vietnamese) Xem: lienthong hub check.",
            en:
                "The hub's data disagree (\(count) findings), nothing is moved: \(first.english) See lienthong hub check.",
            place: "\(name): \(first.area) \(first.subject)")
    }

    /// The target has the same tables.
    private static func compare(_ tables: [HubMoveTable], with target: Database) async throws {
        let names: [String] = try await target.read { connection in
            try connection.rows(
                "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() LIMIT 1000"
            ).map { try $0["name"] }
        }
        let others = Set(names).subtracting(HubMoveState.tables.union(ContentPlace.tables)).symmetricDifference(
            tables.map(\.name))
        guard let other = others.min() else { return }
        throw Fault(
            .conflict, vi: "Bảng \"\(other)\" chỉ có ở một bên; chưa chuyển xong.",
            en: "The table \"\(other)\" is on one side only; the move is not finished.", place: other)
    }

    private func copy(_ table: HubMoveTable, from source: Database, to target: Database) async throws {
        var place = try await target.write { try HubMoveState.place(of: table, in: $0) }
        while true {
            let (last, batch) = (place.lastRow, self.batch)
            let rows = try await source.read { try table.page(after: last, limit: batch, in: $0) }
            guard let first = rows.first, let end = rows.last else { return }
            let before = place
            do {
                place = try await target.write { connection in
                    try table.insert(rows, in: connection)
                    return try HubMoveState.advance(table, from: before, to: end.number, by: rows.count, in: connection)
                }
            } catch let error where !(error is Fault || error is CancellationError) {
                throw Fault(
                    .conflict,
                    vi: "PostgreSQL không nhận bảng \"\(table.name)\", dòng \(first.number) đến \(end.number).",
                    en:
                        "PostgreSQL refuses rows \(first.number) to \(end.number) of the table \"\(table.name)\": \(error).",
                    place: table.name)
            }
            try self.onCopied(table.name, place.copied, table.rows)
        }
    }

    /// Brings the packages into the target. What is there already is left as it is.
    private func copyPackages(to target: Database) async throws {
        let files = ContentStore(reading: self.folder.appending(path: "content"))
        let kept = KeptContent(files, in: target)
        let all: Int = try await target.read { connection in
            try connection.row(
                "SELECT COUNT(DISTINCT sha256) AS count FROM package WHERE removed_at IS NULL")?["count"] ?? 0
        }
        var (copied, after) = (0, "")
        while true {
            let hashes: [ContentHash] = try await target.read { [after] in
                try PackageStore.kept(after: after, limit: 100, in: $0)
            }
            guard let last = hashes.last else { return }
            for hash in hashes { try await kept.keep(copyOf: files.open(hash), as: hash) }
            after = last.hex
            copied += hashes.count
            try self.onCopied("content", copied, all)
        }
    }

    private static func count(_ tables: [HubMoveTable], in target: Database) async throws {
        for table in tables {
            let count = try await target.read { try table.count(in: $0) }
            guard count == table.rows else {
                throw Fault(
                    .conflict,
                    vi: "Bảng \"\(table.name)\" có \(table.rows) dòng, PostgreSQL có \(count); chưa chuyển xong.",
                    en:
                        "The table \"\(table.name)\" has \(table.rows) rows, PostgreSQL has \(count); the move is not finished.",
                    place: table.name)
            }
        }
    }

    /// Under another name, whole in one file, so that nothing serves it any more.
    private func putAside(_ file: URL) async throws {
        let own = try Database.open(file: file)
        guard try await own.settle() else {
            throw Fault(
                .conflict, vi: "Có tiến trình khác đang đọc hub.sqlite; dừng nó rồi chạy lại lệnh này.",
                en: "Another process reads hub.sqlite. Stop it and run this command again.", place: file.path)
        }
        try own.close()
        let moved = self.folder.appending(path: Self.movedName)
        try await blocking {
            try DurableFiles.move(file, to: moved)
            // Empty, where another connection was still there.
            for end in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: file.path + end) {
                try DurableFiles.move(URL(fileURLWithPath: file.path + end), to: URL(fileURLWithPath: moved.path + end))
            }
        }
    }

    /// Throws `conflict` when a move into this database on PostgreSQL was not finished: no node serves a part of a hub.
    static func refuseUnfinished(_ database: Database) async throws {
        guard let state = try await database.read({ try HubMoveState.ifBegun(in: $0) }), !state.isFinished else {
            return
        }
        throw Fault(
            .conflict, vi: "Việc chuyển hub.sqlite sang cơ sở dữ liệu này chưa xong: chạy lại lienthong hub migrate.",
            en: "The move of a hub.sqlite into this database is not finished: run lienthong hub migrate again.",
            place: "postgresql")
    }
}

extension Fault {
    fileprivate static var otherSource: Fault {
        Fault(
            .conflict,
            vi:
                "Cơ sở dữ liệu này nhận một hub.sqlite khác, hoặc hub.sqlite đã đổi từ lúc bắt đầu. Tạo cơ sở dữ liệu trống mới rồi chạy lại.",
            en:
                "The database was begun for another hub.sqlite, or the file has changed since. Make a new, empty database and run again.",
            place: "to")
    }
}
