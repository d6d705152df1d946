import Exchange

/// The words of working days.
enum CalendarWords {
    static func kind(_ kind: CalendarDay.Kind) -> String {
        switch kind {
        case .off: "Nghỉ"
        case .work: "Làm bù"
        }
    }

    static func days(_ rule: TypeDeadline) -> String { "\(rule.workingDays) ngày làm việc" }

    static func proposal(_ proposal: DueProposal) -> String {
        "Theo loại “\(proposal.rule.typeName)”: \(self.days(proposal.rule)), đến \(proposal.day.shown)"
    }

    static func weekday(_ number: Int) -> String {
        number == 7 ? "Chủ nhật" : "Thứ \(["hai", "ba", "tư", "năm", "sáu", "bảy"][number - 1])"
    }
}
