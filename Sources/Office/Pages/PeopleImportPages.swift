import Exchange
import Pages
import Storage

/// Where a file of units or people is chosen.
struct PeopleImportPage: Sendable {
    let shell: Shell
    let once: String
    let problem: String?

    var html: HTML {
        var form = self.shell.form("/people/import", once: self.once, version: 0)
        form.isUpload = true
        let errors = self.problem.map { [FieldError(field: "file", sentence: $0)] } ?? []
        let field = Field(
            "file", "Tệp đơn vị hoặc người dùng", .file(multiple: false),
            hint:
                "CSV, bảng mã UTF-8, tối đa \(PeopleFile.maximumBytes >> 10) KB. Trong Excel: lưu theo kiểu “CSV UTF-8”.",
            error: self.problem)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Nhập đơn vị, người dùng",
            """
            \(trail("Người dùng", href: "/people"))
            \(pageHead("Nhập đơn vị, người dùng", lead: "Xem trước mọi thay đổi rồi mới ghi: ghi cả tệp hoặc không dòng nào. Ai không có trong tệp được giữ nguyên."))
            \(errorSummary(errors, title: "Chưa xem trước được"))
            \(form.html("<div class=\"sheet--pad\">\(field.html)</div>\(formFoot("\(submitButton("Xem trước thay đổi"))\(button("Quay lại", href: "/people", plain: true))"))"))
            \(panel("Tệp đơn vị", id: "cot-don-vi", Self.table("Cột của tệp đơn vị", Self.units)))
            \(panel("Tệp người dùng", id: "cot-nguoi-dung", Self.table("Cột của tệp người dùng", Self.people)))
            \(panel("Tệp chức vụ kiêm nhiệm", id: "cot-kiem-nhiem", Self.table("Cột của tệp chức vụ kiêm nhiệm", Self.posts)))
            """)
    }

    private static let units = [
        ("id", "Mã đơn vị", "Bắt buộc; mã mới là đơn vị mới"), ("name", "Tên", "Bắt buộc, tối đa 200 ký tự"),
        ("shortName", "Tên gọi tắt", "Bắt buộc, tối đa 50 ký tự"),
        ("parent", "Đơn vị cấp trên", "Mã đã có hoặc ở dòng trên; để trống: trực thuộc cơ quan"),
        ("organCode", "Mã định danh", "Nếu đơn vị có mã riêng"),
    ]

    private static let people = [
        ("userName", "Tên đăng nhập", "Bắt buộc; tên mới là người mới, được cấp mật khẩu đầu tiên"),
        ("fullName", "Họ và tên", "Bắt buộc"), ("title", "Chức vụ", "Bắt buộc, như in dưới chữ ký"),
        ("role", "Vai trò", Role.allCases.map { "\($0.rawValue) (\(RoleWords.name($0)))" }.joined(separator: ", ")),
        ("unit", "Mã đơn vị", "Bắt buộc, của đơn vị còn hoạt động"),
    ]

    private static let posts = [
        ("userName", "Tên đăng nhập", "Bắt buộc, của người đã có"),
        ("title", "Chức vụ", "Bắt buộc, như in dưới chữ ký"),
        ("role", "Vai trò", "Như ở tệp người dùng, trừ quản trị"),
        ("unit", "Mã đơn vị", "Bắt buộc, của đơn vị còn hoạt động"), ("from", "Từ ngày", "Bắt buộc, viết 31/12/2026"),
        ("until", "Đến hết ngày", "Để trống: đến khi thôi giữ"),
    ]

    private static func table(_ caption: String, _ columns: [(String, String, String)]) -> HTML {
        var table = ListTable(
            caption: caption, columns: [.init("Cột", .subject), .init("Nghĩa"), .init("Cách ghi")],
            rows: columns.map { column, name, about in .init(["<code>\(column)</code>", "\(name)", "\(about)"]) })
        table.isFlush = false
        return table.html
    }
}

