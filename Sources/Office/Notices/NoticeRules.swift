import Exchange
import Storage

/// By which ways people are told beside the page, by event and role (thông báo: sự kiện × vai trò × kênh; office.md, pattern 16). The page is always
/// on. Whoever has further posts (`Post`) is told by what is ticked for any of their roles.
struct NoticeRules: Sendable, Equatable {
    enum Channel: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// The mail of the day.
        case digest
        /// A call for each.
        case webhook
    }

    struct Cell: Hashable, Sendable {
        let kind: Notice.Kind
        let role: Role
        let channel: Channel

        /// As the form names it: `given.officer`.
        var value: String { "\(self.kind.rawValue).\(self.role.rawValue)" }

        static let all = Notice.Kind.allCases.flatMap { kind in
            Role.working.flatMap { role in
                Channel.allCases.map { Cell(kind: kind, role: role, channel: $0) }
            }
        }

        /// The mail tells what asks something of the person or takes it from them; nothing is called before the administrator wants it.
        var isUsual: Bool {
            switch (self.channel, self.kind) {
            case (.webhook, _): false
            case (.digest, .reported), (.digest, .finished), (.digest, .opinionGiven), (.digest, .published): false
            case (.digest, _): true
            }
        }
    }

    static let migration = Migration(
        "office 0285 ways of telling",
        sql: """
            -- What differs from what is usual.
            CREATE TABLE notice_rule (
                kind TEXT NOT NULL,
                role TEXT NOT NULL,
                channel TEXT NOT NULL CHECK (channel IN ('digest', 'webhook')),
                is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
                PRIMARY KEY (kind, role, channel)
            );
            -- One row.
            CREATE TABLE notice_setting (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                version INTEGER NOT NULL,
                -- Of the day in Vietnam.
                digest_minute INTEGER NOT NULL CHECK (digest_minute BETWEEN 0 AND 1439),
                -- Null: mails have no links.
                public_address TEXT,
                -- Null: nobody is called.
                webhook TEXT,
                -- Counts the keys that were given out.
                generation INTEGER NOT NULL,
                -- Failures in a row, the first of them, and before when no other call is made.
                failures INTEGER NOT NULL,
                failing_since TEXT,
                pause_until TEXT,
                suspended INTEGER NOT NULL CHECK (suspended IN (0, 1))
            );
            INSERT INTO notice_setting (id, version, digest_minute, generation, failures, suspended)
            VALUES (1, 1, 450, 1, 0, 0);
            -- What waits to be told by a call, in its order.
            CREATE TABLE notice_call (
                seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                notice_id TEXT NOT NULL UNIQUE REFERENCES notice (id) ON DELETE CASCADE
            );
            """
    )

    private(set) var on: Set<Cell>

    init(on: Set<Cell>) { self.on = on }

    /// What is told to whoever has these roles.
    func kinds(_ channel: Channel, for roles: Set<Role>) -> Set<Notice.Kind> {
        Set(self.on.filter { $0.channel == channel && roles.contains($0.role) }.map(\.kind))
    }

    /// Of the main post and of the further ones that are held on that day.
    static func roles(of person: String, on day: CalendarDate, in connection: Connection) throws -> Set<Role> {
        Set(
            try connection.rows(
                """
                SELECT role FROM person WHERE id = $1
                UNION SELECT post.role FROM post WHERE post.person_id = $1 AND \(Post.isHeld("$2")) LIMIT 10
                """, person, day
            ).map { row -> Role in try row["role"] })
    }

    static func read(in connection: Connection) throws -> NoticeRules {
        var on = Set(Cell.all.filter(\.isUsual))
        let most = Cell.all.count
        for row in try connection.rows("SELECT kind, role, channel, is_on FROM notice_rule LIMIT $1", most) {
            let cell = Cell(kind: try row["kind"], role: try row["role"], channel: try row["channel"])
            let isOn: Bool = try row["is_on"]
            if isOn { on.insert(cell) } else { on.remove(cell) }
        }
        return NoticeRules(on: on)
    }

    func write(in connection: Connection) throws {
        try connection.execute("DELETE FROM notice_rule")
        for cell in Cell.all where self.on.contains(cell) != cell.isUsual {
            try connection.execute(
                "INSERT INTO notice_rule (kind, role, channel, is_on) VALUES ($1, $2, $3, $4)", cell.kind, cell.role,
                cell.channel, !cell.isUsual)
        }
    }
}
