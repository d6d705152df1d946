import Exchange
import Storage

/// Who urges whom (office.md §6.4): the clerk every receiver, a leader those of what they signed. One rule for one receiver and for many.
enum UrgingRule {
    /// Receivers in one act, which is one letter.
    static let maximumLines = 100
    static let maximumCharacters = 1_000

    /// Cần lãnh đạo can thiệp: urged so often without news, or late by more working days than that.
    static let times = 2
    static let days = 5

    /// Why `person` may not open what is urged, or nil.
    static func refusal(by person: Person) -> Fault? {
        person.role == .clerk || person.role == .leader
            ? nil
            : .notAllowed(
                "Chỉ văn thư và lãnh đạo đôn đốc nơi nhận.", "Only clerks and leaders may urge receivers.")
    }

    /// Whether the acts are offered: a limited delegation covers none of their pages.
    static func isOffered(to person: Person) -> Bool {
        self.refusal(by: person) == nil && person.deputy?.scope.covers(path: "/urging") != false
    }

    /// Why `person` may not urge the receivers of this document, or nil.
    static func refusal(_ line: UrgingLine, by person: Person) -> Fault? {
        if let refusal = self.refusal(by: person) { return refusal }
        return person.role == .clerk || line.signerID == person.id
            ? nil
            : .notAllowed(
                "\(line.signerName) ký \(line.code?.text ?? "văn bản"): chỉ người ký và văn thư đôn đốc.",
                "Only the clerk and the signer may urge the receivers.")
    }

    /// The same as a condition on `outgoing`; `id` is the parameter with the id of `person`.
    static func isTheirs(_ person: Person, named id: String) -> String {
        person.role == .clerk ? "(\(id) IS NOT NULL)" : "(outgoing.approver_id = \(id))"
    }

    /// Why `person` does not urge this receiver, in a few words; nil: they may.
    static func obstacle(_ line: UrgingLine, by person: Person, today: CalendarDate) -> String? {
        if self.refusal(line, by: person) != nil { return "\(line.signerName) ký: chỉ người ký và văn thư đôn đốc" }
        if line.isFrozen { return "văn bản đang đóng băng" }
        if line.isDestroyed { return "tệp của văn bản đã hủy" }
        if !line.isOpen {
            return "không còn gì chờ nơi nhận: đã hoàn thành, trả lời, trả lại, hoặc văn bản đã thu hồi, thay thế"
        }
        let recipient = line.recipient
        if recipient.status == nil,
            recipient.transport == .failed || (recipient.transport == .refused && recipient.settledAt == nil)
        {
            return "văn bản chưa đến nơi nhận: xử lý ở “Gửi lỗi” trước"
        }
        guard let organ = line.organ else { return "nơi nhận không có trong danh bạ" }
        if let end = organ.validTo, end < today { return "mã của nơi nhận đã đóng từ \(end.shown)" }
        return nil
    }
}
