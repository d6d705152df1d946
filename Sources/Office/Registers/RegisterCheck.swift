import Exchange
import Storage

/// Kiểm tra sổ (office.md §2.5): which numbers of a book are missing, kept, cancelled, and which documents stand in it twice.
struct RegisterCheck: Sendable {
    struct Gap: Sendable, Equatable {
        let first: Int
        let last: Int
    }

    struct Twins: Sendable {
        /// Số, ký hiệu; for arrivals with who issued it.
        let name: String
        let documents: [(link: String, number: EntryNumber)]
    }

    let total: Int
    let gaps: [Gap]
    let twins: [Twins]
    /// Kept and cancelled, in their order.
    let special: [RegisterEntry]

    /// At most so many of each kind are told.
    static let limit = 200

    /// Without a `reader` as for those who do not keep a secret book.
    static func read(_ book: Book, for reader: Person? = nil, in connection: Connection) throws -> RegisterCheck {
        let total: Int =
            try connection.row("SELECT COUNT(*) AS total FROM register_entry WHERE register_id = $1", book.id)?["total"]
            ?? 0
        let gaps = try connection.rows(
            """
            SELECT number + 1 AS first, next - 1 AS last FROM (
                SELECT number, LEAD(number) OVER (ORDER BY number) AS next FROM (
                    SELECT DISTINCT number FROM register_entry WHERE register_id = $1
                ) AS numbers
            ) AS pairs
            WHERE next > number + 1 ORDER BY number LIMIT $2
            """, book.id, Self.limit
        ).map { Gap(first: try $0["first"], last: try $0["last"]) }
        return RegisterCheck(
            total: total, gaps: gaps, twins: try Self.twins(book, in: connection),
            special: try RegisterEntry.all([.reserved, .cancelled], in: book, limit: Self.limit, connection).map {
                book.tellsReasons(to: reader)
                    ? $0
                    : RegisterEntry(
                        number: $0.number, state: $0.state, reason: "", enteredOn: $0.enteredOn, documentID: nil)
            })
    }

    /// Arrivals: the same number, notation, date and issuer twice in the book. Issues: the same number and notation twice in the year,
    /// in whichever books.
    private static func twins(_ book: Book, in connection: Connection) throws -> [Twins] {
        let rows =
            switch book.direction {
            case .incoming:
                try connection.rows(
                    """
                    SELECT incoming.id, register_entry.number AS entry_number, register_entry.suffix AS entry_suffix,
                        incoming.number || '/' || incoming.notation || ', ' || incoming.organ_name AS name
                    FROM register_entry JOIN incoming ON incoming.id = register_entry.document_id
                    WHERE register_entry.register_id = $1 AND incoming.number <> '' AND incoming.closure IS NULL AND EXISTS (
                        SELECT 1 FROM incoming AS twin
                        JOIN register_entry AS other ON other.document_id = twin.id AND other.register_id = $1
                        WHERE twin.number = incoming.number AND twin.notation = incoming.notation AND twin.id <> incoming.id
                            AND twin.organ_name = incoming.organ_name AND twin.promulgation_date = incoming.promulgation_date
                            AND twin.closure IS NULL
                    )
                    ORDER BY name, register_entry.number LIMIT $2
                    """, book.id, Self.limit)
            case .outgoing:
                try connection.rows(
                    """
                    SELECT outgoing.id, register_entry.number AS entry_number, register_entry.suffix AS entry_suffix,
                        outgoing.number || outgoing.number_suffix || '/' || outgoing.notation AS name
                    FROM register_entry JOIN outgoing ON outgoing.id = register_entry.document_id
                    WHERE register_entry.register_id = $1 AND EXISTS (
                        SELECT 1 FROM outgoing AS twin
                        WHERE twin.number = outgoing.number AND twin.number_suffix = outgoing.number_suffix
                            AND twin.notation = outgoing.notation AND twin.id <> outgoing.id
                            AND twin.promulgation_date BETWEEN $3 AND $4
                    )
                    ORDER BY name, register_entry.number LIMIT $2
                    """, book.id, Self.limit, "\(book.year)-01-01", "\(book.year)-12-31")
            }
        var twins: [Twins] = []
        for row in rows {
            let (id, name): (String, String) = (try row["id"], try row["name"])
            let document = (link: "/\(book.direction.folder)/\(id)", number: try EntryNumber(row))
            if let last = twins.last, last.name == name {
                twins[twins.count - 1] = Twins(name: name, documents: last.documents + [document])
            } else {
                twins.append(Twins(name: name, documents: [document]))
            }
        }
        return twins
    }
}
