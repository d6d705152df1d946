import Exchange
import Pages
import Web

/// Số sau phục hồi: the books and the other series of numbers that wait until the clerk has said which number was the last.
struct RestoredPage: Sendable {
    let shell: Shell
    /// Those whose last number the reader may confirm.
    let books: [Book]
    /// How many wait besides: secret books that others keep.
    let others: Int
    /// With the last number that this office knows.
    let series: [(series: NumberSeries, known: Int)]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    static let title = "Số sau phục hồi"

    var html: HTML {
        let errors = self.fault.errors
        let lead =
            "Hệ thống đã phục hồi từ bản sao lưu, không biết các số cấp sau đó: xác nhận số cuối cùng để không số nào cấp hai lần."
        let content: HTML =
            self.books.isEmpty && self.series.isEmpty
            ? empty(
                self.others == 0 ? "Không có số nào chờ xác nhận" : "Không có số nào chờ bạn xác nhận",
                self.others == 0 ? "Mọi sổ và dãy số đã có số cuối." : self.hidden)
            : "\(self.waitingBooks)\(notice(.plain, "\(self.hidden)"), if: self.others > 0)\(self.waitingSeries)"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(Self.title)", keys: [("Ctrl + Enter", "xác nhận")],
            "\(pageHead(Self.title, lead: lead))\(errorSummary(errors))\(content)")
    }

    private var hidden: String { "\(self.others) sổ mật chờ văn thư giữ sổ xác nhận." }

    private var waitingBooks: HTML {
        guard !self.books.isEmpty else { return "" }
        var table = ListTable(
            caption: "Sổ chờ xác nhận", columns: [.init("Sổ", .subject), .init("Đến số")],
            rows: self.books.map { book in
                .init([
                    ListTable.subject(
                        book.title, href: "/registers/\(book.direction.rawValue)/confirm?book=\(book.id)", under: []),
                    "\(book.nextNumber - 1)",
                ])
            })
        table.isFlush = false
        return panel("Sổ văn bản", id: "so", table.html)
    }

    private var waitingSeries: HTML {
        guard !self.series.isEmpty else { return "" }
        let controls = self.series.map { series, known -> HTML in
            Field(
                series.field, RegisterWords.series(series),
                .number(value: self.fields?.text(series.field) ?? "", maximum: 7),
                hint: "Hệ thống có đến số \(known). Không cấp số nào sau bản sao lưu thì ghi \(known)", optional: true,
                error: self.fault.sentence(of: series.field)
            ).html
        }
        return """
            <h2 class="section">Hồ sơ, nộp lưu, bản sao</h2>
            \(self.shell.form("/restored", once: self.once, version: 0).html("""
                <div class="sheet--pad">\(controls)</div>\(formFoot(submitButton("Xác nhận")))
                """))
            """
    }
}
