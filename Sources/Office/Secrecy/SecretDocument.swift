import Exchange
import Foundation
import Storage

/// A secret document on paper (văn bản mật) as its register knows it: no file, no step, no receiver in the exchange. A table of its own, as for
/// receivers on paper: what is not in `incoming` or `outgoing` is found by nothing that handles those.
struct SecretDocument: Sendable {
    let id: String
    let direction: Register.Direction
    let bookID: String
    let bookTitle: String
    let number: EntryNumber
    /// Ngày đến; of an outgoing one the day of the document.
    let enteredOn: CalendarDate
    /// The last one, where the secrecy was lifted.
    let level: SecrecyLevel
    /// Since when it is no secret any more.
    let liftedOn: CalendarDate?
    /// Tác giả (incoming) or nơi nhận (outgoing).
    let parties: String
    /// Of an outgoing one with the number of its book.
    let code: DocumentCode
    let documentDate: CalendarDate
    /// The last day of its time of protection (thời hạn bảo vệ), also of one whose secrecy was lifted before.
    let protectedUntil: CalendarDate
    let typeName: String
    /// May be empty; of Tuyệt mật it always is.
    let subject: String
    let signer: String
    let copies: Int?
    let urgency: Urgency
    /// Who got the paper, and when; nil and "" while the clerk has it. An old register may know a name alone.
    let holderID: String?
    let holderName: String
    let passedOn: CalendarDate?
    /// Ghi chú.
    let note: String
    let version: Int

    /// Without its subject: titles of pages stay in the browser's history.
    var title: String { "Văn bản mật số \(self.number)" }
    /// Its subject, else the same.
    var name: String { self.subject.isEmpty ? self.title : self.subject }
    /// Its level of today; nil: no secret any more.
    var standing: SecrecyLevel? { self.liftedOn == nil ? self.level : nil }
    /// Days of protection that are left on `today`, 0 on the last one; below 0 when they are over. Nil: no secret any more.
    func protectedDays(on today: CalendarDate) -> Int? {
        self.liftedOn == nil ? self.protectedUntil.dayNumber - today.dayNumber : nil
    }
    /// Whether somebody other than the clerk has the paper.
    var isOut: Bool { !self.holderName.isEmpty }

    static let migration = Migration(
        "office 0330 secret documents on paper",
        sql: """
            -- Văn thư giữ sổ mật; null: the book keeps numbers only.
            ALTER TABLE register ADD COLUMN keeper_id TEXT REFERENCES person (id);
            CREATE INDEX register_keeper ON register (keeper_id) WHERE keeper_id IS NOT NULL;
            CREATE TABLE secret_document (
                id TEXT NOT NULL PRIMARY KEY,
                level TEXT NOT NULL CHECK (level IN ('secret', 'top-secret', 'utmost-secret')),
                parties TEXT NOT NULL,
                -- Of what came; an outgoing one has the number of its book.
                number TEXT NOT NULL,
                notation TEXT NOT NULL,
                document_date TEXT NOT NULL,
                type_name TEXT NOT NULL,
                subject TEXT NOT NULL,
                signer TEXT NOT NULL,
                copies INTEGER,
                urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 4),
                holder_id TEXT REFERENCES person (id),
                passed_on TEXT,
                version INTEGER NOT NULL DEFAULT 1,
                CHECK (subject = '' OR level <> 'utmost-secret'),
                CHECK ((holder_id IS NULL) = (passed_on IS NULL))
            );
            CREATE INDEX secret_document_holder ON secret_document (holder_id) WHERE holder_id IS NOT NULL;
            CREATE TRIGGER secret_document_remains BEFORE DELETE ON secret_document
            BEGIN SELECT RAISE(ABORT, 'what was registered is never removed'); END;
            CREATE TRIGGER secret_document_stays BEFORE UPDATE OF id ON secret_document
            BEGIN SELECT RAISE(ABORT, 'a secret document keeps its id'); END;
            CREATE TRIGGER secret_document_alone BEFORE INSERT ON secret_document
            WHEN EXISTS (SELECT 1 FROM incoming WHERE incoming.id = NEW.id UNION ALL SELECT 1 FROM outgoing WHERE outgoing.id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'a document of the exchange does not become a secret one'); END;
            CREATE TRIGGER register_secrecy_stays BEFORE UPDATE OF is_secret ON register
            WHEN NEW.is_secret <> OLD.is_secret
                AND EXISTS (SELECT 1 FROM register_entry WHERE register_entry.register_id = OLD.id AND register_entry.state = 'entered')
            BEGIN SELECT RAISE(ABORT, 'a book with documents stays secret or open'); END;
            \(Self.entry("INSERT", "INSERT"))
            \(Self.entry("UPDATE", "UPDATE OF register_id, state, document_id"))
            \(Self.closed.map(Self.refusal).joined(separator: "\n"))
            """,
        // A yes there is no number.
        onPostgreSQL: ["<> \(Self.isSecret)": "<> CASE WHEN \(Self.isSecret) THEN 1 ELSE 0 END"]
    )

