import Exchange
import Pages
import Web

/// The transfers of a purpose, or what waits for who decides.
struct TransferListPage: Sendable {
    let shell: Shell
    /// Nil: what waits, whatever its purpose.
    let purpose: TransferPurpose?
    /// Whether transfers wait for whoever looks.
    let decides: Bool
    let transfers: [CaseTransfer]
    let total: Int
    let pageNumber: Int
    let mayMake: Bool

    static let size = 50

    var html: HTML {
        let title = self.purpose.map(TransferWords.purpose) ?? TransferWords.waiting
        let query = self.purpose.map { "purpose=\($0.rawValue)" } ?? "waiting=1"
        let waiting = Tab(TransferWords.waiting, href: "/transfers?waiting=1", isCurrent: self.purpose == nil)
        let purposes = tabs(
            (self.decides ? [waiting] : [])
                + TransferPurpose.allCases.map {
                    Tab(
                        TransferWords.purpose($0), href: "/transfers?purpose=\($0.rawValue)",
                        isCurrent: $0 == self.purpose)
                })
        let acts: HTML = self.mayMake ? button("Lập biên bản…", href: "/transfers/new?\(query)", main: true) : ""
        let pager = pager(page: self.pageNumber, size: Self.size, total: self.total) {
            "/transfers?\(query)&page=\($0)"
        }
        return self.shell.page(
            "\(title) (\(self.total))", keys: [("j k", "xuống, lên một biên bản"), ("o", "mở biên bản")],
            """
            \(purposes)\(pageHead(title, count: self.total, lead: self.purpose.map(TransferWords.duty), acts: acts))\
            \(self.transfers.isEmpty ? self.nothing : self.table)\(pager)
            """)
    }

    private var nothing: HTML {
        guard let purpose = self.purpose else { return empty("Không có gì chờ bạn", TransferWords.nothingWaits) }
        return empty("Chưa có biên bản nào", TransferWords.nothing(purpose))
    }

    private var table: HTML {
        ListTable(
            caption: self.purpose.map(TransferWords.purpose) ?? TransferWords.waiting,
            columns: [
                .init("Số", .number), .init("Người lập", .subject), .init("Trạng thái"), .init("Hồ sơ", .count),
            ],
            rows: self.transfers.map { transfer in
                ListTable.Row(
                    [
                        ListTable.number(transfer.sign.text, Shown.date(transfer.madeOn)),
                        ListTable.subject(
                            "\(transfer.maker), \(transfer.unitName)", href: "/transfers/\(transfer.id)",
                            under: ["\(transfer.note)"]),
                        Shown.state(transfer), "\(transfer.files)",
                    ], attributes: " data-path=\"/transfers/\(transfer.id)\"")
            }
        ).html
    }
}

extension Shown {
    static func state(_ transfer: CaseTransfer, big: Bool = false) -> HTML {
        let kind: Mark.Kind =
            switch transfer.state {
            case .offered: .go
            case .done: .done
            case .returned: .late
            }
        return Mark(kind, TransferWords.state(transfer), big: big).html
    }
}

/// Choosing the files of a transfer.
struct TransferMakePage: Sendable {
    let shell: Shell
    let purpose: TransferPurpose
    let candidates: [CaseFile]
    let today: CalendarDate
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = TransferWords.purpose(self.purpose)
        let back = "/transfers?purpose=\(self.purpose.rawValue)"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lập biên bản")],
            """
            \(trail(title, href: back))\(pageHead("Lập biên bản: \(title.lowercased())", lead: TransferWords.duty(self.purpose)))\
            \(errorSummary(errors))\(self.candidates.isEmpty ? empty("Chưa có hồ sơ nào để chọn", TransferWords.nothing(self.purpose)) : self.form(back))
            """)
    }

    private func form(_ back: String) -> HTML {
        let ticked = self.fields.map { Set($0.all("files")) } ?? Set(self.candidates.filter(self.isDue).map(\.id))
        let files = Field(
            "files", "Hồ sơ",
            .several(options: self.candidates.map { ($0.id, self.label($0)) }, selected: ticked),
            hint: "Tối đa \(CaseTransfer.maximumFiles) hồ sơ một biên bản",
            error: self.fault.sentence(of: "files"))
        let note = Field(
            "note", "Ghi chú", .area(value: self.fields?.text("note") ?? "", rows: 2, maximum: 500),
            hint: "Tên khối tài liệu hoặc căn cứ, in trong biên bản; tối đa 500 ký tự", optional: true,
            error: self.fault.sentence(of: "note"))
        return self.shell.form("/transfers/new", once: self.once, version: 0).html(
            """
            <input type="hidden" name="purpose" value="\(self.purpose.rawValue)"><div class="sheet--pad">\(files.html)\(note.html)</div>\
            \(formFoot("\(submitButton("Lập biên bản"))\(button("Quay lại, chưa lập", href: back, plain: true))"))
            """)
    }

    /// What is due is ticked: the rest may go with it.
    private func isDue(_ file: CaseFile) -> Bool {
        guard self.purpose == .archive else { return true }
        return (file.heldUntil ?? file.dueOn).map { $0 <= HandOverDue.noticed(on: self.today) } ?? false
    }

    private func label(_ file: CaseFile) -> String {
        let when =
            switch self.purpose {
            case .archive: (file.heldUntil ?? file.dueOn).map { ", hạn \($0.shown)" } ?? ""
            case .historical: ""
            case .destruction: file.expiresOn.map { ", hết thời hạn \($0.shown)" } ?? ""
            }
        return
            "\(file.sign.text) năm \(file.sign.year), \(CaseFileWords.retention(file.retention))\(when): \(file.title)"
    }
}

