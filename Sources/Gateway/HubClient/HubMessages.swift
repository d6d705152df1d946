package import Exchange
import Foundation

/// One agency as the hub's directory has it.
package struct ListedOrgan: Sendable, Codable {
    package let code: String
    package let oldCode: String?
    package let name: String
    package let shortName: String?
    package let kind: String
    package let parent: String?
    package let validFrom: String?
    package let validTo: String?
    package let successor: String?
    package let email: String?
}

/// A page of the directory, in the order of the codes.
package struct OrganPage: Sendable, Codable {
    package let organs: [ListedOrgan]
    /// Where to go on; nil on the last page.
    package let next: String?
}

/// What the hub answers when a package is safe (biên nhận). A repeat of the same send gets the same one.
package struct HubReceipt: Sendable {
    package let packageId: String
    /// As it came: it can be verified offline.
    package let json: String
}

/// One waiting delivery.
package struct InboxItem: Sendable, Codable {
    package let deliveryId: String
    package let cursor: Int
    package let packageId: String
    /// Mã định danh văn bản; for a status that of the document it reports on.
    package let documentId: String?
    package let kind: String
    package let from: String
    package let to: String
    /// 0…4 (`Urgency`); nil counts as ordinary.
    package let urgency: Int?
    package let sha256: String
    package let sizeBytes: Int
    package let receivedAt: String

    var isStatus: Bool { self.kind == PackageKind.status.rawValue }

    /// Hỏa tốc, hỏa tốc hẹn giờ: waits behind nothing.
    var isFlash: Bool { self.urgency ?? 0 >= Urgency.flash.rawValue }

    /// What a status is about: statuses with the same subject keep their order.
    var subject: String { "\(self.from) \(self.to) \(self.documentId ?? "")" }
}

package struct InboxPage: Sendable, Codable {
    package let items: [InboxItem]
    package let next: Int
}

/// What became of a delivery.
package enum DeliveryOutcome: Sendable {
    case done
    case fail(code: Fault.Code, reason: String)
}

/// Problem details (RFC 9457) as the hub writes them.
struct HubProblem: Decodable {
    let title: String?
    let code: String?
    let detail: String?
    let place: String?
    let line: Int?
}
