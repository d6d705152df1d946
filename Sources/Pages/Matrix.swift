// API: Matrix(caption:, head:, columns: [.init(title, group:, mark:, tone:)], rows: [.init(name, href:, figures:, attributes:)], total:).html.

/// Figures by row and part, each a link to the list it counts; the parts of a row add up to its last figure, the last row is the sum.
package struct Matrix: Sendable {
    /// How a figure that is not 0 stands out.
    package enum Tone: Sendable { case plain, near, late }

    package struct Column: Sendable {
        let title: String
        /// What stands above it and its neighbours of the same group; empty: it stands alone.
        let group: String
        let mark: Mark.Kind?
        let tone: Tone

        package init(_ title: String, group: String = "", mark: Mark.Kind? = nil, tone: Tone = .plain) {
            self.title = title
            self.group = group
            self.mark = mark
            self.tone = tone
        }
    }

    package struct Figure: Sendable {
        let count: Int
        let href: String

        package init(_ count: Int, href: String) {
            self.count = count
            self.href = href
        }
    }

    package struct Row: Sendable {
        let name: String
        let href: String
        let figures: [Figure]
        let attributes: HTML

        /// One figure for each column. `attributes` stand in the row, for scripts and tests.
        package init(_ name: String, href: String, figures: [Figure], attributes: HTML = "") {
            self.name = name
            self.href = href
            self.figures = figures
            self.attributes = attributes
        }
    }

    let caption: String
    let head: String
    let columns: [Column]
    let rows: [Row]
    let total: Row
    /// Said when a refresh changes the figures.
    package var announcement: String?

    package init(caption: String, head: String, columns: [Column], rows: [Row], total: Row) {
        self.caption = caption
        self.head = head
        self.columns = columns
        self.rows = rows
        self.total = total
    }

    package var html: HTML {
        """
        <table class="list list--flush matrix" role="table"\(self.announcement.html { " data-announce=\"\($0)\"" })>\
        <caption class="unseen">\(self.caption)</caption>
        <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader" rowspan="2">\(self.head)</th>\
        \(self.columns.indices.map(self.upper))</tr><tr role="row">\(self.columns.indices.map(self.lower))</tr></thead>
        <tbody role="rowgroup">\(self.rows.map { self.row($0, isTotal: false) })</tbody>
        <tfoot role="rowgroup">\(self.row(self.total, isTotal: true))</tfoot></table>
        """
    }

    /// Whether a line stands before the column: where a group begins, and where none is.
    private func isFirst(_ index: Int) -> Bool {
        let group = self.columns[index].group
        return index == 0 || group.isEmpty || self.columns[index - 1].group != group
    }

    private func title(_ column: Column) -> HTML {
        column.mark.map { Mark($0, column.title).html } ?? "\(column.title)"
    }

    private func upper(_ index: Int) -> HTML {
        let column = self.columns[index]
        guard self.isFirst(index) else { return "" }
        guard !column.group.isEmpty else {
            return """
                <th scope="col" role="columnheader" rowspan="2" class="is-first">\(self.title(column))</th>
                """
        }
        let span = self.columns[index...].prefix { $0.group == column.group }.count
        return "<th scope=\"colgroup\" role=\"columnheader\" colspan=\"\(span)\">\(column.group)</th>"
    }

    private func lower(_ index: Int) -> HTML {
        let column = self.columns[index]
        guard !column.group.isEmpty else { return "" }
        return """
            <th scope="col" role="columnheader"\(" class=\"is-first\"", if: self.isFirst(index))>\(self.title(column))</th>
            """
    }

    private func row(_ row: Row, isTotal: Bool) -> HTML {
        let cells = zip(self.columns.indices, row.figures).map(self.cell)
        let name: HTML =
            isTotal
            ? "<a href=\"\(url: row.href)\">\(row.name)</a>"
            : "<a class=\"subject\" href=\"\(url: row.href)\">\(row.name)</a>"
        return """
            <tr role="row"\(row.attributes)><th scope="row" role="rowheader">\(name)</th>\(cells)</tr>

            """
    }

    private func cell(_ index: Int, _ figure: Figure) -> HTML {
        let column = self.columns[index]
        let tone: HTML? =
            switch (figure.count, column.tone) {
            case (0, _): "is-zero"
            case (_, .plain): nil
            case (_, .near): "is-near"
            case (_, .late): "is-late"
            }
        let classes: HTML =
            switch (self.isFirst(index), tone) {
            case (false, nil): ""
            case (true, nil): " class=\"is-first\""
            case (false, let tone?): " class=\"\(tone)\""
            case (true, let tone?): " class=\"is-first \(tone)\""
            }
        return """
            <td\(classes) role="cell" data-label="\(column.title)"><span><a href="\(url: figure.href)">\
            \(figure.count)</a></span></td>
            """
    }
}
