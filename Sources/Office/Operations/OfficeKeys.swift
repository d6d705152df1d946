import Exchange
import Foundation
import Gateway
import Storage
import Trust

/// The keys of an office that serves its database with others (`NodeKeys`).
struct OfficeKeys {
    /// Under which the access log is signed.
    let access: VerifyingKey
    /// With which calls of webhooks are signed.
    let calls: WebhookSecret

    static let migration = NodeKeys.migration("office 0510 create node_keys")

    private static let name = "node_keys"

    /// As `NodeKeys.settle`. What they are known by is sealed: a node with another `keys/master.key` is found too.
    ///
    /// - Parameter secrets: seal under `keys/master.key`.
    func settle(under secrets: SealedSecrets, in connection: Connection) throws {
        let sign = ContentHash(of: Data((self.access.pem + self.calls.text).utf8)).hex
        try NodeKeys.settle(in: connection) {
            try secrets.seal(sign, of: Self.name)
        } isOurs: { sealed in
            do { return try secrets.open(sealed, of: Self.name) == sign } catch is Fault { return false }
        }
    }
}
