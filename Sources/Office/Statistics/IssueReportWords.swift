import Exchange

/// The words of the report on issues.
enum IssueReportWords {
    static let title = "Báo cáo tình hình giải quyết văn bản đi"

    static func grouping(_ grouping: IssueReport.Grouping) -> String {
        switch grouping {
        case .type: "Loại văn bản"
        case .unit: "Đơn vị soạn thảo"
        case .signer: "Người ký"
        case .way: "Phương thức gửi"
        }
    }

    static func way(_ way: IssueReport.Way) -> String {
        switch way {
        case .hub: "Trục liên thông"
        case .both: "Trục liên thông và bản giấy"
        case .post: "Bản giấy"
        case .none: "Chưa gửi nơi nào"
        }
    }

    /// The figures, in the order of page, paper and table.
    static let columns: [(title: String, value: @Sendable (IssueReport.Counts) -> Int)] = [
        ("Tổng số", { $0.total }), ("Đúng hạn", { $0.inTime }), ("Chậm", { $0.late }), ("Khẩn", { $0.urgent }),
        ("Văn bản trả lời", { $0.replies }), ("Đã thu hồi", { $0.withdrawn }), ("Nơi nhận qua trục", { $0.recipients }),
    ]

    static func period(_ period: ClosedRange<CalendarDate>) -> String {
        "Văn bản phát hành từ \(period.lowerBound.shown) đến \(period.upperBound.shown)"
    }

    /// One sentence that says it all, for those who do not read tables.
    static func conclusion(_ counts: IssueReport.Counts) -> String {
        guard counts.total > 0 else { return "" }
        return "Đã phát hành \(counts.total) văn bản: \(counts.inTime) đúng hạn, \(counts.late) chậm."
    }
}
