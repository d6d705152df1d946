import Exchange
import Foundation
import Storage
import Web

/// One of those who initial a draft before it is signed (ký nháy; NĐ 30/2020/NĐ-CP, Điều 12): heads of units, who checks the form, in the order in
/// which the drafter named them. An initial is for one version: the next one voids it.
struct Initialling: Sendable {
    let personID: String
    let name: String
    /// Name and title; of an initial that somebody gave in their place both names.
    let signature: String
    /// Nil: not yet.
    let at: Date?
    let remark: String?

    static let maximum = 5

    static let migration = Migration(
        "office 0121 who initials a draft",
        sql: """
            CREATE TABLE initialling (
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                ordinal INTEGER NOT NULL CHECK (ordinal BETWEEN 1 AND 5),
                person_id TEXT NOT NULL REFERENCES person (id),
                initialled_at TEXT,
                remark TEXT,
                PRIMARY KEY (outgoing_id, ordinal),
                UNIQUE (outgoing_id, person_id)
            );
            CREATE INDEX initialling_person ON initialling (person_id, outgoing_id);
            """
    )

    /// Whose turn it is, of the outgoing document of the query around; null when nobody's or nobody's any more.
    static let current = """
        (SELECT initialling.person_id FROM initialling
            WHERE initialling.outgoing_id = outgoing.id AND initialling.initialled_at IS NULL
            ORDER BY initialling.ordinal LIMIT 1)
        """

    /// In their order.
    static func all(of outgoing: String, in connection: Connection) throws -> [Initialling] {
        try connection.rows(
            """
            SELECT initialling.person_id, person.full_name, initialling.initialled_at, initialling.remark,
                COALESCE(initialling.signature, person.full_name || ', ' || person.title) AS signature
            FROM initialling JOIN person ON person.id = initialling.person_id
            WHERE initialling.outgoing_id = $1
            ORDER BY initialling.ordinal
            LIMIT 5
            """, outgoing
        ).map { row in
            Initialling(
                personID: try row["person_id"], name: try row["full_name"], signature: try row["signature"],
                at: try row["initialled_at"], remark: try row["remark"])
        }
    }

    /// Keeps who initials, in order; who had initialled and is still named has. Returns the names of those whose initials are gone, nil when nothing
    /// differs from before. Throws what must be corrected in the field `initial-N`.
    static func name(
        _ people: [String], of outgoing: String, draftedBy drafter: String, signedBy approver: String,
        in connection: Connection
    ) throws -> [String]? {
        guard people.count <= Self.maximum else { throw FormFault("initial-1", "Tối đa 5 người ký nháy") }
        for (index, id) in people.enumerated() {
            let field = "initial-\(index + 1)"
            guard let person = try PersonStore.person(id, in: connection), person.role != .admin else {
                throw FormFault(field, "Chọn người ký nháy trong danh sách")
            }
            guard id != drafter else { throw FormFault(field, "Người soạn không ký nháy dự thảo của mình") }
            guard id != approver else { throw FormFault(field, "\(person.fullName) đã là người ký chính") }
            guard !people[..<index].contains(id) else { throw FormFault(field, "Mỗi người ký nháy một lần") }
        }
        let former = try self.all(of: outgoing, in: connection)
        guard former.map(\.personID) != people else { return nil }
        let given = former.filter { $0.at != nil }
        try connection.execute("DELETE FROM initialling WHERE outgoing_id = $1", outgoing)
        for (index, id) in people.enumerated() {
            let kept = given.first { $0.personID == id }
            try connection.execute(
                """
                INSERT INTO initialling (outgoing_id, ordinal, person_id, initialled_at, remark, signature)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, outgoing, index + 1, id, kept?.at, kept?.remark, kept?.signature)
        }
        return given.filter { !people.contains($0.personID) }.map(\.name)
    }

    /// Ký nháy: the turn goes to the next.
    static func give(_ outgoing: String, by person: Person, remark: String?, at now: Date, in connection: Connection)
        throws
    {
        try connection.execute(
            "UPDATE initialling SET initialled_at = $1, remark = $2, signature = $3 WHERE outgoing_id = $4 AND person_id = $5",
            now, remark, person.signatureInPlace, outgoing, person.id)
    }

    /// There is another version: what was initialled is no more. The names of those who had.
    static func void(_ outgoing: String, in connection: Connection) throws -> [String] {
        let given = try self.all(of: outgoing, in: connection).filter { $0.at != nil }
        try connection.execute(
            "UPDATE initialling SET initialled_at = NULL, remark = NULL, signature = NULL WHERE outgoing_id = $1",
            outgoing)
        return given.map(\.name)
    }
}
