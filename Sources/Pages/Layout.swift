/// A whole page: head, bar, side list, main, and what the script needs.
package struct Layout: Sendable {
    /// The page's name, in the window's title.
    package var title: String
    /// The agency's two lines.
    package var letterhead: [String]
    package var user: User?
    package var side: [SideGroup]
    package var live: Live?
    /// Keys of this page, beside those that every page has.
    package var keys: [(key: String, meaning: String)]

    package struct User: Sendable {
        package let name: String
        package let role: String
        /// Stands in the form that signs out.
        package let csrf: String

        package init(name: String, role: String, csrf: String) {
            self.name = name
            self.role = role
            self.csrf = csrf
        }
    }

    /// One group of the side list (danh mục việc).
    package struct SideGroup: Sendable {
        package let title: String
        package let items: [Item]

        package struct Item: Sendable {
            package let title: String
            package let href: String
            /// Nil for lists that are not counted.
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
    package struct Live: Sendable {
        /// Where the events come from.
        package let url: String
        /// Ids of the regions.
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
        keys: [(key: String, meaning: String)] = []
    ) {
        self.title = title
        self.letterhead = letterhead
        self.user = user
        self.side = side
        self.live = live
        self.keys = keys
    }

    /// The page with its side list.
    package func page(_ main: HTML) -> HTML {
        let body: HTML = """
            <a class="skip" href="#noi-dung">\(Words.skip)</a>
            \(self.bar)
            <div class="app">
            \(self.sideList)
            <main class="page" id="noi-dung" tabindex="-1">
            \(main)
            <p class="live-state small quiet" data-live-state hidden>\(Words.disconnected)</p>
            </main>
            </div>
            \(self.keySheet)
            """
        return self.document(body)
    }

    /// The page before signing in: two columns, no lists.
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

    /// The agency's letterhead instead of a logo.
    package var head: HTML {
        "<a class=\"letterhead\" href=\"/\">\(self.letterhead.filter { !$0.isEmpty }.map { line -> HTML in "<span>\(line)</span>" })</a>"
    }

    private func document(_ body: HTML) -> HTML {
        """
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
        <body\(self.live.html { " data-live=\"\(url: $0.url)\" data-live-regions=\"\($0.regions.joined(separator: " "))\"" })>
        \(Icon.sprite(for: body))
        \(body)
        <div class="unseen" id="announcer" role="status" aria-live="polite"></div>
        </body>
        </html>

        """
    }

    private var bar: HTML {
        """
        <header class="bar">
        <button class="button button--plain bar__menu" type="button" popovertarget="danh-muc">\(Icon.menu.html)<span>\(Words.menu)</span></button>
        \(self.head)
        <form class="find" role="search" action="/search"><label class="unseen" for="tim">\(Words.find)</label>\
        <input id="tim" name="q" type="search" maxlength="200" autocomplete="off" placeholder="\(Words.findHint)" data-find>\
        <button class="button" type="submit">\(Icon.search.html)<span class="unseen">\(Words.findAct)</span></button></form>
        \(self.user.html { Self.me($0) })
        </header>
        """
    }

    private static func me(_ user: User) -> HTML {
        """
        <details class="me"><summary>\(Icon.person.html)<span><b>\(user.name)</b><span class="quiet small">\(user.role)</span></span>\
        \(Icon.down.html)</summary>
        <div class="me__sheet"><button type="button" popovertarget="phim">\(Words.keysOfPage)</button>\
        <form method="post" action="/sign-out"><input type="hidden" name="csrf" value="\(user.csrf)">\
        <button type="submit">\(Words.signOut)</button></form></div></details>
        """
    }

    private static func link(_ item: SideGroup.Item) -> HTML {
        let count = item.count.html { count in
            let kind: HTML = item.isAlarm && count > 0 ? " class=\"is-late\"" : count == 0 ? " class=\"is-none\"" : ""
            let icon = item.isAlarm && count > 0 ? Icon.late.html : ""
            return "<b\(kind)>\(icon)\(count)<span class=\"unseen\"> \(Words.documents)</span></b>"
        }
        let current: HTML = item.isCurrent ? " aria-current=\"page\"" : ""
        return "<li><a href=\"\(url: item.href)\"\(current)>\(item.title)\(count)</a></li>"
    }

    private var sideList: HTML {
        let groups = self.side.enumerated().map { index, group -> HTML in
            let items = group.items.map(Self.link)
            return """
                <h2 class="side__head" id="nhom-\(index)">\(group.title)</h2>\
                <ul class="side__list" aria-labelledby="nhom-\(index)">\(items)</ul>
                """
        }
        return "<nav class=\"side\" id=\"danh-muc\" aria-label=\"\(Words.menu)\" popover>\(groups)</nav>"
    }

    private var keySheet: HTML {
        let all: [(key: String, meaning: String)] = self.keys + [("/", "đến ô tìm kiếm"), ("?", "mở bảng phím tắt này")]
        return """
            <div class="keys" id="phim" popover role="dialog" aria-labelledby="phim-ten"><h2 id="phim-ten">\(Words.keysOfPage)</h2>\
            <dl>\(all.map { key, meaning -> HTML in "<dt><kbd>\(key)</kbd></dt><dd>\(meaning)</dd>" })</dl>\
            <div class="acts"><button class="button" type="button" popovertarget="phim" popovertargetaction="hide">\(Words.close)</button></div></div>
            """
    }
}
