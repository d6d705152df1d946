/// A state or deadline in words with its icon; colour says it once more, never alone.
package struct Mark: Sendable {
    package enum Kind: Sendable {
        case late, near, inTime, done, doneLate, none, go
    }

    let kind: Kind
    let text: String
    var isBig = false

    package init(_ kind: Kind, _ text: String, big: Bool = false) {
        self.kind = kind
        self.text = text
        self.isBig = big
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
        return "<span class=\"mark mark--\(name)\(" mark--big", if: self.isBig)\">\(icon.html)\(self.text)</span>"
    }
}

/// Urgency as the stamp on paper; nothing for ordinary documents. `level` 1 khẩn, 2 thượng khẩn, 3 and 4 hỏa tốc.
package func stamp(level: Int, _ text: String) -> HTML {
    guard level > 0 else { return "" }
    let icon: Icon = level == 1 ? .urgent1 : level == 2 ? .urgent2 : .urgent3
    return "<span class=\"stamp\">\(icon.html)\(text)</span>"
}

/// The part on a receipt line, told by shape.
package enum PartMark: Sendable {
    case lead, support, know

    package var html: HTML {
        switch self {
        case .lead: "<span class=\"part part--lead\">Chủ trì</span>"
        case .support: "<span class=\"part\">Phối hợp</span>"
        case .know: "<span class=\"part part--know\">Để biết</span>"
        }
    }
}
