/// The words of working days.
enum CalendarWords {
    static func kind(_ kind: CalendarDay.Kind) -> String {
        switch kind {
        case .off: "Nghỉ"
        case .work: "Làm bù"
        }
    }

    static func weekday(_ number: Int) -> String {
        number == 7 ? "Chủ nhật" : "Thứ \(["hai", "ba", "tư", "năm", "sáu", "bảy"][number - 1])"
    }
}
