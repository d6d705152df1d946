import Exchange

/// The words of the leaders' board.
enum BoardWords {
    static let title = "Theo dõi chỉ đạo"

    static let emptiness =
        "Văn bản ban hành với tính chất “chỉ đạo, điều hành” sẽ hiện ở đây cùng trạng thái của từng nơi nhận."

    /// What a line is.
    static let lines =
        "Mỗi nhiệm vụ đã giao là một việc; văn bản chỉ đạo chưa ghi nhiệm vụ thì mỗi nơi nhận là một việc."

    static func part(_ part: BoardPart) -> String {
        switch part {
        case .finished: "Hoàn thành đúng hạn"
        case .finishedLate: "Hoàn thành quá hạn"
        case .inTime: "Trong hạn"
        case .near: "Sắp đến hạn"
        case .late: "Quá hạn"
        case .notReceived: "Chưa tiếp nhận"
        case .out: "Không tính: trả lại, thu hồi, thay thế, đã rút"
        }
    }

    /// The heads of the matrix: what stands above two or three parts together, and the part below it.
    static func column(_ part: BoardPart) -> (group: String, title: String) {
        switch part {
        case .finished: ("Đã hoàn thành", "Đúng hạn")
        case .finishedLate: ("Đã hoàn thành", "Trễ hạn")
        case .inTime: ("Đang thực hiện", "Trong hạn")
        case .near: ("Đang thực hiện", "Sắp đến hạn")
        case .late: ("Đang thực hiện", "Quá hạn")
        case .notReceived: ("", "Chưa tiếp nhận")
        case .out: ("", "Không tính")
        }
    }

    /// One sentence that says the sums, for those who do not read tables.
    static func conclusion(_ counts: BoardMatrix.Counts) -> String {
        let (late, near, waiting) = (counts[.late], counts[.near], counts[.notReceived])
        return
            "\(late) trong \(counts.total) việc đang quá hạn, \(near) sắp đến hạn, \(counts[.inTime]) còn trong hạn, "
            + "\(waiting) chưa tiếp nhận; đã xong \(counts[.finished] + counts[.finishedLate]), trong đó "
            + "\(counts[.finishedLate]) quá hạn."
    }

    static func out(_ count: Int) -> String {
        "\(count) việc không tính vào các số trên: nơi nhận trả lại, văn bản đã thu hồi, thay thế, hoặc nhiệm vụ đã rút."
    }

    /// Of what the steps show beside what they count.
    static func returned(_ count: Int) -> String {
        "\(count) việc nơi nhận đã trả lại cũng đứng dưới đây, không tính vào số trên."
    }

    static let changes = "So với tuần trước"

    /// `day`: as it is shown.
    static func changes(_ changes: BoardChanges, day: String) -> String {
        let (entered, left, moved) = (changes.count(.entered), changes.count(.left), changes.count(.moved))
        guard entered + left + moved > 0 else { return "Không có gì thay đổi từ cuối ngày \(day)." }
        let late = changes.count(.then, .late)
        let lateNow = late + changes.count(.entered, .late) - changes.count(.left, .late)
        return
            "Từ cuối ngày \(day): \(entered) việc mới, \(left) việc không còn tính, \(moved) việc đổi tình trạng; "
            + "số việc quá hạn từ \(late) thành \(lateNow)."
    }

    static func change(_ change: BoardChange) -> String {
        switch change {
        case .then: "Có từ tuần trước"
        case .entered: "Mới thêm trong tuần"
        case .left: "Rời đi trong tuần"
        case .moved: "Đổi tình trạng trong tuần"
        }
    }

    static let picturesLead = "Mỗi hình có một câu kết luận, và bảng số liệu mở ra bên dưới."

    static let stepsNote =
        "Số ngày cho từng bước, tính từ bước trước, của \(BoardPictures.stepLines.shown) việc mới nhất"

    static func lateOf(_ late: Int, _ total: Int) -> String { "quá hạn \(late) / \(total)" }

    static let progressNote = "Tiến độ theo cơ quan"

    /// `late` of `total` are those of the `others`, which have no bar.
    static func progressNote(shown: Int, others: Int, late: Int, of total: Int) -> String {
        "\(self.progressNote): \(shown) cơ quan đầu danh sách; \(others) cơ quan khác \(self.lateOf(late, total))"
    }

    static func age(_ age: BoardPictures.LateAge) -> String {
        switch age {
        case .week: "Đến 7 ngày"
        case .month: "8 đến 30 ngày"
        case .quarter: "31 đến 90 ngày"
        case .more: "Hơn 90 ngày"
        }
    }

    static func ageing(_ late: [(bucket: BoardPictures.LateAge, lines: Int)]) -> String {
        let total = late.reduce(0) { $0 + $1.lines }
        guard total > 0 else { return "Không có việc nào quá hạn." }
        let old = late.filter { $0.bucket == .quarter || $0.bucket == .more }.reduce(0) { $0 + $1.lines }
        return "\(old) trong \(total) việc quá hạn đã quá hơn 30 ngày."
    }

    /// Behind a bar: the median and the longest.
    static func time(_ step: BoardPictures.StepTime) -> String {
        guard let median = step.median, let worst = step.worst else { return "chưa có báo cáo" }
        return "\(median) / \(worst) ngày"
    }

    static func slowest(_ steps: [BoardPictures.StepTime]) -> String {
        guard let slowest = steps.max(by: { $0.median ?? -1 < $1.median ?? -1 }), let median = slowest.median else {
            return "Chưa nơi nhận nào báo một bước."
        }
        guard median > 0 else { return "Ở mọi bước, ít nhất một nửa số việc xong trong 24 giờ." }
        return "Bước lâu nhất là “\(slowest.step.name)”: một nửa số việc mất \(median) ngày trở xuống."
    }

    static func flow(_ months: [BoardPictures.MonthFlow]) -> String {
        let (issued, finished) = (months.reduce(0) { $0 + $1.issued }, months.reduce(0) { $0 + $1.finished })
        return "Trong 12 tháng có \(issued) việc được giao và \(finished) việc hoàn thành."
    }

    /// How long ago, in days of the calendar.
    static func age(_ days: Int) -> String {
        switch days {
        case ...0: "hôm nay"
        case 1: "hôm qua"
        default: "\(days) ngày trước"
        }
    }
}
