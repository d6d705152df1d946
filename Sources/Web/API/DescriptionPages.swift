import Exchange
import HTTPTypes
package import Pages

/// The description as pages to read, made from what `openAPI` is made from: all calls on one, and what there is to know of them part by part. On one
/// page of two hundred calls with their tables nobody finds anything, and a browser needs seconds to lay it out.
extension APIDescription {
    private static let schemasID = "schemas"

    /// To where the shape of that name is described.
    static func link(toSchema name: String) -> HTML { "<a href=\"/docs/\(self.schemasID)#schema-\(name)\">\(name)</a>" }

    /// By the last word of their address: `/docs/inbox`; `/docs` itself has none.
    package var pages: [String: HTML] {
        var pages = ["": self.overview, Self.schemasID: self.schemaPage]
        for part in self.parts { pages[part.id] = self.page(of: part) }
        return pages
    }

    private var overview: HTML {
        let groups = self.parts.map { part -> HTML in
            var table = ListTable(
                caption: part.title, columns: [.init("Việc", .subject), .init("Lời gọi")],
                rows: part.operations.map { operation in
                    ListTable.Row([
                        "<a href=\"/docs/\(part.id)#\(operation.id)\">\(operation.vietnamese)</a>",
                        "<code>\(operation.method.rawValue) \(operation.path)</code>",
                    ])
                })
            table.isFlush = false
            return """
                <section class="section" aria-label="\(part.title)"><h2><a href="/docs/\(part.id)">\(part.title)</a></h2>\
                <div class="sheet">\(table.html)</div></section>
                """
        }
        return self.layout(self.heading, at: nil, [("codes", "Mã lỗi")]).reading(
            "\(pageHead(self.heading, lead: self.lead))\(self.introduction)\(groups)\(self.codeTable)")
    }

    private func page(of part: Part) -> HTML {
        let contents = part.operations.map { ($0.id, $0.vietnamese) }
        return self.layout("\(part.title) · \(self.heading)", at: part.id, contents).reading(
            """
            \(pageHead(part.title, lead: self.heading))\
            \(part.operations.map { OperationText(operation: $0, description: self).html })
            """)
    }

    private var schemaPage: HTML {
        let tables = self.schemas.map { name, schema -> HTML in
            """
            <section class="sheet section" aria-labelledby="schema-\(name)"><div class="panel__head">\
            <h2 id="schema-\(name)"><code>\(name)</code></h2></div>\(SchemaText.table(name, schema, self))</section>
            """
        }
        let title = "Cấu trúc dữ liệu"
        let contents = self.schemas.map { ("schema-\($0.name)", $0.name) }
        return self.layout("\(title) · \(self.heading)", at: Self.schemasID, contents).reading(
            "\(pageHead(title, lead: self.heading))\(tables)")
    }

    /// - Parameters:
    ///   - id: of the page; nil for the first.
    ///   - contents: ids and titles of what stands on the page.
    private func layout(_ title: String, at id: String?, _ contents: [(id: String, title: String)]) -> Layout {
        func item(_ title: String, _ href: String, isCurrent: Bool = false) -> Layout.SideGroup.Item {
            .init(title: title, href: href, count: nil, isCurrent: isCurrent)
        }
        let parts = self.parts.map { item($0.title, "/docs/\($0.id)", isCurrent: $0.id == id) }
        let schemas = item("Cấu trúc dữ liệu", "/docs/\(Self.schemasID)", isCurrent: id == Self.schemasID)
        return Layout(
            title: title, letterhead: self.letterhead,
            side: [
                .init(title: "Trong trang này", items: contents.map { item($0.title, "#\($0.id)") }),
                .init(
                    title: self.heading,
                    items: [item("Mọi lời gọi", "/docs", isCurrent: id == nil)] + parts + [schemas]),
            ])
    }

    private var codeTable: HTML {
        let rows = self.codes.map { code, vietnamese, english in
            ListTable.Row([
                "<code>\(code.rawValue)</code>", "\(code.httpStatus.code)", Prose.both(vietnamese, english),
            ])
        }
        var table = ListTable(
            caption: "Mã lỗi", columns: [.init("Mã", .subject), .init("HTTP"), .init("Nghĩa")], rows: rows)
        table.isFlush = false
        return """
            <section class="section" aria-labelledby="codes"><h2 id="codes">Mã lỗi</h2>\
            <div class="sheet">\(table.html)</div></section>
            """
    }
}
