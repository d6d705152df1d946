import Foundation
import Gateway
import Storage

/// The keys of a gateway that serves its database with others (`NodeKeys`): it has one.
struct GatewayKeys {
    /// With which calls to the webhook are signed.
    let calls: WebhookSecret

    static let migration = NodeKeys.migration("vendor 0217 create node_keys")

    /// As `NodeKeys.settle`. A key of 32 random bytes is known by its hash, and nobody finds it by that.
    func settle(in connection: Connection) throws {
        let sign = ContentHash(of: Data(self.calls.text.utf8)).hex
        try NodeKeys.settle(in: connection) {
            sign
        } isOurs: {
            $0 == sign
        }
    }
}
