import Exchange
import Pages
import Spreadsheet
import Storage
import Web

/// A register on the screen, a page at a time, and as it is printed and bound: the columns of NĐ 30/2020/NĐ-CP, Phụ lục IV.
struct RegisterPage: Sendable {
    let shell: Shell
    let book: Book
    let books: [Book]
    let form: RegisterForm
    let span: RegisterSpan
    /// Nil where nothing is in the span.
    let extent: RegisterExtent?
    let lines: [RegisterLine]
    let isPrint: Bool
    /// From 1.
    let pageNumber: Int
    let fields: FormFields
    let today: CalendarDate
    let fault: FormFault?

    /// Lines on one page of the screen.
    static let size = 100
    /// Lines of one print; a book of more is printed in volumes.
    static let maximumPrinted = 2_000

    /// All lines of the span; throws `FormFault` when they are too many for one print.
    static func printed(
        _ book: Book, _ span: RegisterSpan, _ extent: RegisterExtent?, for reader: Person, in connection: Connection
    ) throws -> [RegisterLine] {
        guard let extent else { return [] }
        guard extent.total <= Self.maximumPrinted else {
            throw FormFault(
                "first",
                "Khoảng này có \(extent.total) số; mỗi quyển in tối đa \(Self.maximumPrinted) số. Chọn từ số, đến số để in thành nhiều quyển"
            )
        }
        return try stride(from: 0, to: extent.total, by: RegisterLine.batch).flatMap { offset in
            try RegisterLine.read(book, span, for: reader, limit: RegisterLine.batch, offset: offset, in: connection)
        }
    }

    private var path: String { "/registers/\(self.book.direction.rawValue)" }

    /// The book and the span, in an address.
    private var query: String {
        "book=\(self.book.id)\(self.form == .handling ? "&form=handling" : "")\(self.span.query)"
    }

    var html: HTML {
        let errors = self.fault.errors
        let title = "\(self.form.legalName) năm \(self.book.year)"
        let back: HTML = self.isPrint ? trail(self.book.title, href: "\(self.path)?\(self.query)") : ""
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(self.isPrint ? "Bản in " : "")\(title)",
            """
            \(back)\(errorSummary(errors, title: "Chưa hiển thị được khoảng này"))\(self.filter)\(self.head(title))\(self.body)\(self.pager)
            """
        )
    }

    private func head(_ title: String) -> HTML {
        var acts: HTML = ""
        if self.isPrint {
            acts = printButton
        } else {
            acts = """
                \(self.other)\(button("Kiểm tra sổ", href: "\(self.path)/check?book=\(self.book.id)"))\
                \(button("Tìm trong sổ cũ", href: "/registers/search"))\
                \(button("Bản in để ký, đóng quyển", href: "\(self.path)/print?\(self.query)"))\
                \(button("Tải .xlsx", href: "\(self.path)/xlsx?\(self.query)"), if: !self.book.isSecret)
                """
        }
        let lead =
            self.isPrint
            ? "In hết khoảng đã chọn, tối đa \(Self.maximumPrinted) số một quyển, khổ A4 ngang."
            : "\(self.book.title)\(self.book.locked(on: self.today).map { ", \($0.lowercased())" } ?? ""). \(self.columnsWord)."
        return pageHead(title, count: self.extent?.total ?? 0, lead: lead, acts: acts)
    }

    private var columnsWord: String {
        "\(RegisterColumn.all(self.form).count) cột theo Nghị định 30/2020/NĐ-CP, Phụ lục IV"
            + (self.book.isSecret ? ", thêm độ mật. Chỉ người giữ sổ thấy từng dòng" : "")
    }

    /// The other registers of the same documents.
    private var other: HTML {
        switch self.form {
        case .outgoing:
            moreActs(
                [
                    ("Sổ gửi bưu điện", "/post-register"), ("Sổ sử dụng bản lưu", "/copy-register"),
                    ("Sổ bản sao", "/copies"),
                ], title: "Sổ khác")
        case .secretIncoming, .secretOutgoing:
            self.enterSecret
        case .incoming: button("Theo dõi giải quyết", href: "\(self.path)?\(self.query)&form=handling")
        case .handling:
            button("Sổ đăng ký", href: "\(self.path)?book=\(self.book.id)\(self.span.query)")
        }
    }

    /// For the clerk who keeps a secret book alone.
    private var enterSecret: HTML {
        guard self.book.isKept(by: self.shell.visit.person) else { return "" }
        return button(
            SecrecyWords.enter, href: "/secrets/new?direction=\(self.book.direction.rawValue)", main: true)
    }

    private var filter: HTML {
        var controls: [HTML] = [
            filterSelect("book", "Sổ", options: self.books.map { ($0.id, $0.title) }, selected: self.book.id),
            filterText("from", "Từ ngày", value: self.value("from")),
            filterText("to", "đến ngày", value: self.value("to")),
            filterText("first", "Từ số", value: self.value("first"), size: 6, numeric: true),
            filterText("last", "đến số", value: self.value("last"), size: 6, numeric: true),
        ]
        if self.isPrint {
            controls.append(filterText("volume", "Quyển số", value: self.value("volume"), size: 4))
        }
        return Pages.filter(
            action: self.isPrint ? "\(self.path)/print" : self.path,
            keep: self.form == .handling ? [("form", "handling")] : [], controls, act: "Xem",
            isOpen: self.fault != nil)
    }

    /// Dates as people write them, whatever the address has.
    private func value(_ name: String) -> String {
        let text = self.fields.text(name)
        return CalendarDate(text)?.shown ?? text
    }

    private var body: HTML {
        guard self.fault == nil else { return "" }
        guard !self.lines.isEmpty else {
            return self.span == RegisterSpan() && self.extent == nil
                ? empty(
                    "Sổ năm \(self.book.year) chưa có văn bản nào",
                    "Văn bản vào sổ hoặc được cấp số trong năm sẽ hiện ở đây.")
                : empty("Không có số nào ở đây", "Đổi sổ, khoảng ngày hoặc khoảng số rồi bấm Xem.")
        }
        let columns = RegisterColumn.all(self.form)
        var register = PrintedRegister(
            title: self.form.legalName, superior: self.shell.letterhead.first ?? "",
            body: self.shell.letterhead.last ?? "", year: self.book.year,
            columns: columns.map(\.printed),
            rows: self.lines.map { line in columns.map { self.cell($0, of: line) } },
            mark: self.shell.printMark)
        register.span = self.extent.map { "\($0.words)" }
        if self.isPrint {
            register.volume = "Quyển số \(self.fields.optional("volume") ?? "……")"
            let clerk = self.shell.visit.person
            register.signers = [
                ("VĂN THƯ", clerk.role == .clerk ? clerk.fullName : ""), ("NGƯỜI ĐỨNG ĐẦU CƠ QUAN", ""),
            ]
        }
        return register.html
    }

    private func cell(_ column: RegisterColumn, of line: RegisterLine) -> HTML {
        let cell = column.cell(line)
        guard RegisterColumn.links.contains(column.title), let link = line.link else { return cell.html }
        return "<a href=\"\(url: link)\">\(cell.shown)</a>"
    }

    private var pager: HTML {
        guard !self.isPrint, self.fault == nil else { return "" }
        return Pages.pager(page: self.pageNumber, size: Self.size, total: self.extent?.total ?? 0) {
            "\(self.path)?\(self.query)&page=\($0)"
        }
    }
}
