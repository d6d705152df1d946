import Foundation
import Programs
import Storage

@testable import Hub

/// Rows of a hub that has worked for years, made by the database itself: as many deliveries as one likes, half as many packages, of each two one a
/// status, and a log as long as the deliveries are many. What waits is the same however much lies there.
///
/// A quarter of the deliveries goes to H29, a quarter comes to G22, which has sent every document; the rest goes to 2,000 agencies of 500 systems,
/// half of it by way of the hub above. G22 never reported a status and H29 never sent a document: whoever looks for one must not look for long.
struct FilledHub {
    let database: Database
    /// A multiple of four, 10,000 at least.
    let deliveries: Int

    /// What still waits of each quarter.
    static let waiting = 100
    /// When it was put there.
    static let waitingSince = "2024-08-15T04:00:00.000Z"

    /// Entries of the log: a power of two, above which the tree needs one node of what is below.
    var entries: Int {
        var entries = 1 << 14
        while entries < self.deliveries { entries *= 2 }
        return entries
    }

    private static let tables = [
        "package", "delivery", "handling", "evidence_event", "evidence_node", "uplink_send", "uplink_receiver",
    ]
    private static let step = 50_000

    /// Indexes are set aside meanwhile, because they are made in a tenth of the time when the rows are there.
    func fill() async throws {
        let indexes = try await self.dropIndexes()
        try await self.organs()
        try await self.packages()
        try await self.log()
        for index in indexes { _ = try await self.database.write { try $0.execute(index) } }
        // As PostgreSQL does by itself; SQLite knows nothing of its rows.
        if self.database.engine == .postgreSQL { _ = try await self.database.write { try $0.execute("ANALYZE") } }
    }

    private func dropIndexes() async throws -> [String] {
        let tables = Self.tables.map { "'\($0)'" }.joined(separator: ", ")
        let query =
            switch self.database.engine {
            case .sqlite:
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (\(tables))"
            case .postgreSQL:
                """
                SELECT indexname AS name, indexdef AS sql FROM pg_indexes
                WHERE schemaname = 'public' AND tablename IN (\(tables))
                    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)
                """
            }
        return try await self.database.write { connection in
            try connection.rows(query, values: []).map { row in
                let name: String = try row["name"]
                try connection.execute("DROP INDEX \(name)")
                return try row["sql"]
            }
        }
    }

    /// Runs `insert` for `i` from 0 to `count` - 1, in transactions of some ten thousand rows.
    private func rows(_ count: Int, from first: Int = 0, _ insert: String) async throws {
        for start in stride(from: first, to: count, by: Self.step) {
            let last = min(start + Self.step, count) - 1
            _ = try await self.database.write { connection in
                // Every row names what is there: nothing has to look.
                if connection.engine == .postgreSQL {
                    try connection.execute("SET LOCAL session_replication_role = 'replica'")
                }
                return try connection.execute(
                    """
                    WITH RECURSIVE n (i) AS (
                        SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST($2 AS BIGINT))
                    \(insert) FROM n
                    """, start, last)
            }
        }
    }

    private func organs() async throws {
        let organ = "'K' || \(Self.digits("i / 100", 2)) || '.' || \(Self.digits("i % 100", 2))"
        try await self.rows(
            2000,
            "INSERT INTO organ (code, name, kind, search) SELECT \(organ), 'Cơ quan ' || CAST(i AS TEXT), 'commune', 'co quan'"
        )
        try await self.rows(2000, "INSERT INTO organ_code (spelling, organ) SELECT \(organ), \(organ)")
        try await self.rows(
            500,
            """
            INSERT INTO system (id, name, token_hash, enabled, created_at)
            SELECT 's' || CAST(i AS TEXT), 's', 'h' || CAST(i AS TEXT), 1, '2024-01-01T00:00:00.000Z'
            """)
        try await self.rows(
            2000, "INSERT INTO system_organ (system_id, organ) SELECT 's' || CAST(i / 4 AS TEXT), \(organ)")
        try await self.rows(
            100,
            """
            INSERT INTO webhook (system_id, url, generation, cursor, failures, next_attempt_at, suspended)
            SELECT 's' || CAST(i AS TEXT), 'https://s.example', 1, \(self.deliveries - 4 * Self.waiting), 0,
                '2024-01-01T00:00:00.000Z', 0
            """)
    }

