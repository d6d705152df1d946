import EdXML
import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/packages?q&before` | operators | 200: the newest first |
/// | GET | `/packages/:id` | operators | 200: the story of one package, 404 |
/// | GET | `/search?q` | operators | 303 to the packages |
struct PackagePages: Sendable {
    let console: Console

    private static let pageSize = 50

    func add(to router: Router<ConsoleContext>) {
        router.get("packages", use: self.list)
        router.get("packages/:id", use: self.show)
        router.get("search", use: self.search)
    }

    @Sendable private func search(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        _ = try context.signedIn
        let sought = try FormFields.query(request).text("q")
        return .seeOther("/packages?q=\(sought.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
    }

    private struct Line: Sendable {
        var id, documentID, kind, from: String
        var code: String?
        var receivedAt: Date
        var sizeBytes, receivers, waiting, failed: Int
    }

    @Sendable private func list(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .packages, console: self.console)
        let sought = String(try FormFields.query(request).text("q").prefix(200))
        let before = request.uri.queryParameters["before"].map(String.init)
        let lines = try await self.find(sought, before: before)
        let head = pageHead(
            "Gói tin", lead: "Mới nhất xếp trước. Tìm theo mã gói, mã văn bản, số ký hiệu hoặc mã cơ quan gửi.")
        guard !lines.isEmpty else {
            let text =
                sought.isEmpty
                ? "Gói tin mà trục nhận sẽ hiện ở đây."
                : "Gõ đủ mã gói, mã văn bản, số ký hiệu (90017/VPCP-KSTT) hoặc mã cơ quan."
            return .page(
                shell.page(
                    "Gói tin", sought: sought,
                    head + empty(sought.isEmpty ? "Chưa có gói tin" : "Không thấy gói tin nào", text)))
        }
        let table = ListTable(
            caption: "Gói tin",
            columns: [
                .init("Số, ký hiệu", .number), .init("Văn bản, nơi gửi", .subject), .init("Giao nhận"),
                .init("Trục nhận lúc", .when),
            ],
            rows: lines.map { line in
                let state: Mark =
                    line.failed > 0
                    ? Mark(.late, "\(line.failed) nơi lỗi")
                    : line.waiting > 0
                        ? Mark(.go, "\(line.waiting) nơi đang chờ") : Mark(.done, "Đã giao \(line.receivers) nơi")
                return .init([
                    ListTable.number(line.code ?? "–", "\(ConsoleShown.kind(line.kind))"),
                    ListTable.subject(
                        line.documentID, href: "/packages/\(line.id)",
                        under: ["\(line.from)", "\(ConsoleShown.size(line.sizeBytes))"]),
                    state.html, ConsoleShown.moment(line.receivedAt),
                ])
            })
        let query = sought.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let more: HTML =
            lines.count < Self.pageSize
            ? ""
            : """
            <nav class="pager" aria-label="Trang"><span></span><div class="acts">\
            <a class="button button--small" href="\(url: "/packages?q=\(query)&before=\(lines[lines.count - 1].id)")" \
            rel="next">Cũ hơn\(Icon.right.html)</a></div></nav>
            """
        return .page(shell.page("Gói tin", sought: sought, head + table.html + more))
    }

    /// By an index in each case: packages may be many millions.
    private func find(_ sought: String, before: String?) async throws -> [Line] {
        let limit = Self.pageSize
        return try await self.console.database.read { connection in
            let last = before ?? "g"
            let condition: String
            var value = sought
            var order = "package.id DESC"
            if sought.isEmpty {
                condition = "$2 = ''"
            } else if let organ = try OrganCode(sought).flatMap({ try OrganStore.entry($0, in: connection) }) {
                // Only `package_by_from` has this order: of `=` PostgreSQL may think that the newest of all packages will do.
                condition = "package.from_organ >= $2 AND (package.from_organ, package.id) < ($2, $1)"
                order = "package.from_organ DESC, package.id DESC"
                value = organ.code.text
            } else {
                condition = """
                    package.id IN (
                        SELECT id FROM package WHERE id = $2 UNION SELECT id FROM package WHERE document_id = $2
                        UNION SELECT id FROM package WHERE document_code = $2)
                    """
            }
            return try connection.rows(
                """
                SELECT package.id, package.document_id, package.kind, package.from_organ, package.document_code,
                    package.received_at, package.size_bytes,
                    (SELECT COUNT(*) FROM delivery WHERE delivery.package_id = package.id) AS receivers,
                    (SELECT COUNT(*) FROM delivery WHERE delivery.package_id = package.id
                        AND delivery.transport IN ('initial', 'processing')) AS waiting,
                    (SELECT COUNT(*) FROM delivery WHERE delivery.package_id = package.id
                        AND delivery.transport = 'fail') AS failed
                FROM package WHERE \(condition) AND package.id < $1 ORDER BY \(order) LIMIT $3
                """, last, value, limit
            ).map { row in
                Line(
                    id: try row["id"], documentID: try row["document_id"], kind: try row["kind"],
                    from: try row["from_organ"], code: try row["document_code"], receivedAt: try row["received_at"],
                    sizeBytes: try row["size_bytes"], receivers: try row["receivers"], waiting: try row["waiting"],
                    failed: try row["failed"])
            }
        }
    }

    @Sendable private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let shell = try await ConsoleShell(try context.signedIn, .packages, console: self.console)
        let id = try context.parameters.require("id")
        let now = self.console.now()
        guard id.wholeMatch(of: /[0-9a-f-]{36}/) != nil,
            let story = try await PackageStory.find(id, in: self.console.database, now: now).first
        else { throw Fault(.notFound, vi: "Trục không có gói tin này.", en: "There is no such package.") }
        let waiting = story.receivers.count { $0.stage != nil }
        let head: HTML = """
            \(trail("Gói tin", href: "/packages"))<header class="head"><div class="head__top"><div>\
            <p class="head__no"><span>Gói <b class="code">\(story.id)</b></span>\
            <span>\(ConsoleShown.kind(story.kind))</span></p><h1>\(story.documentID)</h1></div></div>\
            <dl class="facts"><div><dt>Nơi gửi</dt><dd>\(story.from)</dd></div>\
            <div><dt>Nơi nhận</dt><dd>\(story.receivers.count)</dd></div>\
            <div><dt>Đang chờ</dt><dd>\(waiting == 0 ? "Không bên nào còn việc" : "\(waiting) nơi")</dd></div></dl></header>
            """
        let receivers = ListTable(
            caption: "Từng nơi nhận",
            columns: [
                .init("Nơi nhận", .subject), .init("Giao nhận"), .init("Xử lý"), .init("Đang chờ"), .init("Hạn", .when),
            ],
            rows: story.receivers.map { receiver in
                .init([
                    ListTable.subject(
                        receiver.name, href: "/organs/\(receiver.organ)",
                        under: ["\(receiver.organ)", receiver.system.html { "hệ thống \($0)" }]),
                    ConsoleShown.transport(receiver.transport).html,
                    receiver.handling.html { "\(ConsoleShown.handling($0))" },
                    receiver.stage.html { "\(receiver.place.map(ConsoleShown.sentence) ?? Self.duty($0))" },
                    receiver.deadline.html {
                        ListTable.when(ConsoleShown.moment($0), receiver.isLate ? Mark(.late, "Quá hạn") : nil)
                    },
                ])
            })
        let steps = story.steps.reversed().map { step in
            TimelineItem(
                icon: step.event == "ContentHandoverFailure" ? .late : step.event == "ContentHandover" ? .done : .hub,
                title: Self.words(step),
                who:
                    "\(Timestamp.instant(step.at).html(ConsoleShown.moment)) \(step.organ.html { "<span>\($0)</span>" })",
                isGood: step.event == "ContentHandover", isBad: step.event == "ContentHandoverFailure")
        }
        return .page(
            shell.page(
                "Gói \(story.documentID)", regions: ["#goi"],
                """
                <div id="goi">\(head)\(panel("Từng nơi nhận", id: "noi-nhan", receivers.html))\
                \(panel("Diễn biến", id: "dien-bien", timeline(Array(steps))))</div>
                """))
    }

    private static func duty(_ stage: StageClock.Stage) -> String {
        switch stage {
        case .fetch: "Phần mềm nơi nhận tải về"
        case .confirm: "Phần mềm nơi nhận xác nhận"
        case .accept: "Văn thư nơi nhận tiếp nhận"
        case .answer: "Nơi nhận trả lời"
        case .work: "Nơi nhận xử lý"
        }
    }

    private static func words(_ step: PackageStory.Step) -> String {
        switch EvidenceEvent.Name(rawValue: step.event) {
        case .submissionAcceptance:
            step.detail.map { "Báo trạng thái \(ConsoleShown.handling($0))" } ?? "Trục nhận gói tin"
        case .submissionRejection: "Trục từ chối (\(step.detail ?? ""))"
        case .contentConsignment: "Đặt vào hộp của nơi nhận"
        case .relayAcceptance: "Trục cấp trên đã nhận"
        case .contentHandover: "Nơi nhận xác nhận đủ gói tin"
        case .contentHandoverFailure: "Nơi nhận không nhận được (\(step.detail ?? ""))"
        case .contentRemoval: "Trục xóa tệp vì hết thời hạn lưu"
        case .administration, nil: step.event
        }
    }
}
