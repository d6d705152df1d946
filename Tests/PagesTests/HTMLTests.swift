import Pages
import Testing

/// The text that markup shows, for comparison.
func written(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

@Suite struct HTMLTests {
    @Test(arguments: [
        ("a & b", "a &amp; b"),
        ("<b>'x'</b>", "&lt;b&gt;&#39;x&#39;&lt;/b&gt;"),
        ("\"", "&quot;"),
        ("x\"\u{301} onfocus=alert(1)", "x&quot;\u{301} onfocus=alert(1)"),
        ("<\u{338}b>", "&lt;\u{338}b&gt;"),
        ("&\u{301}", "&amp;\u{301}"),
        (">\u{20DD}'\u{FE0F}", "&gt;\u{20DD}&#39;\u{FE0F}"),
        ("Ti\u{65}\u{302}\u{301}p nh\u{61}\u{323}\u{302}n", "Ti\u{65}\u{302}\u{301}p nh\u{61}\u{323}\u{302}n"),
        ("Tiếp nhận 🇻🇳", "Tiếp nhận 🇻🇳"),
        ("&amp;", "&amp;amp;"),
    ])
    func `text is escaped byte by byte`(text: String, expected: String) {
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        let bytes = Array("<p title=\"\(expected)\">\(expected)</p>".utf8)
        #expect(html.bytes == bytes)
    }

    @Test func `a part of a text is escaped like a whole one`() {
        #expect(("\("<b>x".dropFirst(0))" as HTML).bytes == Array("&lt;b&gt;x".utf8))
    }

    /// A `String` cannot become markup: `HTML` is made of `StaticString` literals, which only the compiler makes. Lines
    /// like `let html: HTML = text` or `HTML(stringLiteral: text)` do not compile, so what can be tested is that no way
    /// in escapes less.
    @Test func `a text that stands alone in a literal is escaped as well`() {
        let text = String("<script>")
        let html: HTML = "\(text)"
        #expect(written(html) == "&lt;script&gt;")
        let chosen: HTML = "\(text.isEmpty ? "<i>" : "<b>")"
        #expect(written(chosen) == "&lt;b&gt;")
    }

    @Test func `a very long text passes whole`() {
        let html: HTML = "<p>\(String(repeating: "ế<", count: 500_000))</p>"
        #expect(html.bytes.count == 7 + 500_000 * (3 + 4))
        #expect(html.bytes.count { $0 == UInt8(ascii: "<") } == 2)
    }

    @Test func `markup is put in unescaped, once`() {
        let inner: HTML = "<b>\("&")</b>"
        #expect(written("<p>\(inner)\([inner, inner])</p>") == "<p><b>&amp;</b><b>&amp;</b><b>&amp;</b></p>")
    }

    @Test func `conditions, optionals and lists leave out what is not there`() {
        let none: String? = nil
        let nothing: HTML? = nil
        #expect(written("a\("<i>", if: false)\(none.html { "<b>\($0)</b>" })\(nothing)z") == "az")
        #expect(written("a\("<i>", if: true)\(Optional("<").html { "<b>\($0)</b>" })\(7)z") == "a<i><b>&lt;</b>7z")
        #expect(written(.joined(["a", "b", "c"], by: ", ")) == "a, b, c")
        #expect(HTML.joined([]).isEmpty)
    }

    @Test(arguments: [
        "/", "/incoming/1?view=a&page=2", "#dau", "?page=2", "https://example.vn/a", "http://example.vn", "/tệp/a.pdf",
    ])
    func `addresses of ours and of the web pass`(url: String) {
        #expect(written("\(url: url)") == written("\(url)"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example",
        "/\\evil.example",
        "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "\u{1}//evil.example", "//\u{301}evil.example",
        "vbscript:x", "evil.example", "",
        "https:evil.example", "/a b", "java\nscript:x", "/\u{7F}/x",
    ])
    func `other addresses become a fragment`(url: String) {
        #expect(written("\(url: url)") == "#")
    }
}