/// One transfer: its files, what can be done with it.
struct TransferPage: Sendable {
    let shell: Shell
    let list: TransferList

    private var transfer: CaseTransfer { self.list.transfer }
    private var path: String { "/transfers/\(self.transfer.id)" }
    private var mayEnd: Bool { self.transfer.refusalToEnd(by: self.shell.visit.person) == nil }

    var html: HTML {
        let title = TransferWords.purpose(self.transfer.purpose)
        var head = DocumentHead(
            line: ["Biên bản <b>\(self.transfer.sign.text)</b>", Shown.date(self.transfer.madeOn)], title: title,
            facts: [
                .init("Trạng thái", Shown.state(self.transfer, big: true)),
                .init("Người lập", "\(self.transfer.maker)<small>\(self.transfer.unitName)</small>"),
                .init(
                    self.transfer.purpose == .destruction ? "Người quyết định" : "Người nhận",
                    self.transfer.ender == nil
                        ? "<span class=\"quiet\">Chưa có</span>"
                        : self.transfer.ender.html {
                            "\($0)\(self.transfer.endedOn.html { "<small>\(Shown.date($0))</small>" })"
                        }),
                .init(
                    "Hồ sơ",
                    "\(self.list.standing.count)<small>\(self.list.documents) văn bản, \(self.list.computerFiles) tệp</small>"
                ),
            ])
        head.acts = self.acts
        return self.shell.page(
            "\(title), biên bản \(self.transfer.sign.text)",
            """
            \(trail(title, href: "/transfers?purpose=\(self.transfer.purpose.rawValue)"))\(head.html)\(self.notes)\
            <section class="section" aria-labelledby="ho-so">\(sectionHead("Hồ sơ", id: "ho-so"))\(self.table)</section>
            """)
    }

    private var notes: HTML {
        let note: HTML = self.transfer.note.isEmpty ? "" : notice(.plain, "<b>Ghi chú:</b> \(self.transfer.note)")
        let paper: HTML = self.transfer.paper.isEmpty ? "" : notice(.plain, "\(self.transfer.paper)")
        return note.isEmpty && paper.isEmpty ? "" : "<div class=\"section\">\(note)\(paper)</div>"
    }

    private var acts: HTML {
        var html = HTML()
        if self.mayEnd {
            html += button("\(TransferWords.end(self.transfer.purpose))…", href: "\(self.path)/end", main: true)
        }
        html += button("In mục lục", href: "\(self.path)/list")
        html += button("In biên bản", href: "\(self.path)/record")
        var others = [("Tải mục lục .xlsx", "\(self.path)/xlsx")]
        if self.transfer.purpose.refusalToPack(by: self.shell.visit.person) == nil {
            others.append(("Tải gói nộp lưu (zip)", "\(self.path)/package"))
        }
        return html + moreActs(others)
    }

    private var table: HTML {
        var columns: [ListTable.Column] = [
            .init("STT", .count), .init("Số, ký hiệu", .number), .init("Tiêu đề, thời gian tài liệu", .subject),
            .init("Thời hạn bảo quản"), .init("Văn bản", .count), .init("Tệp", .count),
        ]
        if self.mayEnd { columns.append(.init("Thao tác", label: "")) }
        let rows = self.list.lines.enumerated().map { index, line -> ListTable.Row in
            let file = line.file
            var cells: [HTML] = [
                "\(index + 1)", ListTable.number(file.sign.text, "Năm \(file.sign.year)"),
                ListTable.subject(
                    file.title, href: "/case-files/\(file.id)",
                    under: ["\(TransferLine.span(line.firstDate, line.lastDate))", "\(file.keeperName)"]),
                "\(CaseFileWords.retention(file.retention))", "\(file.documents)", "\(line.computerFiles)",
            ]
            if self.mayEnd {
                cells.append(
                    line.state == .waiting
                        ? "<a href=\"\(url: "\(self.path)/files/\(file.id)/return")\">Trả lại…<span class=\"unseen\"> \(file.sign.text)</span></a>"
                        : "")
            }
            return ListTable.Row(
                cells, note: line.state == .returned ? rowNote("Đã trả lại: \(line.reason)") : nil)
        }
        return ListTable(caption: "Hồ sơ trong biên bản \(self.transfer.sign.text)", columns: columns, rows: rows).html
    }
}

