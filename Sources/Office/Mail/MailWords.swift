import Exchange
import Foundation

/// The words of the mail of the day, and of mails that did not go.
enum MailWords {
    static func subject(_ digest: Digest, on day: CalendarDate) -> String {
        "Việc của bạn ngày \(day.shown)\(digest.lateTotal > 0 ? ", \(digest.lateTotal) văn bản quá hạn" : "")"
    }

    /// The text of the mail. Links stand in it when `address` is known.
    static func text(_ digest: Digest, to person: Person, at now: Date, address: String?) -> String {
        var lines = ["\(person.fullName), việc của bạn lúc \(VietnamTime.shown(now)):"]
        for work in digest.work {
            lines += ["", "ĐANG CHỜ (\(work.post))"] + work.lists.map { "- \($0.title): \($0.count)" }
        }
        if digest.lateTotal > 0 {
            lines += ["", "QUÁ HẠN (\(digest.lateTotal))"]
            for late in digest.late {
                lines.append("- \(Self.line(late.title))\(late.due.map { " (hạn \($0.shown))" } ?? "")")
                if let address { lines.append("  \(address)\(late.path)") }
            }
            let beyond = digest.lateTotal - digest.late.count
            if beyond > 0 { lines.append("- và \(beyond) văn bản nữa") }
        }
        if !digest.told.isEmpty {
            lines += ["", "THÔNG BÁO CHƯA XEM"]
            for told in digest.told {
                lines += [
                    "- \(Self.line(told.title))", "  \(told.kinds.map(NoticeWords.kind).joined(separator: "; "))",
                ]
            }
            if digest.toldBeyond > 0 { lines.append("- và \(digest.toldBeyond) văn bản nữa") }
        }
        if let address { lines += ["", "Mở thông báo: \(address)/notices"] }
        lines += [
            "", "Thư tự động, mỗi ngày làm việc một lần. Thôi nhận: Tài khoản của tôi, Thư tổng hợp.",
            "Automatic mail, once a working day. To stop it: Tài khoản của tôi, Thư tổng hợp.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    static func subject(_ period: ReportPeriod) -> String {
        switch period.kind {
        case .week: "Báo cáo tuần từ \(period.first.shown) đến \(period.last.shown)"
        case .month: "Báo cáo tháng \(period.first.month) năm \(period.first.year)"
        }
    }

    /// The sums; by unit and by agency they stand in the file. A link stands in it when `address` is known.
    static func text(_ report: PeriodReport, to person: Person, address: String?) -> String {
        var lines = [
            "\(person.fullName), đây là số liệu của \(PeriodReportWords.whose(report)). \(PeriodReportWords.span(report)); số trong ngoặc là của kỳ trước.",
            "",
            PeriodReportWords.conclusion(report),
        ]
        for part in PeriodReportWords.Part.allCases {
            let own = PeriodReportWords.lines(report).filter { $0.part == part && ($0.isTotal || part == .documents) }
            guard !own.isEmpty else { continue }
            lines += ["", part.title.uppercased()]
            for line in own {
                let figures = zip(PeriodReportWords.columns, line.figures).compactMap { column, figure in
                    figure.map { "\(column.title.lowercased()) \($0.now) (\($0.before))" }
                }
                lines.append("- \(line.name): \(figures.joined(separator: ", "))")
            }
        }
        lines += ["", "Từng đơn vị, từng nơi nhận: tệp kèm theo."]
        if let address { lines.append("Mở báo cáo: \(address)\(PeriodReportRoutes.path)?\(report.period.query)") }
        lines += [
            "",
            "Thư tự động, gửi ngày làm việc đầu tiên của tuần hoặc tháng. Để thôi nhận: Tài khoản của tôi, Thư tổng hợp.",
            "Automatic mail on the first working day. To stop it: Tài khoản của tôi, Thư tổng hợp.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    static func kind(_ kind: DigestRecord.Kind) -> String {
        switch kind {
        case .day: "Thư tổng hợp"
        case .week: PeriodReportWords.title(.week)
        case .month: PeriodReportWords.title(.month)
        }
    }

    /// `unit`: of which they get it; nil: of the whole agency.
    static func wish(_ kind: ReportPeriod.Kind, of unit: Unit?) -> String {
        let whose = unit?.name ?? "cơ quan"
        return switch kind {
        case .week: "Nhận báo cáo tuần của \(whose) vào ngày làm việc đầu tuần"
        case .month: "Nhận báo cáo tháng của \(whose) vào ngày làm việc đầu tháng"
        }
    }

    /// On one line, whatever the sender of a document wrote.
    private static func line(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }

    static func failure(_ kind: MailFailure.Kind) -> String {
        switch kind {
        case .server: "Máy chủ thư không nhận"
        case .receiver: "Địa chỉ bị từ chối"
        case .message: "Thư chưa được nhận"
        case .unknown: "Không rõ đã gửi được chưa, không gửi lại"
        }
    }
}
