import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// The directory (danh bạ cơ quan).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/organs?q&added&changed` | operators | 200; after an import what it did |
/// | GET | `/organs/:code` | operators | 200: the agency, who serves it, what was said of it; 404 |
struct OrganRoutes: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("organs", use: self.list)
        router.get("organs/:code", use: self.show)
    }

    private var organs: OrganStore { OrganStore(database: self.console.database) }

    @Sendable private func list(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .organs, console: self.console)
        let fields = try FormFields.query(request)
        let sought = String(fields.text("q").prefix(200))
        let found = try await sought.isEmpty ? self.organs.list(limit: 50) : self.organs.find(sought, limit: 50)
        let head = pageHead(
            "Danh bạ cơ quan", count: try await self.organs.count(),
            acts: button("Nhập danh bạ…", href: "/organs/import"))
        let told = Int(fields.text("added")).html { added in
            notice(
                .good, "Đã nhập danh bạ: <b>thêm \(added), đổi \(Int(fields.text("changed")) ?? 0)</b>.", result: true)
        }
        let form = filter(
            action: "/organs", [filterText("q", "Mã hoặc tên, không cần dấu", value: sought, size: 30)], act: "Tìm")
        let today = VietnamTime.date(self.console.now())
        let body: HTML =
            found.isEmpty
            ? empty("Không thấy cơ quan nào", "Thử ít từ hơn, hoặc mã định danh.")
            : ListTable(
                caption: "Cơ quan",
                columns: [.init("Cơ quan", .subject), .init("Mã cũ"), .init("Cấp trên"), .init("Hiệu lực")],
                rows: found.map { entry in
                    .init([
                        ListTable.subject(
                            entry.name, href: "/organs/\(entry.code.text)", under: ["\(entry.code.text)"]),
                        "\(entry.oldCode?.text ?? "")", "\(entry.parent?.text ?? "")", Self.standing(entry, today),
                    ])
                }
            ).html
        return .page(shell.page("Danh bạ cơ quan", told + head + form + body))
    }

    private static func standing(_ entry: DirectoryEntry, _ today: CalendarDate) -> HTML {
        guard !entry.isOpen(on: today) else { return "Đang hoạt động" }
        let closed = Mark(.none, entry.validTo.map { "Đóng từ \($0.shown)" } ?? "Chưa hiệu lực").html
        return "\(closed)\(entry.successorText.html { " kế thừa: \($0)" })"
    }

    @Sendable private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .organs, console: self.console)
        let text = try context.parameters.require("code").removingPercentEncoding ?? ""
        guard let code = OrganCode(text), let entry = try await self.organs.entry(code) else {
            throw Fault(.notFound, vi: "Danh bạ không có mã này.", en: "The directory does not have this code.")
        }
        let versions = try await self.organs.versions(entry.code, limit: 50)
        let system: String? = try await self.console.database.read { connection in
            try connection.row(
                """
                SELECT system.id FROM system_organ JOIN system ON system.id = system_organ.system_id
                WHERE system_organ.organ = $1 AND system.enabled = 1 LIMIT 1
                """, entry.code)?["id"]
        }
        let served: HTML =
            system.html { "<a href=\"\(url: "/systems/\($0)")\">\($0)</a>" } + (system == nil ? "chưa kết nối" : "")
        let items = versions.map { version in
            TimelineItem(
                icon: .book, title: version.entry.name,
                who: """
                    \(ConsoleShown.moment(version.recordedAt))\(version.entry.validTo.html { ", đóng \($0.shown)" })\
                    \(version.entry.successorText.html { ", kế thừa \($0)" })
                    """)
        }
        return .page(
            shell.page(
                entry.name,
                """
                \(trail("Danh bạ cơ quan", href: "/organs"))<header class="head"><div class="head__top"><div>\
                <p class="head__no"><b class="code">\(entry.code.text)</b></p><h1>\(entry.name)</h1></div></div>\
                <dl class="facts"><div><dt>Mã cũ</dt><dd>\(entry.oldCode?.text ?? "–")</dd></div>\
                <div><dt>Cấp trên</dt><dd>\(entry.parent?.text ?? "–")</dd></div>\
                <div><dt>Hệ thống phục vụ</dt><dd>\(served)</dd></div>\
                <div><dt>Hiệu lực</dt><dd>\(Self.standing(entry, VietnamTime.date(self.console.now())))</dd></div></dl>\
                <div class="acts">\(button("Gói tin cơ quan này gửi", href: "/packages?q=\(entry.code.text)"))</div></header>\
                \(panel("Danh bạ đã ghi", id: "lich-su", timeline(items)))
                """))
    }
}
