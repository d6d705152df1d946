import EdXML
import Exchange
import Foundation
import Storage

/// What happens when a sender asks a document back, with a recall package or with status 13: it waits for the clerk's answer.
struct RecallArrival {
    let office: Office

    /// A recall package (edXML §3). Runs in the transaction in which the gateway keeps it.
    func receive(_ packet: Packet, in connection: Connection) throws {
        try self.ask(packet.subjectID, from: packet.from.code, reason: packet.business?.reason, in: connection)
    }

    /// Status 13 (lấy lại).
    func receive(_ report: StatusReport, from organ: OrganCode, in connection: Connection) throws {
        try self.ask(report.responseFor.documentID, from: organ, reason: report.description, in: connection)
    }

    private func ask(
        _ documentID: DocumentID?, from organ: OrganCode, reason: String?, in connection: Connection
    ) throws {
        let now = self.office.now()
        let found = try documentID.flatMap { try IncomingStore.issued($0, by: organ, in: connection) }
        guard let incoming = found else {
            throw Fault(
                .unknownDocument,
                vi: "Không có văn bản nào của \(organ) mang mã \(documentID?.text ?? "đã nêu") để thu hồi.",
                en: "There is no document \(documentID?.text ?? "of that id") of \(organ) here to be recalled."
            )
        }
        // Nothing is left that could be given back: that is a yes. A linked copy is still here, so the clerk answers.
        if incoming.state == .returned || incoming.closure == .withdrawn || incoming.closure == .replaced {
            let reason =
                incoming.closure == .replaced ? "Văn bản đã bị thay thế" : "Văn bản đã được trả lại trước đó"
            return try StatusReports(office: self.office).enqueue(
                .agreed, for: incoming, by: nil, reason: reason, at: now, in: connection)
        }
        // Nor of what was destroyed by decision; nobody here could answer.
        if try Destruction.isDone(incoming.id, in: connection) {
            try Timeline.add(.recallAsked, to: incoming.id, by: nil, at: now, quote: reason, in: connection)
            return try StatusReports(office: self.office).enqueue(
                .agreed, for: incoming, by: nil, reason: "Tệp của văn bản đã hủy theo quyết định", at: now,
                in: connection)
        }
        guard incoming.asking != .requested else { return }
        try connection.execute(
            """
            UPDATE incoming SET asking = 'requested', asking_at = $1, asking_reason = $2, version = version + 1
            WHERE id = $3
            """, now, reason, incoming.id)
        try Timeline.add(.recallAsked, to: incoming.id, by: nil, at: now, quote: reason, in: connection)
        try self.office.changes.tell(incoming.id, in: connection)
    }
}
