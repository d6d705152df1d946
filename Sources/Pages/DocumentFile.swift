// API: DocumentFile(title:note:href:isPDF:) with .firstPage, .isTall; .html.

/// A file beside the form or the timeline: the browser's own viewer for a PDF, links that always work.
package struct DocumentFile: Sendable {
    package let title: String
    /// `1 trang, 41 KB`.
    package let note: String
    /// A path of ours without a query; `?download=1` asks for the same file as a download.
    package let href: String
    package let isPDF: Bool
    /// The path of a picture of page 1. It lies above the frame until the browser's viewer has its own first page, and on phones, which show no PDF in a
    /// frame, it stands there instead (office.md §12.3).
    package var firstPage: String?
    /// As high as the form beside it.
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
        <nav aria-label="\(Words.file) \(self.title)">\(self.links)</nav></div>
        \(self.view, if: self.isPDF)
        </section>
        """
    }

    private var links: HTML {
        let tab: HTML = """
            <a href="\(url: self.href)" target="_blank" rel="noopener">\(Icon.out.html)\(Words.openInTab)</a>
            """
        return """
            \(tab, if: self.isPDF)<a href="\(url: self.href)?download=1" download>\(Icon.save.html)\(Words.download)</a>
            """
    }

    private var view: HTML {
        """
        <div class="doc__view"><iframe class="doc__frame\(" doc__frame--tall", if: self.isTall)" \
        title="\(Words.content) \(self.title)" src="\(url: self.href)#navpanes=0&amp;view=FitH" loading="lazy"></iframe>\
        \(self.firstPage.html(self.picture))</div>
        """
    }

    /// A picture that does not come leaves no sign: the link says by text what it leads to, so the picture needs none; and Chromium draws the sign of a
    /// broken picture wherever it knows a size.
    private func picture(_ address: String) -> HTML {
        """
        <a class="doc__first" href="\(url: self.href)"><img src="\(url: address)" alt="">\
        <span>\(Words.openWhole(self.title))</span></a>
        """
    }
}
