import Exchange

/// The words of secret documents.
enum SecrecyWords {
    static let list = "Văn bản mật"
    static let document = "Văn bản mật"
    static let enter = "Ghi văn bản mật…"

    /// What the form says before anything is typed.
    static let warning =
        "Chỉ ghi dòng đăng ký của văn bản giấy: không đính kèm tệp, không ghi nội dung bí mật; trích yếu bỏ trống được, Tuyệt mật thì phải bỏ trống."

    /// What the page of a document says.
    static let onPaper =
        "Văn bản chỉ ở trên giấy. Hệ thống không giữ tệp, không gửi, không giao xử lý; trong danh sách, tra cứu và thống kê không có văn bản này."

    /// Beside a subject that bears a mark in a form of ordinary documents.
    static let marked = "Trích yếu có dấu độ mật: văn bản mật chỉ ghi vào sổ mật, không nhập ở đây"

    static func level(_ level: SecrecyLevel) -> String {
        switch level {
        case .secret: "Mật"
        case .topSecret: "Tối mật"
        case .utmost: "Tuyệt mật"
        }
    }

    /// Of a document whose secrecy was lifted.
    static let lifted =
        "Văn bản đã giải mật; dòng và số vẫn ở sổ mật. Muốn gửi, giao xử lý trong hệ thống thì nhập bản giấy như văn bản thường."

    /// For a choice.
    static let levels: [(value: String, label: String)] =
        [("", "Chưa chọn")] + SecrecyLevel.allCases.map { ($0.rawValue, Self.level($0)) }

    /// The people who can get a paper, for a choice.
    static func holders(_ people: [Person]) -> [(value: String, label: String)] {
        people.map { person in
            (value: person.id, label: "\(person.fullName), \(person.title), \(person.unit.shortName)")
        }
    }

    /// The level of today; nil: no secret any more.
    static func standing(_ level: SecrecyLevel?) -> String { level.map(Self.level) ?? "Đã giải mật" }

    static let change = "Đổi độ mật, giải mật"
    static let handover = "Giao, nhận lại bản giấy"

    /// In the form.
    static func kind(_ kind: SecrecyChange.Kind) -> String {
        switch kind {
        case .changed: "Tăng, giảm độ mật theo quyết định"
        case .lifted: "Giải mật theo quyết định"
        case .expired: "Đương nhiên giải mật (hết thời hạn bảo vệ), không cần quyết định"
        case .corrected: "Sửa độ mật ghi nhầm trong sổ"
        }
    }

    static let kinds: [(value: String, label: String)] = SecrecyChange.Kind.allCases.map {
        ($0.rawValue, Self.kind($0))
    }

    /// How long a level is protected at most: “Mật 10, Tối mật 20, …”.
    static let protectedYears =
        SecrecyLevel.allCases.map { "\(Self.level($0)) \($0.protectedYears)" }.joined(separator: ", ") + " năm"

    static let protection = "Gia hạn, sửa thời hạn bảo vệ"
    static let ending = "Mật sắp hết thời hạn"

    /// In the form.
    static func kind(_ kind: SecretProtection.Kind) -> String {
        switch kind {
        case .extended: "Gia hạn theo quyết định"
        case .corrected: "Sửa thời hạn ghi nhầm trong sổ"
        case .changed: "Theo độ mật mới"
        }
    }

    static let protectionKinds: [(value: String, label: String)] = SecretProtection.Kind.written.map {
        ($0.rawValue, Self.kind($0))
    }

    /// In the access log.
    static func act(_ kind: SecretProtection.Kind) -> String {
        switch kind {
        case .extended: "Gia hạn bảo vệ văn bản mật"
        case .corrected, .changed: "Sửa thời hạn bảo vệ văn bản mật"
        }
    }

    /// In the register, without the reason and without a full stop.
    static func sentence(_ protection: SecretProtection) -> String {
        let (before, after) = (protection.before.shown, protection.after.shown)
        let day = "ngày \(protection.decidedOn.shown)"
        switch protection.kind {
        case .extended: return "Gia hạn bảo vệ đến \(after) theo \(protection.decision) \(day), trước là \(before)"
        case .corrected: return "Sửa thời hạn bảo vệ \(before) thành \(after), \(day)"
        case .changed: return "Bảo vệ đến \(after) theo độ mật mới, trước là \(before)"
        }
    }

    /// Above the line of a document whose time ends in `days`; below 0: is over. Nil while there is nothing to do.
    static func ending(_ days: Int, until day: CalendarDate) -> String? {
        guard days <= SecretProtection.noticeDays else { return nil }
        if days < 0 {
            return
                "Hết thời hạn bảo vệ ngày \(day.shown). Không có quyết định gia hạn trước ngày ấy thì văn bản đương nhiên giải mật: văn thư giữ sổ ghi ở “\(Self.change)”."
        }
        return
            "Bảo vệ đến hết ngày \(day.shown), còn \(days) ngày. Quyết định gia hạn phải có chậm nhất \(SecretProtection.noticeDays) ngày trước khi hết; không gia hạn thì văn bản đương nhiên giải mật."
    }

    /// In the access log: no level.
    static func act(_ kind: SecrecyChange.Kind) -> String {
        switch kind {
        case .changed: "Đổi độ mật"
        case .lifted, .expired: "Giải mật"
        case .corrected: "Sửa độ mật ghi nhầm"
        }
    }

    /// In the register, without the reason and without a full stop.
    static func sentence(_ change: SecrecyChange) -> String {
        let (before, after) = (Self.standing(change.before), Self.standing(change.after))
        let day = "ngày \(change.decidedOn.shown)"
        switch change.kind {
        case .changed: return "\(before) thành \(after) theo \(change.decision) \(day)"
        case .lifted: return "Giải mật theo \(change.decision) \(day), trước là \(before)"
        case .expired: return "Đương nhiên giải mật \(day), trước là \(before)"
        case .corrected: return "Sửa độ mật ghi nhầm \(before) thành \(after), \(day)"
        }
    }

    /// Who issued it, or who gets it.
    static func parties(_ direction: Register.Direction) -> String {
        switch direction {
        case .incoming: "Nơi gửi"
        case .outgoing: "Nơi nhận"
        }
    }

    static func title(_ direction: Register.Direction) -> String {
        switch direction {
        case .incoming: "Ghi văn bản mật đến"
        case .outgoing: "Cấp số văn bản mật đi"
        }
    }
}
