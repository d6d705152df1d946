import Exchange
import Foundation
import Storage

/// The account at the provider that belongs to a person: bound at the first sign-in, the same ever after, until the administrator takes it away.
/// A name at the provider may go to somebody else; `sub` does not.
enum SignOnAccount {
    static let migration = Migration(
        "office 0280 single sign-on",
        sql: """
            CREATE TABLE sign_on_account (
                issuer TEXT NOT NULL,
                person_id TEXT NOT NULL REFERENCES person (id),
                subject TEXT NOT NULL,
                bound_at TEXT NOT NULL,
                PRIMARY KEY (issuer, person_id),
                UNIQUE (issuer, subject)
            );
            CREATE INDEX sign_on_account_by_person ON sign_on_account (person_id);
            -- How whoever has the session proved who they are.
            ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'password';
            ALTER TABLE sign_in_step ADD COLUMN way TEXT NOT NULL DEFAULT 'password';
            """
    )

    /// Whose token it is. Binds the account at the first time. Throws `SignOnRefusal`.
    static func person(
        _ token: IDToken, issuer: String, at now: Date, in connection: Connection
    ) throws -> Person {
        guard let name = token.name,
            let row = try connection.row("SELECT id FROM person WHERE user_name = $1", name)
        else { throw SignOnRefusal(reason: .nobody) }
        let id: String = try row["id"]
        guard let person = try PersonStore.person(id, in: connection) else {
            throw SignOnRefusal(reason: .nobody, personID: id)
        }
        let bound = try connection.rows(
            """
            SELECT person_id, subject FROM sign_on_account WHERE issuer = $1 AND (person_id = $2 OR subject = $3) LIMIT 2
            """, issuer, id, token.subject
        ).map { row -> (person: String, subject: String) in (try row["person_id"], try row["subject"]) }
        guard bound.allSatisfy({ $0 == (id, token.subject) }) else {
            throw SignOnRefusal(reason: .otherAccount, personID: id)
        }
        if bound.isEmpty {
            try connection.execute(
                "INSERT INTO sign_on_account (issuer, person_id, subject, bound_at) VALUES ($1, $2, $3, $4)", issuer,
                id, token.subject, now)
            try AdministrativeLog.add(
                .signOnBound, to: (id, person.fullName), to: [("Tài khoản", token.subject), ("Nơi cấp", issuer)],
                by: person, at: now, in: connection)
        }
        return person
    }

    /// Whether the factor that the role of `person` requires is asked for at the provider alone: then a password does not open the door here.
    static func isOnlyFactor(of person: String, issuer: String, in connection: Connection) throws -> Bool {
        try connection.row(
            """
            SELECT 1 FROM person JOIN sign_on_account ON sign_on_account.person_id = person.id AND sign_on_account.issuer = $2
            WHERE person.id = $1 AND \(SecondFactor.isLacking)
            """, person, issuer) != nil
    }

    /// Takes the accounts of somebody away; the next sign-in binds anew.
    static func clear(of person: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM sign_on_account WHERE person_id = $1", person)
    }

    /// Whether `person` is bound, as a condition of SQL.
    static let isBound = "EXISTS (SELECT 1 FROM sign_on_account WHERE sign_on_account.person_id = person.id)"
}

/// How somebody proved who they are when a session began.
enum SignInWay: String, Sendable, SQLBindable, SQLReadable {
    case password
    /// At the provider of single sign-on.
    case provider
    /// The same, and the provider says that it asked for a second factor.
    case providerWithFactor = "provider-with-factor"
}
