import Exchange
import Pages
import Web

/// The books of the agency, for its administrator.
struct BookListPage: Sendable {
    let shell: Shell
    let books: [(direction: Register.Direction, books: [Book])]
    let today: CalendarDate

    var html: HTML {
        let count = self.books.reduce(0) { $0 + $1.books.count }
        let head = pageHead(
            "Sổ văn bản", count: count,
            lead:
                "Sổ năm trước tự khóa và sổ năm mới tự mở ngày 1 tháng 1, cùng tên, từ số 1. Sổ đã dùng không xóa, chỉ khóa.",
            acts: button("Mở sổ…", href: "/books/new", main: true))
        let parts = self.books.map { direction, books -> HTML in
            "<h2 class=\"section\">\(RegisterWords.direction(direction))</h2>\(self.table(direction, books))"
        }
        return self.shell.page("Sổ văn bản (\(count))", "\(head)\(parts)")
    }

    private func table(_ direction: Register.Direction, _ books: [Book]) -> HTML {
        ListTable(
            caption: RegisterWords.direction(direction),
            columns: [
                .init("Sổ", .subject), .init("Năm", .count), .init("Số tiếp theo", .count), .init("Trạng thái"),
                .init("Việc", label: ""),
            ],
            rows: books.map(self.row)
        ).html
    }

    private func row(_ book: Book) -> ListTable.Row {
        let locked = book.locked(on: self.today)
        let kinds = [book.isDefault ? "Mặc định" : "", book.isSecret ? "Sổ mật" : ""].filter { !$0.isEmpty }
        let form = self.shell.form(
            "/books/\(book.id)/\(book.lockedAt == nil ? "lock" : "unlock")", once: RandomText.secret(),
            version: book.version)
        let act: HTML =
            book.year < self.today.year
            ? "" : form.button("\(book.lockedAt == nil ? "Khóa" : "Mở khóa") \(book.name)", small: true)
        return .init([
            ListTable.subject(book.name, href: "/books/\(book.id)", under: kinds.map { "\($0)" }),
            "\(String(book.year))", "\(book.nextNumber)",
            Mark(locked == nil ? .go : .none, locked ?? "Đang mở").html, act,
        ])
    }
}

/// The form of one book.
struct BookFormPage: Sendable, FormPage {
    let shell: Shell
    /// Nil for one that is about to be made.
    let book: Book?
    let types: Set<String>
    /// Who may keep a secret book.
    let clerks: [Person]
    let once: String
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = self.book.map(\.title) ?? "Mở sổ"
        let form = self.shell.form(
            self.book.map { "/books/\($0.id)" } ?? "/books", once: self.once, version: self.book?.version ?? 0)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail("Sổ văn bản", href: "/books"))
            \(pageHead(title, lead: "Văn bản vào sổ của loại mình; loại không gắn sổ nào vào sổ mặc định."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.place)\(self.controls)</div>\(formFoot("\(submitButton(self.book == nil ? "Mở sổ" : "Lưu"))\(button("Quay lại, chưa lưu", href: "/books", plain: true))"))"))
            """)
    }

    /// Direction and year never change.
    private var place: HTML {
        guard self.book == nil else { return "" }
        return """
            <div class="fields">\(Field(
                "direction", "Chiều",
                .select(options: Register.Direction.allCases.map { ($0.rawValue, RegisterWords.direction($0)) }, selected: self.direction.rawValue),
                error: self.error("direction")
            ).html)\
            \(Field(
                "year", "Năm", .number(value: self.fields?.text("year") ?? String(self.today.year), maximum: 4),
                hint: "Sổ năm trước chỉ để nhập sổ cũ", error: self.error("year")
            ).html)</div>
            """
    }

    private var controls: HTML {
        let name = self.fields?.text("name") ?? self.book?.name ?? ""
        let options = (self.book == nil ? IncomingEntry.types : BookActs.types(self.direction)).map { ($0, $0) }
        return """
            \(Field("name", "Tên sổ", .text(value: name, maximum: 100), hint: "Ví dụ Sổ quyết định", error: self.error("name")).html)
            \(Field(
                "types", "Dành cho loại văn bản", .several(options: options, selected: self.fields.map { Set($0.all("types")) } ?? self.types),
                optional: true, error: self.error("types")
            ).html)
            \(self.tick("default", "Sổ mặc định của năm", self.book?.isDefault ?? false))
            \(self.tick("secret", "Sổ văn bản mật: văn bản chỉ ở trên giấy, không đưa vào hệ thống", self.book?.isSecret ?? false))
            \(Field(
                "keeper", "Văn thư giữ sổ mật",
                .select(
                    options: [("", "Chưa giao ai: sổ chỉ giữ số")] + self.clerks.map { ($0.id, "\($0.fullName), \($0.unit.shortName)") },
                    selected: self.fields?.text("keeper") ?? self.book?.keeperID ?? ""),
                hint: "Chỉ giao khi người đứng đầu cơ quan cho ghi sổ mật trên máy này; chỉ người giữ sổ và người nhận bản giấy xem được từng dòng",
                optional: true, error: self.error("keeper")
            ).html)
            """
    }

    private var direction: Register.Direction {
        self.book?.direction ?? self.fields.flatMap { Register.Direction(rawValue: $0.text("direction")) } ?? .outgoing
    }

    private func tick(_ name: String, _ label: String, _ usual: Bool) -> HTML {
        choice(name, label, checked: self.fields?.isTicked(name) ?? usual, error: self.error(name))
    }
}
