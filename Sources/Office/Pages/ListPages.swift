import Exchange
import Foundation
import Pages
import Web

/// A counted view of incoming documents.
struct IncomingListPage: Sendable {
    let shell: Shell
    let view: IncomingView
    let documents: [Incoming]
    let total: Int
    let pageNumber: Int
    let pageSize: Int
    let today: CalendarDate
    let calendar: WorkingCalendar
    let now: Date
    let role: Role

    var html: HTML {
        let next: HTML =
            self.view == .toRegister && !self.documents.isEmpty
            ? button("Vào sổ văn bản tiếp theo", href: "/incoming/\(self.documents[0].id)/register", main: true) : ""
        let head = pageHead(
            IncomingWords.view(self.view), count: self.total, lead: IncomingWords.duty(self.view), acts: next
        )
        let body: HTML =
            self.documents.isEmpty
            ? empty(IncomingWords.empty(self.view).title, IncomingWords.empty(self.view).text)
            : BulkList(
                acts: BulkAct.offered(in: self.view, to: self.role), back: "/incoming?view=\(self.view.rawValue)"
            ).html(
                Self.table(
                    self.documents, caption: IncomingWords.view(self.view), today: self.today,
                    calendar: self.calendar, now: self.now, isTicked: true, isUnassigned: self.view == .toAssign))
        let pager = pager(page: self.pageNumber, size: self.pageSize, total: self.total) {
            "/incoming?view=\(self.view.rawValue)&page=\($0)"
        }
        return self.shell.page(
            "\(IncomingWords.view(self.view)) (\(self.total))",
            regions: ["#dau", "#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một văn bản"), ("o", "mở văn bản")],
            "<div id=\"dau\">\(head)</div>\(self.narrowing)<div id=\"danh-sach\">\(body)\(pager)</div>"
        )
    }

    /// Asks the search, within this list: there its conditions are chips, pages, tables to take along and searches to save.
    private var narrowing: HTML {
        guard self.total > 0 else { return "" }
        func select(_ name: String, _ label: String, _ options: [(value: String, label: String)]) -> HTML {
            filterSelect(name, label, options: [("", "Tất cả")] + options, selected: "")
        }
        return filter(
            action: "/search", keep: [("view", self.view.rawValue)],
            [
                filterText("organ", "Nơi gửi", value: "", size: 24),
                select("type", "Loại văn bản", IncomingEntry.types.map { ($0, $0) }),
                select("urgency", "Độ khẩn", Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) }),
                select(
                    "within", "Đến trong",
                    SearchFilter.Period.allCases.map { (String($0.rawValue), SearchForm.words($0)) }),
                filterText("from", "Đến từ ngày", value: "", numeric: true),
                filterText("to", "Đến hết ngày", value: "", numeric: true),
            ], title: "Lọc trong danh sách này")
    }

    /// With `now` the clerk's rows tell until when they are to be registered and submitted, as it stands then.
    /// `isUnassigned`: the documents went to a unit, where nobody works on them yet.
    static func table(
        _ documents: [Incoming], caption: String, today: CalendarDate, calendar: WorkingCalendar, now: Date? = nil,
        isTicked: Bool = false, isUnassigned: Bool = false
    ) -> HTML {
        var table = ListTable(
            caption: caption,
            columns: (isTicked ? [.init("Chọn", .tick)] : []) + [
                .init("Số, ký hiệu", .number), .init("Trích yếu, nơi gửi", .subject), .init("Trạng thái"),
                .init("Đến lúc", .when), .init("Hạn", .when),
            ],
            rows: documents.map {
                self.row(
                    $0, today: today, calendar: calendar, now: now, isTicked: isTicked, isUnassigned: isUnassigned)
            })
        table.announcement = "\(documents.count) văn bản"
        return table.html
    }

    private static func row(
        _ document: Incoming, today: CalendarDate, calendar: WorkingCalendar, now: Date?, isTicked: Bool,
        isUnassigned: Bool
    ) -> ListTable.Row {
        let tick = ListTable.tick("document", value: document.id, label: "Chọn \(document.name)")
        let isNew = document.state == .received
        return ListTable.Row(
            (isTicked ? [tick] : []) + [
                ListTable.number(document.name, Shown.date(document.promulgationDate)),
                ListTable.subject(
                    document.subject, href: "/incoming/\(document.id)", unread: isNew ? "chưa vào sổ" : nil,
                    under: [
                        Shown.urgency(document.urgency), "\(document.organName)",
                        document.number.html { "Số đến \($0)" },
                        document.leadUnit.html { "\($0)" },
                        now.flatMap { ArrivalDeadline.mark(document, at: $0, calendar) }?.html ?? "",
                        document.reminders > 0
                            ? Mark(.late, "Đôn đốc lần \(document.reminders)").html : "",
                        "<span>\(Icon.clip.html)\(document.fileCount) tệp</span>",
                    ]),
                isUnassigned ? Mark(.near, IncomingWords.view(.toAssign)).html : Shown.state(document),
                Shown.moment(document.arrivedAt),
                Shown.due(
                    document.due, finished: document.finishedAt,
                    isOver: document.state == .returned || document.closure != nil, today: today,
                    calendar: calendar),
            ],
            unread: isNew,
            note: document.backReason.map {
                rowNote(document.state == .submitted ? "\($0)" : "Lãnh đạo trả lại: “\($0)”")
            },
            attributes: """
                 data-document-id="\(document.documentID?.text ?? "")" data-code="\(document.code.text)" \
                data-path="/incoming/\(document.id)"
                """)
    }
}

