import Exchange
import Foundation
import Hummingbird
import Pages
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/figures` (`?csv=1`) | operators | 200: fourteen days in numbers |
struct FigureRoutes: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("figures", use: self.figures)
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
            return CSVFile(
                name: "figures-\(today.iso)",
                head: ["day", "documents", "statuses", "deliveries", "delivered", "waiting", "failed"],
                rows: days.map { day in
                    [day.day.iso]
                        + [
                            day.taken - day.statuses, day.statuses, day.consigned, day.delivered, day.waiting,
                            day.failed,
                        ].map(String.init)
                }
            ).response
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
