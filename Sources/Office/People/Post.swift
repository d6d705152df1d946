import Exchange
import Foundation
import Storage
import Web

/// A further post of somebody (chức vụ kiêm nhiệm) beside the main one, which stands with the person: unit, role and title for a period. Who has
/// several works in one at a time; rights, counters and the name under an act follow it.
struct Post: Sendable, Identifiable {
    let id: String
    let draft: PostDraft
    let unit: Unit
    let isEnded: Bool

    static let migration = Migration(
        "office 0241 people have further posts",
        sql: """
            CREATE TABLE post (
                id TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id),
                unit_id TEXT NOT NULL REFERENCES unit (id),
                role TEXT NOT NULL CHECK (role IN ('clerk', 'leader', 'head', 'officer')),
                title TEXT NOT NULL,
                starts_on TEXT NOT NULL,
                -- The last day; null: until it is ended.
                ends_on TEXT,
                ended_at TEXT
            );
            CREATE INDEX post_by_person ON post (person_id, starts_on);
            CREATE INDEX post_by_unit ON post (unit_id) WHERE ended_at IS NULL;
            -- The post in which the session works; null: the main one.
            ALTER TABLE session ADD COLUMN post_id TEXT REFERENCES post (id);
            """
    )

    func isActive(on day: CalendarDate) -> Bool {
        !self.isEnded && self.draft.startsOn <= day && self.draft.endsOn.map { day <= $0 } ?? true
    }

    /// The same in SQL about a row of `post`; `day` is the name of a value.
    static func isHeld(_ day: String) -> String {
        "post.ended_at IS NULL AND post.starts_on <= \(day) AND (post.ends_on IS NULL OR post.ends_on >= \(day))"
    }

    /// `Phó Trưởng phòng, Phòng A`.
    var name: String { "\(self.draft.title), \(self.unit.name)" }

    private static let query = """
        SELECT post.*, unit.name AS unit_name, unit.short_name AS unit_short_name
        FROM post JOIN unit ON unit.id = post.unit_id
        """

    private init(_ row: Row) throws {
        let ended: Date? = try row["ended_at"]
        self.id = try row["id"]
        self.unit = Unit(id: try row["unit_id"], name: try row["unit_name"], shortName: try row["unit_short_name"])
        self.draft = PostDraft(
            title: try row["title"], unitID: self.unit.id, role: try row["role"], startsOn: try row["starts_on"],
            endsOn: try row["ends_on"])
        self.isEnded = ended != nil
    }

    /// Throws `not-found`.
    static func find(_ id: String, of person: String, in connection: Connection) throws -> Post {
        guard let row = try connection.row("\(self.query) WHERE post.id = $1 AND post.person_id = $2", id, person)
        else { throw Fault(.notFound, vi: "Không có chức vụ này.", en: "There is no such post.") }
        return try Post(row)
    }

    /// Newest first, with those that have ended. At most 100.
    static func all(of person: String, in connection: Connection) throws -> [Post] {
        try connection.rows(
            "\(self.query) WHERE post.person_id = $1 ORDER BY post.starts_on DESC, post.id LIMIT 100", person
        ).map(Post.init)
    }

    /// Those in which the person may work on that day.
    static func active(of person: String, on day: CalendarDate, in connection: Connection) throws -> [Post] {
        try self.all(of: person, in: connection).filter { $0.isActive(on: day) }
    }

    /// The post that somebody asks to work in is not theirs today.
    static let notHeld = Fault.notAllowed(
        "Bạn không giữ chức vụ này, chưa đến ngày hoặc đã thôi giữ.",
        "The post is not yours, has not begun or has ended.")
}

extension Person {
    /// The same person in a further post.
    func holding(_ post: Post) -> Person {
        Person(
            id: self.id, userName: self.userName, fullName: self.fullName, title: post.draft.title, unit: post.unit,
            role: post.draft.role, postID: post.id, today: self.today)
    }
}

/// What is given of a further post.
struct PostDraft: Sendable, Equatable {
    var title: String
    var unitID: String
    var role: Role
    var startsOn: CalendarDate
    var endsOn: CalendarDate?
    /// What of its form could not be read: told with everything else that must be corrected.
    var unread = FormFaults()

    /// Throws everything that must be corrected.
    func check(in connection: Connection) throws {
        var faults = self.unread
        faults.require((1...100).contains(self.title.count), "title", "Ghi chức vụ, tối đa 100 ký tự")
        let unit = try connection.row("SELECT id FROM unit WHERE id = $1 AND closed_at IS NULL", self.unitID)
        faults.require(unit != nil, "unit", "Chọn đơn vị còn hoạt động trong danh sách")
        faults.require(
            Role.working.contains(self.role), "role", "Quản trị không là chức vụ kiêm nhiệm: chọn vai trò khác")
        faults.require(
            self.endsOn.map { $0 >= self.startsOn } ?? true, "end",
            "Ngày kết thúc phải từ ngày bắt đầu \(self.startsOn.shown)")
        try faults.check()
    }

    func values(in connection: Connection) throws -> NamedValues {
        let unit: String? = try connection.row("SELECT name FROM unit WHERE id = $1", self.unitID)?["name"]
        return [
            ("Kiêm nhiệm", self.title), ("Đơn vị", unit ?? self.unitID), ("Vai trò", RoleWords.name(self.role)),
            ("Từ ngày", self.startsOn.shown), ("Đến hết ngày", self.endsOn?.shown ?? "khi thôi giữ"),
        ]
    }
}
