import Exchange
import Foundation
import Storage
import Web

/// Who is signed in with this request, and the secret that their forms carry.
struct Visit: Sendable {
    let person: Person
    /// Against forged forms (CSRF): stands in every form of this session.
    let csrf: String
}

/// Sessions are kept in the database, so that a restart signs nobody out; the cookie's token is kept as a hash only.
enum Sessions {
    /// Twelve hours: a working day with its overtime.
    static let lifetimeSeconds: TimeInterval = 12 * 3600

    /// Opens a session; returns the token for the cookie.
    static func open(personID: String, at now: Date, in connection: Connection) throws -> String {
        try connection.execute("DELETE FROM session WHERE expires_at < $1", now)
        let token = RandomText.secret()
        try connection.execute(
            "INSERT INTO session (token_hash, person_id, csrf, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
            Self.hash(token), personID, RandomText.secret(), now, now.addingTimeInterval(Self.lifetimeSeconds)
        )
        return token
    }

    static func visit(token: String, at now: Date, in connection: Connection) throws -> Visit? {
        guard
            let row = try connection.row(
                """
                SELECT session.csrf, \(Person.columns) FROM session
                JOIN person ON person.id = session.person_id
                JOIN unit ON unit.id = person.unit_id
                WHERE session.token_hash = $1 AND session.expires_at > $2 AND person.enabled = 1
                """,
                Self.hash(token), now
            )
        else { return nil }
        return Visit(person: try Person(row), csrf: try row["csrf"])
    }

    static func close(token: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM session WHERE token_hash = $1", Self.hash(token))
    }

    /// Ends every session of somebody; they are signed out with their next request.
    static func closeAll(of person: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM session WHERE person_id = $1", person)
    }

    private static func hash(_ token: String) -> ContentHash { ContentHash(of: Data(token.utf8)) }
}
