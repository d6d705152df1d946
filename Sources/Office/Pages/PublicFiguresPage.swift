import Exchange
import Pages

/// The totals of the last month, for everybody.
struct PublicFiguresPage {
    let identity: Office.Identity
    let answer: PublicFigures.Answer

    var html: HTML {
        let layout = Layout(title: "Số liệu văn bản", letterhead: self.identity.letterhead)
        var table = ListTable(
            caption: "Số liệu văn bản",
            columns: [.init("Số liệu", .subject), .init("Trong tháng", .count), .init("Tháng trước đó", .count)],
            rows: self.answer.figures.map { .init(["\($0.name)", "\($0.now)", "\($0.before)"]) })
        table.isFlush = false
        return layout.door(
            """
            <div>\(layout.head)
            <h1>Số liệu văn bản</h1>
            <p class="page__lead">\(self.identity.name). \(PeriodReportWords.name(self.answer.period)).</p>
            <div class="sheet section">\(table.html)</div></div>
            <aside class="door__aside" aria-label="Về số liệu này">
            <section><h2>Về số liệu này</h2><p>Tổng số của cả cơ quan, không có nội dung văn bản, tên người hay tên đơn vị. \
            Tính lúc \(Shown.moment(self.answer.madeAt)).</p></section>
            <section><h2>Cho phần mềm</h2><p><a href="/public/figures.json">Số liệu dạng JSON</a></p></section>
            </aside>
            """)
    }
}
