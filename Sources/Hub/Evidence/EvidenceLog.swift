import Exchange
import Foundation
import Storage
import Trust

/// The hub's evidence log (sổ bằng chứng): every event, append-only, as a Merkle tree (RFC 9162). An event is written in the transaction
/// of what it tells; each transaction ends with a signed checkpoint.
struct EvidenceLog: Sendable {
    let database: Database
    private let writer: GroupWriter

    static let migration = Migration(
        "0062 create evidence", sql: Self.tables + Self.onlyGrows, postgres: Self.tables + HubOnPostgreSQL.logOnlyGrows)

    private static let tables = """
        CREATE TABLE evidence_event (
            idx BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            package_id TEXT,
            delivery_id TEXT,
            -- Canonical JSON: the entry of the log.
            entry TEXT NOT NULL
        );
        CREATE INDEX evidence_by_package ON evidence_event (package_id, idx);
        -- Complete subtrees.
        CREATE TABLE evidence_node (
            level INTEGER NOT NULL,
            idx BIGINT NOT NULL,
            hash TEXT NOT NULL,
            PRIMARY KEY (level, idx)
        );
        CREATE TABLE evidence_checkpoint (
            size BIGINT NOT NULL PRIMARY KEY,
            text TEXT NOT NULL
        );
        -- Each receipt is made from the log now.
        ALTER TABLE package DROP COLUMN receipt;

        """

    /// As SQLite writes it.
    private static let onlyGrows = """
        CREATE TRIGGER evidence_event_stays BEFORE UPDATE ON evidence_event
        BEGIN SELECT RAISE(ABORT, 'the evidence log only grows'); END;
        CREATE TRIGGER evidence_event_remains BEFORE DELETE ON evidence_event
        BEGIN SELECT RAISE(ABORT, 'the evidence log only grows'); END;
        CREATE TRIGGER evidence_node_stays BEFORE UPDATE ON evidence_node
        BEGIN SELECT RAISE(ABORT, 'the evidence log only grows'); END;
        CREATE TRIGGER evidence_node_remains BEFORE DELETE ON evidence_node
        BEGIN SELECT RAISE(ABORT, 'the evidence log only grows'); END;
        CREATE TRIGGER evidence_checkpoint_stays BEFORE UPDATE ON evidence_checkpoint
        BEGIN SELECT RAISE(ABORT, 'the evidence log only grows'); END;
        CREATE TRIGGER evidence_checkpoint_remains BEFORE DELETE ON evidence_checkpoint
        BEGIN SELECT RAISE(ABORT, 'the evidence log only grows'); END;
        """

    /// - Parameter file: keeps the newest checkpoint beside the database.
    init(
        database: Database, key: SigningKey, hubName: String, file: CheckpointFile? = nil,
        now: @escaping @Sendable () -> Date
    ) {
        self.database = database
        self.writer = GroupWriter(database: database) { connection in
            guard let end = try Self.unsignedEnd(in: connection) else { return }
            let (size, root) = (end.size, try end.root())
            let checkpoint = try Checkpoint(hub: hubName, size: size, root: root, at: Timestamp.text(now()), key: key)
            try connection.executeLater(
                "INSERT INTO evidence_checkpoint (size, text) VALUES ($1, $2)", size, checkpoint.text)
            if let file { connection.afterCommit { file.keep(checkpoint) } }
            if connection.engine == .postgreSQL { try connection.notify(NodeNews.channel) }
        }
    }

