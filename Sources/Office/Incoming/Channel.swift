import Storage

/// How a document came (phương thức nhận).
enum Channel: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Trục liên thông: nobody can change what the package says, and its sender is told what becomes of it.
    case hub
    /// Bản giấy, brought by a messenger of the sender.
    case paper
    /// Bưu điện.
    case post
    case email
    case fax
    /// Trao tay.
    case hand

    /// What a clerk may choose.
    static let byHand = Self.allCases.filter { $0 != .hub }
}

extension Channel {
    static let migration = Migration(
        "office 0005 documents that came otherwise",
        sql: """
            CREATE TABLE incoming_anew (
                id TEXT NOT NULL PRIMARY KEY,
                channel TEXT NOT NULL CHECK (channel IN ('hub', 'paper', 'post', 'email', 'fax', 'hand')),
                -- Of packages only.
                delivery_id TEXT UNIQUE,
                package_hash TEXT,
                document_id TEXT,
                -- Null: the sender has no code, or nobody found it.
                organ_code TEXT,
                organ_name TEXT NOT NULL,
                -- Empty where the document has none.
                number TEXT NOT NULL,
                notation TEXT NOT NULL,
                promulgation_date TEXT NOT NULL,
                type_name TEXT NOT NULL,
                subject TEXT NOT NULL,
                signer TEXT,
                urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 4),
                steering INTEGER NOT NULL CHECK (steering BETWEEN 1 AND 3),
                sender_due TEXT,
                state TEXT NOT NULL CHECK (state IN
                    ('received', 'returned', 'registered', 'submitted', 'assigned', 'in-progress', 'finished')),
                arrived_at TEXT NOT NULL,
                agency_due TEXT,
                leader_id TEXT REFERENCES person (id),
                reply_required INTEGER NOT NULL DEFAULT 0,
                returned_reason TEXT,
                result TEXT,
                finished_at TEXT,
                warnings TEXT NOT NULL,
                search TEXT NOT NULL,
                version INTEGER NOT NULL DEFAULT 1,
                asking TEXT CHECK (asking IN ('requested', 'agreed', 'declined')),
                asking_at TEXT,
                asking_reason TEXT,
                closure TEXT CHECK (closure IN ('withdrawn', 'replaced')),
                closed_at TEXT,
                CHECK (channel <> 'hub'
                    OR (delivery_id IS NOT NULL AND package_hash IS NOT NULL AND document_id IS NOT NULL
                        AND organ_code IS NOT NULL))
            );
            INSERT INTO incoming_anew
                SELECT id, 'hub', delivery_id, package_hash, document_id, organ_code, organ_name, number, notation,
                    promulgation_date, type_name, subject, signer, urgency, steering, sender_due, state, arrived_at,
                    agency_due, leader_id, reply_required, returned_reason, result, finished_at, warnings, search,
                    version, asking, asking_at, asking_reason, closure, closed_at
                FROM incoming;
            DROP TABLE incoming;
            ALTER TABLE incoming_anew RENAME TO incoming;
            CREATE INDEX incoming_state ON incoming (state, urgency, arrived_at, id);
            CREATE INDEX incoming_document ON incoming (document_id);
            CREATE INDEX incoming_code ON incoming (number, notation, organ_code);
            CREATE INDEX incoming_asked ON incoming (urgency, arrived_at) WHERE asking = 'requested';
            """,
        // What names a table there names the one that goes.
        onPostgreSQL: [
            "DROP TABLE incoming;": "DROP TABLE incoming CASCADE;",
            "RENAME TO incoming;": """
            RENAME TO incoming;
            ALTER TABLE incoming_response ADD FOREIGN KEY (incoming_id) REFERENCES incoming (id);
            ALTER TABLE direction ADD FOREIGN KEY (incoming_id) REFERENCES incoming (id);
            ALTER TABLE receipt ADD FOREIGN KEY (incoming_id) REFERENCES incoming (id);
            """,
        ]
    )
}
