import Exchange
import Pages

/// What changed from one version of a draft to another: its data, and the text of its files.
struct DraftComparisonPage: Sendable {
    let shell: Shell
    let issue: Issue
    let older: DraftVersion
    let newer: DraftVersion
    let files: [FileComparison]

    var html: HTML {
        let path = "/outgoing/\(self.issue.outgoing.id)"
        let title = "So sánh phiên bản \(self.older.number) và \(self.newer.number)"
        let options = self.issue.versions.map { version in
            (
                value: String(version.number),
                label: "Phiên bản \(version.number), \(VietnamTime.shown(version.madeAt))"
            )
        }
        return self.shell.page(
            title,
            """
            \(trail("Dự thảo", href: path))
            \(pageHead(title, lead: self.issue.outgoing.subject))
            \(filter(action: "\(path)/compare", [
                filterSelect("from", "Từ", options: options, selected: String(self.older.number)),
                filterSelect("to", "đến", options: options, selected: String(self.newer.number)),
            ], act: "So sánh"))
            \(self.makers)
            \(panel("Dữ liệu của văn bản", id: "du-lieu", self.data))
            \(self.files.enumerated().map { index, file in
                panel(file.title, id: "tep-\(index)", "<div class=\"sheet--pad\">\(self.body(file))</div>")
            })
            """
        )
    }

    private var makers: HTML {
        let lines = [self.older, self.newer].map { version -> HTML in
            let note: HTML = version.note.isEmpty ? "" : ": “\(version.note)”"
            return "Phiên bản \(version.number): \(version.madeBy), \(Shown.moment(version.madeAt))\(note)"
        }
        return notice(.plain, .joined(lines, by: "<br>"))
    }

    private var data: HTML {
        let changes = self.older.data.changes(to: self.newer.data)
        guard !changes.isEmpty else { return "<p class=\"sheet--pad\">Dữ liệu không đổi.</p>" }
        var table = ListTable(
            caption: "Dữ liệu đã đổi",
            columns: [
                .init("Mục", .subject), .init("Phiên bản \(self.older.number)"),
                .init("Phiên bản \(self.newer.number)"),
            ],
            rows: changes.map { change in
                .init([
                    "\(change.name)", change.before.isEmpty ? "" : "<del>\(change.before)</del>",
                    change.after.isEmpty ? "" : "<ins>\(change.after)</ins>",
                ])
            })
        table.isFlush = false
        return table.html
    }

    private func body(_ file: FileComparison) -> HTML {
        switch file.finding {
        case .same: "<p>Tệp không đổi.</p>"
        case .added: "<p>Tệp mới ở phiên bản \(self.newer.number).</p>"
        case .removed: "<p>Không còn ở phiên bản \(self.newer.number).</p>"
        case .unread(let why): "<p>\(why) Mở từng tệp ở trang dự thảo để so sánh.</p>"
        case .text(let difference): self.text(difference)
        }
    }

    private func text(_ difference: TextDifference) -> HTML {
        guard difference.isDifferent else { return "<p>Tệp khác nhau nhưng phần chữ không đổi.</p>" }
        let blocks = difference.blocks.map { block -> HTML in
            switch block {
            case .same(let count): "<li class=\"quiet small\">\(count) đoạn không đổi</li>"
            case .removed(let text): "<li><del><span class=\"unseen\">Bỏ đoạn: </span>\(text)</del></li>"
            case .added(let text): "<li><ins><span class=\"unseen\">Thêm đoạn: </span>\(text)</ins></li>"
            case .changed(let pieces): "<li>\(HTML.joined(pieces.map(Self.piece), by: " "))</li>"
            }
        }
        return "<ol class=\"difference\">\(blocks)</ol>"
    }

    private static func piece(_ piece: TextDifference.Piece) -> HTML {
        switch piece {
        case .same(let text): "\(text)"
        case .removed(let text): "<del><span class=\"unseen\">bỏ: </span>\(text)</del>"
        case .added(let text): "<ins><span class=\"unseen\">thêm: </span>\(text)</ins>"
        }
    }
}
