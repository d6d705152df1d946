// API: ListTable(caption:columns:rows:…).html; Column(title, kind); Row([cells], unread:, note:, attributes:); cells by
// ListTable.number, .subject, .when, .tick, or any HTML.

/// A list of documents, packages or tasks. The column decides how a cell is written: class, role, and the label that
/// names it when rows become blocks on phones.
package struct ListTable: Sendable {
    package struct Column: Sendable {
        /// `number` number and date; `subject` the row's head; `when` times and deadlines; `count` figures; `tick` a
        /// box.
        package enum Kind: Sendable { case plain, number, subject, when, count, tick }

        let title: HTML
        let kind: Kind
        /// Names the cell on phones; nil leaves it unnamed.
        let label: HTML?

        /// `label` where the title is too long for phones, "" for none; by default the title for all but number,
        /// subject and tick.
        package init(_ title: String, _ kind: Kind = .plain, label: String? = nil) {
            self.init("\(title)" as HTML, kind, label: label.map { "\($0)" })
        }

        init(_ title: HTML, _ kind: Kind, label: HTML? = nil) {
            self.title = title
            self.kind = kind
            let usual: HTML? =
                switch kind {
                case .plain, .when, .count: title
                case .number, .subject, .tick: nil
                }
            let chosen = label ?? usual
            self.label = chosen?.isEmpty == true ? nil : chosen
        }
    }

    package struct Row: Sendable {
        let cells: [HTML]
        let isUnread: Bool
        let note: HTML?
        let attributes: HTML

        /// One cell for each column. `note` is a second row: cause, next step, act (`rowNote`). `attributes` stand in
        /// the row.
        package init(_ cells: [HTML], unread: Bool = false, note: HTML? = nil, attributes: HTML = "") {
            self.cells = cells
            self.isUnread = unread
            self.note = note
            self.attributes = attributes
        }
    }

    let caption: HTML
    let columns: [Column]
    let rows: [Row]
    /// A rule above: no head or sheet stands there. Off inside a panel.
    package var isFlush = true
    /// The head is only read aloud.
    package var hidesHead = false
    /// Said when a refresh changes the list.
    package var announcement: String?

    package init(caption: String, columns: [Column], rows: [Row]) {
        self.init(caption: "\(caption)" as HTML, columns: columns, rows: rows)
    }

    init(caption: HTML, columns: [Column], rows: [Row]) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
    }

    package var html: HTML {
        """
        <table class="list\(" list--flush", if: self.isFlush)" role="table"\
        \(self.announcement.html { " data-announce=\"\($0)\"" })><caption class="unseen">\(self.caption)</caption>
        <thead\(" class=\"unseen\"", if: self.hidesHead) role="rowgroup"><tr role="row">\
        \(self.columns.map(self.head))</tr></thead>
        <tbody role="rowgroup">\(self.rows.map(self.row))</tbody></table>
        """
    }

    private func head(_ column: Column) -> HTML {
        let isUnseen = column.kind == .tick && !self.hidesHead
        let title: HTML = isUnseen ? "<span class=\"unseen\">\(column.title)</span>" : column.title
        return "<th role=\"columnheader\" scope=\"col\"\(" class=\"num\"", if: column.kind == .count)>\(title)</th>"
    }

    private func row(_ row: Row) -> HTML {
        let cells = zip(self.columns, row.cells).map(Self.cell)
        let kind: HTML =
            switch (row.isUnread, row.note != nil) {
            case (false, false): ""
            case (true, false): " class=\"is-unread\""
            case (false, true): " class=\"has-note\""
            case (true, true): " class=\"is-unread has-note\""
            }
        let note = row.note.html {
            "<tr role=\"row\" class=\"row-note\"><td role=\"cell\" colspan=\"\(self.columns.count)\">\($0)</td></tr>"
        }
        return "<tr role=\"row\"\(kind)\(row.attributes)>\(cells)</tr>\(note)\n"
    }

    /// Without content it is empty: phones leave such a cell out.
    private static func cell(_ column: Column, _ content: HTML) -> HTML {
        let label = column.label.html { " data-label=\"\($0)\"" }
        switch column.kind {
        case .plain: return "<td role=\"cell\"\(label)>\("<div>\(content)</div>", if: !content.isEmpty)</td>"
        case .number: return "<td class=\"list__no\" role=\"cell\"\(label)>\(content)</td>"
        case .subject: return "<th scope=\"row\" role=\"rowheader\"\(label)>\(content)</th>"
        case .when:
            return
                "<td class=\"list__when\" role=\"cell\"\(label)>\("<span>\(content)</span>", if: !content.isEmpty)</td>"
        case .count: return "<td class=\"num\" role=\"cell\"\(label)>\(content)</td>"
        case .tick: return "<td class=\"list__tick\" role=\"cell\"\(label)>\(content)</td>"
        }
    }
}
