import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// What happens when a package has come: it is kept for the agency's software, whatever it is.
struct Arrival: Sendable {
    let gateway: AgencyGateway

    /// Runs in the transaction in which the gateway keeps the package.
    func receive(_ package: ReceivedPackage, in connection: Connection) throws {
        // The id names a folder.
        guard package.deliveryID.wholeMatch(of: /[0-9A-Za-z-]{1,64}/) != nil else { throw Fault.strangeDelivery }
        let packet = package.packet
        let sender = packet.from.code
        let now = self.gateway.now()
        let handover = try packet.status.flatMap { try self.report($0, from: sender, in: connection) }
        let header = InspectedPacket(
            packet: packet, sizeBytes: try self.gateway.store.sizeBytes(of: package.hash, in: connection),
            sha256: package.hash.hex)
        let ours = packet.to.first { self.gateway.isOurs($0.code) }
        try connection.execute(
            """
            INSERT INTO arrival (id, package_id, package_hash, kind, sender, document_id, code, promulgation_date, our_name,
                header, status, handover_id, arrived_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            package.deliveryID, package.packageID, package.hash, packet.kind, sender.key, packet.subjectID,
            packet.document?.code.text ?? packet.status?.responseFor.code ?? "",
            packet.document?.promulgationDate ?? packet.status?.responseFor.promulgationDate, ours?.name,
            try header.json(file: "package.edxml", signature: .null).printed(), packet.status?.status, handover, now)
        for (ordinal, file) in package.files.enumerated() {
            try connection.execute(
                """
                INSERT INTO arrival_file (arrival_id, ordinal, name, content_type, size_bytes, hash)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                package.deliveryID, ordinal + 1, file.name, file.contentType, file.sizeBytes, file.hash)
        }
        try self.gateway.tell(.arrived, in: connection)
    }

    /// The handover that a status is about; nil when it was not handed over here: the software may know it all the same.
    private func report(_ report: StatusReport, from sender: OrganCode, in connection: Connection) throws -> String? {
        guard report.status != .takeBack, let document = report.responseFor.documentID,
            let handover = try HandoverRecord.id(of: document, sentTo: sender, in: connection)
        else { return nil }
        try HandoverReceiver.apply(report.status, at: report.at, from: sender, to: handover, in: connection)
        try HandoverRecord.changed(handover, in: connection)
        return handover
    }
}

extension Fault {
    fileprivate static let strangeDelivery = Fault(
        .unsafeName, vi: "Mã lần giao của trục không dùng làm tên thư mục được.",
        en: "The hub's id of the delivery cannot name a folder.")
}
