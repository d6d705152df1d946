import Exchange

/// The words of copies.
enum CopyWords {
    static let register = "Sổ đăng ký bản sao"

    static func kind(_ kind: DocumentCopy.Kind) -> String {
        switch kind {
        case .certified: "Sao y"
        case .recopied: "Sao lục"
        case .extract: "Trích sao"
        }
    }

    static func hint(_ kind: DocumentCopy.Kind) -> String {
        switch kind {
        case .certified: "Sao y: toàn bộ, từ bản gốc hoặc bản chính"
        case .recopied: "Sao lục: toàn bộ, từ bản sao y của nơi khác"
        case .extract: "Trích sao: một phần của bản gốc hoặc bản chính"
        }
    }

    /// Địa danh và thời gian sao (Phụ lục I, phần I, II.4): days below 10 and the first two months with a 0.
    static func dateLine(_ place: String, _ date: CalendarDate) -> String {
        let day = DocumentCode.display(date.day)
        let month = date.month < 3 ? "0\(date.month)" : "\(date.month)"
        return "\(place), ngày \(day) tháng \(month) năm \(date.year)"
    }
}
