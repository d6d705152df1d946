package import Exchange
package import Foundation

/// One item of an inbox on the national wire.
package struct VXPItem: Sendable, Equatable {
    package let id: String
    package let to: OrganCode
    /// Nil where its form is another: it is not published.
    package let createdAt: Date?

    /// Nil when the id or the receiver is missing.
    init?(_ json: JSON) {
        guard let id = json["docId"]?.told, !id.isEmpty, let to = json["to"]?.told.flatMap({ OrganCode($0) }) else {
            return nil
        }
        self.id = id
        self.to = to
        self.createdAt = json["created_time"]?.told.flatMap(VietnamTime.instant(packet:))
    }
}

/// What became of a sent package at one receiver.
package struct VXPSentRow: Sendable, Equatable {
    package let to: OrganCode
    /// `initial`, `processing`, `done`, `fail`; nil for any other word.
    package let standing: Transport?
    package let reason: String?

    init?(_ json: JSON) {
        guard let to = json["toCode"]?.told.flatMap({ OrganCode($0) }) else { return nil }
        self.to = to
        self.standing = json["receiveStatus"]?.told.flatMap { Transport(rawValue: $0.lowercased()) }
        self.reason = json["receiveStatusDesc"]?.told.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension JSON {
    /// A text, or a number where a text is meant.
    var told: String? { self.string ?? self.number.map { "\($0)" } }
}
