package import Exchange
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
    package var parts: [Part]
    package var schemas: [(name: String, schema: APISchema)]
    package var security: [String: JSON]
    /// The codes that it answers with, and what they mean here.
    package var codes: [(code: Fault.Code, vietnamese: String, english: String)]
    /// The Vietnamese of a sentence of the description; nil where there is none.
    package var vietnamese: @Sendable (String) -> String?

    /// Calls that are told on one page.
    package struct Part: Sendable {
        /// Its place in the address of its page: `/docs/inbox`.
        package var id: String
        package var title: String
        package var operations: [APIOperation]

        package init(_ id: String, _ title: String, _ operations: [APIOperation]) {
            self.id = id
            self.title = title
            self.operations = operations
        }
    }

    package init(
        title: String, about: String, heading: String, lead: String, letterhead: [String], introduction: HTML,
        base: String, parts: [Part],
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
