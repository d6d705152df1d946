import Exchange
import Web

/// What the form of an urging says.
struct UrgingOrder: Sendable {
    /// A ticked receiver, and how often it was urged when the page was made.
    struct Pick: Sendable {
        let recipientID: String
        let before: Int

        init?(_ value: String) {
            let parts = value.split(separator: ":")
            guard parts.count == 2, let before = Int(parts[1]) else { return nil }
            (self.recipientID, self.before) = (String(parts[0]), before)
        }
    }

    let picks: [Pick]
    let kind: ReminderKind
    let text: String
    /// What of its form could not be read: told with everything else that must be corrected.
    let unread: FormFaults

    /// Throws `invalid-form` for what no page of ours sends.
    init(_ fields: FormFields) throws {
        let picks = try fields.all("line").map { value in
            guard let pick = Pick(value) else { throw FormFields.broken }
            return pick
        }
        let isRight =
            (1...UrgingRule.maximumLines).contains(picks.count) && Set(picks.map(\.recipientID)).count == picks.count
        let kind = ReminderKind(rawValue: fields.text("kind"))
        let text = fields.longText("text").normalized
        var unread = FormFaults()
        unread.require(
            isRight, "line", "Chọn từ 1 đến \(UrgingRule.maximumLines) nơi nhận, mỗi nơi một lần")
        unread.require(kind != nil, "kind", "Chọn mức độ trong danh sách")
        unread.require(
            (1...UrgingRule.maximumCharacters).contains(text.count), "text", "Ghi nội dung đôn đốc, tối đa 1.000 ký tự")
        self.picks = isRight ? picks : []
        self.kind = kind ?? .remind
        (self.text, self.unread) = (text, unread)
    }
}
