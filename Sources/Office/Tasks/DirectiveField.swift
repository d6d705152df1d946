import Exchange
import Foundation
import Storage
import Web

/// The field of a directive (lĩnh vực), by which the leaders' board is filtered. It is the office's own order, no part of the text that is
/// signed, and goes to nobody.
enum DirectiveField {
    static let maximumCharacters = 100
    /// Those that are offered.
    private static let maximum = 200

    static let migration = Migration(
        "office 0541 directives have a field",
        sql: """
            -- Empty: none was given.
            ALTER TABLE outgoing ADD COLUMN field TEXT NOT NULL DEFAULT '';
            CREATE INDEX outgoing_field ON outgoing (field) WHERE field <> '';
            ALTER TABLE board_line ADD COLUMN field TEXT NOT NULL DEFAULT '';
            -- As board_line_matrix is sorted.
            CREATE INDEX board_line_field
                ON board_line (field, organ_code, part, status, due_date, published_at, urgency, approver_id) WHERE field <> '';
            """
    )

    /// The lines of one field; the second half names the index that has these alone.
    static func condition(_ field: String, of table: String) -> String {
        "\(table).field = \(field) AND \(table).field <> ''"
    }

    /// A query for those that are in use: one look into the index for each, however many directives have it.
    static let known = """
        WITH RECURSIVE used (field) AS (
            SELECT MIN(field) FROM outgoing WHERE field <> ''
            UNION ALL
            SELECT (SELECT MIN(later.field) FROM outgoing AS later WHERE later.field > used.field AND later.field <> '')
            FROM used WHERE used.field IS NOT NULL
        )
        SELECT field FROM used WHERE field IS NOT NULL LIMIT \(Self.maximum)
        """

    /// Those that are in use, by their letters.
    static func all(in connection: Connection) throws -> [String] {
        self.sorted(try connection.rows(self.known).map { row -> String in try row["field"] })
    }

    /// What is kept of `typed`: one of `known` where it differs in capitals alone, or was typed without marks. Who corrects capitals of
    /// the `present` one means them.
    static func chosen(_ typed: String, of known: [String], present: String) -> String {
        let small = typed.lowercased()
        if known.contains(typed) || present.lowercased() == small { return typed }
        let isPlain = typed.unicodeScalars.allSatisfy(\.isASCII)
        return known.first { $0.lowercased() == small } ?? known.first { isPlain && $0.folded == typed.folded } ?? typed
    }

    static func sorted(_ fields: [String]) -> [String] { fields.sorted { ($0.folded, $0) < ($1.folded, $1) } }
}

extension TaskActs {
    /// Đổi lĩnh vực: whoever may write tasks of the directive down. Capitals, and marks that were left out, make no second field of
    /// one that is there.
    func setField(of id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let typed = fields.text("field").normalized.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return try await self.change(id, by: person, form: try fields.token()) { connection, outgoing, _, now in
            if let refusal = TaskRule.refusalToAdd(outgoing, by: person) { throw refusal }
            guard typed.count <= DirectiveField.maximumCharacters else {
                throw FormFault("field", "Ghi lĩnh vực, tối đa \(DirectiveField.maximumCharacters) ký tự")
            }
            let field = DirectiveField.chosen(
                typed, of: try DirectiveField.all(in: connection), present: outgoing.field)
            guard field != outgoing.field else { return nil }
            try connection.execute("UPDATE outgoing SET field = $1 WHERE id = $2", field, id)
            try Timeline.add(
                .fieldChanged, to: id, by: person, at: now,
                detail: "từ \(TaskWords.field(outgoing.field)) thành \(TaskWords.field(field))", in: connection)
            return nil
        }
    }
}
