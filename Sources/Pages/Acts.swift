// API: button(text, href:, main:, small:, plain:, icon:), submitButton(text, main:, name:, …), moreActs([(title,
// href)]).

/// A link that looks like what it does. One `main` a page; `plain` for the way back.
package func button(
    _ text: String, href: String, main: Bool = false, small: Bool = false, plain: Bool = false, icon: Icon? = nil
) -> HTML {
    """
    <a class="button\(" button--small", if: small)\(" button--main", if: main)\(" button--plain", if: plain)" \
    href="\(url: href)">\(icon?.html)\(text)</a>
    """
}

/// Sends the form it stands in. The main one is also what Ctrl + Enter presses. With `name` the server sees which one
/// was pressed.
package func submitButton(
    _ text: String, main: Bool = true, name: String? = nil, value: String = "yes", grave: Bool = false,
    small: Bool = false
) -> HTML {
    """
    <button class="button\(" button--small", if: small)\(" button--main", if: main)\(" button--grave", if: grave)" \
    type="submit"\
    \(" data-next", if: main)\(name.html { " name=\"\($0)\" value=\"\(value)\"" })>\(text)</button>
    """
}

/// Rare acts in a labelled menu (Thao tác khác, or `title`); nothing when there are none.
package func moreActs(_ acts: [(title: String, href: String)], title: String? = nil) -> HTML {
    guard !acts.isEmpty else { return "" }
    let label: HTML = title.map { "\($0)" } ?? Words.otherActs
    let items = acts.map { title, href -> HTML in "<li><a href=\"\(url: href)\">\(title)</a></li>" }
    return """
        <details class="more"><summary class="button">\(label)\(Icon.down.html)</summary><ul>\(items)</ul>\
        </details>
        """
}

/// Prints the page; seen only where the script runs, the browser's own menu does it elsewhere.
package let printButton: HTML = "<button class=\"button button--main\" type=\"button\" data-print hidden>In</button>"
