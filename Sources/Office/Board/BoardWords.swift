import Exchange

/// The words of the leaders' board.
enum BoardWords {
    static let title = "Theo dõi chỉ đạo"

    static let emptiness =
        "Văn bản ban hành với tính chất “chỉ đạo, điều hành” sẽ hiện ở đây cùng trạng thái của từng nơi nhận."

    static func part(_ part: BoardPart) -> String {
        switch part {
        case .finished: "Hoàn thành đúng hạn"
        case .finishedLate: "Hoàn thành quá hạn"
        case .inTime: "Trong hạn"
        case .near: "Sắp đến hạn"
        case .late: "Quá hạn"
        case .notReceived: "Chưa tiếp nhận"
        case .out: "Không tính: trả lại, thu hồi, thay thế"
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
        "\(count) việc không tính vào các số trên: nơi nhận trả lại, hoặc văn bản đã thu hồi, thay thế."
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
