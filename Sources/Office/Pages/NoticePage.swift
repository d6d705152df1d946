import Pages
import Web

/// What concerns the person, not read first.
struct NoticePage: Sendable {
    let shell: Shell
    let notices: [Notice]
    let unread: Int
    let mayRead: Bool

    var html: HTML {
        let act: HTML =
            self.unread == 0 || !self.mayRead
            ? ""
            : self.shell.form("/notices", once: RandomText.secret(), version: 0).button("Đánh dấu đã xem tất cả")
        let list =
            self.notices.isEmpty
            ? empty("Chưa có thông báo nào", "Việc người khác làm mà liên quan đến bạn sẽ hiện ở đây.")
            : self.table
        return self.shell.page(
            "Thông báo (\(self.unread))", regions: ["#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một thông báo"), ("o", "mở văn bản")],
            """
            <div id="danh-sach">\(pageHead("Thông báo", count: self.unread, lead: "Thông báo chưa xem đứng trước. Thông báo đã xem được giữ \(Notice.keptDays) ngày.", acts: act))\(list)</div>
            """)
    }

    private var table: HTML {
        ListTable(
            caption: "Thông báo", columns: [.init("Việc", .subject), .init("Lúc", .when)],
            rows: self.notices.map { notice in
                let isUnread = notice.readAt == nil
                let said = "\(NoticeWords.kind(notice.kind)), \(notice.actor)"
                // What was taken back cannot be opened any more.
                let subject: HTML =
                    notice.kind == .withdrawn
                    ? "<span class=\"subject\">\(notice.title)</span>\("<span class=\"unseen\"> (chưa xem)</span>", if: isUnread)\(under(["\(said)", notice.quote.html { "“\($0)”" }]))"
                    : ListTable.subject(
                        notice.title, href: "/notices/\(notice.id)", unread: isUnread ? "chưa xem" : nil,
                        under: ["\(said)", notice.quote.html { "“\($0)”" }])
                return ListTable.Row(
                    [subject, Shown.moment(notice.at)], unread: isUnread,
                    attributes: " data-notice=\"\(notice.kind.rawValue)\"")
            }
        ).html
    }
}
