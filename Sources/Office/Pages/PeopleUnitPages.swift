import Exchange
import Pages
import Web

/// The tree of units (cơ cấu tổ chức).
struct UnitsPage: Sendable {
    let shell: Shell
    let units: [(record: UnitRecord, depth: Int)]

    var html: HTML {
        let table = ListTable(
            caption: "Đơn vị",
            columns: [
                .init("Đơn vị", .subject), .init("Mã"), .init("Mã định danh"), .init("Người dùng", .count),
                .init("Hoạt động"),
            ],
            rows: self.units.map { record, depth in
                let id = record.unit.id
                return .init([
                    """
                    \(String(repeating: "\u{2003}", count: depth))\
                    \(ListTable.subject(record.unit.name, href: "/units/\(id)", under: ["\(record.unit.shortName)", "cấp \(depth + 1)"]))
                    """,
                    "\(id)", "\(record.organ?.text ?? "")",
                    "<a href=\"\(url: "/people?unit=\(id)")\">\(record.people)</a>",
                    record.isClosed ? Mark(.none, "Đã đóng").html : Mark(.done, "Hoạt động").html,
                ])
            })
        let acts =
            button("Thêm đơn vị", href: "/units/new", main: true) + button("Nhập từ tệp CSV", href: "/people/import")
        return self.shell.page(
            "Đơn vị",
            """
            \(pageHead("Đơn vị", count: self.units.count, lead: "Cây đơn vị của cơ quan, mỗi đơn vị đứng dưới đơn vị cấp trên.", acts: acts))
            \(PeopleTabs.html(.units))
            \(table.html)
            """)
    }
}

/// The form of a new unit or of one that is here.
struct UnitFormPage: Sendable, FormPage {
    let shell: Shell
    /// Nil: a new one.
    let record: UnitRecord?
    let units: [(record: UnitRecord, depth: Int)]
    let entries: [AdministrativeEntry]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let title = self.record?.unit.name ?? "Thêm đơn vị"
        let errors = self.fault.errors
        let form = self.shell.form(
            self.record.map { "/units/\($0.unit.id)" } ?? "/units", once: self.once, version: self.record?.version ?? 0)
        let closed = notice(.plain, "<b>Đã đóng.</b> Không nhận việc và người mới; việc cũ vẫn còn nguyên.")
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail("Đơn vị", href: "/units"))
            \(pageHead(title, lead: self.record.map { "Mã đơn vị \($0.unit.id)" }))
            \(errorSummary(errors))\(closed, if: self.record?.isClosed == true)
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton("Lưu"))\(button("Quay lại, chưa lưu", href: "/units", plain: true))"))"))
            \(self.closing)
            \(panel("Đã thay đổi", id: "nhat-ky", AdministrativeLogPage.table(self.entries)), if: !self.entries.isEmpty)
            """)
    }

    private var controls: HTML {
        let others = self.units.filter { $0.record.unit.id != self.record?.unit.id }
        return """
            \(Field(
                "id", "Mã đơn vị", .text(value: self.value("id", ""), maximum: 20),
                hint: "Ví dụ P-TCHC; dùng trong tệp nhập. Không đổi được về sau.", error: self.error("id")
            ).html, if: self.record == nil)
            \(Field("name", "Tên đơn vị", .text(value: self.value("name", self.record?.unit.name), maximum: 200), error: self.error("name")).html)
            \(Field("short", "Tên gọi tắt", .text(value: self.value("short", self.record?.unit.shortName), maximum: 50), error: self.error("short")).html)
            \(Field(
                "parent", "Đơn vị cấp trên",
                .select(options: [("", "Trực thuộc cơ quan")] + UnitOptions.all(others), selected: self.value("parent", self.record?.parentID)),
                error: self.error("parent")
            ).html)
            <div class="fields">\(Field(
                "organ", "Mã định danh", .text(value: self.value("organ", self.record?.organ?.text), maximum: 35),
                hint: "Nếu đơn vị có mã riêng", optional: true, error: self.error("organ")
            ).html)\
            \(Field(
                "sort", "Thứ tự", .number(value: self.value("sort", String(self.record?.sort ?? 0)), maximum: 4),
                hint: "Số nhỏ đứng trước", error: self.error("sort")
            ).html)</div>
            """
    }

    private var closing: HTML {
        guard let record else { return "" }
        let act = record.isClosed ? "reopen" : "close"
        let form = self.shell.form(
            "/units/\(record.unit.id)/\(act)", once: RandomText.secret(), version: record.version)
        let text =
            record.isClosed
            ? "Đơn vị hoạt động lại và nhận được việc, người."
            : "Chỉ đóng được khi không còn người dùng, đơn vị cấp dưới và việc chưa xong. Mở lại được."
        return panel(
            record.isClosed ? "Mở lại đơn vị" : "Đóng đơn vị", id: "dong",
            "<div class=\"sheet--pad\"><p>\(text)</p>\(form.button(record.isClosed ? "Mở lại" : "Đóng đơn vị"))</div>")
    }

    private func value(_ name: String, _ present: String?) -> String { self.fields?.text(name) ?? present ?? "" }
}

/// What was changed in people, units and rights.
struct AdministrativeLogPage: Sendable {
    let shell: Shell
    let entries: [AdministrativeEntry]

    var html: HTML {
        let body =
            self.entries.isEmpty
            ? empty("Chưa có thay đổi nào", "Mọi thay đổi về người dùng, đơn vị và quyền sẽ đứng ở đây.")
            : Self.table(self.entries, isFlush: true)
        return self.shell.page(
            "Nhật ký quản trị",
            """
            \(pageHead("Nhật ký quản trị", count: self.entries.count, lead: "200 thay đổi mới nhất. Nhật ký không sửa, không xóa được."))
            \(PeopleTabs.html(.log))
            \(body)
            """)
    }

    static func table(_ entries: [AdministrativeEntry], isFlush: Bool = false) -> HTML {
        func lines(_ lines: [String]) -> HTML { HTML.joined(lines.map { "\($0)" }, by: "<br>") }
        var table = ListTable(
            caption: "Thay đổi về người dùng, đơn vị và quyền",
            columns: [
                .init("Việc", .subject), .init("Trước"), .init("Sau"), .init("Người làm"), .init("Lúc", .when),
                .init("Người liên quan"),
            ],
            rows: entries.map { entry in
                let told: HTML =
                    entry.concerns == nil
                    ? ""
                    : entry.confirmedAt.map { "Đã biết lúc \(Shown.moment($0))" }
                        ?? Mark(.near, "Chưa xác nhận đã biết", wrap: true).html
                return .init([
                    "<b>\(PeopleWords.act(entry.act))</b>\(under(["\(entry.subject)"]))", lines(entry.before),
                    lines(entry.after), "\(entry.actor)", Shown.moment(entry.at), told,
                ])
            })
        table.isFlush = isFlush
        return table.html
    }
}
