import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/` | operators | 200: what happens, who waits for whom, what is wrong |
/// | GET | `/waiting` | operators | 200: agencies that have not taken something in time |
struct OverviewRoutes: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("/", use: self.overview)
        router.get("waiting", use: self.waiting)
    }

    @Sendable private func overview(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .overview, console: self.console)
        let now = self.console.now()
        let today = VietnamTime.date(now)
        let day = try await DayFigures.read(today, self.console.database)
        let hours = try await DayHours.read(today, until: now, self.console.database)
        let late = try await self.console.overdue.agencies(at: now)
        let waiting = try await WaitingList.read(self.console.database, late: late)
        let alerts = try await Alert.all(self.console, now: now)
        let lateCount = late.reduce(0) { $0 + $1.count }
        let sentence: HTML =
            alerts.isEmpty
            ? notice(
                .good, "<b>Mọi việc bình thường.</b> Không cơ quan nào chậm nhận, không gói nào giao lỗi chờ xử lý.")
            : notice(
                .near, "<b>Có \(alerts.count) việc cần xem.</b>\(" \(lateCount) gói quá hạn nhận.", if: lateCount > 0)")
        let flow: HTML = """
            <section aria-labelledby="dong-goi"><h2 class="unseen" id="dong-goi">Dòng gói tin hôm nay</h2>\
            <ol class="flow sheet">\(Self.step("Nhận từ nơi gửi", day.taken, "\(day.statuses) là trạng thái"))\
            \(Self.step("Nơi nhận", day.consigned, "một gói có thể đến nhiều nơi"))\
            \(Self.step("Chờ nơi nhận lấy", day.waiting, lateCount > 0 ? Mark(.late, "\(lateCount) gói quá hạn").html : "trong hạn"))\
            \(Self.step("Đã giao", day.delivered, "nơi nhận xác nhận mã băm"))\
            \(Self.step("Giao lỗi", day.failed, day.failed > 0 ? Mark(.late, "xem Giao lỗi").html : "không có"))</ol></section>
            """
        let head = pageHead("Tổng quan", lead: "Hôm nay, \(today.shown). Trang tự cập nhật.")
        return .page(
            shell.page(
                "Tổng quan", regions: ["#tong-quan"],
                """
                <div id="tong-quan">\(head)\(sentence)\(flow)
                <section class="section" aria-labelledby="cho">\(sectionHead("Ai đang chờ ai", id: "cho", note: WaitingList.note(waiting)))\
                \(WaitingList.table(waiting, now: now))</section>
                <div class="two section">\(panel("Cảnh báo", id: "canh-bao", section: false, Alert.html(alerts)))\
                \(hours.chart.html)</div></div>
                """))
    }

    private static func step(_ title: String, _ count: Int, _ text: HTML) -> HTML {
        "<li><div><h3>\(title)</h3></div><strong>\(count)</strong><p>\(text)</p></li>"
    }

    @Sendable private func waiting(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .waiting, console: self.console)
        let now = self.console.now()
        let late = try await self.console.overdue.agencies(at: now)
        let head = pageHead(
            "Chậm nhận", count: late.count,
            lead: "Cơ quan mà phần mềm chưa lấy gói tin trong 30 phút (hỏa tốc sớm hơn). Lâu nhất xếp trước.")
        return .page(
            shell.page(
                "Chậm nhận (\(late.count))", regions: ["#danh-sach"],
                "<div id=\"danh-sach\">\(head)\(Self.table(late, now: now))</div>"))
    }

    private static func table(_ late: [OverdueStore.Agency], now: Date) -> HTML {
        guard !late.isEmpty else {
            return empty("Không cơ quan nào chậm nhận", "Gói tin chờ quá hạn sẽ hiện ở đây, kèm bước cần làm tiếp.")
        }
        return ListTable(
            caption: "Bên đang giữ việc, lâu nhất xếp trước",
            columns: [
                .init("Trục chờ", .subject), .init("Số gói", .count), .init("Lâu nhất", .when), .init("Bước tiếp"),
            ],
            rows: late.map { agency in
                let next =
                    agency.place.map(ConsoleShown.sentence) ?? agency.system.map {
                        "Kiểm tra hệ thống \($0): còn chạy, còn kết nối?"
                    }
                    ?? "Chưa có hệ thống kết nối: thêm hệ thống cho cơ quan này"
                return .init([
                    ListTable.subject(
                        agency.name, href: "/organs/\(agency.organ.text)", under: ["\(agency.organ.text)"]),
                    "\(agency.count)",
                    ListTable.when(
                        "\(ConsoleShown.age(now.timeIntervalSince(agency.since)))", Mark(.late, "Quá hạn")),
                    "\(next)",
                ])
            }
        ).html
    }
}
