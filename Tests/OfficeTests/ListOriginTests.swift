import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Office
import Web

/// The trail of a document leads back to the list from which it was opened, and nowhere else.
@Suite struct ListOriginTests {
    private static func page(
        _ path: String, from referer: String?, site: String = "same-origin", as person: String, _ test: TestOffice
    ) async throws -> String {
        var headers: HTTPFields = [.cookie: try await test.session(person).cookie]
        headers[.referer] = referer
        headers[.secFetchSite] = site
        let answer = try await test.client.execute(uri: path, method: .get, headers: headers)
        #expect(answer.status == .ok)
        return String(buffer: answer.body)
    }

    /// Address and words of the way back.
    private static func trail(_ page: String) throws -> [String] {
        let link = /<nav class="trail"[^>]*><a href="([^"]*)">(?:<svg.*?<\/svg>)?([^<]*)<\/a>/
        let found = try #require(page.firstMatch(of: link))
        return [String(found.1).replacing("&amp;", with: "&"), String(found.2)]
    }

    @Test(arguments: [
        ("/incoming?view=to-register", "Chờ vào sổ"), ("/incoming?view=all&page=3", "Văn bản đến, trang 3"),
        ("/incoming", "Văn bản đến"), ("/incoming/near", "Sắp đến hạn"), ("/outgoing?view=all&page=1", "Văn bản đi"),
        ("/search?q=li%C3%AAn+th%C3%B4ng&organ=a%26b&page=2", "Tra cứu, trang 2"),
        ("/board/lines?part=late&organ=G22", "Theo dõi chỉ đạo"), ("/registers/in?book=in-2026", "Sổ văn bản đến"),
        ("/case-files/0198c0de-0000-7000-8000-000000000001", "Hồ sơ"), ("/case-files?q=a", "Hồ sơ"),
    ])
    func `a list is known by its address, with its conditions and its page`(href: String, title: String) throws {
        for host in ["https://vanphong.vi-du.example", "http://127.0.0.1:8080"] {
            let origin = try #require(ListOrigin(referer: host + href))
            #expect(origin.href == href && origin.title == title)
        }
    }

    @Test(arguments: [
        "", "/incoming", "https://a.example", "https://a.example/", "https://a.example//evil.example/incoming",
        "https://a.example/incoming/1", "https://a.example/incoming?view=all#x", "https://a.example/people",
        "https://a.example/\\evil.example", "https://a.example/incoming?q=\u{a0}", "https://a.example/incoming?q=%ff",
        "https://a.example/account", "https://a.example/incoming/", "javascript:alert(1)//incoming",
        "https://a.example/incoming?q=\(String(repeating: "a", count: 2_000))",
    ])
    func `what is no list of ours is not believed`(referer: String) {
        #expect(ListOrigin(referer: referer) == nil)
    }

    @Test func `a document leads back to the list that it was opened from, else to the plain one`() async throws {
        try await TestOffice.with { test in
            let incoming = try await test.arrival()
            let (list, host) = ("/incoming?view=to-register&page=2", "https://a.example")
            func trail(
                _ path: String, _ referer: String?, site: String = "same-origin", as person: String = "clerk-A"
            ) async throws -> [String] {
                try Self.trail(try await Self.page(path, from: referer, site: site, as: person, test))
            }
            #expect(try await trail("/incoming/\(incoming)", host + list) == [list, "Chờ vào sổ, trang 2"])
            let plain = ["/incoming?view=all", "Văn bản đến"]
            #expect(try await trail("/incoming/\(incoming)", nil) == plain)
            #expect(try await trail("/incoming/\(incoming)", "\(host)/incoming/\(incoming)/register") == plain)
            // Another site does not say where our pages lead.
            #expect(try await trail("/incoming/\(incoming)", host + list, site: "cross-site") == plain)
            let outgoing = try await test.draft()
            let search = "/search?q=thu&direction=out"
            #expect(try await trail("/outgoing/\(outgoing)", host + search, as: "officer-A") == [search, "Tra cứu"])
            let alone = try await trail("/outgoing/\(outgoing)", nil, as: "officer-A")
            #expect(alone == ["/outgoing?view=all", "Văn bản đi"])
            // What stands in the address stays text.
            let odd = try await Self.page(
                "/incoming/\(incoming)", from: "\(host)/search?q=\"><script>alert(1)</script>", as: "clerk-A", test)
            #expect(!odd.contains("<script>alert"))
        }
    }

    @Test func `a case file leads back to its list`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let list = "/case-files?q=ho+so&page=2"
            let page = try await Self.page("/case-files/\(id)", from: "https://a.example\(list)", as: "officer-A", test)
            #expect(try Self.trail(page) == [list, "Hồ sơ, trang 2"])
            let alone = try await Self.page("/case-files/\(id)", from: nil, as: "officer-A", test)
            #expect(try Self.trail(alone) == ["/case-files", "Hồ sơ"])
        }
    }
}
