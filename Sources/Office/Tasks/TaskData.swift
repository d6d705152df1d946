import Exchange
import Web

/// What the form of a task says.
struct TaskData: Sendable {
    let text: String
    let lead: Recipient
    let supporting: [Recipient]
    /// Nil: thường xuyên.
    let due: CalendarDate?
    let comesBack: DirectiveTask.ComesBack

    /// `recipients` are those of the document, `day` is its date: no deadline lies before. Throws what must be corrected.
    init(_ fields: FormFields, recipients: [Recipient], from day: CalendarDate) throws {
        self.text = fields.longText("text").normalized
        guard (1...DirectiveTask.maximumCharacters).contains(self.text.count) else {
            throw FormFault("text", "Ghi nội dung nhiệm vụ, \(TaskWords.atMost)")
        }
        let lead = fields.text("lead")
        guard let found = recipients.first(where: { $0.organ.text == lead }) else {
            throw FormFault("lead", "Chọn cơ quan chủ trì trong các nơi nhận của văn bản")
        }
        self.lead = found
        let codes = Set(fields.all("support").filter { !$0.isEmpty })
        self.supporting = recipients.filter { codes.contains($0.organ.text) }
        guard self.supporting.count == codes.count else {
            throw FormFault("support", "Chọn cơ quan phối hợp trong các nơi nhận của văn bản")
        }
        guard !codes.contains(lead) else {
            throw FormFault("support", "\(found.name) chủ trì nên không đồng thời phối hợp")
        }
        self.due = try Self.due(fields, from: day)
        guard let comesBack = DirectiveTask.ComesBack(rawValue: fields.text("comes-back")) else {
            throw FormFault("comes-back", "Chọn sản phẩm trong danh sách")
        }
        self.comesBack = comesBack
    }

    /// A deadline, or nil for a task that has none; one of both must be said.
    static func due(_ fields: FormFields, from day: CalendarDate) throws -> CalendarDate? {
        let due = try fields.date("due", called: "Thời hạn")
        guard fields.isTicked("standing") != (due != nil) else {
            throw FormFault("due", "Ghi thời hạn, hoặc để trống và chọn “Thường xuyên”")
        }
        if let due, due < day { throw FormFault("due", "Thời hạn phải từ ngày của văn bản \(day.shown) trở đi") }
        return due
    }
}
