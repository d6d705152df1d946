import Exchange
import Pages

/// One case file: what it is, its documents in the order of time, its timeline.
struct CaseFilePage: Sendable {
    let shell: Shell
    /// From where it was opened.
    let origin: ListOrigin
    let file: CaseFile
    let organ: OrganCode
    let person: Person
    let documents: [CaseDocument]
    let events: [Event]
    let freeze: Freeze?
    let once: String

    private var path: String { "/case-files/\(self.file.id)" }
    private var allowed: [CaseFile.Act] { CaseFileRule.allowed(on: self.file, by: self.person) }

    var html: HTML {
        self.shell.page(
            "Hồ sơ \(self.file.sign.text) \(self.file.title)",
            regions: ["#dau", "#van-ban", "#dien-bien", "#danh-muc"],
            """
            \(self.origin.trail)
            <div id="dau" data-version="\(self.file.version)">\(self.head)\(self.frozen.html)</div>
            <div id="van-ban">\(self.contents)</div>
            <div class="split section"><div>\(self.facts)</div>
            <div>\(panel("Diễn biến", id: "dien-bien", section: false, timeline(EventWords.items(self.events))))</div></div>
            """)
    }

    private var head: HTML {
        var head = DocumentHead(
            line: [
                "Hồ sơ <b>\(self.file.sign.text)</b>", "Năm \(self.file.sign.year)", "\(self.file.headingName)",
            ],
            title: self.file.title,
            facts: [
                .init("Trạng thái", Shown.state(self.file, big: true)),
                .init("Người lập", "\(self.file.keeperName)<small>\(self.file.unit.name)</small>"),
                .init("Thời hạn bảo quản", "\(CaseFileWords.retention(self.file.retention))\(self.due)"),
                .init("Văn bản", "\(self.file.documents)\(self.pages.html { "<small>\($0) trang</small>" })"),
            ])
        head.acts = self.acts
        return head.html
    }

    /// What becomes of it next.
    private var due: HTML {
        if let transfer = self.file.transferID {
            return "<small><a href=\"\(url: "/transfers/\(transfer)")\">đang chờ theo biên bản</a></small>"
        }
        switch self.file.state {
        case .closed where self.file.heldUntil != nil:
            return self.file.heldUntil.html { "<small>được giữ lại đến \(Shown.date($0))</small>" }
        case .closed: return self.file.dueOn.html { "<small>nộp lưu trước \(Shown.date($0))</small>" }
        case .archived: return self.file.expiresOn.html { "<small>đến hết \(Shown.date($0))</small>" }
        case .planned, .open, .historical, .condemned: return ""
        }
    }

    /// As far as they are counted.
    private var pages: Int? {
        let counted = self.documents.compactMap(\.pages)
        return counted.isEmpty ? nil : counted.reduce(0, +)
    }

    private var frozen: FreezeNotice { FreezeNotice(freeze: self.freeze, path: self.path, person: self.person) }

    private var acts: HTML {
        if let instead = self.frozen.acts { return instead }
        var html = HTML()
        // The next step first: to correct what is said of the file comes behind it.
        for act in self.allowed.filter({ $0 != .edit }) + self.allowed.filter({ $0 == .edit }) {
            switch act {
            case .put: html += button("Đưa văn bản vào…", href: "\(self.path)/put", main: true)
            case .edit: html += button("Sửa thông tin…", href: "\(self.path)/edit")
            case .open: html += self.form("open").button("Mở hồ sơ", main: true)
            case .drop: html += self.form("drop").button("Bỏ khỏi danh mục")
            case .close: html += button("Đóng hồ sơ…", href: "\(self.path)/close")
            case .takeOut, .reopen, .hold: break
            }
        }
        var others: [(title: String, href: String)] = []
        if self.allowed.contains(.reopen) { others.append(("Mở lại…", "\(self.path)/reopen")) }
        if self.allowed.contains(.hold) { others.append(("Giữ lại quá hạn nộp lưu…", "\(self.path)/hold")) }
        others += self.frozen.others
        guard !self.documents.isEmpty, self.file.state != .condemned else { return html + moreActs(others) }
        html += button("Mục lục văn bản", href: "\(self.path)/index")
        others += CaseExport.Format.allCases.map {
            (CaseFileWords.export($0), "\(self.path)/export/\($0.rawValue)")
        }
        return html + moreActs(others)
    }

