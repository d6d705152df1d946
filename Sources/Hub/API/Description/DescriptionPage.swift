import Exchange
import HTTPTypes
import Pages

/// `/docs`: the description of the API as a page to read, made from what `/openapi.json` is made from.
enum DescriptionPage {
    static func html(hubName: String) -> HTML {
        let parts = Self.parts
        var side = parts.map { part in
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
        let layout = Layout(title: "API của trục", letterhead: ["Trục liên thông văn bản", hubName], side: side)
        let groups = parts.map { part -> HTML in
            """
            <section class="section" aria-label="\(part.title)"><h2>\(part.title)</h2>\
            \(part.operations.map { OperationText(operation: $0).html })</section>
            """
        }
        return layout.reading(
            """
            \(pageHead("API của trục", lead: "Dành cho phần mềm kết nối với trục. Bản cho máy đọc: /openapi.json (OpenAPI 3.1)."))\
            \(Self.introduction)\(groups)\(Self.codes)\(Self.schemas)
            """)
    }

    /// The calls by what one wants, in the order of the description.
    private static var parts: [(title: String, operations: [APIOperation])] {
        let titles = [
            "packages": "Gửi", "uploads": "Gửi từng phần", "transport": "Nhận", "inbox": "Nhận", "deliveries": "Nhận",
            "evidence": "Bằng chứng", "webhook": "Gọi báo", "organs": "Danh bạ",
        ]
        var parts: [(title: String, operations: [APIOperation])] = []
        for operation in APIOperation.all {
            // `/v1/packages/{id}`: the second part says what it is about.
            let words = operation.path.split(separator: "/").map(String.init)
            let title = words.count > 1 ? titles[words[1]] ?? words[1] : "Về trục này"
            if let index = parts.firstIndex(where: { $0.title == title }) {
                parts[index].operations.append(operation)
            } else {
                parts.append((title, [operation]))
            }
        }
        return parts
    }

    private static let introduction: HTML = """
        <section class="sheet sheet--pad reading" aria-labelledby="bat-dau"><h2 id="bat-dau">Bắt đầu</h2>\
        <p>Mỗi lời gọi, trừ những địa chỉ ghi “Mở”, mang mã truy cập do người vận hành cấp, hoặc một chứng thư của hệ thống.</p>\
        <pre><code>curl --fail --silent --cacert ca.pem -H "Authorization: Bearer $TOKEN" "$HUB/v1/inbox?after=0"</code></pre>\
        <p>Trả lời 2xx nghĩa là đã nằm trên đĩa. Việc gì chưa xong đều gọi lại được: đúng những byte ấy nhận lại đúng câu trả lời ấy. \
        Trả lời khác 2xx là “problem details” (RFC 9457): <code>code</code> cho chương trình, <code>detail</code> tiếng Việt, \
        <code>title</code> tiếng Anh, <code>place</code> và <code>line</code> chỉ chỗ sai.</p>\
        <p lang="en" class="quiet small">Every call but the open ones carries the token that the operator gave, or shows a client \
        certificate. What is answered with 2xx is on disk; whatever failed can be tried again. Anything else is problem details with a \
        stable code.</p></section>
        """

    /// Every code that the API answers with.
    private static var codes: HTML {
        let rows = Fault.Code.allCases.compactMap { code in
            code.meaning.map { meaning in
                ListTable.Row([
                    "<code>\(code.rawValue)</code>", "\(code.httpStatus.code)",
                    Prose.both(meaning.vietnamese, meaning.english),
                ])
            }
        }
        var table = ListTable(
            caption: "Mã lỗi", columns: [.init("Mã", .subject), .init("HTTP"), .init("Nghĩa")], rows: rows)
        table.isFlush = false
        return """
            <section class="section" aria-labelledby="codes"><h2 id="codes">Mã lỗi</h2>\
            <div class="sheet">\(table.html)</div></section>
            """
    }

    private static var schemas: HTML {
        let parts = APISchemas.all.map { name, schema -> HTML in
            """
            <section class="sheet section" aria-labelledby="schema-\(name)"><div class="panel__head">\
            <h3 id="schema-\(name)"><code>\(name)</code></h3></div>\(SchemaText.table(name, schema))</section>
            """
        }
        return """
            <section class="section" aria-labelledby="schemas"><h2 id="schemas">Cấu trúc dữ liệu</h2>\(parts)</section>
            """
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

    /// The same for a sentence of the description; once where both languages say it alike.
    static func both(_ english: String) -> HTML {
        let vietnamese = APIWords.vietnamese(english) ?? english
        return vietnamese == english ? self.html(english) : self.both(vietnamese, english)
    }
}
