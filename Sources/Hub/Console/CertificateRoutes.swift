import Exchange
import Foundation
import Hummingbird
import Pages
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/certificates` | operators | 200: every certificate with its countdown, the soonest end first |
struct CertificateRoutes: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("certificates", use: self.list)
    }

    @Sendable private func list(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .certificates, console: self.console)
        let now = self.console.now()
        let items = try await CertificateList.read(self.console, now: now)
        let head = pageHead(
            "Chứng thư", count: items.count,
            lead: "Của trục, của nơi cấp, của các hệ thống kết nối. Sắp hết hạn xếp trước.")
        let body =
            items.isEmpty
            ? empty(
                "Chưa có chứng thư", "Trục không chạy TLS, và chưa hệ thống nào được cấp chứng thư bằng lệnh hub enrol."
            )
            : Self.table(items, now: now).html
        return .page(shell.page("Chứng thư", head + body))
    }

    private static func table(_ items: [CertificateList.Item], now: Date) -> ListTable {
        ListTable(
            caption: "Chứng thư, sắp hết hạn xếp trước",
            columns: [.init("Chứng thư của", .subject), .init("Hết hạn", .when), .init("Việc cần làm")],
            rows: items.map { item in
                .init([
                    Self.owner(item),
                    ListTable.when("\(VietnamTime.date(item.notAfter).shown)", item.mark(at: now)),
                    "\(item.advice(at: now))",
                ])
            })
    }

    private static func owner(_ item: CertificateList.Item) -> HTML {
        switch item.owner {
        case .hub: "<b>Trục: TLS của các địa chỉ đang mở</b>"
        case .authority: "<b>Nơi cấp chứng thư</b>\(under(["\(item.subject)"]))"
        case .system(let id, let name):
            ListTable.subject(name, href: "/systems/\(id)", under: ["\(id)", "\(item.subject)"])
        }
    }
}
