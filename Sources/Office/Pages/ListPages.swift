import Exchange
import Foundation
import Gateway
import Pages

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
        """
        <table class="list list--flush" role="table" data-announce="\(documents.count) văn bản"><caption class="unseen">\(caption)</caption>
        <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Số, ký hiệu</th>\
        <th role="columnheader" scope="col">Trích yếu, nơi gửi</th><th role="columnheader" scope="col">Trạng thái</th>\
        <th role="columnheader" scope="col">Đến lúc</th><th role="columnheader" scope="col">Hạn</th></tr></thead>
        <tbody role="rowgroup">\(documents.map { self.row($0, today: today, calendar: calendar) })</tbody></table>
        """
    }

    private static func row(_ document: Incoming, today: CalendarDate, calendar: WorkingCalendar) -> HTML {
        let unread: HTML = document.state == .received ? " class=\"is-unread\"" : ""
        let entry = document.number.html { "<span>Số đến \($0)</span>" }
        let lead = document.leadUnit.html { "<span>\($0)</span>" }
        let unseen: HTML = document.state == .received ? "<span class=\"unseen\"> (chưa vào sổ)</span>" : ""
        return """
            <tr role="row"\(unread) data-document-id="\(document.documentID.text)" data-code="\(document.code.text)" \
            data-path="/incoming/\(document.id)"><td class="list__no" role="cell"><b>\(document.code.text)</b>\
            <span class="quiet small">\(Shown.date(document.promulgationDate))</span></td>
            <th scope="row" role="rowheader"><a class="subject" href="/incoming/\(document.id)">\(document.subject)</a>\(unseen)\
            <div class="under">\(Shown.urgency(document.urgency))<span>\(document.organName)</span>\(entry)\(lead)\
            <span>\(Icon.clip.html)\(document.fileCount) tệp</span></div></th>
            <td role="cell" data-label="Trạng thái">\(Shown.state(document.state))</td>
            <td class="list__when" role="cell" data-label="Đến lúc"><span>\(Shown.moment(document.arrivedAt))</span></td>
            <td class="list__when" role="cell" data-label="Hạn"><span>\(
                Shown.due(document.leadDue ?? document.agencyDue ?? document.senderDue, finished: document.finishedAt, today: today, calendar: calendar)
            )</span></td></tr>
            """
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
        """
        <table class="list list--flush" role="table" data-announce="\(documents.count) văn bản"><caption class="unseen">\(caption)</caption>
        <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Số, ký hiệu</th>\
        <th role="columnheader" scope="col">Trích yếu, người soạn</th><th role="columnheader" scope="col">Trạng thái</th>\
        <th role="columnheader" scope="col">Hạn trả lời</th></tr></thead>
        <tbody role="rowgroup">\(documents.map { self.row($0, today: today, calendar: calendar) })</tbody></table>
        """
    }

    private static func row(_ document: Outgoing, today: CalendarDate, calendar: WorkingCalendar) -> HTML {
        let date = document.promulgationDate.html { "<span class=\"quiet small\">\(Shown.date($0))</span>" }
        return """
            <tr role="row" data-path="/outgoing/\(document.id)"><td class="list__no" role="cell">\
            <b>\(document.code?.text ?? "…/\(document.notation)")</b>\(date)</td>
            <th scope="row" role="rowheader"><a class="subject" href="/outgoing/\(document.id)">\(document.subject)</a>\
            <div class="under">\(Shown.urgency(document.urgency))<span>\(document.typeName)</span>\
            <span>\(document.drafterName), \(document.unit.name)</span><span>\(OutgoingWords.steering(document.steering))</span></div></th>
            <td role="cell" data-label="Trạng thái">\(Shown.state(document.state))</td>
            <td class="list__when" role="cell" data-label="Hạn trả lời"><span>\(
                Shown.due(document.due, today: today, calendar: calendar)
            )</span></td></tr>
            """
    }
}

/// What was found.
struct SearchPage: Sendable {
    let shell: Shell
    let text: String
    let incoming: [Incoming]
    let outgoing: [Outgoing]

    var html: HTML {
        let today = VietnamTime.date(Date())
        let calendar = WorkingCalendar()
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
                self.incoming, caption: "Văn bản đến tìm thấy", today: today, calendar: calendar)
        }
        if !self.outgoing.isEmpty {
            body += "<h2 class=\"section\">Văn bản đi</h2>"
            body += OutgoingListPage.table(
                self.outgoing, caption: "Văn bản đi tìm thấy", today: today, calendar: calendar)
        }
        return self.shell.page(
            "Tìm “\(self.text)”",
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
        let receivers: String
        let attempts: Int
        let at: Date
        let cause: String

        init(_ entry: OutboxEntry) {
            self.id = entry.id
            let isStatus = entry.kind == .status
            self.title =
                isStatus
                ? "Trạng thái \(entry.status.map { "\($0.rawValue) \(StatusWords.label($0))" } ?? "") của \(entry.summary)"
                : entry.summary
            self.link = isStatus ? "/incoming/\(entry.reference)" : "/outgoing/\(entry.reference)"
            self.receivers = entry.organs.map(\.text).joined(separator: ", ")
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
        let rows = self.entries.map { entry, once -> HTML in
            """
            <tr role="row" class="has-note"><th scope="row" role="rowheader"><a class="subject" href="\(url: entry.link)">\(entry.title)</a>\
            <div class="under"><span>\(entry.receivers)</span></div></th><td role="cell" data-label="Lần gửi" class="num">\(entry.attempts)</td>\
            <td class="list__when" role="cell" data-label="Lúc"><span>\(Shown.moment(entry.at))</span></td></tr>
            <tr role="row" class="row-note"><td role="cell" colspan="3"><p><span class="mark mark--late mark--wrap mark--big">\(Icon.late.html)\(entry.cause)</span></p>\
            <div class="acts">\(self.shell.form("/failures/\(entry.id)/retry", once: once, version: 0).button("Gửi lại", main: true))</div></td></tr>
            """
        }
        return self.shell.page(
            "Gửi lỗi (\(self.entries.count))", regions: ["#danh-sach", "#danh-muc"],
            """
            <div id="danh-sach">\(pageHead("Gửi lỗi", count: self.entries.count, lead: lead))
            <table class="list list--flush" role="table"><caption class="unseen">Gói tin gửi lỗi</caption><thead role="rowgroup"><tr role="row">\
            <th role="columnheader" scope="col">Văn bản, nơi nhận</th><th role="columnheader" scope="col">Lần gửi</th>\
            <th role="columnheader" scope="col">Lúc</th></tr></thead><tbody role="rowgroup">\(rows)</tbody></table></div>
            """
        )
    }
}
