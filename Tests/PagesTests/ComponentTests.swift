import Pages
import Testing

@Suite struct ComponentTests {
    @Test func `the first page of a list has no way back and the last no way on`() {
        let pages = (1...3).map { page in written(pager(page: page, size: 50, total: 120) { "/list?page=\($0)" }) }
        #expect(pages[0].contains("1–50 trong 120 văn bản"))
        #expect(!pages[0].contains("page=0") && pages[0].contains("page=2"))
        #expect(pages[1].contains("51–100 trong 120") && pages[1].contains("page=1") && pages[1].contains("page=3"))
        #expect(pages[2].contains("101–120 trong 120") && !pages[2].contains("page=4"))
    }

    @Test func `many controls of a filter are folded and counted, and the chips stay outside`() {
        let controls = (1...3).map { filterText("f\($0)", "Ô \($0)", value: "") }
        let chips = [Chip("Một", remove: "/x"), Chip("Hai", remove: "/x")]
        let parts = written(filter(action: "/x", controls, chips: chips)).split(separator: "</details>")
        #expect(parts.count == 2)
        #expect(parts[0].contains("<details class=\"filter__fold\">") && parts[0].contains("Lọc (2)"))
        #expect(parts[0].contains("id=\"f3\"") && parts[0].contains("type=\"submit\""))
        #expect(!parts[0].contains("Một") && parts[1].contains("Một") && parts[1].contains("Hai"))
        #expect(written(filter(action: "/x", controls, isOpen: true)).contains("<details class=\"filter__fold\" open>"))
        // Two fit beside the list.
        let two = Array(controls.prefix(2))
        #expect(!written(filter(action: "/x", two, chips: chips)).contains("<details"))
        let titled = written(filter(action: "/x", two, title: "Lọc trong danh sách này"))
        #expect(titled.contains("filter__fold--always") && titled.contains("Lọc trong danh sách này"))
    }

    @Test func `what has nothing to show is not there`() {
        #expect(pager(page: 1, size: 50, total: 50) { "/\($0)" }.isEmpty)
        #expect(stamp(level: 0, "Thường").isEmpty)
        #expect(moreActs([]).isEmpty)
        #expect(errorSummary([]).isEmpty)
        #expect(under(["", ""]).isEmpty)
    }

    @Test(arguments: [(6, false), (7, true)])
    func `only a list that does not fit in sight has a box to narrow it`(count: Int, isLong: Bool) {
        let options = (1...count).map { (value: "\($0)", label: "Đơn vị \($0)") }
        let tags = Markup(Field("units", "Đơn vị", .several(options: options, selected: [])).html.bytes).tags
        #expect(tags.contains { $0.attributes["data-narrow"] == "units-ds" } == isLong)
        #expect(tags.filter { $0.attributes["type"] == "checkbox" }.count == count)
    }

