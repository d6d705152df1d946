package import Exchange
package import Foundation

/// What became of one delivery of ours (tình hình giao nhận).
package struct TransportEvent: Sendable, Equatable {
    /// By the hub's clock.
    package let at: Date
    package let kind: Kind
    package let deliveryID: String
    /// The receiver.
    package let organ: OrganCode
    /// The closed agency that the package names, when `organ` stands in for it.
    package let addressedAs: OrganCode?

    package enum Kind: Sendable, Equatable {
        /// It waits at the hub, for the first time or again because an operator sent it again (gửi lại).
        case waiting
        /// The receiver's system has it, byte for byte.
        case delivered
        /// The receiver's system cannot take it, or did not take it in time (`expired`).
        case failed(code: String, reason: String?)
    }

    package init(at: Date, kind: Kind, deliveryID: String, organ: OrganCode, addressedAs: OrganCode? = nil) {
        self.at = at
        self.kind = kind
        self.deliveryID = deliveryID
        self.organ = organ
        self.addressedAs = addressedAs
    }

    /// Nil for what a later hub may tell and this version does not know.
    init?(_ item: TransportItem) {
        guard let at = Timestamp.instant(item.at), let organ = OrganCode(item.to) else { return nil }
        switch item.event {
        case "ContentConsignment": self.kind = .waiting
        case "ContentHandover": self.kind = .delivered
        case "ContentHandoverFailure": self.kind = .failed(code: item.code ?? "", reason: item.reason)
        default: return nil
        }
        self.at = at
        self.deliveryID = item.deliveryId
        self.organ = organ
        self.addressedAs = item.addressedAs.flatMap { OrganCode($0) }
    }
}
