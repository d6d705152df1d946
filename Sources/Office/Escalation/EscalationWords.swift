import Exchange

/// The words of what is told upwards because it is late.
enum EscalationWords {
    static let title = "Báo cấp trên việc quá hạn"
    static let lead =
        "Việc quá hạn đủ số ngày làm việc thì hệ thống báo một lần ở mỗi mức, có đếm lần; đổi hạn thì tính lại từ đầu. "
        + "Để trống là không báo."
    static let note =
        "Lần đầu bật một mức, việc đã quá hạn từ trước cũng được báo, mỗi việc một lần. Thông báo hiện trong trang và trong thư tổng hợp."

    static func subject(_ subject: EscalationRule.Subject) -> String {
        switch subject {
        case .work: "Việc của cơ quan ta"
        case .directive: "Văn bản chỉ đạo, nhiệm vụ đã giao nơi khác"
        }
    }

    static func note(_ subject: EscalationRule.Subject) -> String {
        switch subject {
        case .work: "Việc lãnh đạo giao đơn vị, cá nhân trên văn bản đến; nhiệm vụ nơi khác giao ta."
        case .directive: "Việc trên bảng theo dõi chỉ đạo chưa hoàn thành, kể cả nơi nhận chưa tiếp nhận."
        }
    }

    static func level(_ step: EscalationRule.Step) -> String {
        switch (step.subject, step.level) {
        case (.work, .head): "Báo trưởng đơn vị được giao sau"
        case (.work, .leader): "Báo lãnh đạo đã giao sau"
        case (.directive, .head): "Báo trưởng đơn vị soạn văn bản sau"
        case (.directive, .leader): "Báo người ký văn bản sau"
        }
    }

    static func hint(told: Int) -> String {
        "Số ngày làm việc sau hạn, từ 1 đến \(EscalationRule.maximumDays). Đã báo \(told) lượt trong 30 ngày qua."
    }

    static func days(_ days: Int?) -> String { days.map { "\($0) ngày làm việc" } ?? "không báo" }

    /// In a line at most.
    private static let mostNamed = 10

    /// `Phòng A quá 3 ngày làm việc: báo Người Mẫu (lần 1); …`
    static func told(
        _ late: [(escalation: Escalation, ordinal: Int)], today: CalendarDate, calendar: WorkingCalendar
    ) -> String {
        let named = late.prefix(self.mostNamed).map { one, ordinal in
            "\(one.holder) quá \(calendar.workingDays(from: one.due, to: today)) ngày làm việc: báo \(one.personName) (lần \(ordinal))"
        }
        let beyond = late.count - named.count
        return named.joined(separator: "; ") + (beyond > 0 ? "; và \(beyond) lượt nữa" : "")
    }
}