/// A counted view of outgoing documents.
struct OutgoingListPage: Sendable {
    let shell: Shell
    let view: OutgoingView
    let documents: [Outgoing]
    let total: Int
    let pageNumber: Int
    let pageSize: Int
    let mayDraft: Bool
    let today: CalendarDate
    let calendar: WorkingCalendar
    let now: Date

    var html: HTML {
        let draft: HTML = self.mayDraft ? button("Soạn văn bản", href: "/outgoing/new", main: true) : ""
        let head = pageHead(
            OutgoingWords.view(self.view), count: self.total, lead: OutgoingWords.duty(self.view), acts: draft)
        let body: HTML =
            self.documents.isEmpty
            ? empty(OutgoingWords.empty(self.view).title, OutgoingWords.empty(self.view).text)
            : Self.table(
                self.documents, caption: OutgoingWords.view(self.view), today: self.today, calendar: self.calendar,
                issuingAt: [.toNumber, .toPublish].contains(self.view) ? self.now : nil)
        let pager = pager(page: self.pageNumber, size: self.pageSize, total: self.total) {
            "/outgoing?view=\(self.view.rawValue)&page=\($0)"
        }
        return self.shell.page(
            "\(OutgoingWords.view(self.view)) (\(self.total))",
            regions: ["#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một văn bản"), ("o", "mở văn bản")],
            "<div id=\"danh-sach\">\(head)\(body)\(pager)</div>"
        )
    }

    /// With `issuingAt` the last column tells until when they are to be issued, as it stands then.
    static func table(
        _ documents: [Outgoing], caption: String, today: CalendarDate, calendar: WorkingCalendar,
        issuingAt now: Date? = nil
    ) -> HTML {
        var table = ListTable(
            caption: caption,
            columns: [
                .init("Số, ký hiệu", .number), .init("Trích yếu, người soạn", .subject), .init("Trạng thái"),
                .init(now == nil ? "Hạn trả lời" : "Phát hành", .when),
            ],
            rows: documents.map { document in
                let issuing = now.flatMap { IssueDeadline.mark(document, at: $0)?.html }
                return self.row(
                    document, last: issuing ?? Shown.due(document.due, today: today, calendar: calendar))
            })
        table.announcement = "\(documents.count) văn bản"
        return table.html
    }

    private static func row(_ document: Outgoing, last: HTML) -> ListTable.Row {
        let returned = document.state == .draft ? document.returnedReason : nil
        return ListTable.Row(
            [
                ListTable.number(
                    document.code?.text ?? "…/\(document.notation)", document.promulgationDate.map(Shown.date) ?? ""),
                ListTable.subject(
                    document.subject, href: "/outgoing/\(document.id)",
                    under: [
                        Shown.urgency(document.urgency), "\(document.typeName)",
                        "\(document.drafterName), \(document.unit.name)",
                        "\(OutgoingWords.steering(document.steering))",
                    ] + (document.isPaperOnly ? ["\(OutgoingWords.onPaper)"] : [])),
                Shown.state(document),
                last,
            ],
            note: returned.map { rowNote("Bị trả lại: “\($0)”") },
            attributes: " data-path=\"/outgoing/\(document.id)\"")
    }
}
