import Exchange
import Foundation
import Storage
import Web

/// Somebody acts in another's place (ủy quyền; of a leader for good: trợ lý): for a period and a scope, under both names
/// (NĐ 30/2020/NĐ-CP, Điều 13.4: in writing, limited in time and content, never passed on).
struct Delegation: Sendable, Identifiable {
    let id: String
    let from: String
    let fromName: String
    let fromTitle: String
    let to: String
    let toName: String
    let scope: DelegationScope
    let startsOn: CalendarDate
    /// Nil: an assistant, until it is revoked.
    let endsOn: CalendarDate?
    let isRevoked: Bool

    static let migration = Migration(
        "office 0142 people act in another's place",
        sql: """
            CREATE TABLE delegation (
                id TEXT NOT NULL PRIMARY KEY,
                from_id TEXT NOT NULL REFERENCES person (id),
                to_id TEXT NOT NULL REFERENCES person (id),
                scope TEXT NOT NULL CHECK (scope IN ('all', 'incoming', 'outgoing')),
                starts_on TEXT NOT NULL,
                ends_on TEXT,
                made_at TEXT NOT NULL,
                revoked_at TEXT,
                CHECK (from_id <> to_id)
            );
            CREATE INDEX delegation_from ON delegation (from_id, made_at);
            CREATE INDEX delegation_to ON delegation (to_id, made_at);
            -- In whose place the session acts; judged again with every request.
            ALTER TABLE session ADD COLUMN delegation_id TEXT REFERENCES delegation (id);
            -- Each act that somebody did in another's place, whatever else is written of it.
            CREATE TABLE act_in_place (
                id TEXT NOT NULL PRIMARY KEY,
                at TEXT NOT NULL,
                delegation_id TEXT NOT NULL REFERENCES delegation (id),
                person_id TEXT NOT NULL REFERENCES person (id),
                place_of TEXT NOT NULL REFERENCES person (id),
                document_id TEXT NOT NULL,
                location TEXT NOT NULL
            );
            CREATE INDEX act_in_place_by_delegation ON act_in_place (delegation_id, at);
            CREATE TRIGGER act_in_place_stays BEFORE UPDATE ON act_in_place
            BEGIN SELECT RAISE(ABORT, 'what was done in another''s place is never changed'); END;
            CREATE TRIGGER act_in_place_remains BEFORE DELETE ON act_in_place
            BEGIN SELECT RAISE(ABORT, 'what was done in another''s place is never removed'); END;
            """
    )

    /// Initials, versions, questions and answers say who really gave them, as the timeline does.
    static let signatures = Migration(
        "office 0280 both names on initials, versions and opinions",
        sql: """
            -- Null: by the person alone.
            ALTER TABLE initialling ADD COLUMN signature TEXT;
            ALTER TABLE draft_version ADD COLUMN signature TEXT;
            ALTER TABLE opinion_request ADD COLUMN signature TEXT;
            ALTER TABLE opinion ADD COLUMN signature TEXT;
            """
    )

    func isActive(on day: CalendarDate) -> Bool {
        !self.isRevoked && self.startsOn <= day && self.endsOn.map { day <= $0 } ?? true
    }

    private static let query = """
        SELECT delegation.*, giver.full_name AS from_name, giver.title AS from_title, taker.full_name AS to_name
        FROM delegation
        JOIN person AS giver ON giver.id = delegation.from_id
        JOIN person AS taker ON taker.id = delegation.to_id
        """

    static func find(_ id: String, in connection: Connection) throws -> Delegation? {
        try connection.row("\(self.query) WHERE delegation.id = $1", id).map(Delegation.init)
    }

    /// What `person` gave and took, newest first. At most 100.
    static func all(of person: String, in connection: Connection) throws -> [Delegation] {
        try connection.rows(
            "\(self.query) WHERE delegation.from_id = $1 OR delegation.to_id = $1 ORDER BY made_at DESC LIMIT 100",
            person
        ).map(Delegation.init)
    }

