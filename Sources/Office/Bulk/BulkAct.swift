/// What somebody does to many incoming documents at once (xử lý hàng loạt): each row as if it were done alone, by the same rule.
enum BulkAct: String, Sendable, CaseIterable {
    /// Vào sổ.
    case register
    /// Gắn vào bản đã có, of what is in the register once.
    case link
    /// Trình.
    case submit
    /// Bút phê, with the same words, units and people.
    case direct
    /// Đã xem, of what is only to be read.
    case read
    /// Đôn đốc.
    case remind
    /// Đưa vào hồ sơ.
    case file

    /// Documents of one form.
    static let maximum = 50

    /// What is offered in a list; the rule of each act still judges each row.
    static func offered(in view: IncomingView, to role: Role) -> [BulkAct] {
        guard role != .admin else { return [] }
        switch view {
        case .toRegister: return [.register, .link]
        case .toSubmit: return [.submit, .file]
        case .toDirect: return [.direct, .file]
        case .know: return [.read, .file]
        case .directed, .overdue: return role == .leader ? [.remind, .file] : [.file]
        default: return [.file]
        }
    }

    static func offered(in view: TimerView, to role: Role) -> [BulkAct] {
        switch (view, role) {
        case (.slow, .clerk): [.register, .submit]
        case (.near, .leader): [.remind, .file]
        default: [.file]
        }
    }
}

/// The words of bulk acts.
enum BulkWords {
    static func title(_ act: BulkAct) -> String {
        switch act {
        case .register: "Vào sổ"
        case .link: "Gắn vào bản đã có"
        case .submit: "Trình lãnh đạo"
        case .direct: "Bút phê"
        case .read: "Đánh dấu đã xem"
        case .remind: "Đôn đốc"
        case .file: "Đưa vào hồ sơ"
        }
    }

    static func done(_ act: BulkAct) -> String {
        switch act {
        case .register: "Đã vào sổ"
        case .link: "Đã gắn"
        case .submit: "Đã trình"
        case .direct: "Đã bút phê"
        case .read: "Đã xem"
        case .remind: "Đã đôn đốc"
        case .file: "Đã đưa vào hồ sơ"
        }
    }
}