    /// Writes what is told to the log, in one transaction with others that come at the same time.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await self.writer.write(body)
    }

    /// Appends `event`; inside `write` only, so that a checkpoint covers it.
    static func append(_ event: EvidenceEvent, in connection: Connection) throws {
        try self.append([event], in: connection)
    }

    /// Appends `events` in their order. What is asked of the database is the same for many as for one, and nothing when the transaction has
    /// appended before.
    static func append(_ events: [EvidenceEvent], in connection: Connection) throws {
        guard !events.isEmpty else { return }
        var end = try connection.remembered(End.self) ?? self.end(self.size(in: connection), in: connection)
        for event in events {
            let entry = event.json.canonical
            try connection.executeLater(
                """
                INSERT INTO evidence_event (idx, name, package_id, delivery_id, entry, sender)
                VALUES ($1, $2, $3, $4, $5, (SELECT from_organ FROM package WHERE id = $6))
                """,
                end.size, event.name.rawValue, event.packageID, event.deliveryID, entry,
                event.name.tellsSender ? event.packageID : nil)
            for (level, index, hash) in try end.append(LogHash(leaf: Data(entry.utf8))) {
                try connection.executeLater(
                    "INSERT INTO evidence_node (level, idx, hash) VALUES ($1, $2, $3)", level, index, hash.base64)
            }
        }
        connection.remember(end)
    }

    /// The end of the log within one transaction. Nobody else appends meanwhile: writers run one after the other.
    private struct End {
        private(set) var size: Int
        /// The complete subtrees that are part of no larger one, by level and index: the root is made of them, and what further entries complete.
        private var nodes: [SIMD2<Int>: LogHash]

        init(size: Int, nodes: [SIMD2<Int>: LogHash]) {
            self.size = size
            self.nodes = nodes
        }

        /// Answers the subtrees that the entry completes.
        mutating func append(_ leaf: LogHash) throws -> [(level: Int, index: Int, hash: LogHash)] {
            let made = try MerkleTree.appended(leaf, at: self.size) { try self.node($0, $1) }
            // Each but the last has become a part of the next one, with the one on its left.
            for (level, index, _) in made.dropLast() { self.nodes[SIMD2(level, index - 1)] = nil }
            if let (level, index, hash) = made.last { self.nodes[SIMD2(level, index)] = hash }
            self.size += 1
            return made
        }

        func root() throws -> LogHash { try MerkleTree(size: self.size) { try self.node($0, $1) }.root() }

        private func node(_ level: Int, _ index: Int) throws -> LogHash {
            guard let hash = self.nodes[SIMD2(level, index)] else { throw Fault.lacksNode(level, index) }
            return hash
        }
    }

    /// Of a log of `size` entries.
    private static func end(_ size: Int, in connection: Connection) throws -> End {
        var wanted: [SIMD2<Int>] = []
        let places = MerkleTree(size: size) { level, index in
            wanted.append(SIMD2(level, index))
            return .empty
        }
        _ = try places.root()
        return End(size: size, nodes: try self.nodes(wanted, in: connection))
    }

    /// Nil: a checkpoint covers everything.
    private static func unsignedEnd(in connection: Connection) throws -> End? {
        if let end = connection.remembered(End.self) { return end }
        let row = try connection.row(
            """
            SELECT (SELECT MAX(idx) FROM evidence_event) AS last,
                (SELECT MAX(size) FROM evidence_checkpoint) AS signed
            """)
        let (last, signed): (Int?, Int?) = (try row?["last"], try row?["signed"])
        let size = (last ?? -1) + 1
        return size > signed ?? 0 ? try self.end(size, in: connection) : nil
    }

    static func size(in connection: Connection) throws -> Int {
        let last: Int? = try connection.row("SELECT MAX(idx) AS last FROM evidence_event")?["last"]
        return (last ?? -1) + 1
    }

    static func tree(_ size: Int, in connection: Connection) -> MerkleTree {
        MerkleTree(size: size) { level, index in try self.node(level, index, in: connection) }
    }

    /// That the entry `index` is in the log of `size` entries. All nodes of the proof are read at once.
    static func inclusion(of index: Int, size: Int, in connection: Connection) throws -> [LogHash] {
        var wanted: [SIMD2<Int>] = []
        let places = MerkleTree(size: size) { level, index in
            wanted.append(SIMD2(level, index))
            return .empty
        }
        _ = try places.inclusion(of: index)
        let nodes = try self.nodes(wanted, in: connection)
        return try MerkleTree(size: size) { level, index in
            guard let hash = nodes[SIMD2(level, index)] else { throw Fault.lacksNode(level, index) }
            return hash
        }.inclusion(of: index)
    }

    /// Those of `wanted` (level, index) that the log has, read at once.
    private static func nodes(
        _ wanted: [SIMD2<Int>], in connection: Connection
    ) throws -> [SIMD2<Int>: LogHash] {
        var nodes: [SIMD2<Int>: LogHash] = [:]
        func add(_ place: SIMD2<Int>, _ row: Row) throws { nodes[place] = LogHash(base64: try row["hash"]) }
        // PostgreSQL keeps the plan of a join from when the table was small, and reads all of it each time.
        if connection.engine == .postgreSQL || wanted.count == 1 {
            let found = try connection.rows(Self.nodeQuery, each: wanted.map { [$0.x, $0.y] })
            for (place, rows) in zip(wanted, found) {
                for row in rows { try add(place, row) }
            }
        } else if !wanted.isEmpty {
            let values = (0..<wanted.count).map { "($\(2 * $0 + 1), $\(2 * $0 + 2))" }.joined(separator: ", ")
            let rows = try connection.rows(
                """
                WITH wanted (level, idx) AS (VALUES \(values))
                SELECT level, idx, hash FROM wanted JOIN evidence_node USING (level, idx) LIMIT \(wanted.count)
                """, values: wanted.flatMap { [$0.x, $0.y] })
            for row in rows { try add(SIMD2(try row["level"], try row["idx"]), row) }
        }
        return nodes
    }

    private static let nodeQuery = "SELECT hash FROM evidence_node WHERE level = $1 AND idx = $2"

    private static func node(_ level: Int, _ index: Int, in connection: Connection) throws -> LogHash {
        let row = try connection.row(Self.nodeQuery, level, index)
        guard let text: String = try row?["hash"], let hash = LogHash(base64: text) else {
            throw Fault.lacksNode(level, index)
        }
        return hash
    }
}

extension Fault {
    fileprivate static func lacksNode(_ level: Int, _ index: Int) -> Fault {
        Fault(.internalFault, vi: "Sổ bằng chứng bị hỏng.", en: "The evidence log lacks the node \(level)/\(index).")
    }
}
