import Exchange
import Pages
import Web

/// Who works here, with unit and role.
struct PeoplePage: Sendable {
    let shell: Shell
    let people: [PersonRecord]
    let units: [(record: UnitRecord, depth: Int)]
    /// Shown alone; nil shows everybody.
    let unit: String?

    var html: HTML {
        let table = ListTable(
            caption: "Người dùng",
            columns: [
                .init("Họ tên", .subject), .init("Chức vụ"), .init("Đơn vị"), .init("Vai trò"), .init("Tài khoản"),
            ],
            rows: self.people.map { record in
                let person = record.person
                return .init([
                    ListTable.subject(person.fullName, href: "/people/\(person.id)", under: ["\(person.userName)"]),
                    "\(person.title)", "\(person.unit.name)", "\(RoleWords.name(person.role))",
                    record.isEnabled ? Mark(.done, "Đang dùng").html : Mark(.late, "Đã khóa").html,
                ])
            })
        let acts =
            button("Thêm người dùng", href: "/people/new", main: true)
            + button("Nhập từ tệp CSV", href: "/people/import")
        let lead =
            self.people.count < 500
            ? "Mọi thay đổi vào nhật ký quản trị; thay đổi về quyền được báo cho người liên quan."
            : "Chỉ hiện 500 người đầu: chọn một đơn vị."
        return self.shell.page(
            "Người dùng",
            """
            \(pageHead("Người dùng", count: self.people.count, lead: lead, acts: acts))
            \(PeopleTabs.html(.people))
            \(filter(action: "/people", [
                filterSelect("unit", "Đơn vị", options: [("", "Tất cả đơn vị")] + UnitOptions.all(self.units), selected: self.unit ?? "")
            ]))
            \(self.people.isEmpty ? empty("Không có người dùng nào", "Đơn vị này chưa có ai. Thêm người hoặc chuyển người từ đơn vị khác.") : table.html)
            """)
    }
}

/// The pages of the administrator.
enum PeopleTabs {
    case people, units, signIn, notices, escalation, log, access

    static func html(_ current: PeopleTabs) -> HTML {
        tabs([
            Tab("Người dùng", href: "/people", isCurrent: current == .people),
            Tab("Đơn vị", href: "/units", isCurrent: current == .units),
            Tab("Đăng nhập", href: "/people/sign-in", isCurrent: current == .signIn),
            Tab("Thông báo", href: "/people/notices", isCurrent: current == .notices),
            Tab("Báo quá hạn", href: EscalationRoutes.path, isCurrent: current == .escalation),
            Tab("Nhật ký quản trị", href: "/people/log", isCurrent: current == .log),
            Tab("Nhật ký truy cập", href: "/access", isCurrent: current == .access),
        ])
    }
}

/// Units to choose from, each set in below its parent.
enum UnitOptions {
    static func all(_ tree: [(record: UnitRecord, depth: Int)]) -> [(value: String, label: String)] {
        tree.filter { !$0.record.isClosed }.map { record, depth in
            (record.unit.id, "\(String(repeating: "\u{2003}", count: depth))\(record.unit.name)")
        }
    }
}

