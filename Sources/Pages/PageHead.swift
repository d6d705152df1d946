// API: pageHead(title, count:, lead:, acts:), trail(title, href:), tabs([Tab]),
// panel(title, id:, …), sectionHead(title, id:, note:).

/// Title, count, one sentence of duty, and what can be done with the whole list.
package func pageHead(_ title: String, count: Int? = nil, lead: String? = nil, acts: HTML = "") -> HTML {
    """
    <div class="page__head"><div><h1>\(title)\(count.html { " <span class=\"num\">\($0)</span>" })</h1>\
    \(lead.html { "<p class=\"page__lead\">\($0)</p>" })</div>\
    \("<div class=\"acts\">\(acts)</div>", if: !acts.isEmpty)</div>
    """
}

/// The way back to the list.
package func trail(_ title: String, href: String) -> HTML {
    """
    <nav class="trail" aria-label="\(Words.position)"><a href="\(url: href)">\(Icon.left.html)\(title)</a></nav>
    """
}

/// One of two or three scopes of the same list: links, not ARIA tabs.
package struct Tab: Sendable {
    let title: String
    let href: String
    let count: Int?
    let isCurrent: Bool

    package init(_ title: String, href: String, count: Int? = nil, isCurrent: Bool = false) {
        self.title = title
        self.href = href
        self.count = count
        self.isCurrent = isCurrent
    }
}

package func tabs(_ tabs: [Tab]) -> HTML {
    let links = tabs.map { tab -> HTML in
        """
        <a href="\(url: tab.href)"\(" aria-current=\"page\"", if: tab.isCurrent)>\(tab.title)\
        \(tab.count.html { " <span class=\"num\">\($0)</span>" })</a>
        """
    }
    return "<nav class=\"tabs\" aria-label=\"\(Words.scope)\">\(links)</nav>"
}

/// A sheet with a title. `id` names the region, which pages may follow live. `nav` is a row of links in its head, such as
/// "Tất cả", "Chỉ bút phê". `section: false` leaves out the space above.
package func panel(_ title: String, id: String, section: Bool = true, nav: HTML = "", _ body: HTML) -> HTML {
    """
    <section class="sheet\(" section", if: section)" aria-labelledby="\(id)-ten" id="\(id)">\
    <div class="panel__head"><h2 id="\(id)-ten">\(title)</h2>\
    \("<nav aria-label=\"\(title)\">\(nav)</nav>", if: !nav.isEmpty)</div>\(body)</section>
    """
}

/// The title of a part of the page without a sheet of its own, with a quiet word on the right.
package func sectionHead(_ title: String, id: String, note: String? = nil) -> HTML {
    """
    <div class="section__head"><h2 id="\(id)">\(title)</h2>\
    \(note.html { "<span class=\"small quiet\">\($0)</span>" })</div>
    """
}
