import Exchange
import Pages
import Web

enum SigningWords {
    static func form(_ form: SigningForm) -> String {
        switch form {
        case .own: "Cấp trưởng ký"
        case .acting: "Q. (quyền cấp trưởng)"
        case .deputy: "KT. (ký thay cấp trưởng)"
        case .order: "TL. (thừa lệnh)"
        case .mandate: "TUQ. (thừa ủy quyền)"
        }
    }
}

/// What stands above the signature of an outgoing document (quyền hạn, chức vụ, họ tên người ký).
enum SignatureBlockPanel {
    static func html(_ block: SignatureBlock?, _ outgoing: Outgoing) -> HTML {
        guard let block else {
            let name = "\(outgoing.approverName), \(outgoing.approverTitle)"
            return outgoing.isUnsigned
                ? notice(.bad, "<b>\(name) không còn thẩm quyền ký văn bản này.</b> Sửa dự thảo, chọn người ký khác.")
                : ""
        }
        let lines = HTML.joined(block.lines.map { line -> HTML in "<b>\(line)</b>" }, by: "<br>")
        return panel(
            "Khối chữ ký", id: "khoi-chu-ky", section: false,
            "<p class=\"signed\">\(lines)<br><br>\(outgoing.approverName)</p>")
    }
}

/// The rights of somebody to sign, on their page.
enum SigningRightPanel {
    static func html(_ rights: [SigningRight], of person: Person, today: CalendarDate, shell: Shell) -> HTML {
        var table = ListTable(
            caption: "Thẩm quyền ký",
            columns: [
                .init("Khối chữ ký", .subject), .init("Loại văn bản"), .init("Thời hạn"), .init("Hiệu lực"),
                .init("Thao tác"),
            ],
            rows: rights.map { right in
                let isOver = right.isRevoked || right.draft.endsOn.map { $0 < today } ?? false
                let revoke = shell.form(
                    "/people/\(person.id)/signing/\(right.id)/revoke", once: RandomText.secret(), version: 0)
                return .init([
                    "\(HTML.joined(right.block.lines.map { line -> HTML in "<b>\(line)</b>" }, by: "<br>"))\(under(right.draft.basis.isEmpty ? [] : ["\(right.draft.basis)"]))",
                    right.draft.types.isEmpty ? "Mọi loại" : "\(right.draft.types.joined(separator: ", "))",
                    "\(Shown.date(right.draft.startsOn)) – \(right.draft.endsOn.map(Shown.date) ?? "khi thu hồi")",
                    Self.mark(right, today).html, isOver ? "" : revoke.button("Thu hồi", small: true),
                ])
            })
        table.isFlush = false
        // The same rule as `SigningAuthority`: rights that have begun leave the usual one behind.
        let isLeader = person.role == .leader && !rights.contains { $0.draft.startsOn <= today }
        let hasNone = !rights.isEmpty && !isLeader && !rights.contains { $0.isActive(on: today) }
        let add = button("Thêm thẩm quyền ký…", href: "/people/\(person.id)/signing/new")
        return panel(
            "Thẩm quyền ký", id: "tham-quyen-ky",
            """
            \(table.html, if: !rights.isEmpty)<div class="sheet--pad">\
            \("<p>Chưa có thẩm quyền nào bắt đầu: lãnh đạo này ký mọi văn bản với tư cách cấp trưởng.</p>", if: isLeader)\
            \("<p>Không có thẩm quyền nào đang hiệu lực: người này không ký được văn bản nào.</p>", if: hasNone)\
            <div class="acts">\(add)</div></div>
            """)
    }

    private static func mark(_ right: SigningRight, _ today: CalendarDate) -> Mark {
        if right.isRevoked { return Mark(.none, "Đã thu hồi") }
        if right.isActive(on: today) { return Mark(.done, "Đang hiệu lực") }
        return right.draft.startsOn > today ? Mark(.near, "Chưa đến ngày") : Mark(.none, "Hết hạn")
    }
}

/// The form of a right to sign.
struct SigningRightFormPage: Sendable, FormPage {
    let shell: Shell
    let person: Person
    let posts: [Post]
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let path = "/people/\(self.person.id)"
        let form = self.shell.form("\(path)/signing", once: RandomText.secret(), version: 0)
        let posts =
            [("", "\(self.person.title), \(self.person.unit.name)")] + self.posts.map { ($0.id, $0.name) }
        let forms = SigningForm.allCases.map { ($0.rawValue, SigningWords.form($0)) }
        // Numbers: the values become ids.
        let types = DocumentTypes.all.map { (String($0.number), $0.name) }
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Thẩm quyền ký",
            """
            \(trail(self.person.fullName, href: path))
            \(pageHead("Thẩm quyền ký", lead: "Theo Điều 13 Nghị định 30/2020/NĐ-CP. Khối chữ ký trên văn bản được ghép từ đây."))
            \(errorSummary(errors))
            \(form.html(
                """
                <div class="sheet--pad"><div class="fields">\
                \(Field("post", "Chức vụ của người ký", .select(options: posts, selected: self.value("post")), error: self.error("post")).html)\
                \(Field("form", "Cách ký", .select(options: forms, selected: self.value("form")), error: self.error("form")).html)</div>\
                \(Field("head", "Chức vụ của người được ký thay", .text(value: self.value("head"), maximum: 100), hint: "Với KT., TL., TUQ.: ví dụ Chủ tịch", optional: true, error: self.error("head")).html)\
                \(Field("collective", "Thay mặt tập thể (TM.)", .text(value: self.value("collective"), maximum: 100), hint: "Ví dụ Ủy ban nhân dân; để trống khi ký theo chế độ thủ trưởng", optional: true, error: self.error("collective")).html)\
                \(Field("basis", "Văn bản giao quyền", .text(value: self.value("basis"), maximum: 300), hint: "Số, ngày của văn bản; bắt buộc với TUQ.", optional: true, error: self.error("basis")).html)\
                <div class="fields">\
                \(Field("start", "Từ ngày", .date(value: self.fields == nil ? self.today.shown : self.value("start")), hint: "Ngày/tháng/năm", error: self.error("start")).html)\
                \(Field("end", "Đến hết ngày", .date(value: self.value("end")), hint: "Bắt buộc với TUQ.", optional: true, error: self.error("end")).html)</div>\
                \(Field("types", "Loại văn bản", .several(options: types, selected: Set(self.fields?.all("types") ?? [])), hint: "Không chọn: mọi loại. Bắt buộc với TUQ.", optional: true, error: self.error("types")).html)</div>\
                \(formFoot("\(submitButton("Lưu"))\(button("Quay lại, chưa lưu", href: path, plain: true))"))
                """))
            """)
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}
