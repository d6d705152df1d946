import Exchange
import Foundation
import Pages

/// A list of case files.
struct CaseFileListPage: Sendable {
    let shell: Shell
    let view: CaseFileView
    let sought: String
    let files: [CaseFile]
    let total: Int
    let pageNumber: Int
    let pageSize: Int

    var html: HTML {
        let title = CaseFileWords.view(self.view)
        let acts = button("Mở hồ sơ…", href: "/case-files/new", main: true)
        let filter = filter(
            action: "/case-files", keep: [("view", self.view.rawValue)],
            [filterText("q", "Số, ký hiệu hoặc tiêu đề", value: self.sought, size: 24)], act: "Tìm",
            chips: self.sought.isEmpty
                ? [] : [Chip("“\(self.sought)”", remove: "/case-files?view=\(self.view.rawValue)")])
        let sought = self.sought.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let pager = pager(page: self.pageNumber, size: self.pageSize, total: self.total) {
            "/case-files?view=\(self.view.rawValue)&q=\(sought)&page=\($0)"
        }
        return self.shell.page(
            "\(title) (\(self.total))", keys: [("j k", "xuống, lên một hồ sơ"), ("o", "mở hồ sơ")],
            """
            \(pageHead(title, count: self.total, lead: CaseFileWords.duty(self.view), acts: acts))\(filter)\
            \(self.files.isEmpty ? self.nothing : Self.table(self.files, caption: title))\(pager)
            """)
    }

    private var nothing: HTML {
        self.sought.isEmpty
            ? empty(
                "Chưa có hồ sơ nào",
                "Mở hồ sơ có trong danh mục hồ sơ của năm, hoặc mở hồ sơ mới khi bắt đầu một công việc.",
                acts: button("Xem danh mục hồ sơ", href: "/case-plan"))
            : empty(
                "Không tìm thấy hồ sơ nào",
                "Thử số, ký hiệu (ví dụ 01.TCCB) hoặc vài chữ trong tiêu đề, có dấu hay không dấu đều được.")
    }

    static func table(_ files: [CaseFile], caption: String) -> HTML {
        ListTable(
            caption: caption,
            columns: [
                .init("Số, ký hiệu", .number), .init("Tiêu đề, người lập", .subject), .init("Trạng thái"),
                .init("Thời hạn bảo quản"), .init("Văn bản", .count),
            ],
            rows: files.map { file in
                ListTable.Row(
                    [
                        ListTable.number(file.sign.text, "Năm \(file.sign.year)"),
                        ListTable.subject(
                            file.title, href: "/case-files/\(file.id)",
                            under: ["\(file.keeperName)", "\(file.unit.name)"]),
                        Shown.state(file),
                        "\(CaseFileWords.retention(file.retention))",
                        "\(file.documents)",
                    ], attributes: " data-path=\"/case-files/\(file.id)\"")
            }
        ).html
    }
}

extension Shown {
    static func state(_ file: CaseFile, big: Bool = false) -> HTML {
        let kind: Mark.Kind =
            switch file.state {
            case .planned: .none
            case .open: .go
            case .closed, .archived, .historical: .done
            case .condemned: .late
            }
        return Mark(kind, CaseFileWords.state(file.state), big: big).html
    }
}
