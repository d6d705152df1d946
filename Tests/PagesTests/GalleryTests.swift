import Foundation
import Pages
import Testing

@Suite struct GalleryTests {
    private static let names = Gallery.pages.map(\.key)

    private func page(_ name: String, _ gallery: Gallery = Gallery()) throws -> Markup {
        Markup(try #require(Gallery.pages.first { $0.key == name }).value(gallery).bytes)
    }

    @Test(arguments: names) func `every element is closed and every attribute is quoted`(name: String) throws {
        #expect(try self.page(name).faults == [])
    }

    @Test(arguments: names) func `ids are unique and what refers to an id finds it`(name: String) throws {
        let tags = try self.page(name).tags
        let ids = tags.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count, "\(ids.sorted())")
        for tag in tags {
            for key in ["for", "aria-describedby", "aria-labelledby", "popovertarget", "data-reveal"] {
                for id in (tag.attributes[key] ?? "").split(separator: " ") {
                    #expect(ids.contains(String(id)), "\(key)=\"\(id)\" of <\(tag.name)>")
                }
            }
            if let href = tag.attributes["href"], href.hasPrefix("#"), href.count > 1 {
                #expect(ids.contains(String(href.dropFirst())), "href \(href)")
            }
            for selector in (tag.attributes["data-live-regions"] ?? "").split(separator: " ") {
                #expect(ids.contains(String(selector.dropFirst())), "region \(selector)")
            }
        }
    }

    @Test(arguments: names) func `the sprite holds exactly the icons of the page`(name: String) throws {
        let tags = try self.page(name).tags
        let used = Set(tags.filter { $0.name == "use" }.compactMap { $0.attributes["href"]?.dropFirst() })
        let held = tags.filter { $0.name == "symbol" }.compactMap { $0.attributes["id"]?[...] }
        #expect(Set(held) == used)
        #expect(held.count == used.count)
    }

    @Test(arguments: names) func `a page has one main, one h1, and nothing inline`(name: String) throws {
        let tags = try self.page(name).tags
        #expect(tags.count { $0.name == "main" } == 1)
        #expect(tags.count { $0.name == "h1" } == 1)
        for tag in tags {
            #expect(tag.attributes["style"] == nil)
            #expect(!tag.attributes.keys.contains { $0.hasPrefix("on") })
            #expect(!["style", "object", "embed", "base"].contains(tag.name))
            if tag.name == "script" { #expect(tag.attributes["src"]?.hasPrefix("/assets/script.js?v=") == true) }
        }
    }

    @Test(arguments: names) func `forms that act carry the session's secret`(name: String) throws {
        let page = written(try #require(Gallery.pages.first { $0.key == name }).value(Gallery()))
        for form in page.components(separatedBy: "<form ").dropFirst()
        where form.hasPrefix("class") || form.hasPrefix("method") {
            let body = form.components(separatedBy: "</form>")[0]
            guard body.contains("method=\"post\""), !body.contains("action=\"/sign-in\"") else { continue }
            #expect(body.contains("name=\"csrf\" value=\"c5rf\""))
        }
    }

    /// Every text of every component at once; NFC has not touched them.
    @Test(
        arguments: names,
        ["x\"\u{301} onfocus=alert(1)", "<\u{338}b>", "\"><script>alert(1)</script>", "'&<>\"", "\u{301}", "#i-hub\""])
    func `hostile text changes no page's structure`(name: String, payload: String) throws {
        let calm = try self.page(name, Gallery { "\($0)x" })
        let hostile = try self.page(name, Gallery { "\($0)\(payload)" })
        #expect(hostile.faults == [])
        #expect(hostile.tags.map(\.name) == calm.tags.map(\.name))
        #expect(hostile.tags.map { $0.attributes.keys.sorted() } == calm.tags.map { $0.attributes.keys.sorted() })
    }

    @Test func `the payload is really in the pages`() throws {
        let page = written(Gallery { "\($0)\"<'&" }.document)
        #expect(page.ranges(of: "&quot;&lt;&#39;&amp;").count > 30)
    }

    /// Writes the pages for looking at them: `PAGES_GALLERY=/tmp/pages swift test --filter "GalleryTests"`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["PAGES_GALLERY"] != nil))
    func `the gallery is written`() throws {
        let folder = URL(fileURLWithPath: try #require(ProcessInfo.processInfo.environment["PAGES_GALLERY"]))
        try FileManager.default.createDirectory(at: folder.appending(path: "assets"), withIntermediateDirectories: true)
        for (name, make) in Gallery.pages {
            try Data(make(Gallery()).bytes).write(to: folder.appending(path: "\(name).html"))
        }
        for asset in Asset.all { try Data(asset.bytes).write(to: folder.appending(path: asset.path)) }
        try Data(ContentSecurity.policy.utf8).write(to: folder.appending(path: "policy"))
    }
}
