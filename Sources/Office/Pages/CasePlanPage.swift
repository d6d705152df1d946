import Exchange
import Pages
import Web

/// The list of files of a year (danh mục hồ sơ), on the screen and on paper: the five columns of NĐ 30/2020/NĐ-CP, Phụ lục V.
struct CasePlanPage: Sendable {
    let shell: Shell
    let plan: CasePlan
    let person: Person
    let today: CalendarDate
    let once: String

    private var year: Int { self.plan.year }

    private var mayChange: Bool {
        CaseFileRule.refusalToList(by: self.person) == nil && CasePlanActs.isOpen(self.year, today: self.today)
    }

    var html: HTML {
        let title = "Danh mục hồ sơ năm \(self.year)"
        let years = tabs(
            [self.today.year - 1, self.today.year, self.today.year + 1].map { year in
                Tab("Năm \(year)", href: "/case-plan?year=\(year)", isCurrent: year == self.year)
            })
        return self.shell.page(
            title,
            """
            \(years)\(pageHead(title, count: self.plan.files.count, lead: "Hồ sơ dự kiến lập trong năm và hồ sơ mở bổ sung. Bấm tiêu đề để mở hồ sơ của bạn.", acts: self.acts))\
            \(self.plan.headings.isEmpty ? self.nothing : self.list)
            """)
    }

    private var acts: HTML {
        guard self.mayChange else { return "" }
        return """
            \(button("Thêm hồ sơ…", href: "/case-plan/file?year=\(self.year)", main: true), if: !self.plan.headings.isEmpty)\
            \(button("Thêm đề mục…", href: "/case-plan/heading?year=\(self.year)"))
            """
    }

    private var nothing: HTML {
        let title = "Chưa có danh mục hồ sơ năm \(self.year)"
        guard self.mayChange else {
            return empty(title, "Văn thư lập danh mục; hồ sơ ngoài danh mục vẫn mở được ở Hồ sơ của tôi.")
        }
        guard self.plan.hasLastYear else {
            return empty(title, "Thêm đề mục theo cơ cấu tổ chức hoặc lĩnh vực, rồi thêm hồ sơ vào từng đề mục.")
        }
        var form = self.shell.form("/case-plan/copy", once: self.once, version: 0)
        form.kind = "act"
        return empty(
            title, "Lập từ danh mục năm \(self.year - 1): giữ số, ký hiệu, tiêu đề, thời hạn và người lập.",
            acts: form.html(
                "<input type=\"hidden\" name=\"year\" value=\"\(self.year)\">\(submitButton("Lập từ danh mục năm \(self.year - 1)"))"
            ))
    }

    private var list: HTML {
        let files = Dictionary(grouping: self.plan.files, by: \.sign.heading)
        var rows: [[HTML]] = []
        for (index, heading) in self.plan.headings.enumerated() {
            rows.append(["", "<b>\(Self.roman(index + 1)). \(heading.name.uppercased())</b>"])
            rows += files[heading.abbreviation, default: []].map(self.row)
        }
        var register = PrintedRegister(
            title: "Danh mục hồ sơ", superior: self.shell.letterhead.first ?? "",
            body: self.shell.letterhead.last ?? "", year: self.year,
            columns: [
                .init("Số và ký hiệu hồ sơ"), .init("Tên đề mục và tiêu đề hồ sơ"),
                .init("Thời hạn bảo quản", centred: true), .init("Người lập hồ sơ"), .init("Ghi chú"),
            ], rows: rows, mark: self.shell.printMark)
        register.signers = [("Văn thư", ""), ("Người đứng đầu", "")]
        return register.html
    }

    private func row(_ file: CaseFile) -> [HTML] {
        let title: HTML =
            CaseFileRule.isSeen(file, by: self.person)
            ? "<a href=\"\(url: "/case-files/\(file.id)")\">\(file.title)</a>" : "\(file.title)"
        let added = file.isListed ? nil : "Bổ sung"
        let note = [added, file.note.isEmpty ? nil : file.note].compactMap { $0 }.joined(separator: ". ")
        return [
            "\(file.sign.text)", title, "\(CaseFileWords.retention(file.retention))", "\(file.keeperName)", "\(note)",
        ]
    }

    /// Large headings have Roman numbers: I to CC.
    static func roman(_ number: Int) -> String {
        var (rest, text) = (number, "")
        for (value, sign) in [
            (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ] {
            while rest >= value {
                text += sign
                rest -= value
            }
        }
        return text
    }
}

/// The form of a heading.
struct CaseHeadingPage: Sendable {
    let shell: Shell
    let year: Int
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = "Thêm đề mục vào danh mục năm \(self.year)"
        let back = "/case-plan?year=\(self.year)"
        let form = self.shell.form("/case-plan/heading", once: self.once, version: 0)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail("Danh mục hồ sơ", href: back))\(pageHead(title))\(errorSummary(errors))
            \(form.html("""
                <input type="hidden" name="year" value="\(self.year)"><div class="sheet--pad">\
                \(self.field("name", "Tên đề mục", maximum: 200, hint: "Theo cơ cấu tổ chức hoặc lĩnh vực, ví dụ: Tổ chức cán bộ"))\
                \(self.field("abbreviation", "Chữ viết tắt", maximum: 12, hint: "Chữ in hoa, không dấu cách; hồ sơ sẽ có ký hiệu như 01.TCCB"))</div>\
                \(formFoot("\(submitButton("Lưu"))\(button("Quay lại, chưa lưu", href: back, plain: true))"))
                """))
            """)
    }

    private func field(_ name: String, _ label: String, maximum: Int, hint: String) -> HTML {
        Field(
            name, label, .text(value: self.fields?.text(name) ?? "", maximum: maximum), hint: hint,
            error: self.fault.sentence(of: name)
        ).html
    }
}