/// The page before the files are taken over or their destruction is decided.
struct TransferEndPage: Sendable {
    let shell: Shell
    let list: TransferList
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let transfer = self.list.transfer
        let verb = TransferWords.end(transfer.purpose)
        let title = "\(verb) \(self.list.standing.count) hồ sơ?"
        let back = "/transfers/\(transfer.id)"
        let words = TransferWords.paper(transfer.purpose)
        let paper = Field(
            "paper", words.label, .text(value: self.fields?.text("paper") ?? "", maximum: 200), hint: words.hint,
            optional: transfer.purpose == .archive, error: self.fault?.sentence)
        let foot = formFoot(
            "\(submitButton(verb, main: transfer.purpose != .destruction, grave: transfer.purpose == .destruction))\(button("Quay lại, chưa làm gì", href: back, plain: true))"
        )
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", verb.lowercased())],
            """
            \(trail("Biên bản \(transfer.sign.text)", href: back))\(errorSummary(errors))
            \(confirm(
                title, lead: "\(self.list.documents) văn bản, \(self.list.computerFiles) tệp", button: verb,
                effects: self.effects,
                form: self.shell.form("\(back)/end", once: self.once, version: transfer.version).html(
                    "<div class=\"sheet--pad\">\(paper.html)</div>\(foot)")))
            """)
    }

    private var effects: [Effect] {
        switch self.list.transfer.purpose {
        case .archive:
            [
                Effect("Từng tệp được kiểm tra lại; tệp thiếu hoặc đã bị thay đổi thì không nhận."),
                Effect("Hồ sơ thuộc lưu trữ cơ quan: chỉ đọc, không ai mở lại được."),
                Effect("Hồ sơ nào chưa đạt thì trả lại riêng, có ghi lý do, trước khi nhận.", icon: .none),
            ]
        case .historical:
            [
                Effect("Từng tệp được kiểm tra lại: còn đủ và chưa bị thay đổi."),
                Effect("Ghi là đã nộp vào lưu trữ lịch sử; bản ở đây vẫn đọc được. Tải gói zip để giao.", icon: .send),
            ]
        case .destruction:
            [
                Effect("Hồ sơ chỉ còn tiêu đề và mục lục; không xuất được nữa."),
                Effect("Sổ đăng ký và diễn biến của từng văn bản vẫn giữ."),
                Effect("Tệp trên máy chủ chưa bị xóa: quản trị xóa theo quyết định.", icon: .none),
            ]
        }
    }
}

/// Keeping a file that is due (giữ lại quá hạn nộp lưu).
struct CaseHoldPage: Sendable, FormPage {
    let shell: Shell
    let file: CaseFile
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = "/case-files/\(self.file.id)"
        let due = self.file.dueOn
        let last = due.flatMap { HandOverDue.later($0, months: HandOverDue.heldMonths) }
        let until = Field(
            "until", "Giữ lại đến", .date(value: self.fields?.text("until") ?? ""),
            hint: "Hạn nộp lưu là \(due?.shown ?? ""); chậm nhất \(last?.shown ?? "")", error: self.error("until"))
        let consent = Field(
            "consent", "Ai đồng ý, bằng văn bản nào",
            .area(value: self.fields?.text("consent") ?? "", rows: 3, maximum: 500),
            hint: "Người đứng đầu cơ quan đồng ý bằng văn bản: ghi số, ngày; từ 10 đến 500 ký tự",
            error: self.error("consent"))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Giữ lại hồ sơ quá hạn nộp lưu", keys: [("Ctrl + Enter", "giữ lại")],
            """
            \(trail("Hồ sơ \(self.file.sign.text)", href: back))\
            \(pageHead("Giữ lại hồ sơ quá hạn nộp lưu", lead: "\(self.file.sign.text): \(self.file.title)"))\(errorSummary(errors))
            \(self.shell.form("\(back)/hold", once: self.once, version: self.file.version).html(
                "<div class=\"sheet--pad\">\(until.html)\(consent.html)</div>\(formFoot("\(submitButton("Giữ lại"))\(button("Quay lại, chưa giữ", href: back, plain: true))"))"))
            """)
    }
}