    private static let isSecret =
        "EXISTS (SELECT 1 FROM secret_document WHERE secret_document.id = NEW.document_id)"

    /// Secret documents stand in secret books, all others in open ones.
    private static func entry(_ name: String, _ event: String) -> String {
        """
        CREATE TRIGGER register_entry_secrecy_\(name.lowercased()) BEFORE \(event) ON register_entry
        WHEN NEW.state = 'entered' AND (SELECT is_secret FROM register WHERE register.id = NEW.register_id)
            <> \(Self.isSecret)
        BEGIN SELECT RAISE(ABORT, 'secret documents stand in secret books, others in open ones'); END;
        """
    }

    /// Every column that says of a row which document it is about, or which one it answers; the others refer to `incoming` or `outgoing` by key.
    static let closed: [(table: String, column: String)] = [
        ("incoming", "id"), ("outgoing", "id"), ("outgoing", "answers_id"), ("outgoing", "replaces_id"),
        ("attachment", "document_id"), ("gateway_outbox", "reference"), ("event", "document_id"),
        ("notice", "document_id"), ("case_document", "document_id"), ("document_copy", "document_id"),
        ("document_update", "document_id"), ("opinion_request", "document_id"), ("search_entry", "document_id"),
    ]

    /// The triggers that keep the ids of secret documents out of a column.
    static func refusal(_ place: (table: String, column: String)) -> String {
        let (table, column) = place
        return ["INSERT", "UPDATE OF \(column)"].map { event in
            """
            CREATE TRIGGER secret_\(table)_\(column)_\(event.prefix(6).lowercased()) BEFORE \(event) ON \(table)
            WHEN EXISTS (SELECT 1 FROM secret_document WHERE secret_document.id = NEW.\(column))
            BEGIN SELECT RAISE(ABORT, 'a secret document stays in its register'); END;
            """
        }.joined(separator: "\n")
    }
}

extension SecretDocument {
    private static let query = """
        SELECT secret_document.*, register_entry.number AS entry_number, register_entry.suffix AS entry_suffix,
            register_entry.entered_on, register.id AS register_id, register.direction, register.name AS register_name,
            register.year AS register_year, handover.receiver_name AS holder_name, handover.passed_on AS holder_since
        FROM secret_document
        JOIN register_entry ON register_entry.document_id = secret_document.id
        JOIN register ON register.id = register_entry.register_id
        LEFT JOIN secret_handover AS handover ON handover.is_return = 0 AND handover.seq = (
            SELECT MAX(newest.seq) FROM secret_handover AS newest WHERE newest.document_id = secret_document.id
        )
        """

    /// Who sees one: the clerk who keeps its book, and who has the paper. `$1` and `$2` are those of `Secrecy.reader`.
    private static let visible = """
        secret_document.id IN (
            SELECT held.id FROM secret_document AS held WHERE held.holder_id = $1
            UNION ALL
            SELECT kept.document_id FROM register AS book JOIN register_entry AS kept ON kept.register_id = book.id
            WHERE book.keeper_id = $2 AND book.is_secret = 1 AND kept.state = 'entered'
        )
        """

