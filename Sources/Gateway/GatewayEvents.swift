package import EdXML
import Exchange
package import Foundation
package import Storage

/// What the office does when something comes or goes. Each runs inside the transaction that marks the gateway's row, so both
/// happen or neither.
package struct GatewayEvents: Sendable {
    /// A package has arrived. A `Fault` thrown here rejects it: the sender is told its code and sentence.
    package var received: @Sendable (Connection, ReceivedPackage) throws -> Void
    /// The hub has the package; the receipt stands in the entry.
    package var sent: @Sendable (Connection, OutboxEntry, Date) throws -> Void
    /// The hub refused it for good, or the tries ended.
    package var failed: @Sendable (Connection, OutboxEntry, Date) throws -> Void
    /// What became of a package that the hub has, at one receiver. Always after `sent`, in the order of the hub's log.
    package var transport: @Sendable (Connection, OutboxEntry, TransportEvent) throws -> Void
    /// After such a transaction was committed.
    package var committed: @Sendable () -> Void
    /// Before the hub is told that a delivery was kept, named by its id; also when it was kept before a crash. What throws is not acknowledged
    /// and comes again.
    package var acknowledging: @Sendable (String) async throws -> Void

    package init(
        received: @escaping @Sendable (Connection, ReceivedPackage) throws -> Void,
        sent: @escaping @Sendable (Connection, OutboxEntry, Date) throws -> Void,
        failed: @escaping @Sendable (Connection, OutboxEntry, Date) throws -> Void,
        transport: @escaping @Sendable (Connection, OutboxEntry, TransportEvent) throws -> Void,
        committed: @escaping @Sendable () -> Void,
        acknowledging: @escaping @Sendable (String) async throws -> Void = { _ in }
    ) {
        self.received = received
        self.sent = sent
        self.failed = failed
        self.transport = transport
        self.committed = committed
        self.acknowledging = acknowledging
    }
}

/// A package that came, read, its files in the content store.
package struct ReceivedPackage: Sendable {
    package let deliveryID: String
    package let packageID: String
    package let hash: ContentHash
    package let packet: Packet
    package let files: [ReceivedFile]

    package init(deliveryID: String, packageID: String, hash: ContentHash, packet: Packet, files: [ReceivedFile]) {
        self.deliveryID = deliveryID
        self.packageID = packageID
        self.hash = hash
        self.packet = packet
        self.files = files
    }
}

package struct ReceivedFile: Sendable {
    package let name: String
    package let contentType: String
    package let sizeBytes: Int
    package let hash: ContentHash
}