    /// The person in whose place `deputy` acts by it on that day; nil when it has ended, was revoked, or either is locked.
    static func person(_ id: String, for deputy: Person, on day: CalendarDate, in connection: Connection) throws
        -> Person?
    {
        guard let delegation = try self.find(id, in: connection), delegation.to == deputy.id,
            delegation.isActive(on: day), var person = try PersonStore.person(delegation.from, in: connection),
            DelegationRule.refusalToGive(by: person) == nil, deputy.role != .admin
        else { return nil }
        person.deputy = Deputy(
            id: deputy.id, fullName: deputy.fullName, delegationID: id, scope: delegation.scope,
            endsOn: delegation.endsOn)
        person.today = day
        return person
    }
}

extension Delegation {
    fileprivate init(_ row: Row) throws {
        let revoked: Date? = try row["revoked_at"]
        self.init(
            id: try row["id"], from: try row["from_id"], fromName: try row["from_name"],
            fromTitle: try row["from_title"], to: try row["to_id"], toName: try row["to_name"],
            scope: try row["scope"], startsOn: try row["starts_on"], endsOn: try row["ends_on"],
            isRevoked: revoked != nil)
    }
}

/// What a delegation is for.
enum DelegationScope: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    case all, incoming, outgoing

    /// Whether a page of that path may be opened in another's place: with a limited scope only what is named here.
    func covers(path: String) -> Bool {
        let common = [
            "/account", "/delegations", "/files", "/search", "/shares", "/live", "/sign-out", "/rights", "/assets",
            "/health",
        ]
        let own: [String] =
            switch self {
            case .all: []
            case .incoming: ["/incoming", "/received-tasks", "/registers/in"]
            case .outgoing: ["/outgoing", "/registers/out"]
            }
        return self == .all || path == "/" || (common + own).contains { path == $0 || path.hasPrefix($0 + "/") }
    }
}

extension DelegationScope {
    /// Where somebody begins who acts with a limited scope; nil: where everybody does.
    var home: String? {
        switch self {
        case .all: nil
        case .incoming: "/incoming?view=all"
        case .outgoing: "/outgoing?view=all"
        }
    }
}

/// Who really acts in the place of a person.
struct Deputy: Sendable, Equatable {
    let id: String
    let fullName: String
    let delegationID: String
    let scope: DelegationScope
    let endsOn: CalendarDate?
}

/// Who may let others act in their place, and whom.
enum DelegationRule {
    /// The longest period of a delegation with an end.
    static let maximumDays = 366

    /// Why `person` may not give it, or nil. Nobody passes on what was given to them.
    static func refusalToGive(by person: Person) -> Fault? {
        if person.deputy != nil {
            return .notAllowed(
                "Người đang làm thay không ủy quyền tiếp được.", "A deputy may not pass the delegation on.")
        }
        if person.postID != nil {
            return .notAllowed(
                "Chỉ ủy quyền được từ chức vụ chính: chuyển về chức vụ chính rồi ủy quyền.",
                "Only the main post may be delegated.")
        }
        return person.role == .admin
            ? .notAllowed("Quản trị không ủy quyền được.", "The administrator may not delegate.") : nil
    }

    /// Throws everything that must be corrected; `unread` is what of the form could not be read.
    static func check(
        _ unread: FormFaults, to: Person?, from start: CalendarDate, until end: CalendarDate?, by person: Person,
        on today: CalendarDate
    ) throws(FormFault) {
        var faults = unread
        faults.require(
            to.map { $0.id != person.id && $0.role != .admin } ?? false, "to",
            "Chọn người khác của cơ quan trong danh sách")
        faults.require(start >= today, "start", "Ngày bắt đầu phải từ hôm nay \(today.shown)")
        faults.require(
            end != nil || person.role == .leader, "end", "Ghi ngày kết thúc; chỉ lãnh đạo có trợ lý không hạn")
        faults.require(
            end.map { $0 >= start && $0.dayNumber - start.dayNumber <= Self.maximumDays } ?? true, "end",
            "Ngày kết thúc phải từ ngày bắt đầu, tối đa \(Self.maximumDays) ngày")
        try faults.check()
    }
}