    /// Whether `$1` has anything to do with secret documents; for the side list.
    static let concerns = """
        EXISTS (SELECT 1 FROM secret_document WHERE secret_document.holder_id = $1)
            OR EXISTS (SELECT 1 FROM register WHERE register.keeper_id = $1 AND register.is_secret = 1)
        """

    private init(_ row: Row) throws {
        let (name, year): (String, Int) = (try row["register_name"], try row["register_year"])
        let (direction, number): (Register.Direction, EntryNumber) = (try row["direction"], try EntryNumber(row))
        self.init(
            id: try row["id"], direction: direction, bookID: try row["register_id"], bookTitle: "\(name) \(year)",
            number: number, enteredOn: try row["entered_on"], level: try row["level"], liftedOn: try row["lifted_on"],
            parties: try row["parties"],
            code: DocumentCode(
                number: direction == .outgoing ? number.printed : try row["number"], notation: try row["notation"]),
            documentDate: try row["document_date"], protectedUntil: try row["protected_until"],
            typeName: try row["type_name"], subject: try row["subject"],
            signer: try row["signer"], copies: try row["copies"], urgency: try row["urgency"],
            holderID: try row["holder_id"], holderName: try row["holder_name"] ?? "",
            passedOn: try row["holder_since"], note: try row["note"], version: try row["version"])
    }

    /// Nil where there is none that `person` may see.
    static func find(_ id: String, for person: Person, in connection: Connection) throws -> SecretDocument? {
        let reader = Secrecy.reader(person)
        return try connection.row(
            "\(Self.query) WHERE \(Self.visible) AND secret_document.id = $3", reader.holder, reader.keeper, id
        ).map(SecretDocument.init)
    }

    /// What `person` may see, the newest first.
    ///
    /// - Parameter ending: only those whose protection ends by that day and that are not lifted, the first to end first.
    static func list(
        for person: Person, ending: CalendarDate?, page: IncomingStore.Page, in connection: Connection
    ) throws -> [SecretDocument] {
        let reader = Secrecy.reader(person)
        let order = ending == nil ? "register_entry.entered_on DESC" : "secret_document.protected_until"
        return try connection.rows(
            """
            \(Self.query) WHERE \(Self.visible) AND \(Self.isEnding)
            ORDER BY \(order), secret_document.id DESC LIMIT $4 OFFSET $5
            """, reader.holder, reader.keeper, ending, page.limit, page.offset
        ).map(SecretDocument.init)
    }

    static func count(for person: Person, ending: CalendarDate?, in connection: Connection) throws -> Int {
        let reader = Secrecy.reader(person)
        return try connection.row(
            "SELECT COUNT(*) AS total FROM secret_document WHERE \(Self.visible) AND \(Self.isEnding)", reader.holder,
            reader.keeper, ending)?["total"] ?? 0
    }

    /// `$3` is the day, or null for all.
    private static let isEnding = """
        (CAST($3 AS TEXT) IS NULL OR (secret_document.lifted_on IS NULL AND secret_document.protected_until <= $3))
        """

    /// By which day a protection must end for its keeper to be reminded on `today`.
    static func ending(on today: CalendarDate) -> CalendarDate {
        CalendarDate(dayNumber: today.dayNumber + SecretProtection.noticeDays) ?? today
    }

    /// How many of the books that `$1` keeps are not lifted and protected until `$3` at most; for the side list.
    static let endingCount = """
        SELECT COUNT(*) FROM secret_document
        JOIN register_entry ON register_entry.document_id = secret_document.id
        JOIN register ON register.id = register_entry.register_id
        WHERE register.keeper_id = $1 AND register.is_secret = 1 AND secret_document.lifted_on IS NULL
            AND secret_document.protected_until <= $3
        """

    /// Those of a secret book between two numbers; at most as many as a register reads at once.
    static func all(
        of book: Book, _ first: Int, _ last: Int, in connection: Connection
    ) throws -> [EntryNumber: SecretDocument] {
        try connection.rows(
            """
            \(Self.query) WHERE register_entry.register_id = $1 AND register_entry.number BETWEEN $2 AND $3 LIMIT 20000
            """, book.id, first, last
        ).map(SecretDocument.init).reduce(into: [:]) { $0[$1.number] = $1 }
    }
}
