import Exchange
import Foundation
import Pages
import Web

/// The form of conditions and what was found.
struct SearchPage: Sendable {
    let shell: Shell
    /// As they stood in the address.
    let fields: FormFields
    let filter: SearchFilter
    let answer: SearchQuery.Answer
    let results: [SearchResult]
    /// Where the words stand in a file, by the document's id.
    let excerpts: [String: Excerpt]
    /// What was typed as the name of a search to save.
    let name: String
    let once: String
    /// The same question, when the person has saved it.
    let saved: SavedSearch?
    let units: [Unit]
    let pageNumber: Int
    let today: CalendarDate
    let calendar: WorkingCalendar
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let isAsked = !self.filter.isEmpty
        let title = self.filter.text.isEmpty ? "Tra cứu" : "Tìm “\(self.filter.text)”"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("j k", "xuống, lên một văn bản"), ("o", "mở văn bản")],
            sought: self.fields.text("q"),
            """
            \(self.filter.view.html { trail(IncomingWords.view($0), href: "/incoming?view=\($0.rawValue)") })\
            <div id="ket-qua">
            \(pageHead(isAsked ? "Kết quả tra cứu" : "Tra cứu", count: isAsked ? self.answer.total : nil, lead: self.lead, acts: self.acts))
            \(errorSummary(errors, title: "Chưa xong: còn 1 chỗ phải sửa"))
            \(SearchForm(fields: self.fields, filter: self.filter, units: self.units, fault: self.fault).html)
            \(self.list, if: isAsked)
            \(self.saving, if: isAsked && self.saved == nil)
            </div>
            """)
    }

    private var lead: String {
        if self.answer.isCut {
            let bound = SearchQuery.bound.shown
            return "Có hơn \(bound) văn bản; chỉ liệt kê \(bound). Thêm từ khóa hoặc điều kiện để thu hẹp."
        }
        let list = self.filter.view.map { "danh sách “\(IncomingWords.view($0))”" }
        if !self.filter.text.isEmpty { return "Tìm “\(self.filter.text)” trong \(list ?? "mọi văn bản bạn được xem")." }
        if let list { return "Trong \(list) của bạn." }
        return
            "Trong mọi văn bản bạn được xem: số, ký hiệu, trích yếu, nơi gửi, nơi nhận, người ký, người xử lý, bút phê, kết quả, chữ trong tệp."
    }

    private var acts: HTML {
        let edit = self.saved.map { button("Đổi tên hoặc xóa", href: "/search/saved/\($0.id)", plain: true) }
        let tables = SearchExport.Format.allCases.map { format in
            button(
                "Tải bảng .\(format.rawValue)", href: "/search/export/\(format.rawValue)?\(self.filter.query())",
                plain: true)
        }
        return "\(edit)\(HTML.joined(tables), if: !self.results.isEmpty)"
    }

    /// The question under a name of one's own, in the side list.
    private var saving: HTML {
        let name = Field(
            "name", "Lưu tra cứu này với tên", .text(value: self.name, maximum: 60),
            hint: "Hiện trong danh mục bên cạnh, kèm số văn bản; tối đa \(SavedSearch.maximum) tra cứu.",
            error: self.fault.sentence(of: "name"))
        return self.shell.form("/search/saved", once: self.once, version: 0).html(
            """
            <input type="hidden" name="query" value="\(self.filter.query())">\
            <div class="sheet--pad">\(name.html)</div>\(formFoot(submitButton("Lưu tra cứu", main: false)))
            """)
    }

    private var list: HTML {
        if self.results.isEmpty {
            return self.pageNumber > 1 && self.fault == nil
                ? empty(
                    "Trang này không có văn bản nào", "Danh sách đã ngắn đi.",
                    acts: button("Về trang đầu", href: self.filter.address()))
                : empty(
                    "Không tìm thấy văn bản nào",
                    "Thử số và ký hiệu (ví dụ 12/QĐ-UBND) hoặc vài chữ trong trích yếu, có dấu hay không dấu đều được; bớt điều kiện nếu đã chọn nhiều."
                )
        }
        let total = self.answer.total
        let pages = pager(page: self.pageNumber, size: SearchQuery.pageSize, total: total) {
            self.filter.address(page: $0)
        }
        if let view = self.filter.view, self.filter.columns == nil, self.filter.words == nil {
            return "\(self.work(view))\(pages)"
        }
        let said = self.answer.isCut ? "Hơn \(SearchQuery.bound.shown) văn bản" : "\(total) văn bản"
        var table = ListTable(
            caption: "Văn bản tìm thấy",
            columns: self.filter.columns.map { $0.map(Self.column) } ?? [
                .init("Số, ký hiệu", .number), .init("Trích yếu", .subject), .init("Trạng thái"),
                .init("Đến, soạn", .when), .init("Hạn", .when),
            ],
            rows: self.results.map { result in
                self.filter.columns.map { self.row(result, $0) } ?? self.row(result)
            })
        table.announcement = said
        return "\(table.html)\(pages)"
    }

    /// What was found of a list, as the list itself shows it, with its acts for what is ticked.
    private func work(_ view: IncomingView) -> HTML {
        let documents = self.results.compactMap { result -> Incoming? in
            guard case .incoming(let document) = result else { return nil }
            return document
        }
        return BulkList(
            acts: BulkAct.offered(in: view, to: self.shell.visit.person.role), back: "/incoming?view=\(view.rawValue)"
        ).html(
            IncomingListPage.table(
                documents, caption: "Văn bản tìm thấy", today: self.today, calendar: self.calendar, now: self.shell.now,
                isTicked: true, isUnassigned: view == .toAssign))
    }

    private func excerpt(_ document: String) -> HTML {
        self.excerpts[document].html { excerpt in
            let pieces = excerpt.pieces.map { piece -> HTML in
                piece.isHit ? "<mark>\(piece.text)</mark>" : "\(piece.text)"
            }
            return "<p class=\"excerpt\"><span>\(Icon.clip.html)\(excerpt.fileName)</span> …\(pieces)…</p>"
        }
    }

    private static func column(_ column: SearchColumn) -> ListTable.Column {
        switch column {
        case .code: .init(column.title, .number)
        case .subject: .init(column.title, .subject)
        case .dated, .day, .due: .init(column.title, .when)
        default: .init(column.title)
        }
    }

    /// With the columns that were chosen.
    private func row(_ result: SearchResult, _ columns: [SearchColumn]) -> ListTable.Row {
        let (path, id) =
            switch result {
            case .incoming(let document): ("/incoming/\(document.id)", document.id)
            case .outgoing(let document): ("/outgoing/\(document.id)", document.id)
            }
        let cells = columns.map { column -> HTML in
            let text = column.text(result)
            return switch column {
            case .code: ListTable.number(text)
            case .subject: ListTable.subject(text, href: path) + self.excerpt(id)
            default: "\(text)"
            }
        }
        return ListTable.Row(cells, attributes: " data-path=\"\(path)\"")
    }

    private func row(_ result: SearchResult) -> ListTable.Row {
        switch result {
        case .incoming(let document): self.row(document)
        case .outgoing(let document): self.row(document)
        }
    }

    private func row(_ document: Incoming) -> ListTable.Row {
        ListTable.Row(
            [
                ListTable.number(document.name, Shown.date(document.promulgationDate)),
                ListTable.subject(
                    document.subject, href: "/incoming/\(document.id)",
                    under: [
                        Shown.urgency(document.urgency), "Văn bản đến", "\(document.organName)",
                        document.number.html { "Số đến \($0)" }, document.leadUnit.html { "\($0)" },
                    ]) + self.excerpt(document.id),
                Shown.state(document), Shown.moment(document.arrivedAt),
                Shown.due(
                    document.due, finished: document.finishedAt,
                    isOver: document.state == .returned || document.closure != nil, today: self.today,
                    calendar: self.calendar),
            ], attributes: " data-path=\"/incoming/\(document.id)\"")
    }

    private func row(_ document: Outgoing) -> ListTable.Row {
        ListTable.Row(
            [
                ListTable.number(
                    document.code?.text ?? "…/\(document.notation)", document.promulgationDate.map(Shown.date) ?? ""),
                ListTable.subject(
                    document.subject, href: "/outgoing/\(document.id)",
                    under: [
                        Shown.urgency(document.urgency), "Văn bản đi", "\(document.typeName)",
                        "\(document.drafterName), \(document.unit.name)",
                    ]) + self.excerpt(document.id),
                Shown.state(document), Shown.moment(document.createdAt),
                Shown.due(document.due, today: self.today, calendar: self.calendar),
            ], attributes: " data-path=\"/outgoing/\(document.id)\"")
    }
}
