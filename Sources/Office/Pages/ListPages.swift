import Exchange
import Foundation
import Gateway
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
            : Self.table(
                self.documents, caption: IncomingWords.view(self.view), today: self.today, calendar: self.calendar)
        let pager = pager(page: self.pageNumber, size: self.pageSize, total: self.total) {
            "/incoming?view=\(self.view.rawValue)&page=\($0)"
        }
        return self.shell.page(
            "\(IncomingWords.view(self.view)) (\(self.total))",
            regions: ["#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một văn bản"), ("o", "mở văn bản")],
            "<div id=\"danh-sach\">\(head)\(body)\(pager)</div>"
        )
    }

    static func table(_ documents: [Incoming], caption: String, today: CalendarDate, calendar: WorkingCalendar) -> HTML
    {
        var table = ListTable(
            caption: caption,
            columns: [
                .init("Số, ký hiệu", .number), .init("Trích yếu, nơi gửi", .subject), .init("Trạng thái"),
                .init("Đến lúc", .when), .init("Hạn", .when),
            ],
            rows: documents.map { self.row($0, today: today, calendar: calendar) })
        table.announcement = "\(documents.count) văn bản"
        return table.html
    }

    private static func row(
        _ document: Incoming, today: CalendarDate, calendar: WorkingCalendar
    ) -> ListTable.Row {
        let isNew = document.state == .received
        let due = document.leadDue ?? document.agencyDue ?? document.senderDue
        return ListTable.Row(
            [
                ListTable.number(document.code.text, Shown.date(document.promulgationDate)),
                ListTable.subject(
                    document.subject, href: "/incoming/\(document.id)", unread: isNew ? "chưa vào sổ" : nil,
                    under: [
                        Shown.urgency(document.urgency), "\(document.organName)",
                        document.number.html { "Số đến \($0)" },
                        document.leadUnit.html { "\($0)" }, "<span>\(Icon.clip.html)\(document.fileCount) tệp</span>",
                    ]),
                Shown.state(document.state),
                Shown.moment(document.arrivedAt),
                Shown.due(due, finished: document.finishedAt, today: today, calendar: calendar),
            ],
            unread: isNew,
            attributes: """
                 data-document-id="\(document.documentID.text)" data-code="\(document.code.text)" \
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

    var html: HTML {
        let draft: HTML = self.mayDraft ? button("Soạn văn bản", href: "/outgoing/new", main: true) : ""
        let head = pageHead(
            OutgoingWords.view(self.view), count: self.total, lead: OutgoingWords.duty(self.view), acts: draft)
        let body: HTML =
            self.documents.isEmpty
            ? empty(OutgoingWords.empty(self.view).title, OutgoingWords.empty(self.view).text)
            : Self.table(
                self.documents, caption: OutgoingWords.view(self.view), today: self.today, calendar: self.calendar)
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

    static func table(_ documents: [Outgoing], caption: String, today: CalendarDate, calendar: WorkingCalendar) -> HTML
    {
        var table = ListTable(
            caption: caption,
            columns: [
                .init("Số, ký hiệu", .number), .init("Trích yếu, người soạn", .subject), .init("Trạng thái"),
                .init("Hạn trả lời", .when),
            ],
            rows: documents.map { self.row($0, today: today, calendar: calendar) })
        table.announcement = "\(documents.count) văn bản"
        return table.html
    }

    private static func row(
        _ document: Outgoing, today: CalendarDate, calendar: WorkingCalendar
    ) -> ListTable.Row {
        ListTable.Row(
            [
                ListTable.number(
                    document.code?.text ?? "…/\(document.notation)", document.promulgationDate.map(Shown.date) ?? ""),
                ListTable.subject(
                    document.subject, href: "/outgoing/\(document.id)",
                    under: [
                        Shown.urgency(document.urgency), "\(document.typeName)",
                        "\(document.drafterName), \(document.unit.name)",
                        "\(OutgoingWords.steering(document.steering))",
                    ]),
                Shown.state(document.state),
                Shown.due(document.due, today: today, calendar: calendar),
            ],
            attributes: " data-path=\"/outgoing/\(document.id)\"")
    }
}

/// What was found.
struct SearchPage: Sendable {
    let shell: Shell
    let text: String
    let incoming: [Incoming]
    let outgoing: [Outgoing]
    let today: CalendarDate
    let calendar: WorkingCalendar

    var html: HTML {
        let total = self.incoming.count + self.outgoing.count
        var body: HTML =
            total == 0
            ? empty(
                "Không tìm thấy văn bản nào",
                "Thử số và ký hiệu (ví dụ 12/QĐ-UBND) hoặc vài chữ trong trích yếu, có dấu hay không dấu đều được.")
            : ""
        if !self.incoming.isEmpty {
            body += "<h2 class=\"section\">Văn bản đến</h2>"
            body += IncomingListPage.table(
                self.incoming, caption: "Văn bản đến tìm thấy", today: self.today, calendar: self.calendar)
        }
        if !self.outgoing.isEmpty {
            body += "<h2 class=\"section\">Văn bản đi</h2>"
            body += OutgoingListPage.table(
                self.outgoing, caption: "Văn bản đi tìm thấy", today: self.today, calendar: self.calendar)
        }
        return self.shell.page(
            "Tìm “\(self.text)”", sought: self.text,
            "\(pageHead("Kết quả tìm", count: total, lead: "Tìm “\(self.text)” trong văn bản bạn được xem; tối đa 50 văn bản mỗi chiều."))\(body)"
        )
    }
}

/// What could not be sent, with the cause and what to do.
struct FailuresPage: Sendable {
    let shell: Shell
    let entries: [(entry: Line, once: String)]

    /// One package that waits for a person.
    struct Line: Sendable {
        let id: String
        let title: String
        let link: String
        /// Trích yếu; nil when the document is gone.
        let subject: String?
        let receivers: String
        let attempts: Int
        let at: Date
        let cause: String

        /// `receivers`: names of the agencies.
        init(_ entry: OutboxEntry, subject: String?, receivers: [String]) {
            self.id = entry.id
            self.subject = subject
            let isStatus = entry.kind == .status
            self.title =
                isStatus
                ? "Trạng thái \(entry.status.map { "\($0.rawValue) \(StatusWords.label($0))" } ?? "") của \(entry.summary)"
                : entry.summary
            self.link = isStatus ? "/incoming/\(entry.reference)" : "/outgoing/\(entry.reference)"
            self.receivers = receivers.joined(separator: "; ")
            self.attempts = entry.attempts
            self.at = entry.queuedAt
            self.cause = entry.faultSentence ?? "Không gửi được."
        }
    }

    var html: HTML {
        let lead = "Gói tin hệ thống đã thôi tự gửi. Xem nguyên nhân, xử lý rồi gửi lại."
        guard !self.entries.isEmpty else {
            return self.shell.page(
                "Gửi lỗi (0)", regions: ["#danh-sach", "#danh-muc"],
                "<div id=\"danh-sach\">\(pageHead("Gửi lỗi", count: 0, lead: lead))\(empty("Không có gói tin nào gửi lỗi", "Gói tin bị trục từ chối hoặc không gửi được lâu ngày sẽ hiện ở đây."))</div>"
            )
        }
        let rows = self.entries.map { entry, once in
            ListTable.Row(
                [
                    ListTable.subject(
                        entry.title, href: entry.link,
                        under: [entry.subject.html { "\($0)" }, "Gửi đến: \(entry.receivers)"]),
                    "\(entry.attempts)", Shown.moment(entry.at),
                ],
                note: rowNote(
                    Mark(.late, entry.cause, big: true, wrap: true).html,
                    acts: self.shell.form("/failures/\(entry.id)/retry", once: once, version: 0)
                        .button("Gửi lại", main: true)))
        }
        let table = ListTable(
            caption: "Gói tin gửi lỗi",
            columns: [.init("Văn bản, nơi nhận", .subject), .init("Lần gửi", .count), .init("Lúc", .when)], rows: rows)
        return self.shell.page(
            "Gửi lỗi (\(self.entries.count))", regions: ["#danh-sach", "#danh-muc"],
            """
            <div id="danh-sach">\(pageHead("Gửi lỗi", count: self.entries.count, lead: lead))\(table.html)</div>
            """
        )
    }
}
