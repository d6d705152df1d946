// API: Layout.door(main), Layout.problem(title:sentence:english:code:act:), Layout.reading(main).

extension Layout {
    /// The page before signing in: two columns, no lists. The first child is the form with `head` above it, the second
    /// `<aside class="door__aside" aria-label="…">`.
    package func door(_ main: HTML) -> HTML {
        self.document(
            """
            <a class="skip" href="#noi-dung">\(Words.skip)</a>
            <main class="door" id="noi-dung" tabindex="-1">
            \(main)
            </main>
            """
        )
    }

    /// What went wrong and what to do next, for people who may not be signed in. The stable code stands small at the
    /// end, for the telephone. `act` is the link onward; the start page by default.
    package func problem(
        _ title: String, sentence: String, english: String? = nil, code: String? = nil,
        act: (text: String, href: String)? = nil
    ) -> HTML {
        let onward: HTML =
            act.map { button($0.text, href: $0.href, main: true) } ?? """
                <a class="button button--main" href="/">\(Words.home)</a>
                """
        let small: HTML = """
            <p class="quiet small">\(english.html { "<span lang=\"en\">\($0)</span> " })\
            \(code.html { "<span class=\"nowrap\">(\($0))</span>" })</p>
            """
        return self.document(
            """
            <a class="skip" href="#noi-dung">\(Words.skip)</a>
            <main class="door door--single" id="noi-dung" tabindex="-1">
            <div>\(self.head)
            <div class="sheet sheet--pad"><h1>\(title)</h1><p>\(sentence)</p>\
            \(small, if: english != nil || code != nil)\
            <div class="acts section">\(onward)</div></div></div>
            </main>
            """
        )
    }
}

extension Layout {
    /// A page to read, for people who are not signed in (trang đọc): the side list leads to its parts.
    package func reading(_ main: HTML) -> HTML {
        self.document(
            """
            <a class="skip" href="#noi-dung">\(Words.skip)</a>
            <header class="bar">\(self.menuButton)\(self.head)</header>
            <div class="app">
            \(self.sideList)
            <main class="page" id="noi-dung" tabindex="-1">
            \(main)
            </main>
            </div>
            """
        )
    }
}
