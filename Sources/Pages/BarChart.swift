// API: BarChart(conclusion:, note:, head:, series: [.init(title, .solid, .red)], rows: [.init(name, counts, label:)], isStacked:).html.

/// Figures of several kinds by row as lying bars, with its conclusion above and the same figures as a table below. The kinds differ in
/// shape, so that the picture is read without colour too.
package struct BarChart: Sendable {
    package enum Shape: Sendable { case solid, half, striped, thin, hollow, rails }
    package enum Colour: Sendable { case green, blue, amber, red, soft }

    package struct Series: Sendable {
        let title: String
        let shape: Shape
        let colour: Colour

        package init(_ title: String, _ shape: Shape, _ colour: Colour) {
            self.title = title
            self.shape = shape
            self.colour = colour
        }
    }

    package struct Row: Sendable {
        let name: String
        /// One for each series, not below 0.
        let counts: [Int]
        /// What stands behind the bar.
        let label: String

        package init(_ name: String, _ counts: [Int], label: String) {
            self.name = name
            self.counts = counts
            self.label = label
        }
    }

    /// What the picture says, in one sentence.
    let conclusion: String
    let note: String
    /// The head of the first column of the table.
    let head: String
    let series: [Series]
    let rows: [Row]
    /// The bars of a row follow each other and add up; else they lie below each other.
    let isStacked: Bool

    package init(
        conclusion: String, note: String, head: String, series: [Series], rows: [Row], isStacked: Bool = true
    ) {
        self.conclusion = conclusion
        self.note = note
        self.head = head
        self.series = series
        self.rows = rows
        self.isStacked = isStacked
    }

    /// Units of a bar: the longest is `width` long.
    private static let (width, height) = (400, 12)

    package var html: HTML {
        let key = self.series.map { series -> HTML in
            """
            <li><svg aria-hidden="true" viewBox="0 0 20 12">\(Self.bar(series, x: 0, y: 0, width: 20, height: 12))</svg>\(series.title)</li>
            """
        }
        return """
            <figure class="chart sheet section"><figcaption><b>\(self.conclusion)</b><span class="quiet small">\(self.note)</span></figcaption>
            \("<ul class=\"key\">\(key)</ul>", if: self.series.count > 1)
            <ul class="bars bars--named">\(self.rows.map(self.row))</ul>
            <details class="fold"><summary>Số liệu: \(self.note)</summary>\(self.table)</details></figure>

            """
    }

    /// What the longest bar counts.
    private var top: Int {
        max(1, self.rows.map { self.isStacked ? $0.counts.reduce(0, +) : $0.counts.max() ?? 0 }.max() ?? 0)
    }

    /// The picture is left out when the page is read aloud: name, label and table say it.
    private func row(_ row: Row) -> HTML {
        var bars: [HTML] = []
        var sum = 0
        let lane = self.isStacked ? Self.height : Self.height / max(1, self.series.count)
        for (index, (series, count)) in zip(self.series, row.counts).enumerated() where count > 0 {
            let x = self.isStacked ? sum * Self.width / self.top : 0
            let end = (self.isStacked ? sum + count : count) * Self.width / self.top
            // What is there is never too short to be seen.
            bars.append(
                Self.bar(
                    series, x: x, y: self.isStacked ? 0 : index * lane, width: max(1, end - x),
                    height: self.isStacked ? lane : lane - 1))
            sum += count
        }
        return """
            <li><span>\(row.name)</span><svg aria-hidden="true" viewBox="0 0 \(Self.width) \(Self.height)" preserveAspectRatio="none">\
            \(bars)</svg><span class="num">\(row.label)</span></li>

            """
    }

    private static func bar(_ series: Series, x: Int, y: Int, width: Int, height: Int) -> HTML {
        let colour = Self.name(series.colour)
        func block(_ y: Int, _ height: Int) -> HTML {
            "<rect class=\"c-\(colour)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"/>"
        }
        switch series.shape {
        case .solid: return block(y, height)
        case .half: return block(y + height / 2, height - height / 2)
        case .thin: return block(y + height / 3, height / 3)
        case .rails: return block(y, 2) + block(y + height - 2, 2)
        case .striped:
            let stripes = stride(from: x, to: x + width, by: 4).map {
                "M\($0) \(y)h\(min(2, x + width - $0))v\(height)H\($0)z"
            }
            return "<path class=\"c-\(colour)\" d=\"\(stripes.joined())\"/>"
        case .hollow:
            return """
                <rect class="s-\(colour)" fill="none" stroke-width="2" x="\(x + 1)" y="\(y + 1)" width="\(max(1, width - 2))" \
                height="\(max(1, height - 2))"/>
                """
        }
    }

    private static func name(_ colour: Colour) -> String {
        switch colour {
        case .green: "green"
        case .blue: "blue"
        case .amber: "amber"
        case .red: "seal"
        case .soft: "soft"
        }
    }

    private var table: HTML {
        var table = ListTable(
            caption: self.note,
            columns: [.init(self.head, .subject)] + self.series.map { .init($0.title, .count) },
            rows: self.rows.map { row in .init(["\(row.name)"] + row.counts.map { "\($0)" }) })
        table.isFlush = false
        return table.html
    }
}
