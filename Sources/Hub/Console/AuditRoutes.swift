import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/audit?actor&day&before` | operators | 200: administrative acts, the newest first |
struct AuditRoutes: Sendable {
    let console: Console

    private static let pageSize = 50

    func add(to router: Router<ConsoleContext>) {
        router.get("audit", use: self.list)
    }

    @Sendable private func list(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .audit, console: self.console)
        let fields = try FormFields.query(request)
        let day = CalendarDate(typed: fields.text("day")) ?? CalendarDate(fields.text("day"))
        let wanted = AuditLog.Filter(actor: fields.optional("actor"), day: day)
        let lines = try await self.console.audit.list(wanted, before: Int(fields.text("before")), limit: Self.pageSize)
        let head = pageHead(
            "Nhật ký quản trị",
            lead:
                "Ai đã làm gì ở trục: trang này, dòng lệnh, cấu hình. Nằm trong sổ bằng chứng; lệnh hub check phát hiện mọi sửa đổi."
        )
        let form = filter(
            action: "/audit",
            [
                filterText("actor", "Người làm", value: fields.text("actor"), size: 16),
                filterText("day", "Ngày", value: fields.text("day")),
            ])
        let table: HTML =
            lines.isEmpty
            ? empty("Không có việc nào", "Bỏ bớt điều kiện lọc.")
            : ListTable(
                caption: "Việc quản trị, mới nhất xếp trước",
                columns: [
                    .init("Việc", .subject), .init("Đối tượng"), .init("Người làm"), .init("Chi tiết"),
                    .init("Lúc", .when),
                ],
                rows: lines.map { line in
                    .init([
                        "<b>\(AuditWords.acts[line.act] ?? line.act)</b>", "\(line.subject)",
                        "\(line.actor) <span class=\"quiet small\">\(AuditWords.source(line.source))</span>",
                        Self.details(line.details), ConsoleShown.moment(line.at),
                    ])
                }
            ).html
        let older: HTML =
            lines.count < Self.pageSize
            ? ""
            : "<div class=\"acts\">\(button("Cũ hơn", href: self.older(wanted, lines[lines.count - 1].index)))</div>"
        return .page(shell.page("Nhật ký quản trị", head + form + table + older))
    }

    private func older(_ filter: AuditLog.Filter, _ index: Int) -> String {
        let actor = filter.actor?.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return "/audit?actor=\(actor)&day=\(filter.day?.iso ?? "")&before=\(index)"
    }

    private static func details(_ details: JSON) -> HTML {
        guard case .object(let members) = details else { return "" }
        return HTML.joined(
            members.sorted { $0.key < $1.key }.map {
                "\(AuditWords.details[$0.key] ?? $0.key): \(AuditWords.value($0.value, of: $0.key))"
            },
            by: "; ")
    }
}
