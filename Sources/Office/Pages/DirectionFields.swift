import Exchange
import Pages
import Web

/// The fields of a direction (bút phê), of one document or of many.
struct DirectionFields: Sendable, FormPage {
    let choices: FormChoices
    /// The latest deadline that can be named, where it is one for all.
    let limit: CalendarDate?
    let mayRequireReply: Bool
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        var table = DirectionTable(
            rows: self.choices.units.map { unit in
                var row = DirectionTable.Row(
                    id: unit.id, name: unit.name, note: self.choices.usual.mark(unit.shortName, unit.id))
                row.isLead = self.value("lead") == unit.id
                row.supports = self.fields?.all("support").contains(unit.id) == true
                row.knows = self.fields?.all("know").contains(unit.id) == true
                row.due = self.value("due-\(unit.id)")
                row.error = self.error("due-\(unit.id)")
                return row
            })
        table.error = self.error("lead")
        table.remark =
            "Đúng một nơi chủ trì; chỉ để biết thì không cần.\(self.limit.map { " Hạn không quá \($0.shown)." } ?? "")"
        // Who is not in the directory cannot be written to through the hub.
        let reply: HTML =
            !self.mayRequireReply
            ? ""
            : choice(
                "reply-required", "Phải có văn bản trả lời mới hoàn thành được",
                checked: self.isTicked("reply-required"),
                error: self.error("reply-required"))
        return """
            <div class="direct">\(Phrase.field(self.choices.phrases, self.fields))\(Field("text", "Ý kiến chỉ đạo", .area(value: self.value("text"), rows: 4, maximum: 4000), error: self.error("text")).html)\(table.html)
            \(self.named)\(reply)</div>
            """
    }

    /// People who are named themselves; folded away while nobody is.
    private var named: HTML {
        let parts = ["lead-person", "support-people", "know-people", "people-due"]
        let isOpen =
            parts.contains { !self.value($0).isEmpty || self.error($0) != nil }
            || self.fields.map(PeopleList.isSought) == true
        let people = self.choices.people.map { ($0.id, self.choices.usual.label($0)) }
        func several(_ name: String, _ label: String) -> HTML {
            Field(
                name, label, .several(options: people, selected: Set(self.fields?.all(name) ?? [])), optional: true,
                error: self.error(name)
            ).html
        }
        return """
            <details class="field"\(" open", if: isOpen)><summary>Giao đích danh người</summary>
            \(PeopleList.html(self.choices.sought, count: self.choices.people.count))\(Field(
                "lead-person", "Người chủ trì", .select(options: [("", "Không, đơn vị chủ trì")] + people, selected: self.value("lead-person")),
                error: self.error("lead-person")
            ).html)
            \(several("support-people", "Người phối hợp"))\(several("know-people", "Người nhận để biết"))
            \(Field(
                "people-due", "Hạn của người được giao", .date(value: self.value("people-due")), hint: "Ngày/tháng/năm", optional: true,
                error: self.error("people-due")
            ).html)</details>
            """
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
    private func isTicked(_ name: String) -> Bool { self.fields?.isTicked(name) ?? false }
}
