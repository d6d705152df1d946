import Exchange
import Foundation
import Storage

/// One delivery in the inbox of a system (một gói tin chờ nhận).
struct InboxItem: Sendable, Equatable, Encodable {
    var deliveryID: String
    /// Position in the hub's inbox: grows, never comes again.
    var cursor: Int
    var packageID: String
    var kind: String
    /// Codes as the directory writes them.
    var from: String
    var to: String
    /// Of a status: the document that it reports on.
    var documentID: String
    var urgency: Int
    /// Of the package file, 64 hexadecimal digits.
    var sha256: String
    var sizeBytes: Int
    var receivedAt: String

    enum CodingKeys: String, CodingKey {
        case deliveryID = "deliveryId"
        case packageID = "packageId"
        case documentID = "documentId"
        case cursor, kind, from, to, urgency, sha256, sizeBytes, receivedAt
    }

    /// One line, keys sorted.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    init(row: Row) throws {
        self.deliveryID = try row["id"]
        self.cursor = try row["cursor"]
        self.packageID = try row["package_id"]
        self.kind = try row["kind"]
        self.from = try row["from_organ"]
        self.to = try row["organ"]
        self.documentID = try row["document_id"]
        self.urgency = try row["urgency"]
        self.sha256 = try row["sha256"]
        self.sizeBytes = try row["size_bytes"]
        self.receivedAt = try row["received_at"]
    }
}
