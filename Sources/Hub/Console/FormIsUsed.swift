import Foundation
import Storage
import Web

/// A form of the console was sent once more: it has acted, and does nothing again.
struct FormIsUsed: Error {
    /// In the transaction of the act: what fails leaves the form as it was, to be sent again.
    static func check(_ form: FormToken, at now: Date, in connection: Connection) throws {
        let used = try connection.execute(
            "INSERT INTO operator_form (once, used_at) VALUES ($1, $2) ON CONFLICT (once) DO NOTHING", form.once, now)
        guard used == 1 else { throw FormIsUsed() }
    }
}
