// API: ListTable.number(text, date), .subject(text, href:, unread:, under:), .when(time, mark), .tick(name, value,
// label:), under([…]), rowNote(text, acts:).

extension ListTable {
    /// Number and notation (số, ký hiệu) over the date.
    package static func number(_ text: String, _ date: HTML = "") -> HTML {
        "<b>\(text)</b>\("<span class=\"quiet small\">\(date)</span>", if: !date.isEmpty)"
    }

    /// The subject (trích yếu) as a link, never cut; below it stamp, sender, files, signature. `unread` says in words
    /// what the heavier type says: "chưa đọc".
    package static func subject(_ text: String, href: String, unread: String? = nil, under parts: [HTML] = []) -> HTML {
        """
        <a class="subject" href="\(url: href)">\(text)</a>\
        \(unread.html { "<span class=\"unseen\"> (\($0))</span>" })\(Pages.under(parts))
        """
    }

    /// A time or deadline and how it stands.
    package static func when(_ time: HTML, _ mark: Mark? = nil) -> HTML { "\(time)\(mark?.html)" }

    /// A box to tick the row; `label` is read aloud: "Chọn 90021/CĐ-TTg".
    package static func tick(_ name: String, value: String, label: String, checked: Bool = false) -> HTML {
        """
        <label for="\(name)-\(value)"><input id="\(name)-\(value)" name="\(name)" value="\(value)" type="checkbox"\
        \(" checked", if: checked)><span class="unseen">\(label)</span></label>
        """
    }
}

/// The quiet line beneath a subject or a name. Marks and stamps stand as they are; give texts as `\(text)`.
package func under(_ parts: [HTML]) -> HTML {
    let items = parts.filter { !$0.isEmpty }.map { part -> HTML in
        part.bytes.starts(with: "<span".utf8) ? part : "<span>\(part)</span>"
    }
    return items.isEmpty ? "" : "<div class=\"under\">\(items)</div>"
}

/// What stands in the note of a row that failed: cause, next step, act.
package func rowNote(_ text: HTML, acts: HTML = "") -> HTML {
    "<p>\(text)</p>\("<div class=\"acts\">\(acts)</div>", if: !acts.isEmpty)"
}
