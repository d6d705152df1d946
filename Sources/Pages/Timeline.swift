// API: TimelineItem(icon:title:quote:who:…), timeline([TimelineItem]).

/// One line of a timeline (diễn biến).
package struct TimelineItem: Sendable {
    let icon: Icon
    let title: String
    let quote: String?
    let who: HTML
    let isDirection: Bool
    let isGood: Bool
    let isBad: Bool
    let attributes: HTML

    /// `quote` is a direction (bút phê) in its writer's words; `who` is time, actor, and for whom. `attributes` stand
    /// in the list item, for scripts and tests: ` data-event="…"`.
    package init(
        icon: Icon, title: String, quote: String? = nil, who: HTML, isDirection: Bool = false, isGood: Bool = false,
        isBad: Bool = false, attributes: HTML = ""
    ) {
        self.icon = icon
        self.title = title
        self.quote = quote
        self.who = who
        self.isDirection = isDirection
        self.isGood = isGood
        self.isBad = isBad
        self.attributes = attributes
    }

    fileprivate var html: HTML {
        let kind: HTML =
            self.isDirection
            ? " class=\"is-direction\"" : self.isBad ? " class=\"is-bad\"" : self.isGood ? " class=\"is-good\"" : ""
        return """
            <li\(kind)\(self.attributes)><span class="timeline__icon">\(self.icon.html)</span><div><b>\(self.title)</b>\
            \(self.quote.html { "<blockquote class=\"said\">\($0)</blockquote>" })<p class="timeline__who">\
            \(self.who)</p></div></li>
            """
    }
}

/// Newest first; the caller orders. The number of lines is announced when a refresh changes it.
package func timeline(_ items: [TimelineItem]) -> HTML {
    "<ol class=\"timeline\" data-announce=\"\(Words.events(items.count))\">\(items.map(\.html))</ol>"
}
