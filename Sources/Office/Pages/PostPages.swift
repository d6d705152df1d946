import Exchange
import Pages
import Web

/// The further posts of somebody, on their page.
enum PostPanel {
    static func html(_ posts: [Post], of person: Person, today: CalendarDate, shell: Shell) -> HTML {
        var table = ListTable(
            caption: "Chức vụ kiêm nhiệm",
            columns: [
                .init("Chức vụ", .subject), .init("Vai trò"), .init("Thời hạn"), .init("Hiệu lực"), .init("Thao tác"),
            ],
            rows: posts.map { post in
                let isOver = post.isEnded || post.draft.endsOn.map { $0 < today } ?? false
                let end = shell.form(
                    "/people/\(person.id)/posts/\(post.id)/end", once: RandomText.secret(), version: 0)
                return .init([
                    "<b>\(post.draft.title)</b>\(under(["\(post.unit.name)"]))",
                    "\(RoleWords.name(post.draft.role))",
                    "\(Shown.date(post.draft.startsOn)) – \(post.draft.endsOn.map(Shown.date) ?? "khi thôi giữ")",
                    Self.mark(post, today).html, isOver ? "" : end.button("Thôi giữ", small: true),
                ])
            })
        table.isFlush = false
        let add = button("Thêm chức vụ kiêm nhiệm…", href: "/people/\(person.id)/posts/new")
        return panel(
            "Chức vụ kiêm nhiệm", id: "kiem-nhiem",
            "\(table.html, if: !posts.isEmpty)<div class=\"sheet--pad\"><div class=\"acts\">\(add)</div></div>")
    }

    private static func mark(_ post: Post, _ today: CalendarDate) -> Mark {
        if post.isEnded { return Mark(.none, "Đã thôi giữ") }
        if post.isActive(on: today) { return Mark(.done, "Đang giữ") }
        return post.draft.startsOn > today ? Mark(.near, "Chưa đến ngày") : Mark(.none, "Hết hạn")
    }
}

/// The form of a further post.
struct FurtherPostFormPage: Sendable, FormPage {
    let shell: Shell
    let person: Person
    let units: [(record: UnitRecord, depth: Int)]
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let path = "/people/\(self.person.id)"
        let form = self.shell.form("\(path)/posts", once: RandomText.secret(), version: 0)
        let roles = Role.working.map { ($0.rawValue, RoleWords.name($0)) }
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Chức vụ kiêm nhiệm",
            """
            \(trail(self.person.fullName, href: path))
            \(pageHead("Chức vụ kiêm nhiệm", lead: "Bên cạnh chức vụ chính: \(self.person.title), \(self.person.unit.name). Người này chuyển chức vụ ở góc trên của mọi trang."))
            \(errorSummary(errors))
            \(form.html(
                """
                <div class="sheet--pad">\
                \(Field("title", "Chức vụ", .text(value: self.value("title"), maximum: 100), hint: "Như in dưới chữ ký", error: self.error("title")).html)\
                <div class="fields">\
                \(Field("unit", "Đơn vị", .select(options: [("", "Chưa chọn")] + UnitOptions.all(self.units), selected: self.value("unit")), error: self.error("unit")).html)\
                \(Field("role", "Vai trò", .select(options: [("", "Chưa chọn")] + roles, selected: self.value("role")), error: self.error("role")).html)\
                </div><div class="fields">\
                \(Field("start", "Từ ngày", .date(value: self.fields == nil ? self.today.shown : self.value("start")), hint: "Ngày/tháng/năm", error: self.error("start")).html)\
                \(Field("end", "Đến hết ngày", .date(value: self.value("end")), hint: "Để trống: đến khi thôi giữ", optional: true, error: self.error("end")).html)\
                </div></div>\(formFoot("\(submitButton("Lưu"))\(button("Quay lại, chưa lưu", href: path, plain: true))"))
                """))
            """)
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}
