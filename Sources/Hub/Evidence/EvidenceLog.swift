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
            let size = try Self.size(in: connection)
            let last: Int = try connection.row("SELECT MAX(size) AS size FROM evidence_checkpoint")?["size"] ?? 0
            guard size > last else { return }
            let root = try Self.tree(size, in: connection).root()
            let checkpoint = try Checkpoint(hub: hubName, size: size, root: root, at: Timestamp.text(now()), key: key)
            try connection.execute(
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
        let index = try self.size(in: connection)
        let entry = event.json.canonical
        try connection.execute(
            """
            INSERT INTO evidence_event (idx, name, package_id, delivery_id, entry, sender)
            VALUES ($1, $2, $3, $4, $5, (SELECT from_organ FROM package WHERE id = $6))
            """,
            index, event.name.rawValue, event.packageID, event.deliveryID, entry,
            event.name.tellsSender ? event.packageID : nil)
        let made = try MerkleTree.appended(LogHash(leaf: Data(entry.utf8)), at: index) { level, index in
            try self.node(level, index, in: connection)
        }
        for (level, index, hash) in made {
            try connection.execute(
                "INSERT INTO evidence_node (level, idx, hash) VALUES ($1, $2, $3)", level, index, hash.base64)
        }
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
        var wanted: [any SQLBindable] = []
        let places = MerkleTree(size: size) { level, index in
            wanted += [level, index]
            return .empty
        }
        _ = try places.inclusion(of: index)
        guard !wanted.isEmpty else { return [] }
        let values = stride(from: 1, to: wanted.count, by: 2).map { "($\($0), $\($0 + 1))" }.joined(separator: ", ")
        let rows = try connection.rows(
            """
            WITH wanted (level, idx) AS (VALUES \(values))
            SELECT level, idx, hash FROM wanted JOIN evidence_node USING (level, idx) LIMIT \(wanted.count)
            """, values: wanted)
        var nodes: [SIMD2<Int>: LogHash] = [:]
        for row in rows { nodes[SIMD2(try row["level"], try row["idx"])] = LogHash(base64: try row["hash"]) }
        return try MerkleTree(size: size) { level, index in
            guard let hash = nodes[SIMD2(level, index)] else { throw Fault.lacksNode(level, index) }
            return hash
        }.inclusion(of: index)
    }

    private static func node(_ level: Int, _ index: Int, in connection: Connection) throws -> LogHash {
        let row = try connection.row("SELECT hash FROM evidence_node WHERE level = $1 AND idx = $2", level, index)
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
