import Exchange
import Foundation
import Pages
import Web

/// The access log, a page at a time, with how many accesses of each kind there are.
struct AccessPage: Sendable {
    let shell: Shell
    let lines: [AccessSearch.Line]
    let counts: [(kind: AccessEntry.Kind, count: Int)]
    /// As they stood in the address.
    let fields: FormFields
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let total = self.counts.reduce(0) { $0 + $1.count }
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Nhật ký truy cập",
            """
            \(pageHead(
                "Nhật ký truy cập", count: total,
                lead: "Ai đã làm, mở, tải, in gì và ai bị từ chối. Không chọn ngày thì là 30 ngày gần đây. Không ai sửa hay xóa được dòng nào; dòng cũ chỉ hết theo thời gian giữ.",
                acts: button("Thời gian giữ…", href: "/access/retention") + button("Tải .xlsx", href: "/access/xlsx?\(self.query)") + button("Tải .csv", href: "/access/csv?\(self.query)")))
            \(PeopleTabs.html(.access))
            \(errorSummary(errors, title: "Chưa lọc được"))\(self.form)
            \(self.summary, if: !self.counts.isEmpty)
            \(self.lines.isEmpty ? empty("Không có lượt nào như vậy", "Bỏ bớt điều kiện rồi lọc lại.") : self.table)
            """)
    }

    private var form: HTML {
        filter(
            action: "/access",
            [
                filterText("person", "Người", value: self.fields.text("person"), size: 16),
                filterText("document", "Số, ký hiệu", value: self.fields.text("document"), size: 16),
                filterSelect(
                    "kind", "Việc",
                    options: [("", "Tất cả")] + AccessEntry.Kind.allCases.map { ($0.rawValue, AccessWords.kind($0)) },
                    selected: self.fields.text("kind")),
                filterText("from", "Từ ngày", value: self.fields.text("from"), numeric: true),
                filterText("to", "Đến ngày", value: self.fields.text("to"), numeric: true),
            ], act: "Lọc", isOpen: self.fault != nil)
    }

    private var summary: HTML {
        "<p>\(self.counts.map { "\(AccessWords.kind($0.kind)): \($0.count)" }.joined(separator: " · "))</p>"
    }

    private var table: HTML {
        let table = ListTable(
            caption: "Nhật ký truy cập",
            columns: [
                .init("Ai", .subject), .init("Việc"), .init("Văn bản, hồ sơ"), .init("Lúc", .when),
                .init("Địa chỉ máy"),
            ],
            rows: self.lines.map { line in
                .init([
                    "<b>\(line.person.isEmpty ? "Không rõ" : line.person)</b>",
                    "\(AccessWords.kind(line.kind))\(under(["\(AccessWords.detail(line))"]))", "\(line.subject)",
                    Shown.moment(line.at), "\(line.address)",
                ])
            })
        let older = self.lines.count == AccessRoutes.pageLines ? self.lines.last?.seq : nil
        let more = older.map { button("Dòng cũ hơn", href: "/access?\(self.query)&before=\($0)") } ?? ""
        return "\(table.html)<p>\(more)</p>"
    }

    private var query: String {
        ["person", "document", "kind", "from", "to"].map { name in
            "\(name)=\(self.fields.text(name).addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
    }
}

/// Who has opened one document (ai đã xem), and how often each of its files was opened.
struct ReadersPage: Sendable {
    let shell: Shell
    let name: String
    let href: String
    let access: DocumentAccess

    /// Below a timeline, for who may follow it.
    static func link(to document: String, for person: Person) -> HTML {
        DocumentAccess.refusal(by: person) == nil ? "<p><a href=\"/access/of/\(document)\">Ai đã xem</a></p>" : ""
    }

    var html: HTML {
        let readers = ListTable(
            caption: "Ai đã xem",
            columns: [
                .init("Ai", .subject), .init("Lượt mở", .count), .init("Lượt mở tệp", .count), .init("Lần cuối", .when),
            ],
            rows: self.access.readers.map { reader in
                .init([
                    "<b>\(reader.person)</b>", "\(reader.opened)", "\(reader.downloaded)", Shown.moment(reader.last),
                ])
            })
        let files = ListTable(
            caption: "Tệp", columns: [.init("Tệp", .subject), .init("Lượt mở", .count)],
            rows: self.access.files.map { .init(["<b>\($0.name)</b>", "\($0.count)"]) })
        return self.shell.page(
            "Ai đã xem \(self.name)",
            """
            \(trail(self.name, href: self.href))
            \(pageHead("Ai đã xem", count: self.access.readers.count, lead: "Mở lại trong vòng 5 phút chỉ tính một lượt."))
            \(self.access.readers.isEmpty ? empty("Chưa ai mở văn bản này", "Lượt mở sẽ đứng ở đây.") : readers.html)
            \(files.html, if: !self.access.files.isEmpty)
            """)
    }
}
