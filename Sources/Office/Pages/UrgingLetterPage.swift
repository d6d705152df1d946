import Exchange
import Pages

/// What a letter of urging tells, to be printed or copied into the letter: text, receivers, documents, deadlines.
struct UrgingLetterPage: Sendable {
    let shell: Shell
    let outgoing: Outgoing
    let letter: UrgingLetter
    let person: Person

    var html: HTML {
        let title = "Nội dung công văn đôn đốc"
        let name = self.outgoing.code?.text ?? "Dự thảo"
        let kind = FollowingWords.kind(self.letter.kind).lowercased()
        let lead = "Lập ngày \(VietnamTime.date(self.letter.at).shown), \(self.letter.urgedBy), \(kind)."
        return self.shell.page(
            "\(title) \(name)",
            """
            \(trail(name, href: "/outgoing/\(self.outgoing.id)"))\
            \(pageHead(title, lead: lead, acts: printButton))\
            <article class="register register--upright" tabindex="0" role="region" aria-label="\(title)">
            <header class="register__head"><div>\(self.shell.letterhead.first ?? "")<b>\(self.shell.letterhead.last ?? "")</b>\
            <div class="rule"></div></div></header>
            <h2 class="register__title">\(self.outgoing.subject)</h2>
            <p class="register__span">Kính gửi: \(self.receivers)</p>
            <p>\(self.letter.text)</p>
            <table><caption class="unseen">Văn bản đôn đốc</caption><thead><tr><th scope="col">Nơi nhận</th>\
            <th scope="col">Số, ký hiệu</th><th scope="col">Ngày</th><th scope="col">Trích yếu</th><th scope="col">Thời hạn</th>\
            <th scope="col">Đôn đốc lần</th></tr></thead><tbody>\(self.letter.rows.map(self.row))</tbody></table>
            </article>
            """)
    }

    /// Each once, in their order.
    private var receivers: String {
        var names: [String] = []
        for row in self.letter.rows where !names.contains(row.organName) { names.append(row.organName) }
        return names.joined(separator: "; ")
    }

    private func row(_ row: UrgingLetter.Row) -> HTML {
        let code = row.code?.text ?? ""
        // Others may draft the letter without seeing every document in it.
        let isOpen = UrgingRule.refusal(by: self.person) == nil
        let name: HTML = isOpen ? "<a href=\"\(url: "/outgoing/\(row.documentID)")\">\(code)</a>" : "\(code)"
        return """
            <tr><td>\(row.organName)</td><td class="c">\(name)</td><td class="c">\(row.promulgationDate?.shown ?? "")</td>\
            <td>\(row.subject)</td><td class="c">\(row.due?.shown ?? "")</td><td class="c">\(row.ordinal)</td></tr>
            """
    }
}
