import Exchange

/// Who may ask a document back, from whom, and who may answer.
enum RecallRule {
    /// Why `person` may not ask the document back, or nil.
    static func refusalToAsk(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư yêu cầu thu hồi được.", "Only the clerk may ask a document back.")
        }
        if let refusal = PaperIssue.refusal(outgoing) { return refusal }
        guard outgoing.state == .published else {
            return .notAllowed("Văn bản chưa ban hành nên không cần thu hồi.", "The document has not been issued.")
        }
        return nil
    }

    /// Whether there is something to be given back or corrected: the recipient's system has the document or will have it, nobody there has returned
    /// it, and no request to give it back waits for its answer.
    static func holds(_ recipient: Recipient) -> Bool {
        [.sent, .delivered].contains(recipient.transport) && recipient.status != .refused
            && recipient.asking != .requested && recipient.closure == nil
    }

    /// Why `person` may not answer the sender's request, or nil.
    static func refusalToAnswer(_ incoming: Incoming, by person: Person) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư trả lời được yêu cầu thu hồi.", "Only the clerk may answer a recall.")
        }
        guard incoming.asking == .requested, incoming.closure == nil || incoming.closure == .linked else {
            return .notAllowed("Không có yêu cầu thu hồi nào chờ trả lời.", "No recall waits for an answer.")
        }
        return nil
    }
}

extension Fault {
    /// Nothing more is done with the document.
    static func closed(_ closure: Closure) -> Fault {
        switch closure {
        case .withdrawn:
            .notAllowed(
                "Văn bản đã được thu hồi theo yêu cầu của nơi gửi: không xử lý tiếp, nội dung đã niêm phong.",
                "The document was given back to its sender: nothing more is done with it, its content is sealed.")
        case .replaced:
            .notAllowed(
                "Văn bản đã bị thay thế: xử lý văn bản mới.", "The document was replaced: work on the new one.")
        case .linked:
            .notAllowed(
                "Bản này đã gắn vào văn bản đã vào sổ: xử lý văn bản đó.",
                "This copy was linked to a registered document: work on that one.")
        }
    }
}
