import Exchange
import Pages
import Web

/// The form that sends a register which was kept elsewhere.
struct RegisterImportPage: Sendable {
    let shell: Shell
    let book: Book
    /// Of the form.
    let path: String
    let once: String
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = "/registers/\(self.book.direction.rawValue)/check?book=\(self.book.id)"
        var form = self.shell.form(self.path, once: self.once, version: 0)
        form.isUpload = true
        let file = Field(
            "file", "Tệp sổ cũ", .file(multiple: false),
            hint:
                "Tệp .xlsx hoặc .csv (UTF-8), tối đa 10 MB, \(RegisterImport.maximumLines) dòng, có dòng tiêu đề như sổ đăng ký."
                + (self.book.isSecret ? " Cột Độ mật ghi Mật, Tối mật hoặc Tuyệt mật. Hệ thống không giữ tệp." : ""),
            error: self.fault?.sentence
        ).html
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Nhập sổ cũ",
            """
            \(trail("Kiểm tra sổ", href: back))
            \(pageHead("Nhập sổ cũ", lead: "Vào \(self.book.title). Bước sau cho xem trước: dòng nào vào sổ, dòng nào không và vì sao."))
            \(errorSummary(errors, title: "Chưa đọc được sổ"))
            \(form.html("""
                <input type="hidden" name="book" value="\(self.book.id)"><div class="sheet--pad">\(file)</div>\
                \(formFoot("\(submitButton("Xem trước"))\(button("Quay lại", href: back, plain: true))"))
                """))
            """)
    }
}

/// What will be taken, what is refused and why.
struct RegisterPreviewPage: Sendable {
    let shell: Shell
    let book: Book
    /// Of the form that sent it, and what follows behind that for this one.
    let path: String
    let id: String
    /// Of the file; empty where it is not kept.
    let name: String
    let columns: [ListTable.Column]
    /// The first ones, at most `shown` of the `total`.
    let lines: [ListTable.Row]
    let total: Int
    let refused: [RegisterImport.Refused]
    let once: String

    /// Lines that are shown of each kind.
    static let shown = 100

    static let columns: [ListTable.Column] = [
        .init("Số", .number), .init("Trích yếu", .subject), .init("Số, ký hiệu"), .init("Ngày", .when),
    ]

    static func row(_ line: RegisterImport.Line) -> ListTable.Row {
        .init([
            ListTable.number(line.number.description), "\(line.subject)\(under(["\(line.parties)"]))",
            "\(line.code)", Shown.date(line.enteredOn),
        ])
    }

    var html: HTML {
        let (count, refused) = (self.total, self.refused.count)
        let again = "\(self.path)?book=\(self.book.id)"
        let form = self.shell.form("\(self.path)/\(self.id)", once: self.once, version: 0)
        let name = self.name.isEmpty ? "" : "\(self.name): "
        let lead =
            "\(name)\(count) dòng sẽ vào \(self.book.title), \(refused) dòng không nhập. Nhập rồi không gỡ ra được."
        let act: HTML =
            count == 0
            ? notice(.bad, "Không có dòng nào nhập được. Sửa tệp rồi chọn lại.")
            : form.button("Đưa \(count) dòng vào sổ", main: true)
        return self.shell.page(
            "Xem trước sổ cũ",
            """
            \(trail("Chọn tệp khác", href: again))
            \(pageHead("Xem trước sổ cũ", lead: lead, acts: act))
            \(self.refusedLines)\(self.goodLines)
            """)
    }

    private var refusedLines: HTML {
        guard !self.refused.isEmpty else { return "" }
        var table = ListTable(
            caption: "Dòng không nhập", columns: [.init("Dòng", .number), .init("Vì sao", .subject)],
            rows: self.refused.prefix(Self.shown).map { refused in
                .init([ListTable.number("\(refused.row)"), "\(refused.reason)"])
            })
        table.isFlush = false
        return panel(
            "\(self.refused.count) dòng không nhập\(self.cut(self.refused.count))", id: "khong-nhap", table.html)
    }

    private var goodLines: HTML {
        guard !self.lines.isEmpty else { return "" }
        var table = ListTable(caption: "Dòng sẽ vào sổ", columns: self.columns, rows: self.lines)
        table.isFlush = false
        return panel("\(self.total) dòng sẽ vào sổ\(self.cut(self.total))", id: "se-nhap", table.html)
    }

    private func cut(_ count: Int) -> String { count > Self.shown ? ", đây là \(Self.shown) dòng đầu" : "" }
}

/// Lines of books that no document here has.
struct RegisterSearchPage: Sendable {
    let shell: Shell
    let text: String
    let found: [RegisterFind]

    var html: HTML {
        let filter = Pages.filter(
            action: "/registers/search",
            [filterText("q", "Số, ký hiệu, trích yếu, cơ quan", value: self.text, size: 30)],
            act: "Tìm")
        let body: HTML =
            self.found.isEmpty
            ? empty(
                self.text.isEmpty ? "Gõ vài chữ để tìm trong sổ cũ" : "Không tìm thấy dòng nào",
                "Tìm có dấu hay không dấu trong các sổ đã nhập và các số đã hủy.") : self.table
        return self.shell.page(
            "Tìm trong sổ cũ",
            "\(filter)\(pageHead("Tìm trong sổ cũ", count: self.found.count, lead: "Tối đa 50 dòng, năm mới trước."))\(body)"
        )
    }

    private var table: HTML {
        ListTable(
            caption: "Dòng tìm thấy",
            columns: [.init("Số", .number), .init("Trích yếu", .subject), .init("Sổ"), .init("Ngày", .when)],
            rows: self.found.map { line in
                let path = "/registers/\(line.book.direction.rawValue)?book=\(line.book.id)"
                return .init([
                    ListTable.number(line.code.isEmpty ? line.number.description : line.code),
                    ListTable.subject(
                        line.subject, href: "\(path)&first=\(line.number.number)&last=\(line.number.number)",
                        under: ["\(line.parties)"]),
                    "\(line.book.title), số \(line.number.description)", line.date.map(Shown.date) ?? "",
                ])
            }
        ).html
    }
}