/// What a file would do, before it does.
struct PeoplePreviewPage: Sendable {
    let shell: Shell
    let text: String
    let lines: Int
    let outcome: PeopleImport.Outcome
    /// Whether something has changed between preview and import.
    let isStale: Bool
    let once: String

    /// Rows that the page lists; the rest is counted.
    private static let shownRows = 200

    var html: HTML {
        let stale = notice(
            .near, "<b>Danh sách vừa được người khác sửa.</b> Chưa ghi gì; dưới đây là thay đổi mới.", result: true)
        return self.shell.page(
            "\(self.outcome.refused.isEmpty ? "" : "Lỗi: ")Xem trước: nhập đơn vị, người dùng",
            """
            \(trail("Nhập đơn vị, người dùng", href: "/people/import"))
            \(pageHead("Xem trước: nhập đơn vị, người dùng", lead: "Tệp có \(self.lines) dòng. Chưa ghi gì."))
            \(stale, if: self.isStale)\(self.body)
            """)
    }

    private var body: HTML {
        let again = button("Chọn tệp khác", href: "/people/import")
        guard self.outcome.refused.isEmpty else {
            let refused = self.outcome.refused
            let table = ListTable(
                caption: "Dòng sai", columns: [.init("Dòng", .subject), .init("Vì sao")],
                rows: refused.prefix(Self.shownRows).map { fault in
                    .init(["<b>Dòng \(fault.line ?? 0)</b>", "\(fault.vietnamese)"])
                })
            return """
                \(notice(.bad, "<b>Sai \(refused.count) dòng: chưa ghi dòng nào.</b> Sửa tệp rồi tải lên lại.", result: true))\
                \(table.html)\(self.rest(refused.count))\
                <div class="acts section">\(button("Tải lên tệp đã sửa", href: "/people/import", main: true))</div>
                """
        }
        guard !self.outcome.changes.isEmpty else {
            return empty(
                "Tệp không có gì mới", "Danh sách đã giống hệt \(self.outcome.unchanged) dòng của tệp.", acts: again)
        }
        let added = self.outcome.changes.count { $0.isNew }
        let changed = self.outcome.changes.count - added
        var form = self.shell.form("/people/import/take", once: self.once, version: 0)
        form.kind = "acts"
        let passwords = notice(
            .plain,
            "\(self.outcome.newcomers.count) người mới được cấp mật khẩu đầu tiên, hiện một lần ngay sau khi ghi.")
        return """
            \(tally([
                TallyItem("Thêm mới", added), TallyItem("Sửa", changed), TallyItem("Không đổi", self.outcome.unchanged),
            ]))
            \(passwords, if: !self.outcome.newcomers.isEmpty)
            \(form.html(
                """
                <input type="hidden" name="text" value="\(self.text)">\
                <input type="hidden" name="mark" value="\(self.outcome.mark.hex)">\
                \(submitButton("Ghi \(self.outcome.changes.count) thay đổi"))\(again)
                """))
            \(self.table.html)\(self.rest(self.outcome.changes.count))
            """
    }

    private var table: ListTable {
        func lines(_ lines: [String]) -> HTML { HTML.joined(lines.map { "\($0)" }, by: "<br>") }
        return ListTable(
            caption: "Thay đổi",
            columns: [.init("Dòng", .count), .init("Tên", .subject), .init("Việc"), .init("Trước"), .init("Sau")],
            rows: self.outcome.changes.prefix(Self.shownRows).map { change in
                .init([
                    "\(change.line)", "<b>\(change.name)</b>", change.isNew ? "Thêm" : "Sửa", lines(change.before),
                    lines(change.after),
                ])
            })
    }

    private func rest(_ count: Int) -> HTML {
        count > Self.shownRows ? "<p class=\"quiet\">\(Self.shownRows) dòng đầu trong \(count).</p>" : ""
    }
}
