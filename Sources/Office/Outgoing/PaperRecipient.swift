import Exchange
import Foundation
import Storage
import Web

/// A receiver that gets an outgoing document on paper (nơi nhận bản giấy, nơi nhận ngoài hệ thống; office.md §5): a name that was typed,
/// by post or by hand. A table of its own, so that nothing that sends, recalls or updates can take one for a receiver of the exchange.
struct PaperRecipient: Sendable, Equatable {
    let id: String
    let name: String
    /// What went there and when, from the register of post; the oldest first.
    let sendings: [Sending]

    struct Sending: Sendable, Equatable {
        let on: CalendarDate
        let way: PostEntry.Way
    }

    /// Of one document.
    static let maximum = 100
    static let maximumName = 200

    static let migration = Migration(
        "office 0311 receivers on paper",
        sql: """
            CREATE TABLE paper_recipient (
                id TEXT NOT NULL PRIMARY KEY,
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                ordinal INTEGER NOT NULL CHECK (ordinal > 0),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                UNIQUE (outgoing_id, ordinal)
            );
            -- Chỉ phát hành bản giấy.
            ALTER TABLE outgoing ADD COLUMN paper_only INTEGER NOT NULL DEFAULT 0 CHECK (paper_only IN (0, 1));
            -- The receiver of the document whose paper went; null: it went to somebody else.
            ALTER TABLE post_entry ADD COLUMN paper_recipient_id TEXT REFERENCES paper_recipient (id) ON DELETE SET NULL;
            ALTER TABLE post_entry ADD COLUMN way TEXT NOT NULL DEFAULT 'post' CHECK (way IN ('post', 'hand'));
            CREATE INDEX post_entry_outgoing ON post_entry (outgoing_id);
            CREATE INDEX post_entry_paper_recipient ON post_entry (paper_recipient_id) WHERE paper_recipient_id IS NOT NULL;
            -- Whatever path somebody finds: what is issued on paper only does not enter the exchange.
            CREATE TRIGGER recipient_not_on_paper BEFORE INSERT ON recipient
            WHEN (SELECT paper_only FROM outgoing WHERE id = NEW.outgoing_id) = 1
            BEGIN SELECT RAISE(ABORT, 'a document on paper only has no receiver in the exchange'); END;
            CREATE TRIGGER outbox_not_on_paper BEFORE INSERT ON gateway_outbox
            WHEN NEW.kind = 'document' AND (SELECT paper_only FROM outgoing WHERE id = NEW.reference) = 1
            BEGIN SELECT RAISE(ABORT, 'a document on paper only is not sent'); END;
            """
    )

    /// In the order in which the drafter named them; at most `maximum`.
    static func all(of outgoing: String, in connection: Connection) throws -> [PaperRecipient] {
        let sendings = try connection.rows(
            """
            SELECT paper_recipient_id, sent_on, way FROM post_entry
            WHERE outgoing_id = $1 AND paper_recipient_id IS NOT NULL ORDER BY sent_on, id LIMIT 1000
            """, outgoing
        ).map { row -> (String, Sending) in
            (try row["paper_recipient_id"], Sending(on: try row["sent_on"], way: try row["way"]))
        }
        let grouped = Dictionary(grouping: sendings, by: \.0)
        return try connection.rows(
            "SELECT id, name FROM paper_recipient WHERE outgoing_id = $1 ORDER BY ordinal LIMIT \(Self.maximum)",
            outgoing
        ).map { row in
            let id: String = try row["id"]
            return PaperRecipient(id: id, name: try row["name"], sendings: grouped[id, default: []].map(\.1))
        }
    }

    static func names(of outgoing: String, in connection: Connection) throws -> [String] {
        try connection.rows(
            "SELECT name FROM paper_recipient WHERE outgoing_id = $1 ORDER BY ordinal LIMIT \(Self.maximum)", outgoing
        ).map { try $0["name"] }
    }

    /// Puts `names` in the place of those before. Only of a draft.
    static func save(_ names: [String], of outgoing: String, at now: Date, in connection: Connection) throws {
        try connection.execute("DELETE FROM paper_recipient WHERE outgoing_id = $1", outgoing)
        for (index, name) in names.enumerated() {
            try connection.execute(
                "INSERT INTO paper_recipient (id, outgoing_id, ordinal, name) VALUES ($1, $2, $3, $4)",
                UniqueID.make(at: now), outgoing, index + 1, name)
        }
    }

    /// The names that stand in `text`, one a line; throws what must be corrected in the field `paper-recipients`.
    static func read(_ text: String) throws(FormFault) -> [String] {
        let names = text.names
        guard names.count <= Self.maximum else {
            throw FormFault("paper-recipients", "Tối đa \(Self.maximum) nơi nhận bản giấy")
        }
        if let long = names.first(where: { $0.count > Self.maximumName }) {
            throw FormFault(
                "paper-recipients", "Mỗi nơi nhận tối đa \(Self.maximumName) ký tự: “\(long.prefix(40))…” dài hơn")
        }
        var seen: Set<String> = []
        if let twice = names.first(where: { !seen.insert($0.folded).inserted }) {
            throw FormFault("paper-recipients", "“\(twice)” ghi hai lần")
        }
        return names
    }
}

/// How a draft is to be issued (cách phát hành).
enum IssueWay: String, Sendable, CaseIterable {
    /// Through the exchange, and on paper to receivers outside of it.
    case exchange
    /// Chỉ phát hành bản giấy.
    case paper

    static let field = "issue-way"
}

extension String {
    /// Names that stand one a line, without empty lines.
    var names: [String] { self.split(whereSeparator: \.isNewline).map { String($0).normalized }.filter { !$0.isEmpty } }
}
