import Exchange
import Foundation
import Pages
import Storage

/// Who waits for whom (ai đang chờ ai), one line for each agency and kind of work, the longest waiting first.
struct WaitingList: Sendable {
    static let migration = Migration(
        "0101 index requests without an answer",
        sql: """
            CREATE INDEX delivery_asked ON delivery (asking_at) WHERE asking = 'requested';
            """
    )

    struct Line: Sendable, Equatable {
        enum Work: Sendable { case fetch, answer }

        var organ: OrganCode
        var name: String
        var work: Work
        var count: Int
        var since: Date
        var isLate: Bool
        /// The enabled system that serves the agency; nil when none does.
        var system: String?
    }

    /// Lines that one look takes in; the rest is counted.
    private static let limit = 20

    static let queries: [(work: Line.Work, sql: String)] = [
        (
            .fetch,
            """
            SELECT waiting.organ, organ.name, waiting.count, waiting.since
            FROM (
                SELECT organ, COUNT(*) AS count, MIN(transport_at) AS since FROM delivery
                WHERE transport IN ('initial', 'processing') GROUP BY organ ORDER BY since, organ LIMIT $1
            ) AS waiting JOIN organ ON organ.code = waiting.organ ORDER BY waiting.since, waiting.organ
            """
        ),
        (
            .answer,
            """
            SELECT waiting.organ, organ.name, waiting.count, waiting.since
            FROM (
                SELECT organ, COUNT(*) AS count, MIN(asking_at) AS since FROM delivery
                WHERE asking = 'requested' AND transport = 'done' GROUP BY organ ORDER BY since, organ LIMIT $1
            ) AS waiting JOIN organ ON organ.code = waiting.organ ORDER BY waiting.since, waiting.organ
            """
        ),
    ]

    /// - Parameter late: agencies that have not taken something in time.
    static func read(_ database: Database, late: [OverdueStore.Agency]) async throws -> [Line] {
        let late = Set(late.map(\.organ))
        return try await database.read { connection in
            var lines: [Line] = []
            for (work, sql) in Self.queries {
                for row in try connection.rows(sql, Self.limit) {
                    let organ: OrganCode = try row["organ"]
                    let system = try connection.row(
                        """
                        SELECT MIN(system.id) AS id FROM system_organ JOIN system ON system.id = system_organ.system_id
                        WHERE system_organ.organ = $1 AND system.enabled = 1
                        """, organ)
                    lines.append(
                        Line(
                            organ: organ, name: try row["name"], work: work, count: try row["count"],
                            since: try row["since"], isLate: work == .fetch && late.contains(organ),
                            system: try system?["id"]))
                }
            }
            return Array(lines.sorted { $0.since < $1.since }.prefix(Self.limit))
        }
    }

    static func note(_ lines: [Line]) -> String? {
        lines.count < Self.limit ? nil : "\(Self.limit) nơi lâu nhất"
    }

    static func table(_ lines: [Line], now: Date) -> HTML {
        guard !lines.isEmpty else {
            return empty("Không ai phải chờ ai", "Gói tin chờ nơi nhận lấy, yêu cầu chờ trả lời sẽ hiện ở đây.")
        }
        return ListTable(
            caption: "Bên đang giữ việc, lâu nhất xếp trước",
            columns: [
                .init("Trục chờ", .subject), .init("Làm việc gì"), .init("Số gói", .count), .init("Lâu nhất", .when),
                .init("Bước tiếp"),
            ],
            rows: lines.map { line in
                .init([
                    ListTable.subject(line.name, href: "/organs/\(line.organ.text)", under: ["\(line.organ.text)"]),
                    line.work == .fetch ? "lấy gói" : "trả lời yêu cầu thu hồi, lấy lại", "\(line.count)",
                    ListTable.when(
                        "\(ConsoleShown.age(now.timeIntervalSince(line.since)))",
                        line.isLate ? Mark(.late, "Quá hạn") : line.work == .fetch ? Mark(.inTime, "Trong hạn") : nil),
                    line.next,
                ])
            }
        ).html
    }
}

extension WaitingList.Line {
    fileprivate var next: HTML {
        guard let system = self.system else { return "Chưa có hệ thống kết nối: thêm hệ thống cho cơ quan này" }
        guard self.work == .fetch else { return "Gọi văn thư của cơ quan" }
        guard self.isLate else { return "Chờ" }
        return "Kiểm tra hệ thống <a href=\"\(url: "/systems/\(system)")\">\(system)</a>: còn chạy, còn kết nối?"
    }
}
