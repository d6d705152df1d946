import Exchange
import Foundation
import Pages
import Web

/// The conditions of a search as a form that asks by GET. Those that are in use stand below it, each with a link that drops it.
struct SearchForm: Sendable {
    let fields: FormFields
    let filter: SearchFilter
    let units: [Unit]
    let fault: FormFault?

    var html: HTML {
        let usual: [HTML] = [
            filterText("q", "Từ khóa", value: self.fields.text("q"), size: 28),
            self.select("direction", "Chiều", SearchFilter.Direction.allCases.map { ($0.rawValue, Self.words($0)) }),
            self.select("state", "Trạng thái", SearchFilter.State.all.map { ($0.text, Self.words($0)) }),
            self.select("due", "Hạn", SearchFilter.Standing.allCases.map { ($0.rawValue, Self.words($0)) }),
            self.select(
                "sort", "Thứ tự", SearchFilter.Sort.allCases.map { ($0.rawValue, Self.words($0)) }, none: "Phù hợp nhất"
            ),
        ]
        let others: [HTML] = [
            self.select("type", "Loại văn bản", self.types.map { ($0, $0) }),
            filterText("organ", "Nơi gửi, nơi nhận", value: self.fields.text("organ"), size: 24),
            filterText("person", "Người ký, soạn, xử lý", value: self.fields.text("person"), size: 24),
            self.select("unit", "Đơn vị tham gia", self.units.map { ($0.id, $0.name) }),
            self.select(
                "urgency", "Độ khẩn", Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) }),
            filterText("number", "Số trong sổ", value: self.fields.text("number"), size: 6, numeric: true),
            self.select(
                "within", "Đến, soạn trong",
                SearchFilter.Period.allCases.map { (String($0.rawValue), Self.words($0)) }),
            self.day("from", "Đến, soạn: từ ngày"), self.day("to", "Đến, soạn: đến ngày"),
            self.day("dated-from", "Ngày văn bản: từ ngày"), self.day("dated-to", "Ngày văn bản: đến ngày"),
        ]
        let isOpen = self.fault != nil || self.filter.pairs.contains { Self.hidden.contains($0.name) }
        let more: HTML = """
            <details class="filter__more"\(" open", if: isOpen)><summary>Thêm điều kiện</summary>\
            <div class="filter">\(others)\(self.columns)</div></details>
            """
        return Pages.filter(
            action: "/search", keep: self.list, usual + [more], act: "Tìm", chips: self.chips,
            isOpen: self.fault != nil || self.filter.isEmpty)
    }

    /// The list that is searched; it stays while a mistake is corrected.
    private var list: [(name: String, value: String)] {
        guard let view = IncomingView(rawValue: self.fields.text("view")) else { return [] }
        return [("view", view.rawValue)]
    }

    /// Those below "Thêm điều kiện".
    private static let hidden: Set = [
        "type", "organ", "person", "unit", "urgency", "number", "within", "from", "to", "dated-from", "dated-to",
        "column",
    ]

    /// Which columns the table has; number and subject are always there.
    private var columns: HTML {
        let boxes = SearchColumn.optional.map { column -> HTML in
            let isChosen = self.filter.columns?.contains(column) == true
            return """
                <label class="filter__column"><input type="checkbox" name="column" value="\(column.rawValue)"\
                \(" checked", if: isChosen)> \(column.title)</label>
                """
        }
        return """
            <fieldset class="filter__columns"><legend>Cột của bảng, ngoài số và trích yếu (không chọn: các cột thường dùng)</legend>\
            \(boxes)</fieldset>
            """
    }

    private var types: [String] {
        let chosen = self.filter.typeName
        return IncomingEntry.types + (chosen.isEmpty || IncomingEntry.types.contains(chosen) ? [] : [chosen])
    }

    private func select(
        _ name: String, _ label: String, _ options: [(value: String, label: String)], none: String = "Tất cả"
    ) -> HTML {
        filterSelect(name, label, options: [("", none)] + options, selected: self.fields.text(name))
    }

    private func day(_ name: String, _ label: String) -> HTML {
        filterText(name, label, value: self.fields.text(name), numeric: true)
    }

    private var chips: [Chip] {
        self.filter.pairs.filter { !["q", "sort", "column"].contains($0.name) }.map { name, value in
            Chip(self.words(name, value), remove: "/search?\(self.filter.query(but: name))")
        }
    }

    private func words(_ name: String, _ value: String) -> String {
        switch name {
        case "direction": self.filter.direction.map(Self.words) ?? value
        case "view": "Danh sách: \(self.filter.view.map(IncomingWords.view) ?? value)"
        case "state": self.filter.state.map(Self.words) ?? value
        case "due": self.filter.standing.map { "Hạn: \(Self.words($0).lowercased())" } ?? value
        case "type": value
        case "organ": "Nơi gửi, nhận: \(value)"
        case "person": "Người: \(value)"
        case "unit": "Đơn vị: \(self.units.first { $0.id == value }?.name ?? value)"
        case "urgency": "Độ khẩn: \(self.filter.urgency.map(OutgoingWords.urgency) ?? value)"
        case "number": "Số trong sổ: \(value)"
        case "within": "Đến, soạn: \(self.filter.within.map { Self.words($0).lowercased() } ?? value)"
        case "from": "Đến, soạn từ \(value)"
        case "to": "Đến, soạn đến \(value)"
        case "dated-from": "Ngày văn bản từ \(value)"
        case "dated-to": "Ngày văn bản đến ngày \(value)"
        default: value
        }
    }

    static func words(_ direction: SearchFilter.Direction) -> String {
        switch direction {
        case .incoming: "Văn bản đến"
        case .outgoing: "Văn bản đi"
        }
    }

    static func words(_ period: SearchFilter.Period) -> String {
        switch period {
        case .day: "Hôm nay"
        case .week: "7 ngày qua"
        case .month: "30 ngày qua"
        }
    }

    static func words(_ state: SearchFilter.State) -> String {
        switch state {
        case .incoming(let state): "Đến: \(IncomingWords.state(state).lowercased())"
        case .closed(let closure): "Đến: \(IncomingWords.closure(closure).lowercased())"
        case .outgoing(let state): "Đi: \(OutgoingWords.state(state).lowercased())"
        }
    }

    static func words(_ standing: SearchFilter.Standing) -> String {
        switch standing {
        case .late: "Quá hạn"
        case .near: "Sắp đến hạn"
        case .inTime: "Còn trong hạn"
        case .done: "Xong đúng hạn"
        case .doneLate: "Xong quá hạn"
        case .none: "Không có hạn"
        }
    }

    static func words(_ sort: SearchFilter.Sort) -> String {
        switch sort {
        case .newest: "Mới nhất trước"
        case .oldest: "Cũ nhất trước"
        case .due: "Hạn gần nhất trước"
        case .dated: "Ngày văn bản mới nhất trước"
        }
    }
}
