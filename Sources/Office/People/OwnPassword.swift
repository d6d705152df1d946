import Exchange
import Foundation
import Storage
import Web

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
        if let until = self.guarded.waitsUntil(person.id, at: now) {
            let minutes = Int((until.timeIntervalSince(now) / 60).rounded(.up))
            throw FormFault("current", "Sai mật khẩu nhiều lần. Thử lại sau \(minutes) phút")
        }
        let hash = try await self.office.database.read { connection -> String in
            try connection.row("SELECT password_hash FROM person WHERE id = $1", person.id)?["password_hash"] ?? ""
        }
        guard try await blocking({ try Passwords.verify(typed, hash: hash) }) else {
            self.guarded.failed(person.id, at: now)
            throw FormFault("current", "Mật khẩu đang dùng chưa đúng")
        }
        self.guarded.succeeded(person.id)
        return hash
    }
}
