import Exchange
import Foundation
import Pages
import Storage
import Web

/// A sentence that people write again and again in directions, assignments and opinions (ý kiến mẫu): of one person, or of the agency, which the
/// administrator keeps.
struct Phrase: Sendable {
    let id: String
    let isOfAgency: Bool
    let text: String

    /// Of one person; of the agency too.
    static let maximum = 30
    static let maximumLength = 300

    static let migration = Migration(
        "office 0282 stock phrases",
        sql: """
            CREATE TABLE phrase (
                id TEXT NOT NULL PRIMARY KEY,
                -- Null: the agency's.
                person_id TEXT REFERENCES person (id),
                text TEXT NOT NULL
            );
            CREATE INDEX phrase_person ON phrase (person_id, text);
            """
    )

    /// Those that `person` may use: their own, then the agency's, each in the order of the alphabet.
    static func all(for person: Person, in connection: Connection) throws -> [Phrase] {
        try connection.rows(
            """
            SELECT id, person_id IS NULL AS of_agency, text FROM phrase WHERE person_id = $1 OR person_id IS NULL
            ORDER BY person_id IS NULL, text, id LIMIT $2
            """, person.id, 2 * Self.maximum
        ).map { Phrase(id: try $0["id"], isOfAgency: try $0["of_agency"], text: try $0["text"]) }
    }

    /// The administrator keeps the agency's, everybody else their own.
    func isKept(by person: Person) -> Bool { self.isOfAgency == (person.role == .admin) }

    /// Those that `person` keeps.
    static func kept(by person: Person, in connection: Connection) throws -> [Phrase] {
        try self.all(for: person, in: connection).filter { $0.isKept(by: person) }
    }

    /// A choice above the field `text`: what is chosen stands before what is typed. Nothing where there is none.
    static func field(_ phrases: [Phrase], _ fields: FormFields?) -> HTML {
        guard !phrases.isEmpty else { return "" }
        return Field(
            "phrase", "Ý kiến mẫu",
            .select(
                options: [("", "Không dùng")] + phrases.map { ($0.text, $0.text) },
                selected: fields?.text("phrase") ?? ""),
            hint: "Câu đã chọn đứng trước điều viết ở dưới; đủ ý thì để trống ô dưới.", optional: true
        ).html
    }
}

extension FormFields {
    /// The field `text`, after the stock phrase that was chosen.
    var said: String { [self.text("phrase"), self.longText("text")].filter { !$0.isEmpty }.joined(separator: "\n") }
}

/// Keeping phrases. Those of the agency stand in the log of administration.
struct PhraseActs: Sendable {
    let office: Office

    func add(_ text: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard (1...Phrase.maximumLength).contains(text.count) else {
                throw FormFault("text", "Viết câu mẫu, tối đa \(Phrase.maximumLength) ký tự")
            }
            let kept = try Phrase.kept(by: person, in: connection)
            guard kept.count < Phrase.maximum else {
                throw FormFault("text", "Đã có đủ \(Phrase.maximum) câu mẫu: xóa bớt rồi thêm")
            }
            guard !kept.contains(where: { $0.text == text }) else { throw FormFault("text", "Đã có câu này") }
            try connection.execute(
                "INSERT INTO phrase (id, person_id, text) VALUES ($1, $2, $3)", UniqueID.make(at: now),
                person.role == .admin ? nil : person.id, text)
            if person.role == .admin {
                try AdministrativeLog.add(
                    .phrasesChanged, to: (id: "phrases", name: "Ý kiến mẫu"), to: [(name: "Thêm", value: text)],
                    by: person, at: now, in: connection)
            }
            return "/phrases"
        }
    }

    /// Somebody else's is not found.
    func remove(_ id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard let phrase = try Phrase.kept(by: person, in: connection).first(where: { $0.id == id }) else {
                throw Fault(.notFound, vi: "Không có câu mẫu này.", en: "There is no such phrase.")
            }
            try connection.execute("DELETE FROM phrase WHERE id = $1", id)
            if person.role == .admin {
                try AdministrativeLog.add(
                    .phrasesChanged, to: (id: "phrases", name: "Ý kiến mẫu"), from: [(name: "Xóa", value: phrase.text)],
                    by: person, at: now, in: connection)
            }
            return "/phrases"
        }
    }
}
