import Exchange

/// The words of urging the receivers of issued documents.
enum UrgingWords {
    static let title = "Đôn đốc nơi nhận"

    /// Why there is a letter: EdXML knows no package that reminds.
    static let lead =
        "Đôn đốc đi bằng công văn: mỗi lần bấm lập một dự thảo gửi các nơi được chọn, rồi ký, cấp số, ban hành qua trục "
        + "như mọi văn bản."

    static func view(_ view: UrgingView) -> String {
        switch view {
        case .owed: "Còn nợ báo cáo"
        case .intervene: "Cần lãnh đạo can thiệp"
        case .letters: "Công văn đôn đốc"
        }
    }

    static func duty(_ question: UrgingQuestion) -> String {
        switch question.view {
        case .owed:
            "Mỗi dòng là một báo cáo chưa về: văn bản có hạn trả lời, hoặc nhiệm vụ phải gửi báo cáo; "
                + "hạn gần nhất xếp trước."
        case .intervene:
            "Nơi nhận quá hạn hơn \(question.days) ngày làm việc, hoặc đã đôn đốc từ \(question.times) lần mà chưa có tin."
        case .letters: "Mỗi lần đôn đốc là một công văn; trình ký, cấp số và ban hành ở trang của công văn."
        }
    }

    static func emptiness(_ view: UrgingView) -> (title: String, text: String) {
        switch view {
        case .owed: ("Không nơi nào còn nợ báo cáo", "Bỏ bớt điều kiện, hoặc chờ văn bản tiếp theo có hạn trả lời.")
        case .intervene:
            ("Không nơi nào cần can thiệp", "Nơi nhận quá hạn lâu hoặc đôn đốc mãi chưa có tin sẽ hiện ở đây.")
        case .letters: ("Chưa có công văn đôn đốc nào", "Bấm “Đôn đốc…” ở một nơi nhận để lập công văn đầu tiên.")
        }
    }

    /// `V/v đôn đốc thực hiện văn bản 12/UBND-VP`.
    static func subject(_ lines: [UrgingLine]) -> String {
        let documents = Set(lines.map(\.recipient.outgoingID))
        let late = lines.allSatisfy(\.isLate) ? " quá hạn" : ""
        guard documents.count == 1, let code = lines.first?.code else {
            return "V/v đôn đốc thực hiện \(documents.count) văn bản\(late)"
        }
        return "V/v đôn đốc thực hiện văn bản \(code.text)\(late)"
    }

    /// For whoever goes on with the draft.
    static func note(_ lines: [UrgingLine]) -> String {
        let documents = Set(lines.map(\.recipient.outgoingID)).count
        let receivers = Set(lines.map(\.recipient.organ)).count
        return
            "Đôn đốc \(receivers) nơi nhận về \(documents) văn bản. Tệp công văn đã lập sẵn, số và ngày để trống: xem lại, sửa nếu cần, rồi trình ký."
    }

    /// For the timeline of a document: `nhắc nhở: Sở Ví dụ lần 2; Bộ Thử nghiệm lần 1`.
    static func told(_ kind: ReminderKind, _ lines: [UrgingLine]) -> String {
        let names = lines.map { "\($0.recipient.name) lần \($0.count + 1)" }.joined(separator: "; ")
        return "\(FollowingWords.kind(kind).lowercased()): \(names)"
    }

    /// With which the text begins.
    static func text(_ lines: [UrgingLine], office: String) -> String {
        lines.allSatisfy(\.isLate)
            ? "Đến nay đã quá thời hạn nhưng \(office) chưa nhận được kết quả. "
                + "Đề nghị quý cơ quan khẩn trương thực hiện và báo cáo kết quả."
            : "Đề nghị quý cơ quan khẩn trương thực hiện và báo cáo kết quả về \(office) đúng thời hạn."
    }

    static func last(_ urging: Urging) -> String {
        "Đã đôn đốc lần \(urging.ordinal) ngày \(VietnamTime.date(urging.at).shown)"
    }

    static func inVain(_ count: Int) -> String { "\(count) công văn đôn đốc đã ban hành mà chưa có tin" }

    static func all(_ late: Int) -> String { "Đôn đốc tất cả \(late) nơi quá hạn…" }

    // MARK: The letter

    static let letterColumns: [(title: String, width: Int)] = [
        ("TT", 5), ("Nơi nhận", 20), ("Số, ký hiệu, ngày", 17), ("Trích yếu, nhiệm vụ", 34), ("Thời hạn", 16),
        ("Lần", 6),
    ]

    static func before(_ rows: Int, on day: CalendarDate) -> String {
        "Danh mục \(rows) văn bản, nhiệm vụ chưa có kết quả, tính đến ngày \(day.shown):"
    }

    static func task(_ task: UrgingLine.Task) -> String { "Nhiệm vụ \(task.ordinal): \(task.text)" }

    static func due(_ task: UrgingLine.Task, today: CalendarDate, calendar: WorkingCalendar) -> String {
        task.isStopped ? TaskWords.stopped.lowercased() : self.due(task.due, today: today, calendar: calendar)
    }

    /// With how late it is, in working days.
    static func due(_ due: CalendarDate?, today: CalendarDate, calendar: WorkingCalendar) -> String {
        guard let due else { return "thường xuyên" }
        guard due < today else { return due.shown }
        return "\(due.shown), quá \(calendar.workingDays(from: due, to: today)) ngày làm việc"
    }

    static let closing = "Trân trọng./."
}
