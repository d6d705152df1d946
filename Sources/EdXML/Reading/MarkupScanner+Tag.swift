extension MarkupScanner {
    enum Offence: Equatable {
        case doctype
        case nul
        case manyAttributes(tag: String)
        case longMarkup(tag: String)
    }

    /// A tag that has ended: `<a:b>`, `</a:b>` or `<a:b/>`. No comments, instructions or CDATA sections.
    struct Tag {
        enum Kind { case opening, closing, empty }
        var kind: Kind
        /// As written, with its prefix; at most 100 bytes.
        var name: String

        var prefix: Substring { self.name.firstIndex(of: ":").map { self.name[...$0] } ?? "" }
        var localName: Substring {
            self.name.firstIndex(of: ":").map { self.name[self.name.index(after: $0)...] } ?? self.name[...]
        }
    }
}
