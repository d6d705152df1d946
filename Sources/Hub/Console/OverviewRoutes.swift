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
/// | GET | `/figures` (`?csv=1`) | operators | 200: fourteen days in numbers |
struct OverviewRoutes: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("/", use: self.overview)
        router.get("waiting", use: self.waiting)
        router.get("figures", use: self.figures)
    }

    @Sendable private func overview(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .overview, console: self.console)
        let now = self.console.now()
        let today = VietnamTime.date(now)
        let day = try await DayFigures.read(today, self.console.database)
        let late = try await self.console.overdue.agencies(at: now, limit: 20)
        let alerts = try await Alert.all(self.console, late: late, now: now)
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
                <section class="section" aria-labelledby="cho">\(sectionHead("Ai đang chờ ai", id: "cho"))\
                \(Self.table(late, now: now))</section>
                \(panel("Cảnh báo", id: "canh-bao", Alert.html(alerts)))</div>
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
                    agency.system.map { "Kiểm tra hệ thống \($0): còn chạy, còn kết nối?" }
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

    @Sendable private func figures(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let today = VietnamTime.date(self.console.now())
        var days: [DayFigures] = []
        for back in 0..<14 {
            guard let day = CalendarDate(dayNumber: today.dayNumber - back) else { break }
            days.append(try await DayFigures.read(day, self.console.database))
        }
        if request.uri.queryParameters["csv"] != nil {
            let lines = days.map {
                "\($0.day.iso),\($0.taken - $0.statuses),\($0.statuses),\($0.consigned),\($0.delivered),\($0.waiting),\($0.failed)"
            }
            let text =
                "day,documents,statuses,deliveries,delivered,waiting,failed\n" + lines.joined(separator: "\n") + "\n"
            var response = Response.bytes(ByteBuffer(string: text), status: .ok, type: "text/csv; charset=utf-8")
            response.headers[.contentDisposition] = "attachment; filename=\"figures-\(today.iso).csv\""
            return response
        }
        let shell = try await ConsoleShell(visit, .figures, console: self.console)
        let table = ListTable(
            caption: "Gói tin theo ngày",
            columns: [
                .init("Ngày", .subject), .init("Văn bản", .count), .init("Trạng thái", .count),
                .init("Nơi nhận", .count),
                .init("Đã giao", .count), .init("Đang chờ", .count), .init("Lỗi", .count),
            ],
            rows: days.map {
                .init([
                    "<b>\($0.day.shown)</b>", "\($0.taken - $0.statuses)", "\($0.statuses)", "\($0.consigned)",
                    "\($0.delivered)", "\($0.waiting)", "\($0.failed)",
                ])
            })
        let head = pageHead(
            "Số liệu", lead: "14 ngày gần nhất, theo ngày trục nhận gói.",
            acts: button("Tải về CSV", href: "/figures?csv=1"))
        return .page(shell.page("Số liệu", head + table.html))
    }
}

/// One day in numbers, by the day on which the hub took the packages in.
struct DayFigures: Sendable {
    var day: CalendarDate
    var taken = 0
    var statuses = 0
    var consigned = 0
    var delivered = 0
    var waiting = 0
    var failed = 0

    /// Identifiers tell when they were made: one range of each table is looked at.
    static func read(_ day: CalendarDate, _ database: Database) async throws -> DayFigures {
        let start = VietnamTime.start(of: day)
        let (from, to) = (UniqueID.floor(at: start), UniqueID.floor(at: start.addingTimeInterval(86_400)))
        return try await database.read { connection in
            var figures = DayFigures(day: day)
            let packages = try connection.row(
                """
                SELECT COUNT(*) AS taken, COALESCE(SUM(CASE WHEN kind = 'status' THEN 1 ELSE 0 END), 0) AS statuses
                FROM package WHERE id >= $1 AND id < $2
                """, from, to)
            figures.taken = try packages?["taken"] ?? 0
            figures.statuses = try packages?["statuses"] ?? 0
            let rows = try connection.rows(
                "SELECT transport, COUNT(*) AS count FROM delivery WHERE id >= $1 AND id < $2 GROUP BY transport", from,
                to)
            for row in rows {
                let (transport, count): (Transport, Int) = (try row["transport"], try row["count"])
                figures.consigned += count
                switch transport {
                case .initial, .processing: figures.waiting += count
                case .done: figures.delivered += count
                case .fail: figures.failed += count
                }
            }
            return figures
        }
    }
}
