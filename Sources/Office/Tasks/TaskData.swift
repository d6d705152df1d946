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

    /// `recipients` are those of the document, `day` is its date: no deadline lies before. Throws everything that must be corrected.
    init(_ fields: FormFields, recipients: [Recipient], from day: CalendarDate) throws {
        var faults = FormFaults()
        let text = fields.longText("text").normalized
        faults.require(
            (1...DirectiveTask.maximumCharacters).contains(text.count), "text",
            "Ghi nội dung nhiệm vụ, \(TaskWords.atMost)")
        let codes = Set(fields.all("support").filter { !$0.isEmpty })
        let supporting = recipients.filter { codes.contains($0.organ.text) }
        faults.require(
            supporting.count == codes.count, "support", "Chọn cơ quan phối hợp trong các nơi nhận của văn bản")
        let due = try faults.read { try Self.due(fields, from: day) }
        let comesBack = DirectiveTask.ComesBack(rawValue: fields.text("comes-back"))
        faults.require(comesBack != nil, "comes-back", "Chọn sản phẩm trong danh sách")
        self.lead = try faults.readLast {
            let code = fields.text("lead")
            guard let lead = recipients.first(where: { $0.organ.text == code }) else {
                throw FormFault("lead", "Chọn cơ quan chủ trì trong các nơi nhận của văn bản")
            }
            guard !codes.contains(code) else {
                throw FormFault("support", "\(lead.name) chủ trì nên không đồng thời phối hợp")
            }
            return lead
        }
        (self.text, self.supporting) = (text, supporting)
        self.due = due ?? nil
        self.comesBack = comesBack ?? .nothing
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