    @Test func `a PDF stands in a frame with its first page, which leads to the file; what is no PDF has links alone`()
    {
        for isPDF in [true, false] {
            var file = DocumentFile(title: "Công văn", note: "41 KB", href: "/files/1/a", isPDF: isPDF)
            file.firstPage = "/files/1/first-page"
            let tags = Markup(file.html.bytes).tags
            #expect(tags.filter { $0.name == "iframe" }.count == (isPDF ? 1 : 0))
            // Without a size and a text of its own a picture that does not come leaves no sign.
            let pictures = tags.filter { $0.name == "img" }.map(\.attributes)
            #expect(pictures == (isPDF ? [["src": "/files/1/first-page", "alt": ""]] : []))
            #expect(written(file.html).contains("Mở toàn văn Công văn") == isPDF)
            #expect(
                tags.contains { $0.attributes["class"] == "doc__first" && $0.attributes["href"] == "/files/1/a" }
                    == isPDF)
        }
    }

    @Test(arguments: [(1, "urgent1"), (2, "urgent2"), (3, "urgent3"), (4, "urgent3")])
    func `urgency has its own shape`(level: Int, icon: String) {
        #expect(written(stamp(level: level, "Khẩn")).contains("#i-\(icon)\""))
    }

    @Test func `states differ in icon, not in colour alone`() {
        let kinds: [Mark.Kind] = [.late, .near, .inTime, .done, .doneLate, .none, .go]
        let icons = kinds.map { kind in
            Markup(Mark(kind, "x").html.bytes).tags.compactMap { $0.name == "use" ? $0.attributes["href"] : nil }
        }
        #expect(icons.allSatisfy { $0.count == 1 })
        #expect(Set(icons).count == kinds.count)
    }

    @Test func `an empty count of failures is not red`() {
        func side(_ count: Int) -> String {
            let item = Layout.SideGroup.Item(
                title: "Gửi lỗi", href: "/f", count: count, isCurrent: false, isAlarm: true)
            return written(Layout(title: "x", letterhead: [], side: [.init(title: "x", items: [item])]).page(""))
        }
        #expect(side(1).contains("<b class=\"is-late\">"))
        #expect(!side(0).contains("is-late") && side(0).contains("<b class=\"is-none\">0"))
    }

    @Test func `a part of a tally is red only when it counts something`() {
        #expect(written(tally([TallyItem("Gửi lỗi", 1, bad: true)])).contains("is-bad"))
        #expect(!written(tally([TallyItem("Gửi lỗi", 0, bad: true)])).contains("is-bad"))
    }

    @Test func `hours are drawn as high as they count, and told as numbers`() {
        let chart = HourChart(
            conclusion: "Nhiều nhất lúc 2 giờ", note: "Gói mỗi giờ", first: .init(title: "Nhận", counts: [0, 3, 38]),
            second: .init(title: "Giao", counts: [0, 1, 0]))
        let markup = Markup(chart.html.bytes)
        #expect(markup.faults == [])
        // Of 40, which is the next round number.
        let bars = markup.tags.filter { $0.name == "rect" && $0.attributes["y"] != nil && $0.attributes["x"] != "1" }
        #expect(bars.map { $0.attributes["height"] } == ["7", "2", "95"])
        #expect(markup.tags.filter { $0.name == "td" }.count == 6)
    }

    @Test func `bars of a row follow each other, none is too short to be seen, and the table tells the same`() {
        let chart = BarChart(
            conclusion: "Chậm nhất là B", note: "Theo cơ quan", head: "Cơ quan",
            series: [.init("Xong", .solid, .green), .init("Quá hạn", .half, .red)],
            rows: [.init("A & B", [3, 1], label: "1 / 4"), .init("C", [0, 1_000], label: "1000 / 1000")])
        let markup = Markup(chart.html.bytes)
        #expect(markup.faults == [])
        let bars = markup.tags.filter { $0.name == "rect" }.dropFirst(2)
        #expect(bars.map { $0.attributes["width"] } == ["1", "1", "400"])
        #expect(bars.map { $0.attributes["x"] } == ["0", "1", "0"])
        #expect(bars.map { $0.attributes["y"] } == ["0", "6", "6"])
        #expect(markup.tags.filter { $0.name == "td" }.count == 4)
        #expect(written(chart.html).contains("A &amp; B"))
        // Without any figure nothing is drawn, and nothing is divided by 0.
        let none = BarChart(
            conclusion: "Không có", note: "x", head: "x", series: [.init("y", .striped, .blue)],
            rows: [.init("A", [0], label: "0")], isStacked: false)
        #expect(!written(none.html).contains("<path") && !written(none.html).contains("<rect"))
    }

    @Test func `a page listens only when it says what follows`() {
        var layout = Layout(title: "x", letterhead: ["A", "B"])
        #expect(!written(layout.page("<h1>x</h1>")).contains("data-live"))
        layout.live = .init(url: "/live?document=d1", regions: ["#dau", "#dien-bien"])
        let page = written(layout.page("<h1>x</h1>"))
        #expect(page.contains("<body data-live=\"/live?document=d1\" data-live-regions=\"#dau #dien-bien\">"))
        #expect(page.contains("data-live-state"))
    }

    @Test func `an error hangs on its field`() throws {
        let html = Field("han", "Hạn", .date(value: "x"), hint: "Ngày/tháng/năm", error: "Sai").html
        let input = try #require(Markup(html.bytes).tags.first { $0.name == "input" })
        #expect(input.attributes["aria-invalid"] == "true")
        #expect(input.attributes["aria-describedby"] == "han-them han-loi")
    }

    @Test func `cells are named for phones, the row's head is not`() {
        let columns: [ListTable.Column] = [
            .init("Số", .number), .init("Trích yếu", .subject), .init("Xử lý ở nơi nhận", label: "Xử lý"),
            .init("Hạn", .when),
        ]
        let table = ListTable(caption: "x", columns: columns, rows: [.init(["1", "2", "3", "4"])])
        let labels = Markup(table.html.bytes).tags.compactMap { $0.attributes["data-label"] }
        #expect(labels == ["Xử lý", "Hạn"])
    }

    @Test(arguments: [ListTable.Column.Kind.plain, .when, .count])
    func `a cell without content is empty, which phones leave out`(kind: ListTable.Column.Kind) {
        func cell(_ content: HTML) -> String {
            written(ListTable(caption: "x", columns: [.init("Hạn", kind)], rows: [.init([content])]).html)
        }
        #expect(cell("").contains(" data-label=\"Hạn\"></td>"))
        // Beside an empty mark a text is still content.
        #expect(cell("12<span></span>").contains("12<span></span>"))
    }
}

@Suite struct AssetTests {
    @Test func `assets have content, type and their own version`() {
        #expect(Asset.all.map(\.path) == ["/assets/style.css", "/assets/script.js", "/assets/icon.svg"])
        #expect(Asset.all.allSatisfy { $0.bytes.count > 100 })
        #expect(Set(Asset.all.map(\.version)).count == 3)
        #expect(
            written(Layout(title: "x", letterhead: []).page("")).contains(
                "/assets/style.css?v=\(Asset.style.version)\""))
    }

    @Test func `the policy allows nothing inline and nothing from elsewhere`() {
        #expect(ContentSecurity.policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'; "))
        #expect(ContentSecurity.policy.hasSuffix("require-trusted-types-for 'script'; trusted-types lienthong"))
        for word in ["unsafe", "*", "data:", "http"] { #expect(!ContentSecurity.policy.contains(word)) }
    }
}
