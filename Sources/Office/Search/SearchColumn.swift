import Exchange
import Web

/// A column of what a search found (cột của bảng kết quả), on screen and in what is exported.
enum SearchColumn: String, Sendable, CaseIterable {
    case direction, code, dated, type, subject, party, number, day, urgency, state, due

    /// Number and subject say which document a row is: they are always there.
    static let fixed: Set<SearchColumn> = [.code, .subject]
    static let optional = Self.allCases.filter { !Self.fixed.contains($0) }

    /// Those that the address names (`column=type&column=due`), with the fixed ones, in our order. Nil when it names none: the usual list.
    static func chosen(_ fields: FormFields) -> [SearchColumn]? {
        let named = Set(fields.all("column").compactMap(Self.init(rawValue:))).subtracting(Self.fixed)
        return named.isEmpty ? nil : Self.allCases.filter { named.contains($0) || Self.fixed.contains($0) }
    }

    var title: String {
        switch self {
        case .direction: "Chiều"
        case .code: "Số, ký hiệu"
        case .dated: "Ngày văn bản"
        case .type: "Loại"
        case .subject: "Trích yếu"
        case .party: "Nơi gửi / đơn vị soạn"
        case .number: "Số trong sổ"
        case .day: "Ngày đến / soạn"
        case .urgency: "Độ khẩn"
        case .state: "Trạng thái"
        case .due: "Hạn"
        }
    }

    /// Against the others; in a workbook characters.
    var width: Int {
        switch self {
        case .subject: 48
        case .party: 26
        case .code, .state: 18
        case .type: 14
        case .dated, .day, .due: 12
        case .direction, .urgency: 11
        case .number: 9
        }
    }

    func text(_ result: SearchResult) -> String {
        switch result {
        case .incoming(let document): self.text(document)
        case .outgoing(let document): self.text(document)
        }
    }

    private func text(_ document: Incoming) -> String {
        switch self {
        case .direction: SearchForm.words(SearchFilter.Direction.incoming)
        case .code: document.name
        case .dated: document.promulgationDate.shown
        case .type: document.typeName
        case .subject: document.subject
        case .party: document.organName
        case .number: document.number.map(String.init) ?? ""
        case .day: VietnamTime.date(document.arrivedAt).shown
        case .urgency: OutgoingWords.urgency(document.urgency)
        case .state: document.closure.map(IncomingWords.closure) ?? IncomingWords.state(document.state)
        case .due: document.due?.shown ?? ""
        }
    }

    private func text(_ document: Outgoing) -> String {
        switch self {
        case .direction: SearchForm.words(SearchFilter.Direction.outgoing)
        case .code: document.code?.text ?? document.notation
        case .dated: document.promulgationDate?.shown ?? ""
        case .type: document.typeName
        case .subject: document.subject
        case .party: document.unit.name
        case .number: document.number.map(String.init) ?? ""
        case .day: VietnamTime.date(document.createdAt).shown
        case .urgency: OutgoingWords.urgency(document.urgency)
        case .state: OutgoingWords.standing(document)
        case .due: document.due?.shown ?? ""
        }
    }
}
