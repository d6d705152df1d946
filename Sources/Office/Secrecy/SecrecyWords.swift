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
    static func holders(_ people: [Person], besides keeper: String) -> [(value: String, label: String)] {
        people.filter { $0.id != keeper }.map { person in
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
