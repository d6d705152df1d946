import Exchange

/// The words of the weekly and monthly report, and its lines as page, paper, spreadsheet and mail show them.
enum PeriodReportWords {
    static func kind(_ kind: ReportPeriod.Kind) -> String {
        switch kind {
        case .week: "Tuần"
        case .month: "Tháng"
        }
    }

    static func title(_ kind: ReportPeriod.Kind) -> String {
        switch kind {
        case .week: "Báo cáo tuần"
        case .month: "Báo cáo tháng"
        }
    }

    /// `Tuần từ 16/11/2026 đến 22/11/2026`, `Tháng 11 năm 2026`.
    static func name(_ period: ReportPeriod) -> String {
        switch period.kind {
        case .week: "Tuần từ \(period.first.shown) đến \(period.last.shown)"
        case .month: "Tháng \(period.first.month) năm \(period.first.year)"
        }
    }

    /// Whose figures they are: `cơ quan`, `Phòng A`.
    static func whose(_ report: PeriodReport) -> String { report.unit?.name ?? "cơ quan" }

    /// With the unit, and with the day to which figures count while the period lasts.
    static func span(_ report: PeriodReport) -> String {
        let name = (report.unit.map { "\($0.name), " } ?? "") + Self.name(report.period)
        return report.until == report.period.last ? name : "\(name), tính đến \(report.until.shown)"
    }

    /// The figures, in the order of page, paper and table.
    static let columns: [(title: String, value: @Sendable (PeriodReport.Counts) -> Int)] = [
        ("Mới trong kỳ", { $0.new }), ("Xong đúng hạn", { $0.finished }), ("Xong quá hạn", { $0.finishedLate }),
        ("Còn trong hạn", { $0.inTime }), ("Sắp đến hạn", { $0.near }), ("Đã quá hạn", { $0.late }),
        ("Chưa tiếp nhận", { $0.notReceived }),
    ]

    /// A part of the report. `columns`: how many of the figures it has.
    enum Part: CaseIterable, Sendable {
        case documents, units, agencies

        var title: String {
            switch self {
            case .documents: "Văn bản"
            case .units: "Việc của đơn vị"
            case .agencies: "Việc chỉ đạo tại nơi nhận"
            }
        }

        /// Over the names of its lines.
        var head: String {
            switch self {
            case .documents: "Văn bản"
            case .units: "Đơn vị"
            case .agencies: "Nơi nhận"
            }
        }

        var columns: Int {
            switch self {
            case .documents: 3
            case .units: 6
            case .agencies: 7
            }
        }
    }

    struct Line: Sendable {
        let part: Part
        let name: String
        let isTotal: Bool
        /// Of this period and of the one before, for each column; nil: the line has no such figure.
        let figures: [(now: Int, before: Int)?]
    }

    /// A part without a line had nothing in either period.
    static func lines(_ report: PeriodReport) -> [Line] {
        let blank: [(now: Int, before: Int)?] = Array(repeating: nil, count: Self.columns.count)
        var (came, issued) = (blank, blank)
        came[0] = (report.came.now, report.came.before)
        issued[0] = (report.issued.now.total, report.issued.before.total)
        issued[1] = (report.issued.now.inTime, report.issued.before.inTime)
        issued[2] = (report.issued.now.late, report.issued.before.late)
        return [
            Line(part: .documents, name: "Văn bản đến", isTotal: false, figures: came),
            Line(part: .documents, name: "Văn bản đi đã phát hành", isTotal: false, figures: issued),
        ] + Self.lines(.units, report.units) + Self.lines(.agencies, report.agencies)
    }

    private static func lines(_ part: Part, _ rows: [PeriodReport.Row]) -> [Line] {
        guard !rows.isEmpty else { return [] }
        func line(_ name: String, _ counts: PeriodReport.Pair<PeriodReport.Counts>, isTotal: Bool) -> Line {
            let figures = Self.columns.enumerated().map { index, column -> (now: Int, before: Int)? in
                index < part.columns ? (column.value(counts.now), column.value(counts.before)) : nil
            }
            return Line(part: part, name: name, isTotal: isTotal, figures: figures)
        }
        return rows.map { line($0.name, $0.counts, isTotal: false) }
            + [line("Cộng", PeriodReport.total(rows), isTotal: true)]
    }

    /// Two or three sentences that say the sums, for those who do not read tables.
    static func conclusion(_ report: PeriodReport) -> String {
        let (units, agencies) = (PeriodReport.total(report.units).now, PeriodReport.total(report.agencies).now)
        return
            "Có \(report.came.now) văn bản đến, phát hành \(report.issued.now.total) văn bản đi, trong đó \(report.issued.now.late) chậm. "
            + Self.sentence("Đơn vị", units) + " " + Self.sentence("Nơi nhận chỉ đạo", agencies)
    }

    private static func sentence(_ who: String, _ counts: PeriodReport.Counts) -> String {
        "\(who): xong \(counts.finished + counts.finishedLate) việc, trong đó \(counts.finishedLate) quá hạn; cuối kỳ còn "
            + "\(counts.late) việc quá hạn."
    }
}
