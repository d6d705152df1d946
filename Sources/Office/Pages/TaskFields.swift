import Exchange
import Pages
import Web

/// The controls of one task with what stands in them: of a form of its own, or of one of several in a form.
struct TaskFields: Sendable {
    var text = ""
    var lead = ""
    var supporting: Set<String> = []
    /// As typed.
    var due = ""
    var isStanding = false
    var comesBack = ""
    /// Behind each name: empty in a form of one task.
    var suffix = ""
    /// What a value was read from, by the name of its field.
    var origins: [String: String] = [:]
    /// Said beside the agency that leads.
    var leadHint = "Một trong các nơi nhận của văn bản."

    init() {}

    init(_ task: DirectiveTask) {
        self.text = task.text
        self.lead = task.lead.organ.text
        self.supporting = Set(task.supporting)
        self.due = task.due?.shown ?? ""
        self.isStanding = task.due == nil
        self.comesBack = task.comesBack.rawValue
    }

    init(_ fields: FormFields, suffix: String = "") {
        self.text = fields.longText("text\(suffix)")
        self.lead = fields.text("lead\(suffix)")
        self.supporting = Set(fields.all("support\(suffix)"))
        self.due = fields.text("due\(suffix)")
        self.isStanding = fields.isTicked("standing\(suffix)")
        self.comesBack = fields.text("comes-back\(suffix)")
        self.suffix = suffix
    }

    /// `recipients` are those of the document: nobody else can lead.
    func html(recipients: [Recipient], fault: FormFault?) -> HTML {
        let organs = recipients.map { (value: $0.organ.text, label: "\($0.name) (\($0.organ.text))") }
        let kinds = DirectiveTask.ComesBack.allCases.map { (value: $0.rawValue, label: TaskWords.comesBack($0)) }
        // Of a suggestion that says nothing, nothing is chosen.
        let comesBack = self.suffix.isEmpty ? kinds : [("", "Chưa chọn")] + kinds
        return """
            \(self.field("text", "Nội dung nhiệm vụ", .area(value: self.text, rows: 4, maximum: DirectiveTask.maximumCharacters), fault: fault))\
            \(self.field("lead", "Chủ trì", .select(options: [("", "Chưa chọn")] + organs, selected: self.lead), hint: self.leadHint, fault: fault))\
            \(self.field("support", "Phối hợp", .several(options: organs, selected: self.supporting), optional: true, fault: fault))\
            \(self.due(fault: fault))\
            \(self.field("comes-back", "Phải gửi về", .select(options: comesBack, selected: self.comesBack), fault: fault))
            """
    }

    /// A deadline, or none for what is done all the time.
    func due(fault: FormFault?) -> HTML {
        let field = self.field(
            "due", "Thời hạn", .date(value: self.due), hint: "Ngày/tháng/năm; để trống khi là việc thường xuyên.",
            fault: fault)
        let standing = choice(
            "standing\(self.suffix)", "Thường xuyên, không có thời hạn", checked: self.isStanding)
        return "\(field)\(standing)"
    }

    private func field(
        _ name: String, _ label: String, _ control: Field.Control, hint: String? = nil, optional: Bool = false,
        fault: FormFault?
    ) -> HTML {
        let full = "\(name)\(self.suffix)"
        return Field(
            full, label, control, hint: hint, optional: optional,
            error: fault.sentence(of: full), origin: self.origins[name]
        ).html
    }
}
