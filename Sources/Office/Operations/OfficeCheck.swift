import Exchange
package import Foundation
package import Storage
import Trust

/// Compares database and files of an office with each other (kiểm tra dữ liệu văn phòng): anything that is missing, altered or unexplained is
/// found, each with its place. Works beside a running office and without one.
package struct OfficeCheck: Sendable {
    package struct Report: CheckReport {
        package var findings: [CheckFinding] = []
        package var more = 0
        package var documents = 0
        package var numbers = 0
        package var packages = 0
        package var files = 0
        /// Files that no row names: of forms that were not finished.
        package var unnamed = 0
        /// Lines of the access log.
        package var accesses = 0

        package var counts: [CheckCount] {
            [
                CheckCount("documents", "văn bản", self.documents),
                CheckCount("numbers", "số trong sổ", self.numbers),
                CheckCount("packages", "gói tin", self.packages), CheckCount("files", "tệp", self.files),
                CheckCount("unnamed", "tệp thừa", self.unnamed), CheckCount("accesses", "lượt truy cập", self.accesses),
            ]
        }
    }

    private let database: Database
    /// Its database says whether files lie here.
    private let folder: ContentStore
    private let signed: Checkpoint?
    /// By which the end of the access log and its cuts were signed; nil: nobody knows.
    private let key: VerifyingKey?

    /// - Parameter address: of its database on PostgreSQL; nil: `office.sqlite` in the folder.
    ///
    /// Throws `not-found` when there is no office in `folder`.
    package init(folder: URL, database address: String? = nil) throws {
        let sign = address == nil ? folder.appending(path: "office.sqlite") : folder
        if address == nil { try NodeFolder(folder, of: OfficeData.server).refuseWithoutAddress() }
        guard FileManager.default.fileExists(atPath: sign.path) else {
            throw Fault(
                .notFound, vi: "Thư mục này không có dữ liệu của văn phòng.", en: "There is no office in this folder.")
        }
        let key = try Self.key(in: folder)
        self.init(
            database: try OfficeServer.openDatabase(in: folder, at: address),
            content: KeptContent(ContentStore(reading: folder.appending(path: "content"))),
            // How far the access log had come when it was signed last; nil: nothing tells.
            signed: key.flatMap { CheckpointFile(folder: folder).kept(by: $0) }, key: key)
    }

    private static func key(in folder: URL) throws -> VerifyingKey? {
        let file = folder.appending(path: "keys/access.pub.pem")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try VerifyingKey(pem: String(contentsOf: file, encoding: .utf8))
    }

    init(database: Database, content: KeptContent, signed: Checkpoint? = nil, key: VerifyingKey? = nil) {
        self.database = database
        self.folder = content.folder
        self.signed = signed
        self.key = key
    }

    package func run() async throws -> Report {
        var report = Report()
        do {
            let (rows, hashes) = try await self.checkRows()
            report = rows
            report.files = hashes.count
            report.unnamed = try await report.check(
                hashes, in: try await ContentPlace.open(self.folder, self.database),
                strange: ("Tệp lạ trong kho.", "A file that the office did not make."),
                isNeeded: { hash in try await self.database.read { try StoredFiles.names.isNeeded(hash, in: $0) } })
        } catch {
            try report.add(error, of: self.databaseName)
        }
        return report
    }

    private var databaseName: String { self.database.engine == .sqlite ? "office.sqlite" : "postgresql" }

    /// One snapshot: what a running office writes meanwhile is not half seen. Answers the files that its rows name.
    private func checkRows() async throws -> (Report, Set<ContentHash>) {
        try await self.database.read { [signed, key, name = self.databaseName] connection in
            var report = Report()
            // PostgreSQL has tools of its own for its files (pg_amcheck, pg_checksums), and takes no row that names one which is not there.
            if connection.engine == .sqlite {
                try report.checkIntegrity(of: name, in: connection)
                try report.checkForeignKeys(in: connection)
            }
            for rule in ConsistencyRule.all {
                for row in try connection.rows("\(rule.sql) LIMIT 1000") {
                    report.add(rule.area, try row["subject"], rule.vietnamese, rule.english)
                }
            }
            try AccessLog.check(connection, kept: signed, key: key, into: &report)
            func count(_ tables: String...) throws -> Int {
                try tables.reduce(0) { sum, table in
                    sum + (try connection.row("SELECT COUNT(*) AS total FROM \(table)")?["total"] ?? 0)
                }
            }
            report.documents = try count("incoming", "outgoing")
            report.numbers = try count("register_entry")
            report.packages = try count("gateway_inbox", "gateway_outbox")
            let hashes = try connection.rows(StoredFiles.names.hashes).map { row -> ContentHash in try row["hash"] }
            return (report, Set(hashes))
        }
    }
}
