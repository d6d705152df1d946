import Exchange
import Pages

/// Kiểm tra sổ: gaps, doubles, kept and cancelled numbers of one book.
struct RegisterCheckPage: Sendable {
    let shell: Shell
    let book: Book
    let books: [Book]
    let check: RegisterCheck
    /// Whether the reader may keep and cancel numbers in it now.
    let mayKeep: Bool
    /// Whether the reader may say which number was the last before the office was restored.
    let mayConfirm: Bool
    /// Where the reader may take a register of elsewhere into it; nil: may not.
    let importPath: String?
    let today: CalendarDate

    private var path: String { "/registers/\(self.book.direction.rawValue)" }

    var html: HTML {
        let title = "Kiểm tra \(self.book.title)"
        let acts: HTML =
            self.mayKeep
            ? """
            \(button("Giữ số chờ…", href: "\(self.path)/reserve?book=\(self.book.id)"))\
            \(button("Hủy số…", href: "\(self.path)/cancel?book=\(self.book.id)"))
            """
            : self.mayConfirm
                ? button("Xác nhận số cuối…", href: "\(self.path)/confirm?book=\(self.book.id)")
                : self.importPath.map { button("Nhập sổ cũ…", href: "\($0)?book=\(self.book.id)") } ?? ""
        let state = self.book.locked(on: self.today).map { " \($0)." } ?? ""
        let filter = Pages.filter(
            action: "\(self.path)/check",
            [filterSelect("book", "Sổ", options: self.books.map { ($0.id, $0.title) }, selected: self.book.id)],
            act: "Xem")
        return self.shell.page(
            title,
            """
            \(trail(self.book.title, href: "\(self.path)?book=\(self.book.id)"))
            \(filter)\(pageHead(title, lead: "\(self.check.total) số đã lấy, số tiếp theo là \(self.book.nextNumber).\(state)", acts: acts))
            \(self.verdict)\(self.gaps)\(self.twins)\(self.special)
            """)
    }

    private var verdict: HTML {
        self.check.gaps.isEmpty && self.check.twins.isEmpty
            ? notice(.good, "Sổ liên tục, không có số trống, không có văn bản trùng.")
            : notice(.near, "Có chỗ cần xem lại dưới đây. Mỗi mục nêu tối đa \(RegisterCheck.limit) dòng.")
    }

    private var gaps: HTML {
        guard !self.check.gaps.isEmpty else { return "" }
        let items = self.check.gaps.map { gap -> HTML in
            gap.first == gap.last ? "<li>Số \(gap.first)</li>" : "<li>Từ số \(gap.first) đến số \(gap.last)</li>"
        }
        return panel("Số trống", id: "so-trong", "<ul class=\"sheet--pad\">\(items)</ul>")
    }

    private var twins: HTML {
        guard !self.check.twins.isEmpty else { return "" }
        var table = ListTable(
            caption: "Văn bản trùng", columns: [.init("Văn bản", .subject), .init("Đứng ở các số")],
            rows: self.check.twins.map { twins in
                let links = twins.documents.map { document -> HTML in
                    "<a href=\"\(url: document.link)\">\(document.number.description)</a>"
                }
                return .init(["\(twins.name)", HTML.joined(links, by: ", ")])
            })
        table.isFlush = false
        return panel("Văn bản trùng", id: "trung", table.html)
    }

    private var special: HTML {
        guard !self.check.special.isEmpty else { return "" }
        var table = ListTable(
            caption: "Số chờ, số hủy",
            columns: [
                .init("Số", .number), .init("Giữ cho việc gì, vì sao hủy", .subject), .init("Là"), .init("Ngày", .when),
            ],
            rows: self.check.special.map { entry in
                .init([
                    ListTable.number(entry.number.description), "\(entry.reason)",
                    Mark(entry.state == .reserved ? .near : .none, RegisterWords.state(entry.state)).html,
                    Shown.date(entry.enteredOn),
                ])
            })
        table.isFlush = false
        return panel("Số chờ, số hủy", id: "so-cho", table.html)
    }
}