    private func packages() async throws {
        let (total, old) = (self.deliveries, self.deliveries - 4 * Self.waiting)
        // i even: a document; i odd: the status of H29 about it.
        try await self.rows(
            total / 2,
            """
            INSERT INTO package (id, system_id, from_organ, kind, document_id, document_code, promulgation_date, urgency,
                sha256, size_bytes, received_at)
            SELECT \(self.package("i")), CASE WHEN i % 2 = 0 THEN 'g22' ELSE 'h29' END,
                CASE WHEN i % 2 = 0 THEN 'G22' ELSE 'H29' END, CASE WHEN i % 2 = 0 THEN 'new' ELSE 'status' END,
                'G22.2024.06.01.' || CAST(i / 2 AS TEXT), CAST(i / 2 AS TEXT) || '/VPCP', '2024-06-01', 0,
                \(Self.digits("i * 48271 % 9999991", 7)) || '\(String(repeating: "0", count: 57))', 20000, \(self.time("i * 2"))
            """)
        // Three of each document, one of each status.
        let organ = """
            CASE i % 4 WHEN 0 THEN 'H29' WHEN 3 THEN 'G22'
                ELSE 'K' || \(Self.digits("i / 100 % 20", 2)) || '.' || \(Self.digits("i % 100", 2)) END
            """
        try await self.rows(
            total,
            """
            INSERT INTO delivery (id, cursor, package_id, organ, route, transport, transport_at)
            SELECT \(self.delivery("i")), i + 1, \(self.package("i / 4 * 2 + CASE WHEN i % 4 = 3 THEN 1 ELSE 0 END")), \(organ),
                CASE WHEN i % 4 = 2 THEN 'uplink' ELSE 'local' END,
                CASE WHEN i >= \(old) THEN 'initial' WHEN i % 4 = 2 AND i >= \(old - 200) THEN 'processing'
                    WHEN i % \(total / 200) = 0 THEN 'fail' ELSE 'done' END,
                CASE WHEN i >= \(old) THEN '\(Self.waitingSince)' ELSE \(self.time("i")) END
            """)
        try await self.rows(
            total / 4,
            """
            INSERT INTO handling (package_id, delivery_id, cursor, status, made_at, received_at, verdict)
            SELECT \(self.package("i * 2 + 1")), \(self.delivery("i * 4")), i * 4 + 4, '01', \(self.time("i * 4")),
                \(self.time("i * 4")), 'advanced'
            """)
        try await self.rows(
            total / 4,
            """
            INSERT INTO uplink_send (cursor, package_id, passed_at, lane, urgency, subject, state, next_attempt_at, sha256,
                relay_id)
            SELECT i * 4 + 3, \(self.package("i * 2")), \(self.time("i * 4")), 'document', 0, 'G22 ' || CAST(i AS TEXT),
                CASE WHEN i * 4 >= \(old) THEN 'queued' ELSE 'sent' END, \(self.time("i * 4")), CAST(i AS TEXT),
                CAST(i AS TEXT)
            """)
        try await self.rows(
            total / 4,
            "INSERT INTO uplink_receiver (delivery_id, send_cursor) SELECT \(self.delivery("i * 4 + 2")), i * 4 + 3")
        _ = try await self.database.write { try $0.execute("UPDATE inbox_position SET last_cursor = $1", total) }
    }

    /// Behind what the hub itself has written. Hashes that nobody computes again: all the same.
    private func log() async throws {
        let first = try await self.database.read { try EvidenceLog.size(in: $0) }
        let hash = String(repeating: "A", count: 43) + "="
        let (total, entries) = (self.deliveries, self.entries)
        try await self.rows(
            entries, from: first,
            """
            INSERT INTO evidence_event (idx, name, package_id, delivery_id, entry, sender)
            SELECT i, CASE WHEN i % 32 = 0 THEN 'ContentConsignment' ELSE 'SubmissionAcceptance' END,
                \(self.package("i % \(total) / 4 * 2")), CASE WHEN i % 32 = 0 THEN \(self.delivery("i % \(total)")) END, '{}',
                CASE WHEN i % 32 = 0 THEN 'G22' END
            """)
        try await self.rows(
            entries, from: first, "INSERT INTO evidence_node (level, idx, hash) SELECT 0, i, '\(hash)'")
        try await self.rows(
            entries / 10, from: first, "INSERT INTO evidence_checkpoint (size, text) SELECT i * 10 + 1, 'x'")
        _ = try await self.database.write {
            try $0.execute(
                "INSERT INTO evidence_node (level, idx, hash) VALUES ($1, 0, $2)", entries.trailingZeroBitCount, hash)
        }
    }

    /// The number in so many digits.
    private static func digits(_ number: String, _ count: Int) -> String {
        "SUBSTR(CAST(1\(String(repeating: "0", count: count)) + (\(number)) AS TEXT), 2)"
    }

    /// Identifiers that grow with the number: of June and July 2024.
    private func identifier(_ number: String, _ end: String) -> String {
        let digits = Self.digits("(\(number)) * \(80_000_000 / self.deliveries)", 8)
        return "'0190' || SUBSTR(\(digits), 1, 4) || '-' || SUBSTR(\(digits), 5, 4) || '-7000-8000-\(end)'"
    }

    private func package(_ number: String) -> String { self.identifier("2 * (\(number))", "00000000000a") }

    private func delivery(_ number: String) -> String { self.identifier(number, "00000000000d") }

    /// The instant of the delivery with this number: twenty days of June 2024.
    private func time(_ delivery: String) -> String {
        """
        '2024-06-' || \(Self.digits("10 + (\(delivery)) * 20 / \(self.deliveries)", 2)) || 'T' || \(Self.digits("(\(delivery)) % 24", 2)) \
        || ':00:00.000Z'
        """
    }
}
