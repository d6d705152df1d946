import Exchange
import Pages
import Web

/// One of the two registers that the clerk writes by hand, of a year, on the screen and on paper.
struct PostRegisterPage: Sendable {
    /// By its path.
    enum Kind: String, Sendable {
        case post = "post-register"
        case copies = "copy-register"
    }

    let shell: Shell
    let kind: Kind
    let year: Int
    let today: CalendarDate
    let total: Int
    let pageNumber: Int
    let columns: [PrintedRegister.Column]
    let rows: [[HTML]]
    /// Copies that were not brought back, each with the token of its form.
    let open: [(use: CopyUse, once: String)]

    static let size = 500
    private var path: String { "/\(self.kind.rawValue)" }

    static func title(_ kind: Kind) -> String {
        switch kind {
        case .post: "Sổ gửi văn bản đi bưu điện"
        case .copies: "Sổ sử dụng bản lưu"
        }
    }

    var html: HTML {
        let title = Self.title(self.kind)
        let years = tabs(
            [self.today.year - 1, self.today.year].map { year in
                Tab("Năm \(year)", href: "\(self.path)?year=\(year)", isCurrent: year == self.year)
            })
        let acts: HTML = "\(button("Tải .xlsx", href: "\(self.path)/xlsx?year=\(self.year)"))\(printButton)"
        let act = self.kind == .post ? "Ghi gửi giấy, bưu điện" : "Ghi sử dụng bản lưu"
        return self.shell.page(
            "\(title) năm \(self.year)",
            """
            \(years)\(pageHead(title, count: self.total, lead: "\(self.columns.count) cột theo Nghị định 30/2020/NĐ-CP, Phụ lục IV. Ghi từ trang của văn bản đi: “\(act)…”.", acts: acts))\
            \(self.rows.isEmpty ? empty("Năm \(self.year) chưa có dòng nào", "Mở văn bản đi đã cấp số rồi chọn “\(act)…”.") : self.register(title))\
            \(self.returns)\(pager(page: self.pageNumber, size: Self.size, total: self.total) { "\(self.path)?year=\(self.year)&page=\($0)" })
            """)
    }

    private func register(_ title: String) -> HTML {
        var register = PrintedRegister(
            title: title, superior: self.shell.letterhead.first ?? "", body: self.shell.letterhead.last ?? "",
            year: self.year, columns: self.columns, rows: self.rows, mark: self.shell.printMark)
        register.signers = [("VĂN THƯ", ""), ("NGƯỜI ĐỨNG ĐẦU CƠ QUAN", "")]
        return register.html
    }

    /// One button a copy that is away; on paper it is not there.
    private var returns: HTML {
        guard !self.open.isEmpty, self.shell.visit.person.role == .clerk else { return "" }
        let items = self.open.map { use, once -> HTML in
            "<li>\(use.code), \(use.userName) mượn ngày \(Shown.date(use.usedOn)) \(self.shell.form("\(self.path)/\(use.id)/return", once: once, version: 0).button("Đã trả", small: true))</li>"
        }
        return "<div class=\"screen\">\(panel("Chưa trả", id: "chua-tra", "<ul class=\"links\">\(items)</ul>"))</div>"
    }
}

/// The form of one line of these registers.
struct PostRegisterFormPage: Sendable, FormPage {
    enum Kind: String, Sendable, CaseIterable {
        case post
        case copyUse = "copy-use"
    }

    let shell: Shell
    let kind: Kind
    let outgoing: Outgoing
    /// Of the first case file that holds it.
    let caseSign: String
    let paper: [PaperRecipient]
    let today: CalendarDate
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let name = self.outgoing.code?.text ?? ""
        let title = self.kind == .post ? "Ghi gửi giấy, bưu điện" : "Ghi sử dụng bản lưu"
        let back = "/outgoing/\(self.outgoing.id)"
        let form = self.shell.form("\(back)/\(self.kind.rawValue)", once: self.once, version: self.outgoing.version)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "ghi vào sổ")],
            """
            \(trail(name, href: back))\(pageHead(title, lead: "\(name): \(self.outgoing.subject)"))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.kind == .post ? self.post : self.copyUse)\(self.note)</div>\(formFoot("\(submitButton("Ghi vào sổ"))\(button("Quay lại, chưa ghi", href: back, plain: true))"))"))
            """)
    }

    private var post: HTML {
        """
        \(self.date("sent", "Ngày chuyển"))\(self.receiver)\
        \(self.text("recipient", self.paper.isEmpty ? "Nơi nhận" : "Nơi khác", maximum: 200, "Tên và địa chỉ trên bì", optional: !self.paper.isEmpty))\
        \(Field("way", "Cách gửi", .select(options: PostEntry.Way.allCases.map { ($0.rawValue, OutgoingWords.way($0)) }, selected: self.value("way", "post")), error: self.error("way")).html)\
        \(Field("envelopes", "Số lượng bì", .number(value: self.value("envelopes", "1"), maximum: 3), error: self.error("envelopes")).html)
        """
    }

    /// The receivers on paper that the drafter named.
    private var receiver: HTML {
        guard !self.paper.isEmpty else { return "" }
        let waiting = self.paper.count(where: \.sendings.isEmpty)
        let all = waiting > 0 ? [(PostRegisterActs.everybody, "Mọi nơi nhận bản giấy chưa gửi (\(waiting))")] : []
        let each = self.paper.map { ($0.id, $0.sendings.isEmpty ? $0.name : "\($0.name) (đã gửi)") }
        return Field(
            "receiver", "Nơi nhận bản giấy",
            .select(
                options: all + each + [("", "Nơi khác, ghi ở dưới")],
                selected: self.value("receiver", all.first?.0 ?? "")),
            error: self.error("receiver")
        ).html
    }

    private var copyUse: HTML {
        """
        \(self.date("used", "Ngày sử dụng"))\(self.text("user-name", "Họ tên người sử dụng", maximum: 100, "Và đơn vị, nếu cần"))\
        \(self.text("permitted", "Người cho phép", maximum: 100, "Họ tên, chức vụ"))\
        \(Field("case-sign", "Số và ký hiệu hồ sơ", .text(value: self.value("case-sign", self.caseSign), maximum: 50), optional: true, error: self.error("case-sign")).html)
        """
    }

    private var note: HTML {
        Field(
            "note", "Ghi chú", .area(value: self.value("note", ""), rows: 2, maximum: 500), optional: true,
            error: self.error("note")
        ).html
    }

    private func date(_ name: String, _ label: String) -> HTML {
        Field(name, label, .date(value: self.value(name, self.today.shown)), error: self.error(name)).html
    }

    private func text(_ name: String, _ label: String, maximum: Int, _ hint: String, optional: Bool = false) -> HTML {
        Field(
            name, label, .text(value: self.value(name, ""), maximum: maximum), hint: hint, optional: optional,
            error: self.error(name)
        ).html
    }

    private func value(_ name: String, _ first: String) -> String { self.fields?.text(name) ?? first }
}
