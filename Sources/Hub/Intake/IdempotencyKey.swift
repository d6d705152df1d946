import Exchange
import Foundation
import Storage
import Web

/// What a sender calls one attempt to send something (khóa chống gửi trùng, header `Idempotency-Key`): under one key one package is taken in,
/// for as long as the hub has the package. Without a key the bytes themselves are the key.
struct IdempotencyKey: Sendable, Equatable {
    let text: String

    static let migration = Migration(
        "0063 create idempotency_key",
        sql: """
            CREATE TABLE idempotency_key (
                system_id TEXT NOT NULL REFERENCES system (id),
                key TEXT NOT NULL,
                package_id TEXT NOT NULL REFERENCES package (id),
                PRIMARY KEY (system_id, key)
            );
            """
    )

    /// 1 to 255 visible ASCII characters, in quotes or without. Throws `invalid-request`.
    init(header: String) throws {
        self.text = try IdempotencyHeader.key(header)
    }

    /// Throws `conflict` when the system used the key for another package.
    func check(_ package: String?, of system: String, in connection: Connection) throws {
        let row = try connection.row(
            "SELECT package_id FROM idempotency_key WHERE system_id = $1 AND key = $2", system, self.text)
        guard let known: String = try row?["package_id"], known != package else { return }
        throw Fault(
            .conflict, vi: "Idempotency-Key này đã được dùng cho một gói tin khác.",
            en: "This Idempotency-Key was used for another package.", place: "Idempotency-Key")
    }

    /// Binds the key to the package; the same again changes nothing. Throws `conflict`.
    func bind(to package: String, of system: String, in connection: Connection) throws {
        try self.check(package, of: system, in: connection)
        try self.keep(for: package, of: system, in: connection)
    }

    /// The same for a key that was checked in this transaction.
    func keep(for package: String, of system: String, in connection: Connection) throws {
        try connection.executeLater(
            """
            INSERT INTO idempotency_key (system_id, key, package_id) VALUES ($1, $2, $3)
            ON CONFLICT (system_id, key) DO NOTHING
            """, system, self.text, package)
    }
}
