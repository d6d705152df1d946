/// Where somebody has read the hub's account of deliveries to: an entry of its evidence log.
package struct TransportPlace: Sendable, Equatable {
    /// -1 is before the first.
    package let index: Int

    package static let start = TransportPlace(index: -1)
}

/// One entry of the hub's log about a delivery of ours.
package struct TransportItem: Sendable, Codable, Equatable {
    package let index: Int
    /// `ContentConsignment`, `ContentHandover`, `ContentHandoverFailure`.
    package let event: String
    package let packageId: String
}

package struct TransportPage: Sendable, Codable {
    package let events: [TransportItem]
    package let next: Int

    /// Where the next call begins.
    package var place: TransportPlace { TransportPlace(index: self.next) }
}
