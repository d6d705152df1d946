// API: Icon.late.html, one case for each symbol.

/// Our icons, 16 × 16, drawn in the colour of the text. Shape carries the state; words stand beside them.
package enum Icon: String, CaseIterable, Sendable {
    case again, assign, bell, book, check, clip, close, done, down, donelate, file, go, hub, `in`, inbox, key, late,
        left, menu
    case near, none, out, pen, person, plus, print, right, save, search, send, spark, swap
    case urgent1, urgent2, urgent3

    /// `<svg class="icon">` that points into the page's sprite.
    package var html: HTML {
        "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-\(self.rawValue)\"/></svg>"
    }

    /// The symbols that a page uses, hidden, once. Finds them in the written page: `#i-name"`.
    static func sprite(for page: HTML) -> HTML {
        let used = self.names(in: page.bytes)
        let symbols = Icon.allCases.filter { used.contains($0.rawValue) }.map { icon -> HTML in
            "<symbol id=\"i-\(icon.rawValue)\" viewBox=\"0 0 16 16\">\(icon.shape)</symbol>"
        }
        return "<svg class=\"sprite\" aria-hidden=\"true\" focusable=\"false\">\(symbols)</svg>"
    }

    /// What stands between `"#i-` and the next quote. Text of people never matches: its quotes are escaped.
    private static func names(in page: [UInt8]) -> Set<String> {
        let mark = Array("\"#i-".utf8)
        var names: Set<String> = []
        var rest = page[...]
        while let start = rest.firstIndex(of: mark[0]) {
            rest = rest[start...]
            guard rest.starts(with: mark) else {
                rest = rest.dropFirst()
                continue
            }
            let name = rest.dropFirst(mark.count).prefix { $0 != mark[0] }
            names.insert(String(decoding: name, as: UTF8.self))
            rest = rest[name.endIndex...]
        }
        return names
    }
}
