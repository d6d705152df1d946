import Exchange
import Pages
import Storage
import Web

/// What a leader has saved of the board (bộ lọc đã lưu), each counted as the list that it opens, and the form that saves the question of the page.
struct BoardViews: Sendable {
    /// Without a count: it cannot be read any more, or the page does not count.
    let saved: [(view: SavedSearch, count: Int?)]
    /// Of the page.
    let question: BoardQuestion
    /// What of the board the page shows.
    let kind: SavedSearch.Kind
    let saving: BoardSaving

    static func read(
        _ saved: [SavedSearch], current: BoardQuestion, kind: SavedSearch.Kind, saving: BoardSaving,
        today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> BoardViews {
        let asked = saved.compactMap { view in view.question.map { (view.id, $0) } }
        let counts = try BoardQuestion.counts(asked.map(\.1), today: today, calendar: calendar, in: connection)
        let byID = Dictionary(uniqueKeysWithValues: zip(asked.map(\.0), counts))
        return BoardViews(
            saved: saved.map { ($0, byID[$0.id]) }, question: current, kind: kind, saving: saving)
    }

    /// The view that the page shows, when it is saved.
    private var current: SavedSearch? {
        self.saved.first { $0.view.kind == self.kind && $0.view.query == self.question.query }?.view
    }

    /// Each saved view; of the open one the way to its name.
    var links: HTML {
        guard !self.saved.isEmpty else { return "" }
        let current = self.current?.id
        let items = self.saved.map { view, count -> HTML in
            let isOpen = view.id == current
            return """
                <a class="chip\(" chip--on", if: isOpen)" href="\(url: view.address)"\(" aria-current=\"page\"", if: isOpen)>\
                \(view.name)\(count.html { " <span class=\"num\">\($0)</span>" })</a>
                """
        }
        let edit = current.html {
            button(SavedSearchWords.edit, href: "/search/saved/\($0)", plain: true)
        }
        return """
            <nav class="chips section" aria-label="\(SavedSearchWords.views)">\(items)\(edit)</nav>
            """
    }

    var errors: HTML {
        errorSummary(
            self.saving.fault.errors, title: "Chưa lưu được"
        )
    }

    /// The question under a name of one's own; nothing where there is none, where it cannot be read, or where it is saved.
    func form(_ shell: Shell, fault: FormFault?) -> HTML {
        let query = self.question.query
        guard fault == nil, self.current == nil, !query.isEmpty || self.saving.fault != nil else { return "" }
        let name = Field(
            "name", "Lưu bộ lọc này với tên", .text(value: self.saving.name, maximum: 60),
            hint: "Hiện ở đầu trang, kèm số việc; tối đa \(SavedSearch.maximum) bộ lọc.",
            error: self.saving.fault?.sentence)
        return shell.form("/board/views", once: RandomText.secret(), version: 0).html(
            """
            <input type="hidden" name="query" value="\(query)">\
            <input type="hidden" name="kind" value="\(self.kind.rawValue)">\
            <div class="sheet--pad">\(name.html)</div>\(formFoot(submitButton("Lưu bộ lọc", main: false)))
            """)
    }
}

/// What was typed as the name of a view, and what must be corrected.
struct BoardSaving: Sendable {
    var name = ""
    var fault: FormFault?
}
