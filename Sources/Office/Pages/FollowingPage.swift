import Exchange
import Pages
import Web

/// The form of a reminder or an extension.
struct FollowingPage: Sendable, FormPage {
    let shell: Shell
    let act: Following
    let dossier: Dossier
    let person: Person
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    private var incoming: Incoming { self.dossier.incoming }

    var html: HTML {
        let errors = self.fault.errors
        let (title, back) = (FollowingWords.title(self.act), "/incoming/\(self.incoming.id)")
        let form = self.shell.form("\(back)/\(self.act.rawValue)", once: self.once, version: self.incoming.version)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(self.incoming.name)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("\(self.incoming.name)", href: back))
            \(pageHead(title, lead: "\(self.incoming.name) của \(self.incoming.organName): \(self.incoming.subject)"))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton(FollowingWords.button(self.act)))\(button(FollowingWords.back(self.act), href: back, plain: true))"))"))
            """
        )
    }

    private var controls: HTML {
        switch self.act {
        case .remind:
            """
            \(Field(
                "kind", "Mức độ", .select(options: ReminderKind.allCases.map { ($0.rawValue, FollowingWords.kind($0)) }, selected: self.value("kind")),
                error: self.error("kind")
            ).html)
            \(self.area("text", "Nội dung", hint: "Đơn vị chủ trì đọc ngay trên văn bản. Ghi rồi không sửa được."))
            """
        case .extend:
            """
            \(Field("whose", "Hạn của", .select(options: self.deadlines, selected: self.value("whose")), error: self.error("whose")).html)
            \(Field("due", "Hạn mới", .date(value: self.value("due")), hint: "Ngày/tháng/năm", error: self.error("due")).html)
            \(self.area("reason", "Lý do gia hạn", hint: "Từ 10 đến 1.000 ký tự, lưu cùng văn bản."))
            """
        }
    }

    /// The agency's own first, of its leader only.
    private var deadlines: [(value: String, label: String)] {
        let agency = "Cơ quan\(self.incoming.agencyDue.map { ", hạn \($0.shown)" } ?? ", chưa có hạn")"
        return (self.incoming.leaderID == self.person.id ? [("", agency)] : [])
            + self.dossier.receipts.made(by: self.person).filter { $0.part != .know }.map { line in
                (line.id, "\(line.holder)\(line.due.map { ", hạn \($0.shown)" } ?? ", chưa có hạn")")
            }
    }

    private func area(_ name: String, _ label: String, hint: String) -> HTML {
        Field(
            name, label, .area(value: self.value(name), rows: 4, maximum: 1000), hint: hint, error: self.error(name)
        ).html
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}
