/// Our icons, 16 × 16, drawn in the colour of the text. Shape carries the state; words stand beside them.
package enum Icon: String, CaseIterable, Sendable {
    case assign, bell, book, clip, close, done, down, donelate, file, go, hub, `in`, inbox, key, late, left, menu, near, none
    case out, pen, person, plus, print, right, save, search, send, signed, unsigned, urgent1, urgent2, urgent3

    /// `<svg class="icon">` that points into the page's sprite.
    package var html: HTML {
        "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-\(self.rawValue)\"/></svg>"
    }

    /// The symbols that a page uses, hidden, once.
    static func sprite(for page: HTML) -> HTML {
        let text = String(decoding: page.bytes, as: UTF8.self)
        let used = Icon.allCases.filter { text.contains("#i-\($0.rawValue)\"") }
        let symbols = used.map { icon -> HTML in
            "<symbol id=\"i-\(icon.rawValue)\" viewBox=\"0 0 16 16\">\(icon.shape)</symbol>"
        }
        return "<svg class=\"sprite\" aria-hidden=\"true\" focusable=\"false\">\(symbols)</svg>"
    }
}
