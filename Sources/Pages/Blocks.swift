/// Title, count, one sentence of duty, and what can be done with the whole list.
package func pageHead(_ title: String, count: Int? = nil, lead: String? = nil, acts: HTML = "") -> HTML {
    """
    <div class="page__head"><div><h1>\(title)\(count.html { " <span class=\"num\">\($0)</span>" })</h1>\
    \(lead.html { "<p class=\"page__lead\">\($0)</p>" })</div>\("<div class=\"acts\">\(acts)</div>", if: !acts.isEmpty)</div>
    """
}

/// The way back to the list.
package func trail(_ title: String, href: String) -> HTML {
    "<nav class=\"trail\" aria-label=\"\(Words.position)\"><a href=\"\(url: href)\">\(Icon.left.html)\(title)</a></nav>"
}

package func button(_ text: String, href: String, main: Bool = false, small: Bool = false) -> HTML {
    """
    <a class="button\(" button--small", if: small)\(" button--main", if: main)" href="\(url: href)">\(text)</a>
    """
}

/// `good`, `near`, `bad`, or plain.
package enum NoticeKind: Sendable { case plain, good, near, bad }

package func notice(_ kind: NoticeKind, _ text: HTML) -> HTML {
    let (name, icon): (HTML, Icon) =
        switch kind {
        case .plain: ("", .in)
        case .good: (" notice--good", .done)
        case .near: (" notice--near", .near)
        case .bad: (" notice--bad", .late)
        }
    return "<p class=\"notice\(name)\">\(icon.html)<span>\(text)</span></p>"
}

/// Nothing is here: what would put something here, and one next step.
package func empty(_ title: String, _ text: String, acts: HTML = "") -> HTML {
    """
    <div class="empty sheet">\(Icon.inbox.html)<h2>\(title)</h2><p>\(text)</p>\("<div class=\"acts\">\(acts)</div>", if: !acts.isEmpty)</div>
    """
}

/// The page before something that cannot be undone: question, what will happen, one button with the verb, one way back.
package func confirm(_ question: String, effects: [HTML], form: HTML) -> HTML {
    """
    <div class="confirm sheet sheet--pad"><h1>\(question)</h1><ul class="effects">\(effects.map { effect -> HTML in "<li>\(effect)</li>" })</ul>\(form)</div>
    """
}

/// `1–50 trong 120 văn bản`, previous, next.
package func pager(page: Int, size: Int, total: Int, href: (Int) -> String) -> HTML {
    guard total > size || page > 1 else { return "" }
    let first = min(total, (page - 1) * size + 1)
    let last = min(total, page * size)
    return """
        <nav class="pager" aria-label="\(Words.pages)"><span>\(first)–\(last) trong \(total) \(Words.documents)</span>\
        \("<a class=\"button button--small\" href=\"\(url: href(page - 1))\">\(Icon.left.html)\(Words.previousPage)</a>", if: page > 1)\
        \("<a class=\"button button--small\" href=\"\(url: href(page + 1))\">\(Words.nextPage)\(Icon.right.html)</a>", if: last < total)</nav>
        """
}

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

package func steps(_ steps: [StepMark], label: String, section: Bool = true) -> HTML {
    let items = steps.map { step -> HTML in
        switch step.standing {
        case .done: "<li\(step.attributes)><span>\(Icon.done.html)\(step.name)</span><small>\(step.note)</small></li>"
        case .current:
            "<li aria-current=\"step\"\(step.attributes)><span>\(Icon.go.html)\(step.name)</span><small>\(step.note)</small></li>"
        case .later: "<li class=\"is-later\"\(step.attributes)><span>\(Icon.none.html)\(step.name)</span><small>\(step.note)</small></li>"
        }
    }
    return "<ol class=\"steps\(" section", if: section)\" aria-label=\"\(label)\">\(items)</ol>"
}
