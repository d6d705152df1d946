import Exchange
import Foundation
import Storage
import Web

/// Who is signed in with this request, and the secret that their forms carry.
struct Visit: Sendable {
    /// In whose place they act, with the deputy; else whoever signed in.
    let person: Person
    /// Whoever signed in, in the post in which they work: password, sessions and delegations are theirs alone.
    let account: Person
    /// The further posts between which they may choose.
    let posts: [Post]
    /// Against forged forms (CSRF): stands in every form of this session, masked anew for each request.
    let csrf: String
    /// Of the session, as it is kept.
    let tokenHash: ContentHash
    /// Nothing else is done before somebody else's password is replaced.
    let passwordIsFirst: Bool
    /// Nor before the second factor is there that the role requires.
    let lacksSecondFactor: Bool
    /// Came from the provider and has no password here that they know: to set up the factor that they lack, none is asked for.
    let enrolsWithoutPassword: Bool
    /// The session was used so long ago that it is written down again.
    let isUnmarked: Bool
}

/// One session of somebody, as they see it.
struct SessionRecord: Sendable {
    let tokenHash: ContentHash
    /// Of the machine or of the proxy before us.
    let address: String
    /// What the browser says of itself.
    let agent: String
    let createdAt: Date
    let seenAt: Date?
}

/// Sessions are kept in the database, so that a restart signs nobody out; the cookie's token is kept as a hash only.
enum Sessions {
    /// Twelve hours: a working day with its overtime.
    static let lifetimeSeconds: TimeInterval = 12 * 3600
    /// Two hours without a page: the desk was left.
    static let idleSeconds: TimeInterval = 2 * 3600
    /// The last use is written down once in so many seconds.
    private static let markSeconds: TimeInterval = 60

    static let migration = Migration(
        "office 0141 sessions tell from where",
        sql: """
            ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
            ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
            ALTER TABLE session ADD COLUMN seen_at TEXT;
            CREATE INDEX session_by_person ON session (person_id, created_at);
            """
    )

    /// Opens a session; returns the token for the cookie. Whoever signs in elsewhere never used the first password that was given them here: it opens
    /// nothing any more, until the administrator gives a new one.
    static func open(
        personID: String, way: SignInWay = .password, address: String = "", agent: String = "", at now: Date,
        in connection: Connection
    ) throws -> String {
        try connection.execute("DELETE FROM session WHERE expires_at < $1", now)
        let token = RandomText.secret()
        try connection.execute(
            """
            INSERT INTO session (token_hash, person_id, csrf, created_at, expires_at, address, agent, seen_at, way)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $4, $8)
            """, Self.hash(token), personID, RandomText.secret(), now, now.addingTimeInterval(Self.lifetimeSeconds),
            address, String(agent.prefix(200)), way
        )
        if way != .password {
            try connection.execute(
                "UPDATE person SET password_hash = $2 WHERE id = $1 AND password_is_first = 1", personID,
                Passwords.nobody)
        }
        var entry = AccessEntry(.signedIn, personID: personID, address: address, at: now)
        if way != .password { entry.detail = "sso" }
        try AccessLog.append(entry, in: connection)
        return token
    }

