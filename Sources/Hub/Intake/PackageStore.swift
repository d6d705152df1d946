import Exchange
import Storage

/// The packages that the hub took in, one delivery for each receiver, and what receivers reported.
enum PackageStore {
    static let migrations = [
        Migration(
            "0003 create package and delivery",
            sql: """
                CREATE TABLE package (
                    id TEXT NOT NULL PRIMARY KEY,
                    system_id TEXT NOT NULL REFERENCES system (id),
                    from_organ TEXT NOT NULL REFERENCES organ (code),
                    kind TEXT NOT NULL CHECK (kind IN ('new', 'recall', 'update', 'replacement', 'status')),
                    -- Of a status: the document that it reports on. No key: documents are sent again (edXML §1.6).
                    document_id TEXT NOT NULL,
                    document_code TEXT,
                    promulgation_date TEXT,
                    urgency INTEGER NOT NULL,
                    sha256 TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
                    size_bytes BIGINT NOT NULL CHECK (size_bytes > 0),
                    received_at TEXT NOT NULL,
                    -- The bytes of the answer: a repeat of the send gets them again.
                    receipt TEXT NOT NULL,
                    UNIQUE (system_id, sha256)
                );
                CREATE INDEX package_by_document ON package (from_organ, document_id);
                CREATE INDEX package_by_code ON package (from_organ, document_code, promulgation_date);
                CREATE INDEX package_by_sha256 ON package (sha256);

                CREATE TABLE delivery (
                    id TEXT NOT NULL PRIMARY KEY,
                    cursor BIGINT NOT NULL UNIQUE,
                    package_id TEXT NOT NULL REFERENCES package (id),
                    organ TEXT NOT NULL REFERENCES organ (code),
                    transport TEXT NOT NULL CHECK (transport IN ('initial', 'processing', 'done', 'fail')),
                    transport_at TEXT NOT NULL,
                    fail_code TEXT,
                    fail_reason TEXT,
                    -- What the receiver's reports come to (Handling), and since when by the reporter's clock.
                    handling TEXT,
                    handling_at TEXT,
                    UNIQUE (package_id, organ)
                );
                CREATE INDEX delivery_waiting ON delivery (organ, cursor) WHERE transport IN ('initial', 'processing');

                -- One row, whose lock makes the order of cursors the order of commits: a reader that has seen cursor 12 never finds a
                -- new 11 later.
                CREATE TABLE inbox_position (
                    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                    last_cursor BIGINT NOT NULL
                );
                INSERT INTO inbox_position (id, last_cursor) VALUES (1, 0);

                CREATE TABLE handling (
                    -- The status package that brought it.
                    package_id TEXT NOT NULL PRIMARY KEY REFERENCES package (id),
                    delivery_id TEXT NOT NULL REFERENCES delivery (id),
                    -- The cursor under which it goes to the sender: the order of arrival.
                    cursor BIGINT NOT NULL,
                    status TEXT NOT NULL,
                    made_at TEXT NOT NULL,
                    received_at TEXT NOT NULL,
                    department TEXT,
                    staff TEXT,
                    description TEXT,
                    verdict TEXT NOT NULL CHECK (verdict IN ('advanced', 'history', 'repetition', 'contradiction'))
                );
                CREATE INDEX handling_by_delivery ON handling (delivery_id, cursor);
                """
        )
    ]

    static let senderIndexMigration = Migration(
        "0067 index packages by sender",
        sql: "CREATE INDEX package_by_system ON package (system_id, id);"
    )

    /// The package that the first send of the same file by the same system became.
    static func id(of hash: ContentHash, sentBy system: String, in connection: Connection) throws -> String? {
        try connection.row("SELECT id FROM package WHERE system_id = $1 AND sha256 = $2", system, hash)
            .map { try $0["id"] }
    }

    /// The end of the order of arrival, as a transaction of the log has found it and leaves it.
    struct LastCursor: Sendable {
        let found: Int
        var value: Int
    }

    static let cursorQuestion = Question(Self.cursorQuery)
    private static let cursorQuery = "SELECT last_cursor FROM inbox_position WHERE id = 1"

    static func lastCursor(in connection: Connection) throws -> LastCursor {
        guard let row = try connection.row(Self.cursorQuery) else { throw MissingRow(table: "inbox_position") }
        let cursor: Int = try row["last_cursor"]
        return LastCursor(found: cursor, value: cursor)
    }

    /// Reserves `count` cursors in a row; answers the first. Inside `EvidenceLog.write` only, which keeps what was reserved.
    static func reserveCursors(_ count: Int, in connection: Connection) throws -> Int {
        let first = connection.change(LastCursor.self) { last in
            last.value += count
            return last.value - count + 1
        }
        guard let first else { throw MissingRow(table: "inbox_position") }
        return first
    }

    /// At the end of a transaction of the log.
    static func keepCursor(in connection: Connection) throws {
        guard let last = connection.remembered(LastCursor.self), last.value != last.found else { return }
        try connection.executeLater("UPDATE inbox_position SET last_cursor = $1 WHERE id = 1", last.value)
    }
}

/// A row that a migration made is gone: somebody altered the database.
struct MissingRow: Error, CustomStringConvertible {
    let table: String
    var description: String { "the table \(self.table) has lost its row" }
}
