// What surrounds the page: bar, side list, sheet of keys, the line that tells when changes cannot be heard.

extension Layout {
    /// The agency's letterhead instead of a logo.
    package var head: HTML {
        let lines = self.letterhead.filter { !$0.isEmpty }.map { line -> HTML in "<span>\(line)</span>" }
        return "<a class=\"letterhead\" href=\"/\">\(lines)</a>"
    }

    var bar: HTML {
        """
        <header class="bar">
        \(self.menuButton)
        \(self.head)
        <form class="find" role="search" action="/search"><label class="unseen" for="tim">\(Words.find)</label>\
        <input id="tim" name="q" type="search" maxlength="200" autocomplete="off" value="\(self.sought)" \
        placeholder="\(self.findHint.html { "\($0)" }, if: self.findHint != nil)\(Words.findHint, if: self.findHint == nil)" \
        data-find>\
        <button class="button" type="submit">\(Icon.search.html)<span class="unseen">\(Words.findAct)</span></button>\
        </form>
        \(self.user.html(Self.me))
        </header>
        """
    }

    /// Opens the side list where there is no room beside the page.
    var menuButton: HTML {
        """
        <button class="button button--plain bar__menu" type="button" popovertarget="danh-muc">\(Icon.menu.html)\
        <span>\(Words.menu)</span></button>
        """
    }

    private static func me(_ user: User) -> HTML {
        let posts = user.posts.map { post -> HTML in
            """
            <form method="post" action="/account/post"><input type="hidden" name="csrf" value="\(user.csrf)">\
            <input type="hidden" name="post" value="\(post.value)">\
            <button type="submit">\(Words.changePost) \(post.name)</button></form>
            """
        }
        return """
            <details class="me"><summary>\(Icon.person.html)<span><b>\(user.name)</b>\
            <span class="quiet small">\(user.role)</span></span>\(Icon.down.html)</summary>
            <div class="me__sheet">\(posts)<button type="button" popovertarget="phim">\(Words.keysOfPage)</button>\
            <form method="post" action="/sign-out"><input type="hidden" name="csrf" value="\(user.csrf)">\
            <button type="submit">\(Words.signOut)</button></form></div></details>
            """
    }

    var sideList: HTML {
        let groups = self.side.enumerated().map { index, group -> HTML in
            """
            <h2 class="side__head" id="nhom-\(index + 1)">\(group.title)</h2>\
            <ul class="side__list" aria-labelledby="nhom-\(index + 1)">\(group.items.map(Self.link))</ul>
            """
        }
        return "<nav class=\"side\" id=\"danh-muc\" aria-label=\"\(Words.menu)\" popover>\(groups)</nav>"
    }

    private static func link(_ item: SideGroup.Item) -> HTML {
        let count = item.count.html { count in
            let isAlarm = item.isAlarm && count > 0
            let kind: HTML = isAlarm ? " class=\"is-late\"" : count == 0 ? " class=\"is-none\"" : ""
            let unit: HTML = "<span class=\"unseen\"> \(Words.documents)</span>"
            return "<b\(kind)>\(Icon.late.html, if: isAlarm)\(count)\(unit)</b>"
        }
        let current: HTML = item.isCurrent ? " aria-current=\"page\"" : ""
        return "<li><a href=\"\(url: item.href)\"\(current)>\(item.title)\(count)</a></li>"
    }

    var keySheet: HTML {
        let keys = (self.keys + Words.commonKeys).map { key, meaning -> HTML in
            "<dt><kbd>\(key)</kbd></dt><dd>\(meaning)</dd>"
        }
        return """
            <div class="keys" id="phim" popover role="dialog" aria-labelledby="phim-ten">\
            <h2 id="phim-ten">\(Words.keysOfPage)</h2><dl>\(keys)</dl>\
            <div class="acts"><button class="button" type="button" popovertarget="phim" popovertargetaction="hide">\
            \(Words.close)\
            </button></div></div>
            """
    }

    /// Empty while all is well; the script puts one of its two sentences in.
    var liveState: HTML {
        """
        <p class="live-state" role="status" data-live-state data-lost="\(Words.disconnected)" \
        data-stopped="\(Words.stopped)"></p>
        """
    }
}
