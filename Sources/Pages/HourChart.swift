// API: HourChart(conclusion:note:first:second:).html; HourChart.Series(title:counts:).

/// Two counts hour by hour through a day, as bars: the first filled, the second hollow, so that colour is not all that tells them apart. The
/// numbers stand below in a table.
package struct HourChart: Sendable {
    package struct Series: Sendable {
        let title: String
        /// From hour 0; at most 24.
        let counts: [Int]

        package init(title: String, counts: [Int]) {
            self.title = title
            self.counts = counts
        }
    }

    /// What the picture says, in one sentence.
    let conclusion: String
    let note: String
    let first: Series
    let second: Series

    package init(conclusion: String, note: String, first: Series, second: Series) {
        self.conclusion = conclusion
        self.note = note
        self.first = first
        self.second = second
    }

    package var html: HTML {
        """
        <figure class="chart sheet"><figcaption><b>\(self.conclusion)</b><span class="quiet small">\(self.note)</span>\
        </figcaption>
        <ul class="key"><li><svg aria-hidden="true" viewBox="0 0 20 12"><rect class="c-blue" width="20" height="12"/></svg>\
        \(self.first.title)</li><li><svg aria-hidden="true" viewBox="0 0 20 12">\
        <rect class="is-hollow" x="1" y="1" width="18" height="10"/></svg>\(self.second.title)</li></ul>
        <div class="plot"><div class="plot__y" aria-hidden="true"><span>\(self.top)</span><span>\(self.top / 2)</span>\
        <span>0</span></div>\
        <svg role="img" aria-labelledby="theo-gio" viewBox="0 0 240 100" preserveAspectRatio="none">\
        <title id="theo-gio">\(self.first.title), \(self.second.title) theo giờ; số liệu ở bảng bên dưới</title>\
        <path class="s-rule" d="M0 0h240M0 50h240M0 100h240"/>\(self.bars)</svg>\
        <div class="plot__x" aria-hidden="true"><span>0 giờ</span><span>6</span><span>12</span><span>18</span>\
        <span>24</span></div></div>
        <details class="fold"><summary>Số liệu từng giờ</summary>\(self.table)</details></figure>
        """
    }

    /// The smallest of 2, 4, 10, 20, 40, 100, … that nothing rises above.
    private var top: Int {
        let highest = max(1, (self.first.counts + self.second.counts).max() ?? 0)
        var unit = 1
        while true {
            for step in [2, 4, 10] where step * unit >= highest { return step * unit }
            unit *= 10
        }
    }

    private var bars: [HTML] {
        self.first.counts.indices.flatMap { hour -> [HTML] in
            let second = hour < self.second.counts.count ? self.second.counts[hour] : 0
            return [
                self.bar(self.first.counts[hour], at: hour * 10 + 1, "c-blue"),
                self.bar(second, at: hour * 10 + 5, "is-hollow"),
            ]
        }
    }

    private func bar(_ count: Int, at x: Int, _ kind: String) -> HTML {
        // Whole hundredths: what is there is never too low to be seen.
        let height = count == 0 ? 0 : max(1, count * 100 / self.top)
        return height == 0
            ? "" : "<rect class=\"\(kind)\" x=\"\(x)\" y=\"\(100 - height)\" width=\"4\" height=\"\(height)\"/>"
    }

    private var table: HTML {
        var table = ListTable(
            caption: self.note,
            columns: [.init("Giờ", .subject), .init(self.first.title, .count), .init(self.second.title, .count)],
            rows: self.first.counts.indices.map { hour in
                let second = hour < self.second.counts.count ? self.second.counts[hour] : 0
                return .init(["\(hour) giờ", "\(self.first.counts[hour])", "\(second)"])
            })
        table.isFlush = false
        return table.html
    }
}
