// API: filter(action:, keep:, [controls], act:, chips:, isOpen:, title:), filterSelect, filterText,
// Chip(text, remove:), pager(page:size:total:href:).

/// An active filter; the link goes to the list without it.
package struct Chip: Sendable {
    let text: String
    let remove: String

    package init(_ text: String, remove: String) {
        self.text = text
        self.remove = remove
    }
}

/// A form that asks by GET: the address is the state of the list (office.md, pattern 18). `keep` are values of the
/// address that belong to the list and not to the filter.
///
/// More than two controls would fill the first screen of a phone: there they are folded behind a word that counts the
/// chips, which stay in sight; wide windows show them. `isOpen` where a mistake stands in them. With `title` they are
/// folded behind it in every window.
package func filter(
    action: String, keep: [(name: String, value: String)] = [], _ controls: [HTML], act: String? = nil,
    chips: [Chip] = [], isOpen: Bool = false, title: String? = nil
) -> HTML {
    let hidden = keep.map { name, value -> HTML in "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
    let links = chips.map { chip -> HTML in
        """
        <a class="chip chip--on" href="\(url: chip.remove)">\(chip.text)\(Icon.close.html)\
        <span class="unseen">\(Words.dropFilter)</span></a>
        """
    }
    let word: HTML = act.map { "\($0)" } ?? Words.filterAct
    var asked: HTML = "\(controls)<button class=\"button button--small\" type=\"submit\">\(word)</button>"
    if title != nil || controls.count > 2 {
        let name: HTML = title.map { "\($0)" } ?? Words.filterAct
        asked = """
            <details class="filter__fold\(" filter__fold--always", if: title != nil)"\(" open", if: isOpen)>\
            <summary class="button button--small">\(name)\(" (\(chips.count))", if: !chips.isEmpty)\(Icon.down.html)\
            </summary><div class="filter">\(asked)</div></details>
            """
    }
    return """
        <form class="filter" method="get" action="\(url: action)">\(hidden)\(asked)\
        \("<div class=\"chips\">\(links)</div>", if: !chips.isEmpty)</form>
        """
}

package func filterSelect(
    _ name: String, _ label: String, options: [(value: String, label: String)], selected: String
) -> HTML {
    let items = options.map { option -> HTML in
        "<option value=\"\(option.value)\"\(" selected", if: option.value == selected)>\(option.label)</option>"
    }
    return "<label for=\"\(name)\">\(label) <select id=\"\(name)\" name=\"\(name)\">\(items)</select></label>"
}

/// `size` in characters: 10 for a date.
package func filterText(_ name: String, _ label: String, value: String, size: Int = 10, numeric: Bool = false) -> HTML {
    """
    <label for="\(name)">\(label) <input id="\(name)" name="\(name)" size="\(size)" autocomplete="off"\
    \(" inputmode=\"numeric\"", if: numeric) value="\(value)"></label>
    """
}

/// `1–50 trong 120 văn bản`, previous, next. Pages count from 1; nothing when everything fits on one.
package func pager(page: Int, size: Int, total: Int, href: (Int) -> String) -> HTML {
    guard total > size || page > 1 else { return "" }
    let first = min(total, (page - 1) * size + 1)
    let last = min(total, page * size)
    let back: HTML = """
        <a class="button button--small" href="\(url: href(page - 1))" rel="prev">\(Icon.left.html)\
        \(Words.previousPage)</a>
        """
    let on: HTML = """
        <a class="button button--small" href="\(url: href(page + 1))" rel="next">\(Words.nextPage)\(Icon.right.html)</a>
        """
    return """
        <nav class="pager" aria-label="\(Words.pages)"><span>\(Words.span(first, last, of: total))</span>\
        <div class="acts">\(back, if: page > 1)\(on, if: last < total)</div></nav>
        """
}
