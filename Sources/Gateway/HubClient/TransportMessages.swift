/// Where somebody has read the hub's account of deliveries to: an entry of its evidence log.
package struct TransportPlace: Sendable, Equatable {
    /// -1 is before the first.
    package let index: Int
    /// Hash of that entry, by which the hub tells whether its log is still the same one.
    package let mark: String?

    package init(index: Int, mark: String?) {
        self.index = index
        self.mark = mark
    }

    package static let start = TransportPlace(index: -1, mark: nil)
}

/// One entry of the hub's log about a delivery of ours.
package struct TransportItem: Sendable, Codable, Equatable {
    package let index: Int
    /// By the hub's clock.
    package let at: String
    /// `ContentConsignment`, `ContentHandover`, `ContentHandoverFailure`.
    package let event: String
    package let packageId: String
    package let deliveryId: String
    /// Of the package as it was sent.
    package let sha256: String
    /// The receiver.
    package let to: String
    /// The closed agency that the package names, when `to` stands in for it.
    package let addressedAs: String?
    /// Of a failure.
    package let code: String?
    package let reason: String?
}

package struct TransportPage: Sendable, Codable {
    package let events: [TransportItem]
    package let next: Int
    package let mark: String?

    /// Where the next call begins.
    package var place: TransportPlace { TransportPlace(index: self.next, mark: self.mark) }
}

/// A package and its receivers as the hub tells its sender.
package struct TrackedPackage: Sendable, Codable {
    package let packageId: String
    package let documentId: String
    package let kind: String
    package let receivedAt: String
    package let receivers: [Receiver]

    package struct Receiver: Sendable, Codable {
        package let organ: String
        package let addressedAs: String?
        /// `initial`, `processing`, `done`, `fail` (`Transport`).
        package let transport: String
        package let transportAt: String
        package let failCode: String?
        package let failReason: String?
        /// Oldest first, the newest 50.
        package let handling: [Report]
    }

    package struct Report: Sendable, Codable {
        /// `01` … `16`.
        package let status: String
        package let at: String
        package let receivedAt: String
        package let department: String?
        package let staff: String?
        package let description: String?
    }
}
