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

    /// Throws what must be corrected.
    init(_ fields: FormFields) throws {
        self.picks = try fields.all("line").map { value in
            guard let pick = Pick(value) else { throw FormFields.broken }
            return pick
        }
        guard (1...UrgingRule.maximumLines).contains(self.picks.count),
            Set(self.picks.map(\.recipientID)).count == self.picks.count
        else { throw FormFault("line", "Chọn từ 1 đến \(UrgingRule.maximumLines) nơi nhận, mỗi nơi một lần") }
        guard let kind = ReminderKind(rawValue: fields.text("kind")) else {
            throw FormFault("kind", "Chọn mức độ trong danh sách")
        }
        self.kind = kind
        self.text = fields.longText("text").normalized
        guard (1...UrgingRule.maximumCharacters).contains(self.text.count) else {
            throw FormFault("text", "Ghi nội dung đôn đốc, tối đa 1.000 ký tự")
        }
    }
}
