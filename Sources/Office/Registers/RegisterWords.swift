/// The words of registers and their numbers.
enum RegisterWords {
    /// What stands under Ghi chú for a number without a document.
    static func note(_ state: RegisterEntry.State, _ reason: String) -> String {
        switch state {
        case .reserved: "Số chờ: \(reason)"
        case .cancelled: "Số hủy: \(reason)"
        case .entered, .imported: ""
        }
    }

    static func state(_ state: RegisterEntry.State) -> String {
        switch state {
        case .entered: "Đã dùng"
        case .reserved: "Số chờ"
        case .cancelled: "Số hủy"
        case .imported: "Từ sổ cũ"
        }
    }

    /// A series of numbers beside the books.
    static func series(_ series: NumberSeries) -> String {
        switch series.kind {
        case .copies: "Số bản sao năm \(series.year)"
        case .transfers:
            "Số biên bản \(TransferPurpose(rawValue: series.part).map(TransferWords.verb) ?? series.part) năm \(series.year)"
        case .files: "Số hồ sơ của đề mục \(series.part), năm \(series.year)"
        }
    }

    static func direction(_ direction: Register.Direction) -> String {
        switch direction {
        case .incoming: "Văn bản đến"
        case .outgoing: "Văn bản đi"
        }
    }
}
