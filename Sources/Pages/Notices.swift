// API: notice(kind, html, result:), empty(title, text, acts:), confirm(question, …), effectList([Effect]),
// Effect(html, icon:).

/// Plain, good, near (watch out), bad.
package enum NoticeKind: Sendable { case plain, good, near, bad }

/// A sentence about the page. `result` when it tells what an act just did: it is read aloud.
package func notice(_ kind: NoticeKind, _ text: HTML, result: Bool = false) -> HTML {
    let (name, icon): (HTML, Icon) =
        switch kind {
        case .plain: ("", .in)
        case .good: (" notice--good", .done)
        case .near: (" notice--near", .near)
        case .bad: (" notice--bad", .late)
        }
    return "<p class=\"notice\(name)\"\(" role=\"status\"", if: result)>\(icon.html)<span>\(text)</span></p>"
}

/// Nothing is here: what would put something here, and one next step.
package func empty(_ title: String, _ text: String, acts: HTML = "") -> HTML {
    """
    <div class="empty sheet">\(Icon.inbox.html)<h2>\(title)</h2><p>\(text)</p>\
    \("<div class=\"acts\">\(acts)</div>", if: !acts.isEmpty)</div>
    """
}

/// One thing that will happen, or will not.
package struct Effect: Sendable {
    let icon: Icon
    let text: HTML

    /// `.check` happens here, `.send` leaves the house, `.none` ends or stays away.
    package init(_ text: HTML, icon: Icon = .check) {
        self.icon = icon
        self.text = text
    }
}

/// The page before something that cannot be undone: question, what will happen, one button with the verb, one way back.
/// `lead` says why it cannot be undone; `button` is the text of the button in `form`.
package func confirm(
    _ question: String, lead: String? = nil, button: String? = nil, effects: [Effect], form: HTML
) -> HTML {
    """
    <div class="confirm"><h1>\(question)</h1>\(lead.html { "<p class=\"page__lead\">\($0)</p>" })\
    \(button.html { "<h2 class=\"section\">\(Words.whenPressed($0))</h2>" })
    \(effectList(effects))\(form)</div>
    """
}

/// What will happen, one effect a line.
package func effectList(_ effects: [Effect]) -> HTML {
    let items = effects.map { effect -> HTML in "<li>\(effect.icon.html)<div>\(effect.text)</div></li>" }
    return "<ul class=\"effects\">\(items)</ul>"
}

/// The same with effects that all happen.
package func confirm(_ question: String, effects: [HTML], form: HTML) -> HTML {
    confirm(question, effects: effects.map { Effect($0) }, form: form)
}
