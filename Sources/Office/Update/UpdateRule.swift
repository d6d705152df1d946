import Exchange
import Storage

/// Who may correct an issued document at its receivers, and who may answer an update. It goes to whom the document could be asked back from
/// (`RecallRule.holds`).
enum UpdateRule {
    /// Why `person` may not send an update of the document, or nil.
    static func refusalToSend(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư gửi được bản cập nhật.", "Only the clerk may send an update.")
        }
        if let refusal = PaperIssue.refusal(outgoing) { return refusal }
        guard outgoing.isInForce else {
            return .notAllowed(
                "Chỉ cập nhật được văn bản đã ban hành, chưa bị thu hồi hoặc thay thế.",
                "Only a document that was issued and neither given back nor replaced can be updated.")
        }
        // Their package still says what was wrong, and would come after the update.
        guard outgoing.reach.queued + outgoing.reach.unsent == 0 else {
            return .notAllowed(
                "Văn bản chưa gửi xong đến mọi nơi nhận: chờ gửi xong, hoặc xử lý ở Gửi lỗi rồi mới cập nhật được.",
                "The document has not gone out to everybody yet.")
        }
        return nil
    }

    /// Throws while an update of the document is on its way to the hub: the later one could come first. One that failed holds nothing up, as it is
    /// not sent again once there is a later one (`RequestPackage.checkRetry`).
    static func checkQueue(_ outgoing: Outgoing, in connection: Connection) throws {
        let waiting = try connection.row(
            """
            SELECT 1 FROM document_update JOIN gateway_outbox ON gateway_outbox.reference = document_update.id
            WHERE document_update.document_id = $1 AND gateway_outbox.state IN ('queued', 'sending') LIMIT 1
            """, outgoing.id)
        guard waiting == nil else {
            throw Fault.notAllowed(
                "Bản cập nhật trước chưa gửi xong: chờ gửi xong rồi mới cập nhật tiếp được.",
                "The update before it has not gone out yet.")
        }
    }

    /// Why `person` may not answer the update that came, or nil.
    static func refusalToAnswer(_ incoming: Incoming, by person: Person) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư trả lời được bản cập nhật.", "Only the clerk may answer an update.")
        }
        if let closure = incoming.closure, closure != .linked { return .closed(closure) }
        guard incoming.updateID != nil, incoming.state != .returned else {
            return .notAllowed("Không có bản cập nhật nào chờ trả lời.", "No update waits for an answer.")
        }
        guard incoming.asking != .requested else {
            return .notAllowed(
                "Nơi gửi đang yêu cầu thu hồi văn bản: trả lời yêu cầu đó trước.",
                "Its sender asks the document back: answer that first.")
        }
        return nil
    }
}
