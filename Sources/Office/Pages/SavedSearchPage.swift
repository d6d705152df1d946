import Pages
import Web

/// Where a saved search, or a saved view of the board, gets another name or is deleted.
struct SavedSearchPage: Sendable {
    let shell: Shell
    let search: SavedSearch
    let once: [String]
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let place = "/search/saved/\(self.search.id)"
        let back = self.search.address
        let (what, from) = SavedSearchWords.titles(self.search.kind)
        let name = Field(
            "name", "Tên", .text(value: self.fields?.text("name") ?? self.search.name, maximum: 60),
            hint: "Tối đa 60 ký tự.",
            error: self.fault?.sentence)
        let foot = "\(submitButton("Đổi tên"))\(button("Quay lại, chưa đổi", href: back, plain: true))" as HTML
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(what): \(self.search.name)",
            """
            \(trail(from, href: back))
            \(pageHead(what, lead: "Đổi tên hoặc xóa khỏi danh mục. Văn bản không bị ảnh hưởng."))
            \(errorSummary(errors))
            \(self.shell.form("\(place)/rename", once: self.once[0], version: 0).html("<div class=\"sheet--pad\">\(name.html)</div>\(formFoot(foot))"))
            <div class="acts section">\(self.shell.form("\(place)/delete", once: self.once[1], version: 0).button("Xóa khỏi danh mục"))</div>
            """)
    }
}
