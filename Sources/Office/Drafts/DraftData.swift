import Exchange
import Storage

/// What one version of a draft says of the document.
struct DraftData: Sendable {
    let typeName: String
    let subject: String
    let notation: String
    let urgency: Urgency
    let circulation: Circulation?
    let steering: Steering
    let due: CalendarDate?
    let approverID: String
    /// Name and title; empty in what has not been kept yet.
    let approver: String
    /// Names; who gets it on paper is marked so.
    let recipients: [String]
    let metadata: DocumentMetadata

    init(_ draft: Draft, _ recipients: [Directory.Entry]) {
        self.typeName = draft.typeName
        self.subject = draft.subject.normalized
        self.notation = draft.notation.normalized
        self.urgency = draft.urgency
        self.circulation = draft.circulation
        self.steering = draft.steering
        self.due = draft.due
        self.approverID = draft.approverID
        self.approver = ""
        self.recipients = recipients.map(\.name) + draft.paperRecipients.map { "\($0) (bản giấy)" }
        self.metadata = draft.metadata
    }

    /// Reads `draft_version` with `approver_name`, `approver_title`.
    init(_ row: Row) throws {
        self.typeName = try row["type_name"]
        self.subject = try row["subject"]
        self.notation = try row["notation"]
        self.urgency = try row["urgency"]
        self.circulation = try row["circulation"]
        self.steering = try row["steering"]
        self.due = try row["due_date"]
        self.approverID = try row["approver_id"]
        let (name, title): (String, String) = (try row["approver_name"], try row["approver_title"])
        self.approver = "\(name), \(title)"
        let recipients: String = try row["recipients"]
        self.recipients = recipients.split(separator: "\n").map(String.init)
        self.metadata = try DocumentMetadata(row)
    }

    /// One thing that differs, as people call it. A list tells only what came and what went.
    struct Change: Sendable, Equatable {
        let name: String
        let before: String
        let after: String
    }

    func changes(to next: DraftData) -> [Change] {
        let (gone, new) = (Set(self.recipients), Set(next.recipients))
        let pairs: [(String, String, String)] = [
            ("Loại văn bản", self.typeName, next.typeName),
            ("Trích yếu", self.subject, next.subject),
            ("Ký hiệu", self.notation, next.notation),
            ("Độ khẩn", OutgoingWords.urgency(self.urgency), OutgoingWords.urgency(next.urgency)),
            (
                "Phạm vi lưu hành", self.circulation?.words ?? "Không hạn chế",
                next.circulation?.words ?? "Không hạn chế"
            ),
            ("Tính chất", OutgoingWords.steering(self.steering), OutgoingWords.steering(next.steering)),
            ("Hạn trả lời", self.due?.shown ?? "Không có", next.due?.shown ?? "Không có"),
            ("Người ký", self.approver, next.approver),
            ("Ngôn ngữ", self.metadata.language, next.metadata.language),
            ("Số trang", Self.shown(self.metadata.pages), Self.shown(next.metadata.pages)),
            ("Số lượng bản", Self.shown(self.metadata.copies), Self.shown(next.metadata.copies)),
            ("Ghi chú", self.metadata.remark, next.metadata.remark),
            (
                "Nơi nhận", self.recipients.filter { !new.contains($0) }.joined(separator: "; "),
                next.recipients.filter { !gone.contains($0) }.joined(separator: "; ")
            ),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { Change(name: $0.0, before: $0.1, after: $0.2) }
    }

    private static func shown(_ number: Int?) -> String { number.map(String.init) ?? "Không ghi" }

    func isSame(as other: DraftData) -> Bool {
        self.typeName == other.typeName && self.subject == other.subject && self.notation == other.notation
            && self.urgency == other.urgency && self.circulation == other.circulation && self.steering == other.steering
            && self.due == other.due
            && self.approverID == other.approverID && self.metadata == other.metadata
            && Set(self.recipients) == Set(other.recipients)
    }
}
