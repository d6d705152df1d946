import Exchange
import Foundation
import Storage
import Synchronization
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
        let last = LastEnd()
        let begin = GroupWriter.Begin(asking: [Self.endQuestion, PackageStore.cursorQuestion]) { connection in
            connection.remember(try Self.end(in: connection, last: last))
            connection.remember(try PackageStore.lastCursor(in: connection))
        }
        self.writer = GroupWriter(database: database, begin: begin) { connection in
            try PackageStore.keepCursor(in: connection)
            guard let end = connection.remembered(LogEnd.self), end.size > end.signed else { return }
            try Self.write(end, in: connection)
            let checkpoint = try Checkpoint(
                hub: hubName, size: end.size, root: try end.root(), at: Timestamp.text(now()), key: key)
            try connection.executeLater(
                "INSERT INTO evidence_checkpoint (size, text) VALUES ($1, $2)", end.size, checkpoint.text)
            end.seal.close(end, checkpoint)
            connection.afterCommit {
                last.keep(end, checkpoint)
                file?.keep(checkpoint)
            }
            if connection.engine == .postgreSQL { try connection.notify(NodeNews.channel) }
        }
    }

    /// Writes what is told to the log, in one transaction with others that come at the same time.
    ///
    /// - Parameter foresight: what `body` will ask, for the hub on PostgreSQL to ask it with what the others will ask.
    func write<Value: Sendable>(
        _ foresight: GroupWriter.Foresight? = nil, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await self.writer.write(foresight, body)
    }

    /// Appends `event`; inside `write` only, so that a checkpoint covers it. It is written at the end of the transaction, which does not read it.
    static func append(_ event: EvidenceEvent, in connection: Connection) throws {
        try self.append([event], in: connection)
    }

    /// Appends `events` in their order.
    static func append(_ events: [EvidenceEvent], in connection: Connection) throws {
        for event in events { _ = try self.promise(event, in: connection) }
    }

    /// Appends `event`; answers what makes its receipt after the transaction.
    static func promise(_ event: EvidenceEvent, in connection: Connection) throws -> PromisedReceipt {
        let promised = try connection.change(LogEnd.self) { end in
            PromisedReceipt(entry: try end.append(event), seal: end.seal)
        }
        guard let promised else { throw Fault.lacksNode(0, 0) }
        return promised
    }

    /// What the transaction has added.
    private static func write(_ end: LogEnd, in connection: Connection) throws {
        try connection.insertLater(
            "INSERT INTO evidence_event (idx, name, package_id, delivery_id, entry, sender)",
            end.added.map { entry in
                let event = entry.event
                return [
                    entry.index, event.name.rawValue, event.packageID, event.deliveryID, entry.text,
                    event.name.tellsSender ? event.packageID : nil,
                ]
            }
        ) { "(\($0[0]), \($0[1]), \($0[2]), \($0[3]), \($0[4]), (SELECT from_organ FROM package WHERE id = \($0[5])))" }
        try connection.insertLater(
            "INSERT INTO evidence_node (level, idx, hash)", end.made.map { [$0.level, $0.index, $0.hash.base64] })
    }

    private static let endQuestion = Question(Self.endQuery)
    private static let endQuery = """
        SELECT (SELECT MAX(idx) FROM evidence_event) AS last, (SELECT MAX(size) FROM evidence_checkpoint) AS signed,
            (SELECT text FROM evidence_checkpoint WHERE size = (SELECT MAX(size) FROM evidence_checkpoint)) AS checkpoint
        """

    /// - Parameter last: need not be read when the log still ends there.
    private static func end(in connection: Connection, last: LastEnd) throws -> LogEnd {
        let row = try connection.row(Self.endQuery)
        let (index, signed): (Int?, Int?) = (try row?["last"], try row?["signed"])
        let checkpoint: String? = try row?["checkpoint"]
        let size = (index ?? -1) + 1
        let known = size == signed ? checkpoint.flatMap { last.nodes($0) } : nil
        let nodes = try known ?? self.nodes(Array(LogEnd.places(size)), in: connection)
        return LogEnd(size: size, signed: signed ?? 0, nodes: nodes)
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
        return try LogEnd.tree(size, self.nodes(wanted, in: connection)).inclusion(of: index)
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

/// Where this node left the log, by the checkpoint that it signed there, whose root tells everything before. By its size alone a log that has lost its end
/// (a standby that lagged has taken over) and was continued by another node could be taken for this one.
private final class LastEnd: Sendable {
    private let kept = Mutex<(checkpoint: String, nodes: [SIMD2<Int>: LogHash])?>(nil)

    func keep(_ end: LogEnd, _ checkpoint: Checkpoint) {
        let nodes = end.frontier()
        self.kept.withLock { $0 = (checkpoint.text, nodes) }
    }

    func nodes(_ checkpoint: String) -> [SIMD2<Int>: LogHash]? {
        self.kept.withLock { $0?.checkpoint == checkpoint ? $0?.nodes : nil }
    }
}

/// A receipt that is made once the transaction has ended.
struct PromisedReceipt: Sendable {
    let entry: LogEnd.Entry
    let seal: Seal

    func receipt() throws -> Receipt { try self.seal.receipt(of: self.entry) }
}
