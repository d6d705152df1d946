// API: Layout(title:letterhead:user:side:live:keys:) → .page(main), .door(main), .problem(…), .head; User, SideGroup,
// Live.

/// A whole document: head, bar, side list, main, and what the script needs.
package struct Layout: Sendable {
    /// The page's name, in the window's title; starts with "Lỗi: " when a form came back.
    package var title: String
    /// The agency's two lines: superior body, body. The first may be empty.
    package var letterhead: [String]
    package var user: User?
    package var side: [SideGroup]
    package var live: Live?
    /// Keys of this page, beside those that every page has.
    package var keys: [(key: String, meaning: String)]
    /// What stands in the search box.
    package var sought: String
    /// What the search box takes; nil: number, notation, subject.
    package var findHint: String?

    package struct User: Sendable {
        package let name: String
        /// Second line: post, unit.
        package let role: String
        /// Stands in the forms that sign out and change the post.
        package let csrf: String
        /// Other posts of the same person, by the value that chooses them.
        package let posts: [(value: String, name: String)]

        package init(name: String, role: String, csrf: String, posts: [(value: String, name: String)] = []) {
            self.name = name
            self.role = role
            self.csrf = csrf
            self.posts = posts
        }
    }

    /// One group of the side list (danh mục việc).
    package struct SideGroup: Sendable {
        package let title: String
        package let items: [Item]

        package struct Item: Sendable {
            package let title: String
            package let href: String
            /// Equals the number of rows of the list it opens; 0 is shown, grey. Nil for lists that are not counted.
            package let count: Int?
            package let isCurrent: Bool
            /// Something in it is late or failed: shown in red with its icon when the count is not 0.
            package let isAlarm: Bool

            package init(title: String, href: String, count: Int?, isCurrent: Bool, isAlarm: Bool = false) {
                self.title = title
                self.href = href
                self.count = count
                self.isCurrent = isCurrent
                self.isAlarm = isAlarm
            }
        }

        package init(title: String, items: [Item]) {
            self.title = title
            self.items = items
        }
    }

    /// Which regions of the page follow changes by themselves.
    ///
    /// The script hears `change` events from `url` and asks for the page again. A region must be on the page from the
    /// start, empty if need be; it holds no PDF frame, because a swap would load it anew. What a person is editing is
    /// left alone.
    package struct Live: Sendable {
        /// Where the events come from (`text/event-stream`), a path of ours.
        package let url: String
        /// Selectors of the regions: `#dau`, `#dien-bien`. The side list is `#danh-muc`.
        package let regions: [String]

        package init(url: String, regions: [String]) {
            self.url = url
            self.regions = regions
        }
    }

    package init(
        title: String,
        letterhead: [String],
        user: User? = nil,
        side: [SideGroup] = [],
        live: Live? = nil,
        keys: [(key: String, meaning: String)] = [],
        sought: String = ""
    ) {
        self.title = title
        self.letterhead = letterhead
        self.user = user
        self.side = side
        self.live = live
        self.keys = keys
        self.sought = sought
    }

    /// The page with its side list.
    package func page(_ main: HTML) -> HTML {
        self.document(
            """
            <a class="skip" href="#noi-dung">\(Words.skip)</a>
            \(self.bar)
            \(self.liveState, if: self.live != nil)
            <div class="app">
            \(self.sideList)
            <main class="page" id="noi-dung" tabindex="-1">
            \(main)
            </main>
            </div>
            \(self.keySheet)
            """
        )
    }

    /// Head, sprite of the icons that `body` uses, body, announcer.
    func document(_ body: HTML) -> HTML {
        let live = self.live.html {
            " data-live=\"\(url: $0.url)\" data-live-regions=\"\($0.regions.joined(separator: " "))\""
        }
        return """
            <!doctype html>
            <html lang="vi">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(self.title) – \(Words.product)</title>
            <link rel="icon" href="\(url: Asset.icon.address)" type="image/svg+xml">
            <link rel="stylesheet" href="\(url: Asset.style.address)">
            <script src="\(url: Asset.script.address)" type="module"></script>
            </head>
            <body\(live)>
            \(Icon.sprite(for: body))
            \(body)
            <div class="unseen" id="announcer" role="status" aria-live="polite"></div>
            </body>
            </html>

            """
    }
}
