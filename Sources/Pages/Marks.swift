// API: Mark(kind, text, big:, wrap:).html, stamp(level:, text), secrecyStamp(text), PartMark.lead/.support/.know.html.

/// A state or deadline in words with its icon; colour says it once more, never alone.
package struct Mark: Sendable {
    /// Late or refused, near due, in time, done, done late, not there yet, in progress.
    package enum Kind: Sendable {
        case late, near, inTime, done, doneLate, none, go
    }

    let kind: Kind
    let text: String
    var isBig = false
    var wraps = false

    /// `big` in the facts of a document; `wrap` for whole sentences, such as the cause of a failure.
    package init(_ kind: Kind, _ text: String, big: Bool = false, wrap: Bool = false) {
        self.kind = kind
        self.text = text
        self.isBig = big
        self.wraps = wrap
    }

    package var html: HTML {
        let (name, icon): (HTML, Icon) =
            switch self.kind {
            case .late: ("late", .late)
            case .near: ("near", .near)
            case .inTime: ("in", .in)
            case .done: ("done", .done)
            case .doneLate: ("donelate", .donelate)
            case .none: ("none", .none)
            case .go: ("go", .go)
            }
        return """
            <span class="mark mark--\(name)\(" mark--wrap", if: self.wraps)\(" mark--big", if: self.isBig)">\
            \(icon.html)\(self.text)</span>
            """
    }
}

/// Urgency as the stamp on paper; nothing for ordinary documents. `level` 1 khẩn, 2 thượng khẩn, 3 and 4 hỏa tốc.
package func stamp(level: Int, _ text: String) -> HTML {
    guard level > 0 else { return "" }
    let icon: Icon = level == 1 ? .urgent1 : level == 2 ? .urgent2 : .urgent3
    return "<span class=\"stamp\">\(icon.html)\(text)</span>"
}

/// Level of secrecy as the stamp on paper (dấu chỉ độ mật): in words alone.
package func secrecyStamp(_ text: String) -> HTML { "<span class=\"stamp\">\(text)</span>" }

/// The part on a receipt line (chủ trì, phối hợp, để biết), told by shape.
package enum PartMark: Sendable {
    case lead, support, know

    package var html: HTML {
        switch self {
        case .lead: "<span class=\"part part--lead\">\(Words.lead)</span>"
        case .support: "<span class=\"part\">\(Words.support)</span>"
        case .know: "<span class=\"part part--know\">\(Words.know)</span>"
        }
    }
}