    static func visit(token: String, at now: Date, in connection: Connection) throws -> Visit? {
        let hash = Self.hash(token)
        guard
            let row = try connection.row(
                """
                SELECT session.csrf, session.seen_at, session.delegation_id, session.post_id, session.way, person.password_is_first,
                    EXISTS (SELECT 1 FROM post WHERE post.person_id = person.id AND post.ended_at IS NULL) AS has_posts,
                    \(SecondFactor.isLacking) AS lacks_second_factor, \(Person.columns) FROM session
                JOIN person ON person.id = session.person_id
                JOIN unit ON unit.id = person.unit_id
                WHERE session.token_hash = $1 AND session.expires_at > $2 AND person.enabled = 1
                    AND (session.seen_at IS NULL OR session.seen_at > $3)
                """,
                hash, now, now.addingTimeInterval(-Self.idleSeconds)
            )
        else { return nil }
        let seen: Date? = try row["seen_at"]
        let today = VietnamTime.date(now)
        var account = try Person(row)
        account.today = today
        let posts = try row["has_posts"] ? try Post.active(of: account.id, on: today, in: connection) : []
        let held: String? = try row["post_id"]
        // One that has ended is left by itself.
        if let post = posts.first(where: { $0.id == held }) { account = account.holding(post) }
        let delegation: String? = try row["delegation_id"]
        // One that has ended or was revoked ends here by itself.
        let other = try delegation.flatMap {
            try Delegation.person($0, for: account, on: today, in: connection)
        }
        let way: SignInWay = try row["way"]
        // Whoever signs in elsewhere needs no password here, and no second factor when the provider has asked for one.
        let passwordIsFirst: Bool = try row["password_is_first"]
        let lacksSecondFactor: Bool = try row["lacks_second_factor"]
        return Visit(
            person: other ?? account, account: account, posts: posts, csrf: FormSecret.masked(try row["csrf"]),
            tokenHash: hash, passwordIsFirst: passwordIsFirst && way == .password,
            lacksSecondFactor: lacksSecondFactor && way != .providerWithFactor,
            enrolsWithoutPassword: lacksSecondFactor && passwordIsFirst && way != .password,
            isUnmarked: seen.map { now.timeIntervalSince($0) > Self.markSeconds } ?? true)
    }

    /// Writes down that the session was used.
    static func mark(_ visit: Visit, at now: Date, in connection: Connection) throws {
        try connection.execute("UPDATE session SET seen_at = $2 WHERE token_hash = $1", visit.tokenHash, now)
    }

    /// From the next request on the session acts by that delegation; nil: for itself.
    static func act(by delegation: String?, _ visit: Visit, in connection: Connection) throws {
        try connection.execute(
            "UPDATE session SET delegation_id = $2 WHERE token_hash = $1", visit.tokenHash, delegation)
    }

    /// From the next request on the session works in that further post, for itself; nil: in the main one.
    static func hold(_ post: String?, _ visit: Visit, in connection: Connection) throws {
        try connection.execute(
            "UPDATE session SET post_id = $2, delegation_id = NULL WHERE token_hash = $1", visit.tokenHash, post)
    }

    /// Somebody's open sessions, newest first. At most 100.
    static func all(of person: String, at now: Date, in connection: Connection) throws -> [SessionRecord] {
        try connection.rows(
            """
            SELECT * FROM session WHERE person_id = $1 AND expires_at > $2 AND (seen_at IS NULL OR seen_at > $3)
            ORDER BY created_at DESC LIMIT 100
            """, person, now, now.addingTimeInterval(-Self.idleSeconds)
        ).map { row in
            SessionRecord(
                tokenHash: try row["token_hash"], address: try row["address"], agent: try row["agent"],
                createdAt: try row["created_at"], seenAt: try row["seen_at"])
        }
    }

    static func close(token: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM session WHERE token_hash = $1", Self.hash(token))
    }

    /// Ends one session of the person's own. Repeated: nothing changes.
    static func close(_ session: ContentHash, of person: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM session WHERE token_hash = $1 AND person_id = $2", session, person)
    }

    /// Ends every session of somebody but `kept`; they are signed out with their next request.
    static func closeAll(of person: String, but kept: ContentHash? = nil, in connection: Connection) throws {
        try connection.execute(
            "DELETE FROM session WHERE person_id = $1 AND (CAST($2 AS TEXT) IS NULL OR token_hash <> $2)", person, kept)
        try connection.execute("DELETE FROM sign_in_step WHERE person_id = $1", person)
    }

    private static func hash(_ token: String) -> ContentHash { ContentHash(of: Data(token.utf8)) }
}