    private func form(_ act: String) -> Form {
        self.shell.form("\(self.path)/\(act)", once: self.once, version: self.file.version)
    }

    private var contents: HTML {
        let head = sectionHead("Văn bản trong hồ sơ", id: "trong-ho-so", note: "Theo thứ tự thời gian")
        guard !self.documents.isEmpty else {
            return
                "<section class=\"section\" aria-labelledby=\"trong-ho-so\">\(head)\(empty("Hồ sơ chưa có văn bản", "Đưa văn bản đến, văn bản đi của công việc vào đây; một văn bản có thể nằm trong nhiều hồ sơ."))</section>"
        }
        let mayTake = self.freeze == nil && self.allowed.contains(.takeOut)
        var columns: [ListTable.Column] = [
            .init("STT", .count), .init("Số, ký hiệu", .number), .init("Tên loại, trích yếu, tác giả", .subject),
        ]
        if mayTake { columns.append(.init("Thao tác", label: "")) }
        let rows = self.documents.map { document -> ListTable.Row in
            var cells: [HTML] = [
                "\(document.ordinal)", ListTable.number(document.code.shown, Shown.date(document.datedOn)),
                Self.subject(document),
            ]
            if mayTake {
                cells.append(
                    "<a href=\"\(url: "\(self.path)/documents/\(document.id)/take-out")\">Đưa ra…<span class=\"unseen\"> \(document.code.shown)</span></a>"
                )
            }
            return ListTable.Row(cells)
        }
        let table = ListTable(caption: "Văn bản trong hồ sơ \(self.file.sign.text)", columns: columns, rows: rows)
        return "<section class=\"section\" aria-labelledby=\"trong-ho-so\">\(head)\(table.html)</section>"
    }

    /// A link for those who may open the document, its title line alone for others.
    private static func subject(_ document: CaseDocument) -> HTML {
        let text = "\(document.typeName): \(document.subject)"
        let withdrawn: HTML = document.isWithdrawn ? Mark(.late, "Đã thu hồi").html : ""
        guard document.isVisible else {
            return "\(text)\(under(["\(document.author)", withdrawn, "Bạn không được giao xem nội dung"]))"
        }
        return ListTable.subject(text, href: document.path, under: ["\(document.author)", withdrawn])
    }

    private var facts: HTML {
        let dates: HTML = """
            \(self.file.startedOn.html { "<dt>Bắt đầu</dt><dd>\(Shown.date($0))</dd>" })\
            \(self.file.endedOn.html { "<dt>Kết thúc</dt><dd>\(Shown.date($0))</dd>" })
            """
        return panel(
            "Thông tin hồ sơ", id: "thong-tin", section: false,
            """
            <div class="sheet--pad"><dl class="given"><dt>Mã hồ sơ</dt><dd>\(self.file.sign.code(of: self.organ))</dd>\
            \(dates)<dt>Loại việc</dt><dd>\(CaseFileWords.matter(self.file.matter))</dd>\
            <dt>Chế độ sử dụng</dt><dd>\(CaseFileWords.access(self.file.access))</dd>\
            <dt>Ngôn ngữ</dt><dd>\(self.file.language)</dd>\
            <dt>Trong danh mục</dt><dd>\(self.file.isListed ? "Có" : "Mở bổ sung trong năm")</dd>\
            \("<dt>Ghi chú</dt><dd>\(self.file.note)</dd>", if: !self.file.note.isEmpty)</dl></div>
            """)
    }
}
