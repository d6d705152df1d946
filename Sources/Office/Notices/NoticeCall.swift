import Exchange
import Foundation
import Storage

/// A notice that is told by a call (gọi báo). It waits in the order of the notices and goes when it was taken.
struct NoticeCall: Sendable {
    let seq: Int
    let notice: Notice
    /// Tên đăng nhập and main role of whom it concerns.
    let userName: String
    let role: Role

    /// Runs in the transaction of the act: those of the notices wait for whose kind and roles on that day the rules have a call. None while nobody is
    /// called.
    static func queue(
        _ told: [(id: String, person: String)], of kind: Notice.Kind, on day: CalendarDate, in connection: Connection
    ) throws {
        guard !told.isEmpty else { return }
        let settings = try NoticeSettings.read(in: connection)
        guard settings.webhook != nil, !settings.calls.isSuspended else { return }
        let rules = try NoticeRules.read(in: connection)
        for (id, person) in told {
            let roles = try NoticeRules.roles(of: person, on: day, in: connection)
            guard rules.kinds(.webhook, for: roles).contains(kind) else { continue }
            try connection.execute("INSERT INTO notice_call (notice_id) VALUES ($1)", id)
        }
    }

    static func next(in connection: Connection) throws -> NoticeCall? {
        try connection.row(
            """
            SELECT notice_call.seq, person.user_name, person.role, notice.* FROM notice_call
            JOIN notice ON notice.id = notice_call.notice_id JOIN person ON person.id = notice.person_id
            ORDER BY notice_call.seq LIMIT 1
            """
        ).map { row in
            NoticeCall(
                seq: try row["seq"], notice: try Notice(row), userName: try row["user_name"], role: try row["role"])
        }
    }

    func remove(in connection: Connection) throws {
        try connection.execute("DELETE FROM notice_call WHERE seq = $1", self.seq)
    }

    /// Nothing waits any more.
    static func removeAll(in connection: Connection) throws { try connection.execute("DELETE FROM notice_call") }

    static func waiting(in connection: Connection) throws -> Int {
        try connection.row("SELECT COUNT(*) AS total FROM notice_call")?["total"] ?? 0
    }

    /// Number and subject, never a reason, a direction or a file.
    var body: String {
        JSON.object([
            "type": .text("notice"),
            "notice": .object([
                "id": .text(self.notice.id), "at": .text(Timestamp.text(self.notice.at)),
                "kind": .text(self.notice.kind.rawValue), "user": .text(self.userName),
                "role": .text(self.role.rawValue),
                "document": .text(self.notice.documentID), "incoming": .bool(self.notice.isIncoming),
                "title": .text(self.notice.title),
            ]),
        ]).canonical
    }
}
