import Exchange
import Pages
import Storage
import Web

/// What a directory file would change, before it does (xem trước).
struct DirectoryPreview: Sendable {
    let file: ContentHash
    /// Of the file, without its head.
    let lines: Int
    let difference: DirectoryDifference
    /// Which part is listed: `added` or a kind of change; another word: the first that has something.
    let show: String
    /// Whether the directory has changed between preview and import.
    let isStale: Bool

    /// Rows that one page lists; the rest is counted.
    private static let shownRows = 100

    private struct Part {
        var word: String
        var title: String
        var count: Int
    }

    private var parts: [Part] {
        let counts = self.difference.counts
        return [Part(word: "added", title: "Thêm mới", count: self.difference.added.count)]
            + DirectoryDifference.Kind.allCases.map { kind in
                Part(
                    word: kind.rawValue, title: kind.vietnamese.prefix(1).uppercased() + kind.vietnamese.dropFirst(),
                    count: counts[kind] ?? 0)
            }
    }

    func html(_ shell: ConsoleShell) -> HTML {
        let head = pageHead(
            "Xem trước: nhập danh bạ",
            lead: "Tệp có \(self.lines) dòng, mã băm \(self.file.hex.prefix(12))… Chưa ghi gì vào danh bạ.")
        let stale = notice(
            .near, "<b>Danh bạ vừa thay đổi.</b> Chưa nhập gì; dưới đây là khác biệt mới.", result: true)
        return """
            \(trail("Nhập danh bạ", href: "/organs/import"))\(head)\(stale, if: self.isStale)\(self.body(shell))
            """
    }

    private func body(_ shell: ConsoleShell) -> HTML {
        guard self.difference.refused.isEmpty else { return self.refusals }
        guard !self.difference.isEmpty else {
            return empty(
                "Tệp không có gì mới", "Danh bạ đã giống hệt \(self.difference.unchanged) dòng của tệp.",
                acts: button("Chọn tệp khác", href: "/organs/import"))
        }
        let parts = self.parts.map {
            TallyItem($0.title, $0.count, href: $0.count == 0 ? nil : self.address($0.word))
        }
        let others = [
            TallyItem("Không đổi", self.difference.unchanged),
            TallyItem("Không có trong tệp, giữ nguyên", self.difference.unnamed),
        ]
        return "\(tally(parts + others))\(self.confirmation(shell))\(self.list)"
    }

    private func address(_ word: String) -> String { "/organs/import/\(self.file.hex)?show=\(word)#thay-doi" }

    private var refusals: HTML {
        let refused = self.difference.refused
        let rows = refused.kept.prefix(Self.shownRows).map { fault in
            ListTable.Row([
                "<b>Dòng \(fault.line ?? 0)</b>", "\(fault.place.map(DirectoryColumn.name) ?? "")",
                "\(fault.vietnamese)",
            ])
        }
        let table = ListTable(
            caption: "Dòng sai", columns: [.init("Dòng", .subject), .init("Cột"), .init("Vì sao")], rows: Array(rows))
        return """
            \(notice(.bad, "<b>Sai \(refused.count) dòng: chưa nhập được dòng nào.</b> Sửa tệp rồi tải lên lại."))\
            \(table.html)\(self.rest(refused.count))\
            <div class="acts section">\(button("Tải lên tệp đã sửa", href: "/organs/import", main: true))</div>
            """
    }

    private func rest(_ count: Int) -> HTML {
        count > Self.shownRows ? "<p class=\"quiet\">\(Self.shownRows) dòng đầu trong \(count).</p>" : ""
    }

    private func confirmation(_ shell: ConsoleShell) -> HTML {
        let count = self.difference.added.count + self.difference.changed.count
        var form = shell.form("/organs/import/\(self.file.hex)", once: RandomText.secret())
        form.kind = "acts"
        let effects: [HTML] = [
            "Ghi cả \(count) thay đổi một lần, hoặc không gì cả.",
            "Gói tin đang chờ cơ quan đóng vẫn nằm trong hộp của cơ quan đó.",
            "Văn bản gửi đến cơ quan đã sáp nhập từ nay đến nơi kế thừa.",
            "Việc nhập vào nhật ký quản trị với tên bạn và mã băm của tệp.",
        ]
        return """
            <section class="section" aria-labelledby="nhap">\(sectionHead("Khi bấm “Nhập \(count) thay đổi”", id: "nhap"))\
            \(effectList(effects.map { Effect($0) }))\(form.html(
                """
                <input type="hidden" name="state" value="\(self.difference.state.hex)">\
                \(submitButton("Nhập \(count) thay đổi"))\(button("Không nhập", href: "/organs"))
                """))</section>
            """
    }

    private var list: HTML {
        let filled = self.parts.filter { $0.count > 0 }
        guard let part = filled.first(where: { $0.word == self.show }) ?? filled.first else { return "" }
        let title = "\(part.title) (\(part.count))"
        return """
            <section class="section" aria-labelledby="thay-doi">\(sectionHead(title, id: "thay-doi"))\
            \(self.table(part, caption: title).html)\(self.rest(part.count))</section>
            """
    }

    private func table(_ part: Part, caption: String) -> ListTable {
        guard let kind = DirectoryDifference.Kind(rawValue: part.word) else {
            return ListTable(
                caption: caption, columns: [.init("Cơ quan", .subject), .init("Mã cũ"), .init("Cấp trên")],
                rows: self.difference.added.prefix(Self.shownRows).map { entry in
                    .init([
                        "<b>\(entry.name)</b>\(under(["\(entry.code.text)"]))", "\(entry.oldCode?.text ?? "")",
                        "\(entry.parent?.text ?? "")",
                    ])
                })
        }
        let changes = self.difference.changed.lazy.filter { $0.kinds.contains(kind) }.prefix(Self.shownRows)
        return ListTable(
            caption: caption, columns: [.init("Cơ quan", .subject), .init("Trước"), .init("Sau")],
            rows: changes.map { change in
                .init([
                    ListTable.subject(
                        change.before.name, href: "/organs/\(change.before.code.text)",
                        under: ["\(change.before.code.text)"]),
                    Self.values(change.fields.map { ($0.name, $0.before) }),
                    Self.values(change.fields.map { ($0.name, $0.after) }),
                ])
            })
    }

    private static func values(_ fields: [(name: String, value: String?)]) -> HTML {
        HTML.joined(
            fields.map { "<span class=\"quiet small\">\(DirectoryColumn.name($0.name)):</span> \($0.value ?? "–")" },
            by: "<br>")
    }
}
