import Foundation

/// A page of an office as a person's browser got it: enough of its markup to read it, to find its forms and to fill them in.
///
/// It reads our own pages only: double-quoted attributes, no nested forms.
struct WebPage: Sendable {
    let path: String
    let html: String

    struct Form: Sendable {
        let action: String
        /// The fields that the page itself fills in: hidden ones.
        let hidden: [(name: String, value: String)]
        let html: String

        /// The value behind a choice (option, radio button, tick box) whose label begins with `label`.
        func choice(_ name: String, labelled label: String) throws -> String {
            for tag in WebPage.tags("input", in: self.html) where WebPage.attribute("name", of: tag) == name {
                if WebPage.attribute("aria-label", of: tag)?.hasSuffix(label) == true,
                    let value = WebPage.attribute("value", of: tag)
                {
                    return value
                }
            }
            for match in self.html.matches(of: /<option value="([^"]*)"[^>]*>([^<]*)</) {
                if WebPage.decoded(String(match.2)).hasPrefix(label) { return WebPage.decoded(String(match.1)) }
            }
            throw StoryError("form \(self.action) offers no \"\(label)\" for \(name)")
        }
    }

    /// The form whose action ends with `suffix`.
    func form(_ suffix: String) throws -> Form {
        for match in self.html.matches(of: /<form\b([^>]*)>/) {
            let head = String(match.0)
            guard let action = Self.attribute("action", of: head), action.hasSuffix(suffix) else { continue }
            let rest = self.html[match.range.upperBound...]
            let body = String(rest[..<(rest.range(of: "</form>")?.lowerBound ?? rest.endIndex)])
            let hidden = Self.tags("input", in: body).compactMap { tag -> (String, String)? in
                guard Self.attribute("type", of: tag) == "hidden", let name = Self.attribute("name", of: tag) else {
                    return nil
                }
                return (name, Self.attribute("value", of: tag) ?? "")
            }
            return Form(action: action, hidden: hidden, html: body)
        }
        throw StoryError("\(self.path) has no form \(suffix)")
    }

    /// The address of the first link whose address contains `part`.
    func link(containing part: String) throws -> String {
        for tag in Self.tags("a", in: self.html) {
            if let address = Self.attribute("href", of: tag), address.contains(part) { return address }
        }
        throw StoryError("\(self.path) has no link to \(part)")
    }

    /// The start tags of all elements that carry an attribute, such as the steps of a board.
    func tags(with name: String) -> [[String: String]] {
        self.html.matches(of: /<[a-z][^>]*>/).map { String($0.0) }
            .filter { $0.contains(" \(name)=\"") }
            .map { tag in
                Dictionary(tag.matches(of: /([a-z-]+)="([^"]*)"/).map { (String($0.1), Self.decoded(String($0.2))) }) {
                    first, _ in first
                }
            }
    }

    /// What a person reads: no tags, entities resolved, blanks joined.
    var text: String {
        Self.decoded(
            self.html.replacing(/<script.*?<\/script>|<svg class="sprite".*?<\/svg>/.dotMatchesNewlines(), with: " ")
                .replacing(/<[^>]*>/, with: " ")
        )
        .replacing(/\s+/, with: " ")
    }

    func count(of text: String) -> Int { self.text.ranges(of: text).count }

    static func tags(_ name: String, in html: String) -> [String] {
        html.matches(of: /<([a-z]+)\b[^>]*>/).filter { String($0.1) == name }.map { String($0.0) }
    }

    static func attribute(_ name: String, of tag: String) -> String? {
        guard let start = tag.range(of: " \(name)=\"") else { return nil }
        let rest = tag[start.upperBound...]
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        return self.decoded(String(rest[..<end]))
    }

    static func decoded(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&nbsp;", with: " ").replacing("&amp;", with: "&")
    }
}

/// What the story expected and did not find: the run failed.
struct StoryError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
