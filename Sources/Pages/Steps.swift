// API: StepMark(name, standing, note:, attributes:), steps([StepMark], label:), tally([TallyItem]).

/// One step of a chain, such as publishing.
package struct StepMark: Sendable {
    package enum Standing: Sendable { case done, current, later }
    let name: String
    let standing: Standing
    let note: HTML
    let attributes: HTML

    /// `attributes` stand in the list item, for scripts and tests: ` data-step="…"`.
    package init(_ name: String, _ standing: Standing, note: HTML = "", attributes: HTML = "") {
        self.name = name
        self.standing = standing
        self.note = note
        self.attributes = attributes
    }
}

/// The chain from left to right, on phones from top to bottom.
package func steps(_ steps: [StepMark], label: String, section: Bool = true) -> HTML {
    let items = steps.map { step -> HTML in
        let (attribute, icon): (HTML, Icon) =
            switch step.standing {
            case .done: ("", .done)
            case .current: (" aria-current=\"step\"", .go)
            case .later: (" class=\"is-later\"", .none)
            }
        return """
            <li\(attribute)\(step.attributes)><span>\(icon.html)\(step.name)</span><small>\(step.note)</small></li>
            """
    }
    return "<ol class=\"steps\(" section", if: section)\" aria-label=\"\(label)\">\(items)</ol>"
}

/// One part of a whole with its number.
package struct TallyItem: Sendable {
    let name: String
    let count: Int
    let href: String?
    let isBad: Bool

    /// `bad` is shown in red unless the count is 0; with `href` the number opens the list it counts.
    package init(_ name: String, _ count: Int, href: String? = nil, bad: Bool = false) {
        self.name = name
        self.count = count
        self.href = href
        self.isBad = bad
    }
}

/// The parts of a whole; they must add up to it.
package func tally(_ items: [TallyItem]) -> HTML {
    let parts = items.map { item -> HTML in
        let number: HTML = item.href.map { "<a href=\"\(url: $0)\">\(item.count)</a>" } ?? "\(item.count)"
        return
            "<div\(" class=\"is-bad\"", if: item.isBad && item.count > 0)><dt>\(item.name)</dt><dd>\(number)</dd></div>"
    }
    return "<dl class=\"tally sheet\">\(parts)</dl>"
}
