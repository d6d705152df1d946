import Exchange
import Foundation
import Web

/// What is sought (điều kiện tra cứu): the address of the page says all of it, so that it can be sent on, saved and gone back to (office.md,
/// pattern 18).
struct SearchFilter: Sendable, Equatable {
    var text = ""
    var direction: Direction?
    /// A list of those that came, as it is the asking person's.
    var view: IncomingView?
    var typeName = ""
    /// Words of the name of who sent or receives it.
    var organ = ""
    /// Words of the name of somebody who works on it, drafted or signed it.
    var person = ""
    /// Id of a unit that takes part.
    var unit = ""
    /// Ngày đến, ngày soạn: in the last days, whenever it is asked.
    var within: Period?
    /// The same between two days.
    var from: CalendarDate?
    var to: CalendarDate?
    /// Ngày văn bản.
    var datedFrom: CalendarDate?
    var datedTo: CalendarDate?
    /// Số đến, số đi.
    var number: Int?
    var state: State?
    var urgency: Urgency?
    var standing: Standing?
    var sort: Sort?
    /// Of the table, on screen and exported; nil: the usual ones.
    var columns: [SearchColumn]?

    enum Direction: String, Sendable, CaseIterable { case incoming = "in", outgoing = "out" }

    /// So many days, today among them.
    enum Period: Int, Sendable, CaseIterable { case day = 1, week = 7, month = 30 }

    /// A state of one of the two directions.
    enum State: Sendable, Equatable {
        case incoming(InternalState)
        case outgoing(OutgoingState)
        /// Of those that came: given back to the sender, or another stands in its place.
        case closed(Closure)
    }

    /// Tình trạng hạn.
    enum Standing: String, Sendable, CaseIterable {
        case late
        case near
        case inTime = "in-time"
        case done
        case doneLate = "done-late"
        case none
    }

    /// Without one: what fits best first, among equals the newest.
    enum Sort: String, Sendable, CaseIterable { case newest, oldest, due, dated }

    /// Nothing is asked for: no word, no condition.
    var isEmpty: Bool { self.words == nil && self.pairs.allSatisfy { ["q", "sort", "column"].contains($0.name) } }

    /// Words and no condition, in the usual order.
    var isOfWordsAlone: Bool { self.pairs.allSatisfy { ["q", "column"].contains($0.name) } }

    var words: SearchWords? { SearchWords(self.text) }
}

extension SearchFilter {
    /// From the fields of an address. Throws `FormFault` for a date or number that cannot be read; what is on no list is left out.
    init(_ fields: FormFields) throws(FormFault) {
        func limited(_ name: String) -> String { String(fields.text(name).prefix(SearchWords.maximumCharacters)) }
        func date(_ name: String, _ label: String) throws(FormFault) -> CalendarDate? {
            let text = fields.text(name)
            if text.isEmpty { return nil }
            guard let date = CalendarDate(typed: text) ?? CalendarDate(text) else {
                throw FormFault(name, "\(label) cần viết theo mẫu 31/12/2026")
            }
            return date
        }
        self.text = limited("q")
        self.direction = Direction(rawValue: fields.text("direction"))
        self.view = IncomingView(rawValue: fields.text("view"))
        self.typeName = limited("type")
        self.organ = limited("organ")
        self.person = limited("person")
        self.unit = limited("unit")
        self.within = Int(fields.text("within")).flatMap(Period.init(rawValue:))
        self.from = try date("from", "Đến hoặc soạn từ ngày")
        self.to = try date("to", "Đến hoặc soạn đến ngày")
        self.datedFrom = try date("dated-from", "Ngày văn bản từ")
        self.datedTo = try date("dated-to", "Ngày văn bản đến ngày")
        let number = fields.text("number")
        if !number.isEmpty {
            guard number.count < 10, let value = Int(number), value > 0 else {
                throw FormFault("number", "Số trong sổ là một số, ví dụ 125")
            }
            self.number = value
        }
        self.state = State(fields.text("state"))
        self.urgency = Int(fields.text("urgency")).flatMap(Urgency.init(rawValue:))
        self.standing = Standing(rawValue: fields.text("due"))
        self.sort = Sort(rawValue: fields.text("sort"))
        self.columns = SearchColumn.chosen(fields)
        if let from = self.from, let to = self.to, to < from {
            throw FormFault("to", "Đến ngày không được trước ngày \(from.shown)")
        }
        if let from = self.datedFrom, let to = self.datedTo, to < from {
            throw FormFault("dated-to", "Đến ngày không được trước ngày \(from.shown)")
        }
    }

    /// What is asked for, as the fields of an address, in a fixed order.
    var pairs: [(name: String, value: String)] {
        let conditions: [(name: String, value: String)] = [
            ("q", self.text), ("direction", self.direction?.rawValue ?? ""), ("view", self.view?.rawValue ?? ""),
            ("type", self.typeName), ("organ", self.organ), ("person", self.person), ("unit", self.unit),
            ("within", self.within.map { String($0.rawValue) } ?? ""), ("from", self.from?.shown ?? ""),
            ("to", self.to?.shown ?? ""), ("dated-from", self.datedFrom?.shown ?? ""),
            ("dated-to", self.datedTo?.shown ?? ""), ("number", self.number.map(String.init) ?? ""),
            ("state", self.state?.text ?? ""), ("urgency", self.urgency.map { String($0.rawValue) } ?? ""),
            ("due", self.standing?.rawValue ?? ""), ("sort", self.sort?.rawValue ?? ""),
        ]
        let columns = (self.columns ?? []).filter { !SearchColumn.fixed.contains($0) }
        return conditions.filter { !$0.value.isEmpty } + columns.map { (name: "column", value: $0.rawValue) }
    }

    /// `q=don+doc&direction=in`: the same question always the same text. `but` is left out.
    func query(but: String? = nil) -> String {
        self.pairs.filter { $0.name != but }.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
    }

    func address(page: Int = 1) -> String { "/search?\(self.query())\(page > 1 ? "&page=\(page)" : "")" }
}

extension SearchFilter.State {
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "in":
            guard let state = InternalState(rawValue: parts[1]) else { return nil }
            self = .incoming(state)
        case "out":
            guard let state = OutgoingState(rawValue: parts[1]) else { return nil }
            self = .outgoing(state)
        case "closed":
            guard let closure = Closure(rawValue: parts[1]) else { return nil }
            self = .closed(closure)
        default: return nil
        }
    }

    /// As the address and the index write it.
    var text: String {
        switch self {
        case .incoming(let state): "in:\(state.rawValue)"
        case .outgoing(let state): "out:\(state.rawValue)"
        case .closed(let closure): "closed:\(closure.rawValue)"
        }
    }

    static let all: [Self] =
        InternalState.allCases.map(Self.incoming) + [.closed(.withdrawn), .closed(.replaced), .closed(.linked)]
        + OutgoingState.allCases.map(Self.outgoing)
}
