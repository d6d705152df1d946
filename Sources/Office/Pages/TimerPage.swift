import Exchange
import Foundation
import Pages

/// A list of what is in danger of its time.
struct TimerPage: Sendable {
    let shell: Shell
    let view: TimerView
    let role: Role
    let documents: [Incoming]
    let total: Int
    let pageNumber: Int
    let pageSize: Int
    let now: Date
    let today: CalendarDate
    let calendar: WorkingCalendar

    var html: HTML {
        let title = Self.title(self.view)
        let head = pageHead(title, count: self.total, lead: self.duty)
        let body: HTML =
            self.documents.isEmpty
            ? empty(
                self.view == .slow ? "Không có văn bản nào chậm vào sổ, chậm trình" : "Không có việc nào sắp đến hạn",
                "Văn bản sẽ tự hiện ở đây khi cần chú ý.")
            : BulkList(
                acts: BulkAct.offered(in: self.view, to: self.role), back: "/incoming/\(self.view.rawValue)"
            ).html(
                IncomingListPage.table(
                    self.documents, caption: title, today: self.today, calendar: self.calendar, now: self.now,
                    isTicked: true))
        let pager = pager(page: self.pageNumber, size: self.pageSize, total: self.total) {
            "/incoming/\(self.view.rawValue)?page=\($0)"
        }
        return self.shell.page(
            "\(title) (\(self.total))", regions: ["#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một văn bản"), ("o", "mở văn bản")],
            "<div id=\"danh-sach\">\(head)\(body)\(pager)</div>")
    }

    static func title(_ view: TimerView) -> String {
        switch view {
        case .slow: "Chậm vào sổ, trình"
        case .near: "Sắp đến hạn"
        }
    }

    private var duty: String {
        switch self.view {
        case .slow:
            "Văn bản vào sổ và trình trong ngày, chậm nhất ngày làm việc tiếp theo; văn bản khẩn trong 30 phút. Dưới đây là văn bản đã quá thời hạn đó."
        case .near: "Việc chưa xong, còn không quá ba ngày làm việc."
        }
    }
}
