import Exchange
import Foundation
import Storage
import Web

extension SignInGuard {
    /// Counts a try. Throws what is said beside `field` while `who` has to wait after wrong passwords.
    func begin(_ who: String, field: String, at now: Date) throws -> Attempt {
        switch self.begin(who, at: now) {
        case .admitted(let attempt): return attempt
        case .waits(let until):
            let minutes = Self.minutes(until: until, at: now)
            throw FormFault(field, "Sai mật khẩu nhiều lần. Thử lại sau \(minutes) phút")
        }
    }
}

/// Asks whoever is signed in for their password again, before what only they may do.
struct OwnPassword: Sendable {
    let office: Office
    private let guarded = SignInGuard()

    init(office: Office) { self.office = office }

    /// The hash that the password fits. Throws `FormFault` for the field `current`; after five wrong ones for some minutes even with the right
    /// one.
    @discardableResult
    func check(_ typed: String, of person: Person) async throws -> String {
        let now = self.office.now()
        let attempt = try self.guarded.begin(person.id, field: "current", at: now)
        let hash = try await self.office.database.read { connection -> String in
            try connection.row("SELECT password_hash FROM person WHERE id = $1", person.id)?["password_hash"] ?? ""
        }
        guard try await blocking({ try Passwords.verify(typed, hash: hash) }) else {
            throw FormFault("current", "Mật khẩu đang dùng chưa đúng")
        }
        self.guarded.succeeded(attempt)
        return hash
    }
}
