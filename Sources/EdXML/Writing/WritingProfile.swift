/// How a package is written for a peer. Every profile is read by every reader of ours; peers are pickier (edXML §11).
package struct WritingProfile: Sendable, Equatable {
    package enum Order: Sendable {
        /// The numbering of the regulation (edXML §2.3).
        case regulation
        /// As the vendor's Java library writes.
        case library
    }

    package var order: Order
    /// Each file goes wrapped into a ZIP of one entry (edXML §6).
    package var zip: Bool
    /// The attachment's ContentId without `cid:`, as .NET senders write it.
    package var bareContentIDs: Bool

    package init(order: Order = .regulation, zip: Bool = false, bareContentIDs: Bool = false) {
        self.order = order
        self.zip = zip
        self.bareContentIDs = bareContentIDs
    }

    /// What we write unless a peer wants otherwise.
    package static let canonical = WritingProfile()
    /// Peers of the vendor's library 2.x.
    package static let library = WritingProfile(order: .library, zip: true)
    /// Peers of the .NET flavour.
    package static let dotNet = WritingProfile(bareContentIDs: true)

    /// The children of MessageHeader in the order of the library; others keep their place behind them.
    static let libraryOrder = [
        "From", "To", "DocumentId", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo",
        "DueDate",
        "OtherInfo", "ResponseFor", "SteeringType", "ToPlaces",
    ]
}
