import Exchange
import Foundation
import Pages

/// Phiếu giải quyết văn bản đến (NĐ 30/2020/NĐ-CP, Phụ lục IV.VII) of one document, to be printed: what the leader, the head of the
/// unit and the officer wrote, with room for the pen where nothing is there yet.
struct HandlingSheetPage: Sendable {
    let shell: Shell
    let dossier: Dossier

    private var incoming: Incoming { self.dossier.incoming }

    var html: HTML {
        let title = "Phiếu giải quyết văn bản đến"
        return self.shell.page(
            "\(title) \(self.incoming.name)",
            """
            \(trail("\(self.incoming.name)", href: "/incoming/\(self.incoming.id)"))\(pageHead(title, acts: printButton))\
            <article class="register" tabindex="0" role="region" aria-label="\(title)">
            <header class="register__head"><div>\(self.shell.letterhead.first ?? "")<b>\(self.shell.letterhead.last ?? "")</b>\
            <div class="rule"></div></div></header>
            <h2 class="register__title">\(title)</h2>
            <p class="register__span">\(self.incoming.typeName) \(self.incoming.name) ngày \(self.incoming.promulgationDate.shown) \
            của \(self.incoming.organName)\(self.incoming.number.html { "; số đến \($0)" })\
            \(self.incoming.enteredOn.html { " ngày \($0.shown)" })</p>
            <p>\(self.incoming.subject)</p>
            \(self.leader)\(self.head)\(self.officer)
            </article>
            """)
    }

    private var leader: HTML {
        let lines = self.dossier.receipts.lines.filter { $0.parentID == nil && $0.stands && $0.part != .know }.map {
            receipt -> HTML in
            "<tr><td>\(receipt.part == .lead ? "Chủ trì" : "Phối hợp")</td><td>\(receipt.holder)</td><td class=\"c\">\(receipt.due.map(\.shown) ?? "")</td></tr>"
        }
        let table: HTML =
            lines.isEmpty
            ? ""
            : """
            <table><caption class="unseen">Đơn vị, thời hạn</caption><thead><tr><th scope="col">Vai trò</th><th scope="col">Đơn vị, cá nhân</th>\
            <th scope="col">Thời hạn giải quyết</th></tr></thead><tbody>\(lines)</tbody></table>
            """
        return self.block(
            "Ý kiến của lãnh đạo cơ quan: giao đơn vị, cá nhân chủ trì, phối hợp; thời hạn của từng nơi", .directed,
            { $0.quote ?? "" }, table)
    }

    private var head: HTML {
        let due: HTML = self.dossier.receipts.doer?.due.html { "<p>Thời hạn: \($0.shown)</p>" } ?? ""
        return self.block(
            "Ý kiến của lãnh đạo đơn vị: giao cá nhân; thời hạn", .officerAssigned, { "Giao \($0.detail)" }, due)
    }

    private var officer: HTML {
        self.block("Ý kiến đề xuất của người giải quyết", .finished, { $0.quote ?? "" }, "")
    }

    /// What was written last, by whom and when; else room for it.
    private func block(_ title: String, _ kind: Event.Kind, _ text: (Event) -> String, _ more: HTML) -> HTML {
        let last = self.dossier.events.filter { $0.kind == kind }.max { $0.at < $1.at }
        let written: HTML = last.html { event in
            "<p>\(text(event))</p>\(more)<p><i>\(event.actor), ngày \(VietnamTime.date(event.at).shown)</i></p>"
        }
        let blank: HTML = "<p>……………………………………………………………………</p>\(more)<p><i>Ngày … tháng … năm …</i></p>"
        return "<h3>\(title)</h3>\(last == nil ? blank : written)"
    }
}
