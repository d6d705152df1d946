import Exchange
import Pages
import Web

/// The conditions of the leaders' board as a form that asks by GET, for matrix and lists alike. Those in use stand below it as chips.
struct BoardForm: Sendable {
    /// As they stood in the address.
    let fields: FormFields
    let question: BoardQuestion
    let choices: BoardChoices
    let fault: FormFault?
    /// Of the receiver that is asked for.
    var organName: String?
    /// Of the board, that the form and its chips stay in; empty: the matrix.
    var view = ""

    var errors: HTML {
        errorSummary(
            self.fault.errors, title: "Chưa lọc được")
    }

    /// `isList`: the form of the lists, which asks for part and step too.
    func html(isList: Bool) -> HTML {
        let part = filterSelect(
            "part", "Tình trạng",
            options: [("", "Tất cả")] + BoardPart.allCases.map { ($0.rawValue, BoardWords.part($0)) },
            selected: self.fields.text("part"))
        let step = filterSelect(
            "step", "Bước", options: [("", "Tất cả")] + Progress.Step.allCases.map { ($0.code, $0.name) },
            selected: self.fields.text("step"))
        let change = filterSelect(
            "change", BoardWords.changes,
            options: [("", "Tất cả")] + BoardChange.allCases.map { ($0.rawValue, BoardWords.change($0)) },
            selected: self.fields.text("change"))
        let common: [HTML] = [
            filterText("agency", "Tên cơ quan", value: self.fields.text("agency"), size: 20),
            filterSelect(
                "urgency", "Độ khẩn",
                options: [("", "Tất cả")]
                    + Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) },
                selected: self.fields.text("urgency")),
            filterSelect(
                "by", "Người chỉ đạo", options: [("", "Tất cả")] + self.choices.directors.map { ($0.id, $0.name) },
                selected: self.fields.text("by")),
            filterSelect(
                "field", "Lĩnh vực", options: [("", "Tất cả")] + self.offered.map { ($0, $0) },
                selected: self.fields.text("field")),
            filterText("from", "Ban hành từ ngày", value: self.fields.text("from"), numeric: true),
            filterText("to", "Đến ngày", value: self.fields.text("to"), numeric: true),
        ]
        let organ = self.fields.text("organ")
        return filter(
            action: isList ? "/board/lines" : "/board",
            keep: isList && !organ.isEmpty ? [("organ", organ)] : self.viewPairs,
            (isList ? [part, step, change] : []) + common, act: "Lọc",
            chips: self.question.pairs.map { name, value in
                Chip(self.words(name, value), remove: self.without(name, isList: isList))
            }, isOpen: self.fault != nil)
    }

    /// What is asked for stays to be chosen, also where nothing has it any more.
    private var offered: [String] {
        let asked = self.question.field
        let known = self.choices.fields
        return asked.isEmpty || known.contains(asked) ? known : known + [asked]
    }

    private func without(_ name: String, isList: Bool) -> String {
        isList
            ? self.question.list(without: name)
            : BoardQuestion.address("/board", self.viewPairs + self.question.pairs.filter { $0.name != name })
    }

    private var viewPairs: [(name: String, value: String)] { self.view.isEmpty ? [] : [("view", self.view)] }

    private func words(_ name: String, _ value: String) -> String {
        switch name {
        case "from": "Ban hành từ \(value)"
        case "to": "Ban hành đến \(value)"
        case "urgency": "Độ khẩn: \(self.question.urgency.map(OutgoingWords.urgency) ?? value)"
        case "by": "Người chỉ đạo: \(self.choices.directors.first { $0.id == value }?.name ?? value)"
        case "field": "Lĩnh vực: \(value)"
        case "agency": "Tên cơ quan: \(value)"
        case "organ": "Nơi nhận: \(self.organName ?? value)"
        case "part": self.question.part.map(BoardWords.part) ?? value
        case "step": "Bước: \(self.question.step?.name ?? value)"
        case "change": self.question.change.map(BoardWords.change) ?? value
        default: value
        }
    }
}

/// The views of the board: each keeps what is asked.
enum BoardTabs {
    enum View: String { case agencies, steps, pictures }

    static func html(_ current: View, _ question: BoardQuestion) -> HTML {
        tabs([
            self.tab(.agencies, "Theo cơ quan", current, question), self.tab(.steps, "Từng bước", current, question),
            self.tab(.pictures, "Biểu đồ", current, question),
        ])
    }

    private static func tab(_ view: View, _ title: String, _ current: View, _ question: BoardQuestion) -> Tab {
        let pairs = view == .agencies ? [] : [(name: "view", value: view.rawValue)]
        return Tab(
            title, href: BoardQuestion.address("/board", pairs + question.ofMatrix.pairs), isCurrent: view == current)
    }
}
