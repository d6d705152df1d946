/// The words of statistics.
enum StatisticsWords {
    static func grouping(_ grouping: Statistics.Grouping) -> String {
        switch grouping {
        case .unit: "Đơn vị"
        case .person: "Cá nhân"
        }
    }

    /// The figures, in the order of page and table.
    static let columns: [(title: String, value: @Sendable (Statistics.Counts) -> Int)] = [
        ("Tổng số", { $0.total }), ("Xong đúng hạn", { $0.doneInTime }), ("Xong quá hạn", { $0.doneLate }),
        ("Còn trong hạn", { $0.inTime }), ("Sắp đến hạn", { $0.near }), ("Đã quá hạn", { $0.late }),
    ]

    /// One sentence that says it all, for those who do not read tables.
    static func conclusion(_ counts: Statistics.Counts) -> String {
        guard counts.total > 0 else { return "" }
        let share = counts.done * 100 / counts.total
        return "Đã xong \(counts.done)/\(counts.total) việc (\(share) %), trong đó \(counts.doneLate) quá hạn; "
            + "còn \(counts.total - counts.done) việc, \(counts.late) đã quá hạn."
    }
}
