package import Exchange
import HTTPTypes
package import Pages

/// An API as programs and people read it, made from one list of its calls.
package struct APIDescription: Sendable {
    /// For programs: `LienThong: trục liên thông văn bản`.
    package var title: String
    package var about: String
    /// For people: the page's head.
    package var heading: String
    package var lead: String
    package var letterhead: [String]
    package var introduction: HTML
    /// The variable with the server's address in the commands to try: `HUB`.
    package var base: String
    /// The calls by what one wants, in the order in which a newcomer needs them.
    package var parts: [(title: String, operations: [APIOperation])]
    package var schemas: [(name: String, schema: APISchema)]
    package var security: [String: JSON]
    /// The codes that it answers with, and what they mean here.
    package var codes: [(code: Fault.Code, vietnamese: String, english: String)]
    /// The Vietnamese of a sentence of the description; nil where there is none.
    package var vietnamese: @Sendable (String) -> String?

    package init(
        title: String, about: String, heading: String, lead: String, letterhead: [String], introduction: HTML,
        base: String, parts: [(title: String, operations: [APIOperation])],
        schemas: [(name: String, schema: APISchema)], security: [String: JSON],
        codes: [(code: Fault.Code, vietnamese: String, english: String)],
        vietnamese: @escaping @Sendable (String) -> String?
    ) {
        self.title = title
        self.about = about
        self.heading = heading
        self.lead = lead
        self.letterhead = letterhead
        self.introduction = introduction
        self.base = base
        self.parts = parts
        self.schemas = schemas
        self.security = security
        self.codes = codes
        self.vietnamese = vietnamese
    }

    package var operations: [APIOperation] { self.parts.flatMap(\.operations) }
}

extension APIDescription {
    /// `/docs`: the description as a page to read, made from what `openAPI` is made from.
    package var page: HTML {
        var side = self.parts.map { part in
            Layout.SideGroup(
                title: part.title,
                items: part.operations.map {
                    .init(title: $0.vietnamese, href: "#\($0.id)", count: nil, isCurrent: false)
                })
        }
        side.append(
            Layout.SideGroup(
                title: "Tra cứu",
                items: [
                    .init(title: "Mã lỗi", href: "#codes", count: nil, isCurrent: false),
                    .init(title: "Cấu trúc dữ liệu", href: "#schemas", count: nil, isCurrent: false),
                ]))
        let layout = Layout(title: self.heading, letterhead: self.letterhead, side: side)
        let groups = self.parts.map { part -> HTML in
            """
            <section class="section" aria-label="\(part.title)"><h2>\(part.title)</h2>\
            \(part.operations.map { OperationText(operation: $0, description: self).html })</section>
            """
        }
        return layout.reading(
            """
            \(pageHead(self.heading, lead: self.lead))\
            \(self.introduction)\(groups)\(self.codeTable)\(self.schemaTables)
            """)
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

    private var schemaTables: HTML {
        let parts = self.schemas.map { name, schema -> HTML in
            """
            <section class="sheet section" aria-labelledby="schema-\(name)"><div class="panel__head">\
            <h3 id="schema-\(name)"><code>\(name)</code></h3></div>\(SchemaText.table(name, schema, self))</section>
            """
        }
        return """
            <section class="section" aria-labelledby="schemas"><h2 id="schemas">Cấu trúc dữ liệu</h2>\(parts)</section>
            """
    }

    /// A sentence of the description in both languages; once where both say it alike.
    func both(_ english: String) -> HTML {
        let vietnamese = self.vietnamese(english) ?? english
        return vietnamese == english ? Prose.html(english) : Prose.both(vietnamese, english)
    }
}

/// Sentences in which words of the wire stand between backticks.
enum Prose {
    static func html(_ text: String) -> HTML {
        HTML.joined(
            text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
                index % 2 == 0 ? "\(part)" : "<code>\(part)</code>"
            })
    }

    /// Vietnamese, below it English.
    static func both(_ vietnamese: String, _ english: String) -> HTML {
        "<div>\(self.html(vietnamese))</div><div lang=\"en\" class=\"quiet small\">\(self.html(english))</div>"
    }
}