/// The form of a new person or of one who is here, with what was changed before.
struct PersonFormPage: Sendable, FormPage {
    let shell: Shell
    /// Nil: somebody new.
    let record: PersonRecord?
    let units: [(record: UnitRecord, depth: Int)]
    let posts: [Post]
    let rights: [SigningRight]
    let today: CalendarDate
    let entries: [AdministrativeEntry]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let title = self.record?.person.fullName ?? "Thêm người dùng"
        let errors = self.fault.errors
        let form = self.shell.form(
            self.record.map { "/people/\($0.person.id)" } ?? "/people", once: self.once,
            version: self.record?.version ?? 0)
        let lead =
            self.record.map { "Tên đăng nhập \($0.person.userName)" }
            ?? "Mật khẩu đầu tiên hiện một lần sau khi lưu; người dùng phải đổi ngay khi đăng nhập."
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail("Người dùng", href: "/people"))
            \(pageHead(title, lead: lead, acts: self.acts))
            \(errorSummary(errors))\(self.state)
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton("Lưu"))\(button("Quay lại, chưa lưu", href: "/people", plain: true))"))"))
            \(self.record.html { PostPanel.html(self.posts, of: $0.person, today: self.today, shell: self.shell) })
            \(self.record.html { SigningRightPanel.html(self.rights, of: $0.person, today: self.today, shell: self.shell) })
            \(panel("Đã thay đổi", id: "nhat-ky", AdministrativeLogPage.table(self.entries)), if: !self.entries.isEmpty)
            """)
    }

    private var acts: HTML {
        guard let record else { return "" }
        let path = "/people/\(record.person.id)"
        return record.isEnabled
            ? """
            \(button("Cấp mật khẩu mới…", href: "\(path)/password"))\
            \(button("Bỏ xác thực hai bước…", href: "\(path)/second-factor"), if: record.hasSecondFactor)\
            \(button("Bỏ gắn đăng nhập một lần…", href: "\(path)/sign-on"), if: record.isBound)\
            \(button("Thư tổng hợp…", href: "\(path)/mail"))\
            \(button("Khóa…", href: "\(path)/lock"))
            """
            : button("Mở khóa…", href: "\(path)/unlock")
    }

    private var state: HTML {
        guard let record else { return "" }
        let locked = notice(.bad, "<b>Đã khóa.</b> Người này không đăng nhập được; việc đã làm vẫn còn nguyên.")
        let work = notice(
            .near,
            "Đang chủ trì \(record.openWork) văn bản chưa xong. Trưởng đơn vị giao lại trước khi chuyển hoặc khóa người này."
        )
        return "\(locked, if: !record.isEnabled)\(work, if: record.openWork > 0)"
    }

    private var controls: HTML {
        """
        \(Field(
            "user", "Tên đăng nhập", .text(value: self.value("user", ""), maximum: 50),
            hint: "Chữ thường không dấu, chữ số, dấu chấm. Không đổi được về sau.", error: self.error("user")
        ).html, if: self.record == nil)
        \(Field("full-name", "Họ và tên", .text(value: self.value("full-name", self.record?.person.fullName), maximum: 100), error: self.error("full-name")).html)
        \(Field(
            "title", "Chức vụ", .text(value: self.value("title", self.record?.person.title), maximum: 100),
            hint: "Như in dưới chữ ký", error: self.error("title")
        ).html)
        <div class="fields">\(Field(
            "unit", "Đơn vị",
            .select(options: [("", "Chưa chọn")] + UnitOptions.all(self.units), selected: self.value("unit", self.record?.person.unit.id)),
            error: self.error("unit")
        ).html)\
        \(Field(
            "role", "Vai trò",
            .select(options: [("", "Chưa chọn")] + Role.allCases.map { ($0.rawValue, RoleWords.name($0)) }, selected: self.value("role", self.record?.person.role.rawValue)),
            error: self.error("role")
        ).html)</div>
        """
    }

    private func value(_ name: String, _ present: String?) -> String { self.fields?.text(name) ?? present ?? "" }
}

/// The page before an account is locked, unlocked or gets a new password.
struct PersonActPage: Sendable {
    let shell: Shell
    let act: PeopleRoutes.Act
    let record: PersonRecord
    let once: String

    var html: HTML {
        let person = self.record.person
        let path = "/people/\(person.id)"
        var form = self.shell.form("\(path)/\(self.act.rawValue)", once: self.once, version: self.record.version)
        form.kind = "acts"
        let (question, text) = self.words
        return self.shell.page(
            question,
            confirm(
                question, lead: "\(person.fullName), \(person.title), \(person.unit.name)", button: text,
                effects: self.effects,
                form: form.html(
                    "\(submitButton(text, grave: self.act == .lock))\(button("Quay lại, chưa làm gì", href: path, plain: true))"
                )))
    }

    private var words: (question: String, button: String) {
        switch self.act {
        case .lock: ("Khóa người dùng này?", "Khóa")
        case .unlock: ("Mở khóa người dùng này?", "Mở khóa")
        case .password: ("Cấp mật khẩu mới?", "Cấp mật khẩu mới")
        case .signOn: ("Bỏ gắn tài khoản đăng nhập một lần?", "Bỏ gắn")
        case .secondFactor: ("Bỏ xác thực hai bước của người này?", "Bỏ xác thực hai bước")
        }
    }

    private var effects: [Effect] {
        switch self.act {
        case .lock:
            [
                Effect("Mọi phiên đăng nhập của người này kết thúc ngay."),
                Effect("Người này không đăng nhập và không được giao việc mới.", icon: .none),
                Effect("Văn bản, bút phê, nhật ký giữ nguyên tên người này."),
                Effect("Đang chủ trì \(self.record.openWork) văn bản chưa xong."),
            ]
        case .unlock:
            [
                Effect("Người này đăng nhập lại được bằng mật khẩu cũ."),
                Effect("Người này được báo và xác nhận đã biết."),
            ]
        case .secondFactor:
            [
                Effect("Chỉ làm khi chính người này báo mất điện thoại và hết mã khôi phục."),
                Effect("Người này đăng nhập chỉ bằng mật khẩu, đến khi bật lại; mọi phiên đăng nhập kết thúc ngay."),
                Effect("Người này được báo và xác nhận đã biết."),
            ]
        case .signOn:
            [
                Effect("Chỉ làm khi tài khoản của người này ở nơi đăng nhập đã được cấp lại."),
                Effect("Lần đăng nhập tới gắn tài khoản mang tên đăng nhập này; mọi phiên đăng nhập kết thúc ngay."),
                Effect("Người này được báo và xác nhận đã biết."),
            ]
        case .password:
            [
                Effect("Mật khẩu mới hiện một lần trên trang sau: trao tận tay."),
                Effect("Mật khẩu cũ hết dùng, mọi phiên đăng nhập kết thúc ngay."),
                Effect("Người này phải đổi mật khẩu khi đăng nhập lần tới."),
            ]
        }
    }
}

/// First passwords, told once.
struct FirstPasswordPage: Sendable {
    let shell: Shell
    let passwords: [(fullName: String, userName: String, password: String)]

    var html: HTML {
        let table = ListTable(
            caption: "Mật khẩu đầu tiên",
            columns: [.init("Họ tên", .subject), .init("Tên đăng nhập"), .init("Mật khẩu đầu tiên")],
            rows: self.passwords.map { fullName, userName, password in
                .init(["<b>\(fullName)</b>", "<code>\(userName)</code>", "<code>\(password)</code>"])
            })
        return self.shell.page(
            "Mật khẩu đầu tiên",
            """
            \(trail("Người dùng", href: "/people"))
            \(pageHead("Mật khẩu đầu tiên", count: self.passwords.count))
            \(notice(.near, "<b>Chỉ hiện một lần.</b> Trao tận tay từng người; họ phải đổi ngay khi đăng nhập. Mất thì cấp mật khẩu mới.", result: true))
            \(table.html)
            <div class="acts section">\(button("Đã ghi lại, về danh sách", href: "/people", main: true))</div>
            """)
    }
}
