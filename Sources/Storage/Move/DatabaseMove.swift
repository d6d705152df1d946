import Exchange
package import Foundation

/// Brings the database file of a server (`hub.sqlite`, `office.sqlite`, `gateway.sqlite`) into an empty database on PostgreSQL (chuyển sang PostgreSQL),
/// while nobody serves the folder. Everything else in the folder stays where it is: the nodes share it.
///
/// What was copied is told by tables in the target (`MoveState`), in the transactions that copy: a move that was stopped goes on where it was.
package struct DatabaseMove: Sendable {
    package struct Summary: Sendable {
        package var tables = 0
        package var rows = 0
    }

    /// What is particular to a server.
    package struct Server: Sendable {
        /// `hub`, `office`, `gateway`: of its commands, its lock and its file.
        let name: String
        let vietnamese: String
        /// Tables that are not copied: `complete` makes anew what stands in them.
        let left: Set<String>
        /// Tables whose names begin so are copied last.
        let last: String?
        /// Of the file: another text after whatever the server or a command of it does.
        let mark: @Sendable (Connection) throws -> String
        let migrate: @Sendable (Database) async throws -> Void
        /// Of the folder with the database at an address, or with its file; brings the file to the newest schema.
        let check: @Sendable (String?) async throws -> any CheckReport
        /// In the target, when all rows are there; begins anew when it was stopped.
        let complete: @Sendable (Database) async throws -> Void

        /// - Parameter vietnamese: what it is called there.
        package init(
            _ name: String, vietnamese: String, left: Set<String> = [], last: String? = nil,
            mark: @escaping @Sendable (Connection) throws -> String,
            migrate: @escaping @Sendable (Database) async throws -> Void,
            check: @escaping @Sendable (String?) async throws -> any CheckReport,
            complete: @escaping @Sendable (Database) async throws -> Void = { _ in }
        ) {
            self.name = name
            self.vietnamese = vietnamese
            self.left = left
            self.last = last
            self.mark = mark
            self.migrate = migrate
            self.check = check
            self.complete = complete
        }

        var file: String { "\(self.name).sqlite" }
    }

    /// The schema of the target, in a statement.
    static let here = "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"

    private let folder: URL
    private let address: String
    private let server: Server
    /// Rows of one transaction; tests take fewer.
    private let batch: Int
    /// Told after each transaction: table, rows of it that are there, rows that there shall be. What it throws ends the move, which can go on later.
    private let onCopied: @Sendable (String, Int, Int) throws -> Void

    /// - Parameter address: of the target (`postgres://…`); may hold a password.
    package init(
        folder: URL, to address: String, of server: Server, batch: Int,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) {
        self.folder = folder
        self.address = address
        self.server = server
        self.batch = batch
        self.onCopied = onCopied
    }

    /// What the file of a server is called afterwards.
    static func movedName(_ server: String) -> String { "\(server).sqlite.moved" }

    /// Throws `conflict` when the folder is served, when the data do not agree, when the target is another's or finished, when anything is
    /// not the same afterwards; `encoding` for a text that PostgreSQL does not keep; `not-found` without a file; `database-unreachable`.
    package func run() async throws -> Summary {
        let file = self.folder.appending(path: self.server.file)
        try NodeFolder(self.folder, of: self.server.name).refuseWithoutAddress()
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw Fault(
                .notFound, vi: "Thư mục này không có \(self.server.file).",
                en: "There is no \(self.server.file) in this folder.", place: file.path)
        }
        let lock = try DataLock(folder: self.folder, server: self.server.name)
        defer { withExtendedLifetime(lock) {} }
        var limits = PostgreSQLLimits()
        limits.statement = .seconds(3_600)
        let target = try Database.open(postgres: self.address, limits: limits)
        let known = try await target.read { try MoveState(in: $0) }
        // Brings the source to our schema too.
        try await self.check(nil)
        let source = try Database.open(reading: file)
        let mark = try await source.read(self.server.mark)
        if let known, known.mark != mark { throw self.otherSource }
        let (left, last) = (self.server.left, self.server.last)
        let tables = try await source.read { try MoveTable.all(without: left, last: last, in: $0) }
        let summary = Summary(tables: tables.count, rows: tables.reduce(0) { $0 + $1.rows })
        if known?.isFinished != true {
            if known == nil { try await target.write { try MoveState.begin(mark, in: $0) } }
            try await self.server.migrate(target)
            if known?.isCopied != true { try await self.copy(tables, from: source, to: target) }
            try await self.server.complete(target)
            _ = try await target.write { try $0.execute("ANALYZE") }
            try await self.check(self.address)
            // A command that wrote into the source meanwhile.
            guard try await source.read(self.server.mark) == mark else { throw self.otherSource }
            _ = try await target.write { try MoveState.finish(at: Date(), in: $0) }
        }
        try source.close()
        try target.close()
        try await self.putAside(file)
        return summary
    }

    private func check(_ address: String?) async throws {
        let report = try await self.server.check(address)
        guard let first = report.findings.first else { return }
        let count = report.findings.count + report.more
        throw Fault(
            .conflict,
            vi:
                "Dữ liệu của \(self.server.vietnamese) không khớp (\(count) điểm), chưa chuyển: \(first.vietnamese) Xem: lienthong \(self.server.name) check.",
            en:
                "The data of the \(self.server.name) disagree (\(count) findings), nothing is moved: \(first.english) See lienthong \(self.server.name) check.",
            place: "\(address == nil ? self.server.file : "postgresql"): \(first.area) \(first.subject)")
    }

    private func copy(_ tables: [MoveTable], from source: Database, to target: Database) async throws {
        try await target.read { try MoveTable.compare(tables, in: $0) }
        try await target.write { try MoveGuards.setAside(in: $0) }
        for table in tables { try await self.copy(table, from: source, to: target) }
        for table in tables { try await Self.count(table, in: target) }
        let given = try await source.read { try MoveNumbers.given(in: $0) }
        try await target.write { connection in
            try MoveNumbers.goOn(after: given, in: connection)
            try MoveGuards.putBack(in: connection)
            try MoveState.copied(at: Date(), in: connection)
        }
    }

    private func copy(_ table: MoveTable, from source: Database, to target: Database) async throws {
        var place = try await target.write { try MoveState.place(of: table, in: $0) }
        while true {
            let (last, batch) = (place.lastRow, self.batch)
            let rows = try await source.read { try table.page(after: last, limit: batch, in: $0) }
            guard let first = rows.first, let end = rows.last else { return }
            let before = place
            do {
                place = try await target.write { connection in
                    try table.insert(rows, in: connection)
                    return try MoveState.advance(table, from: before, to: end.number, by: rows.count, in: connection)
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

    private static func count(_ table: MoveTable, in target: Database) async throws {
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

    /// Under another name, whole in one file, so that nothing serves it any more.
    private func putAside(_ file: URL) async throws {
        let own = try Database.open(file: file)
        guard try await own.settle() else {
            throw Fault(
                .conflict, vi: "Có tiến trình khác đang đọc \(self.server.file); dừng nó rồi chạy lại lệnh này.",
                en: "Another process reads \(self.server.file). Stop it and run this command again.", place: file.path)
        }
        try own.close()
        let moved = self.folder.appending(path: Self.movedName(self.server.name))
        try await blocking {
            try DurableFiles.move(file, to: moved)
            // Empty, where another connection was still there.
            for end in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: file.path + end) {
                try DurableFiles.move(URL(fileURLWithPath: file.path + end), to: URL(fileURLWithPath: moved.path + end))
            }
        }
    }

    /// Throws `conflict` when a move of a `server` into this database on PostgreSQL was not finished: no node serves a part of it.
    package static func refuseUnfinished(_ database: Database, of server: String) async throws {
        guard let state = try await database.read({ try MoveState.ifBegun(in: $0) }), !state.isFinished else { return }
        throw Fault(
            .conflict,
            vi: "Việc chuyển \(server).sqlite sang cơ sở dữ liệu này chưa xong: chạy lại lienthong \(server) migrate.",
            en:
                "The move of a \(server).sqlite into this database is not finished: run lienthong \(server) migrate again.",
            place: "postgresql")
    }

    private var otherSource: Fault {
        let file = self.server.file
        return Fault(
            .conflict,
            vi:
                "Cơ sở dữ liệu này nhận một \(file) khác, hoặc \(file) đã đổi từ lúc bắt đầu. Tạo cơ sở dữ liệu trống mới rồi chạy lại.",
            en:
                "The database was begun for another \(file), or the file has changed since. Make a new, empty database and run again.",
            place: "to")
    }
}
