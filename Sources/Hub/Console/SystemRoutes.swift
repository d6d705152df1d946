import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// Connected systems (hệ thống kết nối).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/systems` | operators | 200 |
/// | GET | `/systems/:id` | operators | 200, 404 |
/// | GET | `/systems/:id/disable`, `/secret` | operators | 200: asks before it is done, 404 |
/// | POST | `/systems/:id/enable`, `/disable` | operators | 303, 404, 409 |
/// | POST | `/systems/:id/secret` | operators | 200: the new secret, once |
struct SystemRoutes: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("systems", use: self.list)
        router.get("systems/:id", use: self.show)
        router.get("systems/:id/disable") { request, context in
            try await self.ask(
                context, "disable", title: { "Ngừng kết nối \($0)?" }, button: "Ngừng kết nối",
                effects: [
                    Effect("Hệ thống không gửi, không nhận được nữa, ngay từ lúc này.", icon: .none),
                    Effect("Gói tin gửi đến các cơ quan của hệ thống vẫn nằm chờ trong hộp."),
                    Effect("Cho kết nối lại bất cứ lúc nào, với cùng mã bí mật."),
                ])
        }
        router.get("systems/:id/secret") { request, context in
            try await self.ask(
                context, "secret", title: { "Cấp mã bí mật mới cho \($0)?" }, button: "Cấp mã mới",
                effects: [
                    Effect(
                        "Mã cũ hết hiệu lực ngay: phần mềm của đơn vị không kết nối được cho đến khi có mã mới.",
                        icon: .none),
                    Effect("Mã mới hiện một lần trên trang sau, để giao tận tay người cài đặt."),
                ])
        }
        router.post("systems/:id/enable") { try await self.act($0, $1) { try await $0.enable($1) } }
        router.post("systems/:id/disable") { try await self.act($0, $1) { try await $0.disable($1) } }
        router.post("systems/:id/secret", use: self.renew)
    }

    private var systems: SystemStore { SystemStore(database: self.console.database) }

    @Sendable private func list(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .systems, console: self.console)
        let systems = try await self.systems.list()
        let now = self.console.now()
        // The last of each system: when one has been replaced already, its end concerns nobody.
        let last = Dictionary(
            try await CertificateList.read(self.console, now: now).compactMap { item in
                item.owner.systemID.map { ($0, item) }
            }, uniquingKeysWith: { $1 })
        let uses = try await self.console.quotas.uses(on: VietnamTime.date(now))
        let head = pageHead(
            "Hệ thống kết nối", count: systems.count,
            lead: "Phần mềm quản lý văn bản được gửi, nhận qua trục. Thêm hệ thống bằng lệnh hub system add.")
        guard !systems.isEmpty else {
            return .page(
                shell.page("Hệ thống kết nối", head + empty("Chưa có hệ thống", "Thêm bằng lệnh hub system add.")))
        }
        let table = ListTable(
            caption: "Hệ thống kết nối",
            columns: [
                .init("Hệ thống", .subject), .init("Phục vụ"), .init("Trạng thái"), .init("Gửi hôm nay"),
                .init("Chứng thư", .when),
            ],
            rows: systems.map { system in
                let organs = system.organs.prefix(3).map(\.text).joined(separator: ", ")
                let more = system.organs.count > 3 ? " và \(system.organs.count - 3) đơn vị khác" : ""
                return .init([
                    ListTable.subject(system.name, href: "/systems/\(system.id)", under: ["\(system.id)"]),
                    "\(organs)\(more)", Self.state(system), uses[system.id].html { "\($0.shown)" },
                    last[system.id].map { Self.end($0, now: now) } ?? "<span class=\"quiet\">chưa có</span>",
                ])
            })
        return .page(shell.page("Hệ thống kết nối", head + table.html))
    }

    private static func state(_ system: ConnectedSystem) -> HTML {
        system.isEnabled ? Mark(.done, "Đang kết nối").html : Mark(.none, "Đã ngừng").html
    }

    private static func end(_ item: CertificateList.Item, now: Date) -> HTML {
        ListTable.when("\(VietnamTime.date(item.notAfter).shown)", item.mark(at: now))
    }

    /// Of one system: during a renewal it has two.
    private static func ends(_ certificates: [CertificateList.Item], now: Date) -> HTML {
        certificates.isEmpty ? "chưa có" : HTML.joined(certificates.map { self.end($0, now: now) }, by: "<br>")
    }

    @Sendable private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .systems, console: self.console)
        let system = try await self.system(context)
        let now = self.console.now()
        let certificates = try await CertificateList.ofSystem(system.id, self.console.database, now: now)
        let use = try await self.console.quotas.use(of: system.id, on: VietnamTime.date(now))
        let organs = system.organs.map(\.text).joined(separator: ", ")
        let networks = system.networks.map(\.text).joined(separator: ", ")
        let base = "/systems/\(system.id)"
        let switching: HTML =
            system.isEnabled
            ? button("Ngừng kết nối…", href: "\(base)/disable")
            : shell.form("\(base)/enable", once: RandomText.secret()).button("Cho kết nối lại")
        let renewing = button("Cấp mã bí mật mới…", href: "\(base)/secret")
        return .page(
            shell.page(
                system.name,
                """
                \(trail("Hệ thống kết nối", href: "/systems"))<header class="head"><div class="head__top"><div>\
                <p class="head__no"><b class="code">\(system.id)</b></p><h1>\(system.name)</h1></div></div>\
                <dl class="facts"><div><dt>Trạng thái</dt><dd>\(Self.state(system))</dd></div>\
                <div><dt>Từ ngày</dt><dd>\(VietnamTime.date(system.createdAt).shown)</dd></div>\
                <div><dt>Chứng thư</dt><dd>\(Self.ends(certificates, now: now))</dd></div>\
                <div><dt>\(SystemWords.networks)</dt><dd>\(networks.isEmpty ? SystemWords.everywhere : networks)</dd></div>\
                <div><dt>Gửi hôm nay</dt><dd>\(use.shown)</dd></div>\
                <div><dt>Hạn mức ngày</dt><dd>\(use.shownQuota)\(" (riêng)", if: use.isOwn)</dd></div>\
                <div><dt>\(SystemWords.organs)</dt><dd>\(organs)</dd></div></dl><div class="acts">\(switching)\(renewing)</div></header>
                """))
    }

    private func ask(
        _ context: ConsoleContext, _ act: String, title: (String) -> String, button: String, effects: [Effect]
    ) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .systems, console: self.console)
        let system = try await self.system(context)
        let title = title(system.name)
        var form = shell.form("/systems/\(system.id)/\(act)", once: RandomText.secret())
        form.kind = "acts"
        return .page(
            shell.page(
                title,
                confirm(
                    title, button: button, effects: effects,
                    form: form.html(
                        """
                        <button class="button button--main" type="submit">\(button)</button>\
                        <a class="button" href="\(url: "/systems/\(system.id)")">Quay lại, chưa làm gì</a>
                        """))))
    }

    private func system(_ context: ConsoleContext) async throws -> ConnectedSystem {
        let id = try context.parameters.require("id")
        guard let system = try await self.systems.find(id) else { throw Fault.noSystem(id) }
        return system
    }

    private func act(
        _ request: Request, _ context: ConsoleContext,
        _ body: @Sendable (Administration, String) async throws -> Void
    ) async throws -> Response {
        let visit = try context.signedIn
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let system = try await self.system(context)
        do { try await body(self.console.administration(visit, fields), system.id) } catch is FormIsUsed {}
        return .seeOther("/systems/\(system.id)")
    }

    @Sendable private func renew(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let system = try await self.system(context)
        let secret: String
        do {
            secret = try await self.console.administration(visit, fields).renewSecret(
                of: system.id, sealedBy: self.console.secrets)
        } catch is FormIsUsed {
            return .seeOther("/systems/\(system.id)")
        }
        let shell = try await ConsoleShell(visit, .systems, console: self.console)
        return .page(
            shell.page(
                "Mã bí mật mới",
                """
                \(trail(system.name, href: "/systems/\(system.id)"))\(pageHead("Mã bí mật mới của \(system.name)"))\
                \(notice(.near, "Mã chỉ hiện một lần. Giao tận tay người cài đặt; không gửi qua thư điện tử.", result: true))\
                <p><code>\(secret)</code></p>
                """))
    }
}
