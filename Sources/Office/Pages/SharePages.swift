import Exchange
import Pages
import Web

/// The form that lets others see a document.
struct SharePage: Sendable, FormPage {
    let shell: Shell
    let document: SharedDocument
    let list: PeopleList
    let units: [Unit]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("\(self.document.path)/share", once: self.once, version: 0)
        let people = self.list.people.map { ($0.id, "\($0.fullName), \($0.title), \($0.unit.name)") }
        let controls: HTML = """
            \(PeopleList.html(self.list.sought, count: people.count))\(Field(
                "people", "Người được xem", .several(options: people, selected: Set(self.fields?.all("people") ?? [])),
                hint: "Họ chỉ đọc văn bản, tệp và diễn biến, không làm gì khác. Tối đa \(ShareActs.maximumAtOnce) người, đơn vị mỗi lần.",
                optional: true, error: self.error("people")
            ).html)
            \(Field(
                "units", "Đơn vị được xem", .several(options: self.units.map { ($0.id, $0.name) }, selected: Set(self.fields?.all("units") ?? [])),
                hint: "Mọi người của đơn vị xem được; trưởng đơn vị được báo.", optional: true, error: self.error("units")
            ).html)
            \(Field("until", "Ngày cuối được xem", .date(value: self.value("until")), hint: "Ngày/tháng/năm. Để trống: đến khi thôi chia sẻ.", optional: true, error: self.error("until")).html)
            \(Field("reason", "Lý do", .area(value: self.value("reason"), rows: 3, maximum: Reason.maximum), hint: "Từ 10 đến 1.000 ký tự; ai xem được văn bản đều đọc được lý do.", error: self.error("reason")).html)
            """
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Chia sẻ quyền xem", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("Văn bản", href: self.document.path))
            \(pageHead("Chia sẻ quyền xem", lead: self.document.title))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(controls)</div>\(formFoot("\(submitButton("Chia sẻ"))\(button("Quay lại, chưa chia sẻ", href: self.document.path, plain: true))"))"))
            """)
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}

/// On the page of a document: who else sees it.
struct SharePanel: Sendable {
    let shell: Shell
    let shares: [ViewShare]
    /// Whether the person sees the document only because it was shared.
    let isShared: Bool
    let person: Person

    static let id = "chia-se"

    var html: HTML {
        guard !self.shares.isEmpty else { return "<div id=\"\(Self.id)\"></div>" }
        return panel("Được xem thêm", id: Self.id, "<ul class=\"links\">\(self.shares.map(self.line))</ul>")
    }

    private func line(_ share: ViewShare) -> HTML {
        let end = share.until.html { " đến hết \(Shown.date($0))" }
        return """
            <li><b>\(share.holder)</b>\(end): “\(share.reason)” \
            <span class="quiet">\(share.givenBy), \(Shown.moment(share.givenAt))</span>\(self.act(share))</li>
            """
    }

    private func act(_ share: ViewShare) -> HTML {
        guard ShareRule.refusalToEnd(share, isShared: self.isShared, by: self.person) == nil else { return "" }
        var form = self.shell.form("/shares/\(share.id)/end", once: RandomText.secret(), version: 0)
        form.kind = "act"
        return """
             \(form.html("<button class=\"button button--small\" type=\"submit\">Thôi chia sẻ<span class=\"unseen\"> với \(share.holder)</span></button>"))
            """
    }

    /// What a page says to whoever sees the document only because it was shared.
    static let notice: HTML = Pages.notice(
        .plain, "<b>Được chia sẻ để xem</b>: bạn đọc được văn bản, tệp và diễn biến; việc xử lý thuộc người khác.")
}
