import Exchange
import Foundation
import Storage

/// Totals of the last month for everybody (số liệu công khai): counts of the whole agency alone, no person, unit, other agency or document. Off
/// unless the operator opens it (`public-figures`). Counted at most once in ten minutes, whoever asks.
actor PublicFigures {
    let office: Office

    static let keptSeconds = 600

    private var kept: Answer?
    private var counting: Task<Answer, any Error>?

    struct Answer: Sendable {
        let period: ReportPeriod
        let madeAt: Date
        let figures: [Figure]
    }

    struct Figure: Sendable {
        /// As programs read it; it stays as it is.
        let key: String
        let name: String
        let now: Int
        let before: Int
    }

    init(office: Office) { self.office = office }

    func read() async throws -> Answer {
        let age = self.kept.map { self.office.now().timeIntervalSince($0.madeAt) }
        if let kept = self.kept, let age, (0..<Double(Self.keptSeconds)).contains(age) { return kept }
        // Those who come meanwhile get the same.
        if let counting = self.counting { return try await counting.value }
        let office = self.office
        let task = Task { try await Self.count(office) }
        self.counting = task
        defer { self.counting = nil }
        let answer = try await task.value
        self.kept = answer
        return answer
    }

    private static func count(_ office: Office) async throws -> Answer {
        let (now, today) = (office.now(), office.today)
        let period = ReportPeriod(.month, containing: today).before
        let report = try await office.database.read {
            try PeriodReport.read(period, of: nil, today: today, calendar: office.calendar, in: $0)
        }
        return Answer(period: period, madeAt: now, figures: Self.figures(report))
    }

    /// Of the columns of the report.
    private static let keys = [
        "new", "finished", "finished-late", "in-time", "near", "late", "not-received",
    ]

    private static func figures(_ report: PeriodReport) -> [Figure] {
        let issued = report.issued
        func counts(
            _ part: PeriodReportWords.Part, _ prefix: String, _ rows: [PeriodReport.Row]
        ) -> [Figure] {
            let total = PeriodReport.total(rows)
            return zip(Self.keys, PeriodReportWords.columns).prefix(part.columns).map { key, column in
                Figure(
                    key: "\(prefix)-\(key)", name: "\(part.title): \(column.title.lowercased())",
                    now: column.value(total.now), before: column.value(total.before))
            }
        }
        return [
            Figure(key: "incoming", name: "Văn bản đến", now: report.came.now, before: report.came.before),
            Figure(
                key: "issued", name: "Văn bản đi đã phát hành", now: issued.now.total, before: issued.before.total),
            Figure(
                key: "issued-late", name: "Văn bản đi phát hành chậm", now: issued.now.late, before: issued.before.late),
        ] + counts(.units, "work", report.units) + counts(.agencies, "directives", report.agencies)
    }
}
