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
    /// The ĐẾN stamp: pairs of name and value; empty when not registered.
    package var arrival: [(name: String, value: String)] = []
    package var facts: [Fact]
    package var acts: HTML = ""
    /// Why something is not possible yet.
    package var next: String?

    package init(line: [HTML], title: String, facts: [Fact]) {
        self.line = line
        self.title = title
        self.facts = facts
    }

    package var html: HTML {
        let arrival: HTML = self.arrival.isEmpty ? "" : """
            <div class="arrival" role="group" aria-label="Dấu đến"><b>ĐẾN</b><dl>\(self.arrival.map { name, value -> HTML in
                "<dt>\(name)</dt><dd>\(value)</dd>"
            })</dl></div>
            """
        let facts: HTML = self.facts.isEmpty ? "" : """
            <dl class="facts">\(self.facts.map { fact -> HTML in "<div><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>" })</dl>
            """
        let hasActs = !self.acts.isEmpty || self.next != nil
        return """
            <header class="head"><div class="head__top"><div><p class="head__no">\(self.line.map { part -> HTML in "<span>\(part)</span>" })</p>
            <h1>\(self.title)</h1></div>\(arrival)</div>
            \(facts)
            \("<div class=\"acts\">\(self.acts)\(self.next.html { "<span class=\"head__next\">\($0)</span>" })</div>", if: hasActs)</header>
            """
    }
}

/// A file beside the form or the timeline: the browser's own viewer for a PDF, links that always work.
package struct DocumentFile: Sendable {
    package let title: String
    /// `1 trang, 41 KB`.
    package let note: String
    package let href: String
    package let isPDF: Bool
    /// Text of the box on signatures; nil shows none.
    package var signature: HTML?
    package var isTall = false

    package init(title: String, note: String, href: String, isPDF: Bool) {
        self.title = title
        self.note = note
        self.href = href
        self.isPDF = isPDF
    }

    package var html: HTML {
        """
        <section class="doc" aria-label="\(self.title)" data-file="\(url: self.href)">
        <div class="doc__bar"><p>\(Icon.file.html)<span><b>\(self.title)</b><small>\(self.note)</small></span></p>
        <nav aria-label="Tệp \(self.title)">\(
            "<a href=\"\(url: self.href)\" target=\"_blank\" rel=\"noopener\">\(Icon.out.html)\(Words.openInTab)</a>", if: self.isPDF
        )<a href="\(url: self.href)?download=1" download>\(Icon.save.html)\(Words.download)</a></nav></div>
        \(self.signature.html { "<div class=\"sign sign--unsure\">\(Icon.unsigned.html)<p>\($0)</p></div>" })
        \(
            "<iframe class=\"doc__frame\(" doc__frame--tall", if: self.isTall)\" title=\"Nội dung \(self.title)\" src=\"\(url: self.href)#navpanes=0&amp;view=FitH\" loading=\"lazy\"></iframe>",
            if: self.isPDF
        )
        </section>
        """
    }
}

/// One line of a timeline.
package struct TimelineItem: Sendable {
    package let icon: Icon
    package let title: String
    package let quote: String?
    package let who: HTML
    package let isDirection: Bool
    package let isGood: Bool
    package let attributes: HTML

    package init(
        icon: Icon, title: String, quote: String?, who: HTML, isDirection: Bool = false, isGood: Bool = false, attributes: HTML = ""
    ) {
        self.icon = icon
        self.title = title
        self.quote = quote
        self.who = who
        self.isDirection = isDirection
        self.isGood = isGood
        self.attributes = attributes
    }
}

/// Newest first.
package func timeline(_ items: [TimelineItem]) -> HTML {
    let lines = items.map { item -> HTML in
        let kind: HTML = item.isDirection ? " class=\"is-direction\"" : item.isGood ? " class=\"is-good\"" : ""
        return """
            <li\(kind)\(item.attributes)><span class="timeline__icon">\(item.icon.html)</span><div><b>\(item.title)</b>\
            \(item.quote.html { "<blockquote class=\"said\">\($0)</blockquote>" })<p class="timeline__who">\(item.who)</p></div></li>
            """
    }
    return "<ol class=\"timeline\" data-announce=\"\(items.count) diễn biến\">\(lines)</ol>"
}

/// A panel with a title.
package func panel(_ title: String, id: String, section: Bool = true, _ body: HTML) -> HTML {
    """
    <section class="sheet\(" section", if: section)" aria-labelledby="\(id)-ten" id="\(id)">\
    <div class="panel__head"><h2 id="\(id)-ten">\(title)</h2></div>\(body)</section>
    """
}
