import EdXML
import Exchange
import Foundation
import Storage

/// What a system has sent, as the VXP wire shows it: one row for each receiver, the newest package first.
struct VXPSent: Sendable {
    let database: Database
    let content: KeptContent
    let now: @Sendable () -> Date

    /// Packages and rows of one answer; older ones are asked for by `docId`.
    private static let packageLimit = 200
    private static let rowLimit = 2000

    private struct Sent {
        var row: VXPAnswer.Fields
        var kind: PackageKind
        var hash: ContentHash
        /// Whether the file is gone.
        var isRemoved: Bool
    }

    /// What a system sent of one kind lies together in the index, in the order of its arrival. Asked as a range, because then only this index has the
    /// order: of `=` PostgreSQL may think that the newest of all packages will do, and look through all of them where the system never sent any.
    private static let kindAndSystem = "(CASE WHEN kind = 'status' THEN 'status ' ELSE 'edoc ' END || system_id)"

    static let migration = Migration(
        "0220 index sent packages by kind",
        sql: """
            CREATE INDEX package_by_kind_and_system ON package (\(Self.kindAndSystem), id);
            DROP INDEX package_by_system;
            """
    )

    /// With `docId` that package only; none when the system did not send it: the parameter may be left over from an inbox item.
    func list(of system: ConnectedSystem, _ parameters: VXPParameters) async throws -> [String] {
        let statuses = VXPInbox.wantsStatuses(parameters)
        let document = parameters.document(preferring: "docId", else: "docid")
        let sent = try await self.database.read { connection in
            // Whether it is one package is known here: a plan that is kept for both cases reads everything that the system sent.
            var values: [(any SQLBindable)?] = [
                "\(statuses ? "status" : "edoc") \(system.id)", Self.packageLimit, Self.rowLimit,
            ]
            if let document { values.append(document) }
            return try connection.rows(
                """
                SELECT package.id, package.kind, package.from_organ, package.document_code, package.received_at,
                    package.sha256, package.removed_at, delivery.id AS delivery_id, delivery.organ, delivery.transport,
                    delivery.transport_at, delivery.fail_reason
                FROM package JOIN delivery ON delivery.package_id = package.id
                WHERE package.id IN (
                    SELECT id FROM package
                    WHERE \(Self.kindAndSystem) BETWEEN $1 AND $1 \(document == nil ? "" : "AND id = $4")
                    ORDER BY \(Self.kindAndSystem) DESC, id DESC LIMIT $2)
                ORDER BY package.id DESC, delivery.cursor LIMIT $3
                """, values: values
            ).map(Self.sent)
        }
        var titles: [ContentHash: String] = [:]
        var rows: [String] = []
        for one in sent {
            if titles[one.hash] == nil { titles[one.hash] = try await self.title(one) }
            var row = one.row
            row.insert(("title", .text(titles[one.hash] ?? "")), at: 6)
            rows.append(VXPAnswer.object(row))
        }
        return rows
    }

    private static func sent(_ row: Row) throws -> Sent {
        let transport: Transport = try row["transport"]
        let kind: PackageKind = try row["kind"]
        let hasEnded = transport == .done || transport == .fail
        return Sent(
            row: [
                ("serviceType", .text("eDoc")), ("messageType", .text(VXPInbox.messageType(kind))),
                ("senderDocId", .text(try row["id"])), ("receiverDocId", .text(try row["delivery_id"])),
                ("fromCode", .text(try row["from_organ"])), ("toCode", .text(try row["organ"])),
                ("notation", .text(try row["document_code"] ?? "")),
                ("sentTime", VXPAnswer.time(try row["received_at"])),
                ("receivedTime", hasEnded ? VXPAnswer.time(try row["transport_at"]) : .text("")),
                // What the hub answered for is sent.
                ("sendStatus", .text(Transport.done.rawValue)), ("sendStatusDesc", .text("")),
                ("receiveStatus", .text(transport.rawValue)),
                ("receiveStatusDesc", .text(try row["fail_reason"] ?? "")),
            ], kind: kind, hash: try row["sha256"], isRemoved: try row["removed_at"] as Date? != nil)
    }

    /// The subject, read from the head of the file: the hub keeps none in its database.
    private func title(_ sent: Sent) async throws -> String {
        guard sent.kind != .status, !sent.isRemoved else { return "" }
        let file = try await self.content.open(sent.hash)
        let reader = PacketReader(today: VietnamTime.date(self.now()))
        var position = 0
        while reader.document == nil, position < Self.headBytes {
            let piece = try await file.piece(at: position, count: 16 * 1024)
            guard !piece.isEmpty else { break }
            position += piece.count
            try piece.withUnsafeBytes { try reader.feed($0) }
        }
        return reader.document?.subject ?? ""
    }

    /// A head has 2000 receivers at most.
    private static let headBytes = 2 << 20
}
