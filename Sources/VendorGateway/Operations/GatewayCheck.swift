import Exchange
package import Foundation
package import Storage

/// Compares database and files of a gateway with each other (kiểm tra dữ liệu cổng liên thông): anything that is missing, altered or unexplained is
/// found, each with its place. Works beside a running gateway and without one.
package struct GatewayCheck: Sendable {
    package struct Report: CheckReport {
        package var findings: [CheckFinding] = []
        package var more = 0
        package var handovers = 0
        package var arrivals = 0
        package var files = 0
        /// Files that no row names: of handovers that were refused or cut off.
        package var unnamed = 0

        package var counts: [CheckCount] {
            [
                CheckCount("handovers", "lần giao", self.handovers),
                CheckCount("arrivals", "gói tin đến", self.arrivals),
                CheckCount("files", "tệp", self.files), CheckCount("unnamed", "tệp thừa", self.unnamed),
            ]
        }
    }

    private let database: Database
    /// Its database says whether files lie here.
    private let folder: ContentStore

    /// - Parameter address: of its database on PostgreSQL; nil: `gateway.sqlite` in the folder.
    ///
    /// Throws `not-found` when there is no gateway in `folder`.
    package init(folder: URL, database address: String? = nil) throws {
        let sign = address == nil ? folder.appending(path: "gateway.sqlite") : folder
        if address == nil { try NodeFolder(folder, of: GatewayData.server).refuseWithoutAddress() }
        guard FileManager.default.fileExists(atPath: sign.path) else {
            throw Fault(
                .notFound, vi: "Thư mục này không có dữ liệu của cổng liên thông.",
                en: "There is no gateway in this folder.")
        }
        self.init(
            database: try GatewayServer.openDatabase(in: folder, at: address),
            content: KeptContent(ContentStore(reading: folder.appending(path: "content"))))
    }

    init(database: Database, content: KeptContent) {
        self.database = database
        self.folder = content.folder
    }

    package func run() async throws -> Report {
        var report = Report()
        do {
            let (rows, hashes) = try await self.checkRows()
            report = rows
            report.files = hashes.count
            report.unnamed = try await report.check(
                hashes, in: try await ContentPlace.open(self.folder, self.database),
                strange: ("Tệp lạ trong kho.", "A file that the gateway did not make."))
        } catch {
            try report.add(error, of: self.databaseName)
        }
        return report
    }

    private var databaseName: String { self.database.engine == .sqlite ? "gateway.sqlite" : "postgresql" }

    /// What is true of the rows at every moment, as queries that find where it is not.
    private static let rules: [(sql: String, vietnamese: String, english: String)] = [
        (
            """
            SELECT id AS subject FROM handover
            WHERE NOT EXISTS (SELECT 1 FROM gateway_outbox WHERE id = handover.outbox_id AND reference = handover.id)
            """,
            "Lần giao không có gói tin gửi đi.", "What was handed over has no package to be sent."
        ),
        (
            """
            SELECT id AS subject FROM gateway_outbox
            WHERE NOT EXISTS (SELECT 1 FROM handover WHERE id = gateway_outbox.reference)
            """,
            "Gói tin gửi đi không thuộc lần giao nào.", "A package that nobody handed over waits to be sent."
        ),
        (
            """
            SELECT delivery_id AS subject FROM gateway_inbox
            WHERE state = 'stored' AND NOT EXISTS (
                SELECT 1 FROM arrival WHERE id = gateway_inbox.delivery_id AND package_hash = gateway_inbox.package_hash
            )
            UNION ALL
            SELECT id FROM arrival WHERE NOT EXISTS (
                SELECT 1 FROM gateway_inbox WHERE delivery_id = arrival.id AND state = 'stored'
            )
            """,
            "Gói tin đã nhận và gói tin đến không khớp.", "What was received and the arrivals disagree."
        ),
    ]

    /// One snapshot: what a running gateway writes meanwhile is not half seen. Answers the files that its rows name.
    private func checkRows() async throws -> (Report, Set<ContentHash>) {
        try await self.database.read { [name = self.databaseName] connection in
            var report = Report()
            // PostgreSQL has tools of its own for its files (pg_amcheck, pg_checksums), and takes no row that names one which is not there.
            if connection.engine == .sqlite {
                try report.checkIntegrity(of: name, in: connection)
                try report.checkForeignKeys(in: connection)
            }
            for rule in Self.rules {
                for row in try connection.rows("\(rule.sql) LIMIT 1000") {
                    report.add("exchange", try row["subject"], rule.vietnamese, rule.english)
                }
            }
            func count(_ table: String) throws -> Int {
                try connection.row("SELECT COUNT(*) AS total FROM \(table)")?["total"] ?? 0
            }
            report.handovers = try count("handover")
            report.arrivals = try count("arrival")
            let hashes = try connection.rows(GatewayFiles.names.hashes).map { row -> ContentHash in try row["hash"] }
            return (report, Set(hashes))
        }
    }
}
