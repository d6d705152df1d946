import Exchange
import Foundation
import Storage
import Web

/// A person's key for programs (mã truy cập): acts through the API as that person until its last day. Kept as a hash; shown once.
struct AccessToken: Sendable {
    let id: String
    let personID: String
    let personName: String
    /// What it is for, in the person's own words.
    let name: String
    /// Asks, and changes nothing.
    let readsOnly: Bool
    let createdAt: Date
    /// The last day on which it works.
    let endsOn: CalendarDate
    let usedAt: Date?

    /// A year with its leap day.
    static let maximumDays = 366
    /// Of one person, at the same time.
    static let maximumTokens = 20
    /// The last use is written down once in so many seconds.
    static let markSeconds: TimeInterval = 60

    static let migration = Migration(
        "office 0230 access tokens",
        sql: """
            CREATE TABLE access_token (
                id TEXT NOT NULL PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                person_id TEXT NOT NULL REFERENCES person (id),
                name TEXT NOT NULL,
                reads_only INTEGER NOT NULL,
                created_at TEXT NOT NULL,
                ends_on TEXT NOT NULL,
                used_at TEXT,
                revoked_at TEXT
            );
            CREATE INDEX access_token_by_person ON access_token (person_id, created_at) WHERE revoked_at IS NULL;
            """
    )

    private static let query = """
        SELECT access_token.*, person.full_name FROM access_token JOIN person ON person.id = access_token.person_id
        """

    /// Those that work on that day, newest first: of one person, or of everybody. At most 200.
    static func all(of person: String? = nil, on today: CalendarDate, in connection: Connection) throws
        -> [AccessToken]
    {
        try connection.rows(
            """
            \(self.query) WHERE revoked_at IS NULL AND ends_on >= $1 AND (CAST($2 AS TEXT) IS NULL OR person_id = $2)
            ORDER BY created_at DESC LIMIT 200
            """, today, person
        ).map(AccessToken.init)
    }

    /// One that works on that day.
    static func find(_ id: String, on today: CalendarDate, in connection: Connection) throws -> AccessToken? {
        try connection.row(
            "\(self.query) WHERE access_token.id = $1 AND revoked_at IS NULL AND ends_on >= $2", id, today
        ).map(AccessToken.init)
    }

    private init(_ row: Row) throws {
        self.id = try row["id"]
        self.personID = try row["person_id"]
        self.personName = try row["full_name"]
        self.name = try row["name"]
        self.readsOnly = try row["reads_only"]
        self.createdAt = try row["created_at"]
        self.endsOn = try row["ends_on"]
        self.usedAt = try row["used_at"]
    }

    static func hash(_ secret: String) -> ContentHash { ContentHash(of: Data(secret.utf8)) }
}
