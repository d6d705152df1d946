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

    /// Hình thức sao, as the register has it.
    static func form(_ copy: DocumentCopy) -> String {
        copy.isElectronic ? "\(Self.kind(copy.kind)) điện tử" : Self.kind(copy.kind)
    }

    static func hint(_ kind: DocumentCopy.Kind) -> String {
        switch kind {
        case .certified: "Sao y: toàn bộ, từ bản gốc hoặc bản chính"
        case .recopied: "Sao lục: toàn bộ, từ bản sao y của nơi khác"
        case .extract: "Trích sao: một phần của bản gốc hoặc bản chính"
        }
    }

    /// The line of the timeline.
    static func signed(_ kind: DocumentCopy.Kind, _ code: String, files: Int, doubts: String?) -> String {
        let done = "\(Self.kind(kind)) điện tử số \(code), \(files) tệp cơ quan đã ký số"
        return doubts.map { "\(done); chữ ký số của bản gốc chưa đạt: \($0)" } ?? done
    }

    /// Địa danh và thời gian sao (Phụ lục I, phần I, II.4): days below 10 and the first two months with a 0.
    static func dateLine(_ place: String, _ date: CalendarDate) -> String {
        let day = DocumentCode.display(date.day)
        let month = date.month < 3 ? "0\(date.month)" : "\(date.month)"
        return "\(place), ngày \(day) tháng \(month) năm \(date.year)"
    }
}
