import Exchange

/// Who may correct an issued document at its receivers, who gets the update, and who may answer one.
enum UpdateRule {
    /// Why `person` may not send an update of the document, or nil.
    static func refusalToSend(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư gửi được bản cập nhật.", "Only the clerk may send an update.")
        }
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

    /// Whether the recipient has the document or will have it, and stands by it: neither given back, replaced, nor asked back.
    static func isConcerned(_ recipient: Recipient) -> Bool {
        [.sent, .delivered].contains(recipient.transport) && recipient.status != .refused
            && recipient.asking != .requested && recipient.closure == nil
    }

    /// Why `person` may not answer the update that came, or nil.
    static func refusalToAnswer(_ incoming: Incoming, by person: Person) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư trả lời được bản cập nhật.", "Only the clerk may answer an update.")
        }
        if let closure = incoming.closure { return .closed(closure) }
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
