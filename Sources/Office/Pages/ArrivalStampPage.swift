import Exchange
import Pages

/// Dấu “ĐẾN” of a document that came on paper, 35 × 50 mm, to be printed in its upper corner or on a label (NĐ 30/2020/NĐ-CP, Điều 21, Phụ lục IV).
struct ArrivalStampPage: Sendable {
    let shell: Shell
    let incoming: Incoming
    /// Tên cơ quan nhận.
    let body: String
    let number: EntryNumber
    let date: CalendarDate
    /// Chuyển.
    let passedTo: String
    let caseSigns: [String]

    var html: HTML {
        let title = "Dấu “ĐẾN”"
        return self.shell.page(
            "\(title) \(self.incoming.name)",
            """
            \(trail("\(self.incoming.name)", href: "/incoming/\(self.incoming.id)"))\
            \(pageHead(title, lead: "In lên góc trên văn bản giấy hoặc lên nhãn, đúng cỡ 100 %.", acts: printButton))
            <article class="register register--upright" tabindex="0" role="region" aria-label="\(title)">
            <div class="arrival-stamp"><b>\(self.body)</b><b>ĐẾN</b>Số: \(self.number.description)<br>Ngày: \(self.date.shown)<br>\
            Chuyển: \(self.passedTo.isEmpty ? "……………………" : self.passedTo)<br>\
            Số và ký hiệu HS: \(self.caseSigns.isEmpty ? "…………" : self.caseSigns.joined(separator: ", "))</div>
            </article>
            """)
    }
}
