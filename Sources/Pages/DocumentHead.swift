// API: DocumentHead(line:title:facts:) with .arrival, .acts, .next; .html.

/// The header of a document: what it is, the four questions, what can be done (office.md, pattern 4).
package struct DocumentHead: Sendable {
    package struct Fact: Sendable {
        let name: String
        let value: HTML
        package init(_ name: String, _ value: HTML) {
            self.name = name
            self.value = value
        }
    }

    /// The small line above the title: type and number, date, body.
    package var line: [HTML]
    package var title: String
    /// The ĐẾN stamp (dấu đến): pairs of name and value; empty when not registered.
    package var arrival: [(name: String, value: String)] = []
    /// State, who holds it, two deadlines: four, in this order.
    package var facts: [Fact]
    /// One main act, at most three more, then `moreActs`.
    package var acts: HTML = ""
    /// Why something is not possible yet.
    package var next: String?

    package init(line: [HTML], title: String, facts: [Fact]) {
        self.line = line
        self.title = title
        self.facts = facts
    }

    package var html: HTML {
        let hasActs = !self.acts.isEmpty || self.next != nil
        return """
            <header class="head"><div class="head__top"><div>\
            <p class="head__no">\(self.line.map { part -> HTML in "<span>\(part)</span>" })</p>
            <h1>\(self.title)</h1></div>\(self.stamp)</div>
            \(self.factList)
            \(
                "<div class=\"acts\">\(self.acts)\(self.next.html { "<span class=\"head__next\">\($0)</span>" })</div>",
                if: hasActs
            )</header>
            """
    }

    private var stamp: HTML {
        guard !self.arrival.isEmpty else { return "" }
        let lines = self.arrival.map { name, value -> HTML in "<dt>\(name)</dt><dd>\(value)</dd>" }
        return """
            <div class="arrival" role="group" aria-label="\(Words.arrivalName)"><b>\(Words.arrival)</b><dl>\(lines)\
            </dl></div>
            """
    }

    private var factList: HTML {
        guard !self.facts.isEmpty else { return "" }
        let facts = self.facts.map { fact -> HTML in "<div><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>" }
        return "<dl class=\"facts\">\(facts)</dl>"
    }
}
