import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// Deliveries that failed (giao lỗi), and sending them again.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/failures?before` | operators | 200: the newest first |
/// | GET | `/failures/resend?delivery=…` | operators | 200: asks before it is done; 303 when nothing is chosen |
/// | POST | `/failures/resend` | operators | 303, 422 |
struct FailureRoutes: Sendable {
    let console: Console

    private static let pageSize = 50

    func add(to router: Router<ConsoleContext>) {
        router.get("failures", use: self.list)
        router.get("failures/resend", use: self.ask)
        router.post("failures/resend", use: self.resend)
    }

    private struct Line: Sendable {
        var id, packageID, documentID, organ, name: String
        var code, reason: String?
        var at: Date
    }

    @Sendable private func list(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .failures, console: self.console)
        let before = request.uri.queryParameters["before"].map(String.init)?.removingPercentEncoding
        let lines = try await self.lines(before.flatMap(Timestamp.instant))
        let sent = request.uri.queryParameters["sent"].flatMap { Int(String($0)) }
        let told = sent.html {
            notice(.good, "Đã xếp lại <b>\($0)</b> gói để giao lại.", result: true)
        }
        let head = pageHead(
            "Giao lỗi",
            lead: "Gói mà nơi nhận không nhận được. Khắc phục nguyên nhân rồi gửi lại; nơi gửi thấy cùng kết quả.")
        guard !lines.isEmpty else {
            return .page(
                shell.page(
                    "Giao lỗi", regions: ["#danh-sach"],
                    """
                    <div id="danh-sach">\(told)\(head)\
                    \(empty("Không có gói giao lỗi", "Gói mà nơi nhận từ chối về kỹ thuật, hoặc không lấy trong 30 ngày, sẽ nằm ở đây."))</div>
                    """))
        }
        let table = ListTable(
            caption: "Gói giao lỗi, mới nhất xếp trước",
            columns: [
                .init("Chọn", .tick), .init("Văn bản, nơi nhận", .subject), .init("Nguyên nhân"),
                .init("Lỗi lúc", .when),
            ],
            rows: lines.map { line in
                .init([
                    ListTable.tick("delivery", value: line.id, label: "Chọn \(line.documentID) đến \(line.organ)"),
                    ListTable.subject(
                        line.documentID, href: "/packages/\(line.packageID)",
                        under: ["\(line.name)", "\(line.organ)"]),
                    Mark(.late, Self.cause(line.code, line.reason), wrap: true).html, ConsoleShown.moment(line.at),
                ])
            })
        let older: HTML =
            lines.count < Self.pageSize
            ? ""
            : button("Cũ hơn", href: "/failures?before=\(Timestamp.text(lines[lines.count - 1].at))")
        let form: HTML = """
            <form method="get" action="/failures/resend">\(table.html)\
            \(formFoot("<button class=\"button button--main\" type=\"submit\">Gửi lại các gói đã chọn…</button>\(older)"))</form>
            """
        return .page(shell.page("Giao lỗi", "\(told)\(head)\(form)"))
    }

    private func lines(_ before: Date?) async throws -> [Line] {
        try await self.console.database.read { connection in
            try connection.rows(
                """
                SELECT delivery.id, delivery.package_id, delivery.organ, delivery.fail_code, delivery.fail_reason,
                    delivery.transport_at, package.document_id, organ.name
                FROM delivery JOIN package ON package.id = delivery.package_id JOIN organ ON organ.code = delivery.organ
                WHERE delivery.transport = 'fail' AND delivery.transport_at < $1 AND package.removed_at IS NULL
                ORDER BY delivery.transport_at DESC, delivery.id LIMIT $2
                """, before.map(Timestamp.text) ?? "9", Self.pageSize
            ).map { row in
                Line(
                    id: try row["id"], packageID: try row["package_id"], documentID: try row["document_id"],
                    organ: try row["organ"], name: try row["name"], code: try row["fail_code"],
                    reason: try row["fail_reason"], at: try row["transport_at"])
            }
        }
    }

    private static func cause(_ code: String?, _ reason: String?) -> String {
        [reason, code.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
    }

    @Sendable private func ask(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let ids = try FormFields.query(request).all("delivery")
        guard !ids.isEmpty else { return .seeOther("/failures") }
        let shell = try await ConsoleShell(visit, .failures, console: self.console)
        let hidden = ids.prefix(Administration.maximumResends).map { id -> HTML in
            "<input type=\"hidden\" name=\"delivery\" value=\"\(id)\">"
        }
        var form = shell.form("/failures/resend", once: RandomText.secret())
        form.kind = "acts"
        let title = "Gửi lại \(hidden.count) gói?"
        return .page(
            shell.page(
                title,
                confirm(
                    title, lead: "Chỉ gửi lại khi nơi nhận đã khắc phục nguyên nhân.", button: "Gửi lại",
                    effects: [
                        Effect(
                            "Gói nằm lại trong hộp của nơi nhận, hoặc chờ gửi lên trục cấp trên, như ngày đầu.",
                            icon: .send),
                        Effect("Nơi gửi thấy gói đang chờ nhận, không còn báo lỗi."),
                        Effect("Việc gửi lại được ghi vào sổ bằng chứng với tên bạn."),
                    ],
                    form: form.html(
                        """
                        \(Array(hidden))<button class="button button--main" type="submit">Gửi lại</button>\
                        <a class="button" href="/failures">Không gửi</a>
                        """))))
    }

    @Sendable private func resend(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        do {
            let count = try await self.console.administration(visit, fields).resend(
                fields.all("delivery"), signal: self.console.signal)
            return .seeOther("/failures?sent=\(count)")
        } catch is FormIsUsed {
            return .seeOther("/failures")
        }
    }
}
