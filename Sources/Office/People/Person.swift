import Exchange
import Storage

/// What somebody does in the agency (vai trò).
package enum Role: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Văn thư.
    case clerk
    /// Lãnh đạo cơ quan.
    case leader
    /// Trưởng đơn vị.
    case head
    /// Chuyên viên.
    case officer
    /// Quản trị: people and units; no documents.
    case admin

    /// Who can be given work on documents.
    static let working: [Role] = [.leader, .head, .officer, .clerk]
}

/// A unit of the agency (đơn vị).
package struct Unit: Sendable, Equatable {
    package let id: String
    package let name: String
    package let shortName: String

    package init(id: String, name: String, shortName: String) {
        self.id = id
        self.name = name
        self.shortName = shortName
    }
}

/// Somebody who signs in. Who acts stands in every event.
package struct Person: Sendable, Equatable {
    package let id: String
    package let userName: String
    package let fullName: String
    /// Chức vụ, as printed under a signature.
    package let title: String
    package let unit: Unit
    package let role: Role
    /// The further post in which they work; nil: the main one.
    var postID: String?
    /// Who really acts, when somebody else acts in this person's place.
    var deputy: Deputy?
    /// The day on which they ask: what was shared with them until a day (`ViewShare`) ends with it. Nil: none of that is seen.
    var today: CalendarDate?

    /// The name under an act: `Trần Thị Ví Dụ, Văn thư`; of a deputy both: `Lê Văn Thử (thay Trần Thị Ví Dụ, Văn thư)`.
    var signature: String {
        let name = "\(self.fullName), \(self.title)"
        return self.deputy.map { "\($0.fullName) (thay \(name))" } ?? name
    }

    /// Both names of an act in another's place; nil when the person acts alone.
    var signatureInPlace: String? { self.deputy == nil ? nil : self.signature }
}

extension Person {
    /// The columns that `init(_:)` reads, for `FROM person JOIN unit ON unit.id = person.unit_id`.
    static let columns = """
        person.id AS person_id, person.user_name, person.full_name, person.title, person.role,
        unit.id AS unit_id, unit.name AS unit_name, unit.short_name AS unit_short_name
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["person_id"],
            userName: try row["user_name"],
            fullName: try row["full_name"],
            title: try row["title"],
            unit: Unit(id: try row["unit_id"], name: try row["unit_name"], shortName: try row["unit_short_name"]),
            role: try row["role"]
        )
    }
}
