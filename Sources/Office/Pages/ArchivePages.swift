import Exchange
import Foundation
import Pages
import Web

/// The catalogue of the archives, one's own requests, and what waits for an answer.
struct ArchivePage: Sendable {
    let shell: Shell
    let person: Person
    let sought: String
    let files: [ArchivedFile]
    let total: Int
    let own: [ArchiveAccess]
    /// For those who answer.
    let open: [ArchiveAccess]
    let today: CalendarDate
    let pageNumber: Int
    let pageSize: Int

    var html: HTML {
        let title = "Hồ sơ lưu trữ"
        let find = filter(
            action: "/archive", [filterText("q", "Số, ký hiệu hoặc tiêu đề", value: self.sought, size: 24)], act: "Tìm",
            chips: self.sought.isEmpty ? [] : [Chip("“\(self.sought)”", remove: "/archive")])
        let text = self.sought.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return self.shell.page(
            "\(title) (\(self.total))",
            """
            \(pageHead(title, count: self.total, lead: "Hồ sơ đã nộp lưu. Với hồ sơ bạn chưa được xem, gửi đề nghị nêu mục đích; văn thư lưu trữ hoặc lãnh đạo trả lời."))
            \(self.section("Đề nghị khai thác", self.open, isOwn: false))\(self.section("Đề nghị của tôi", self.own, isOwn: true))
            \(find)\(self.files.isEmpty
                ? empty("Không có hồ sơ nào", "Hồ sơ đã nộp vào lưu trữ cơ quan sẽ hiện ở đây.") : self.table)
            \(pager(page: self.pageNumber, size: self.pageSize, total: self.total) { "/archive?q=\(text)&page=\($0)" })
            """)
    }

    private func section(_ title: String, _ requests: [ArchiveAccess], isOwn: Bool) -> HTML {
        guard !requests.isEmpty else { return "" }
        let rows = requests.map { access -> ListTable.Row in
            ListTable.Row([
                ListTable.number(access.fileSign.text, "Năm \(access.fileSign.year)"),
                "“\(access.purpose)”\(under(["\(access.person)", Shown.moment(access.askedAt)]))",
                self.state(access), isOwn ? self.read(access) : self.acts(access),
            ])
        }
        let table = ListTable(
            caption: title,
            columns: [
                .init("Số, ký hiệu", .number), .init("Mục đích, người đề nghị", .subject), .init("Trả lời"),
                .init("Việc", label: ""),
            ], rows: rows)
        return "<h2 class=\"section\">\(title)</h2>\(table.html)"
    }

    private func state(_ access: ArchiveAccess) -> HTML {
        let kind: Mark.Kind =
            switch access.state {
            case .asked: .near
            case .granted: access.isStanding(on: self.today) ? .done : .none
            case .refused, .ended: .late
            }
        var lines: [HTML] = []
        if access.state == .granted, let until = access.until {
            lines.append(
                access.isStanding(on: self.today) ? "đến hết \(Shown.date(until))" : "đã hết hạn \(Shown.date(until))")
        }
        if !access.answer.isEmpty { lines.append("“\(access.answer)”") }
        if !access.answeredBy.isEmpty { lines.append("\(access.answeredBy)") }
        return "\(Mark(kind, ArchiveAccessWords.state(access.state)).html)\(under(lines))"
    }

    private func read(_ access: ArchiveAccess) -> HTML {
        access.isStanding(on: self.today)
            ? "<a href=\"/archive/\(access.fileID)\">Xem hồ sơ \(access.fileSign.text)</a>" : ""
    }

    private func acts(_ access: ArchiveAccess) -> HTML {
        guard ArchiveAccessRule.refusalToAnswer(access, by: self.person) == nil else { return "" }
        let path = "/archive-requests/\(access.id)"
        let whom: HTML = "<span class=\"unseen\"> \(access.person), \(access.fileSign.text)</span>"
        return access.state == .asked
            ? "<a href=\"\(url: "\(path)/answer")\">Trả lời…\(whom)</a>"
            : "<a href=\"\(url: "\(path)/end")\">Thu hồi…\(whom)</a>"
    }

    private var table: HTML {
        ListTable(
            caption: "Hồ sơ trong lưu trữ",
            columns: [
                .init("Số, ký hiệu", .number), .init("Tiêu đề", .subject), .init("Chế độ sử dụng"),
                .init("Việc", label: ""),
            ],
            rows: self.files.map { found in
                let file = found.file
                let unseen: HTML = "<span class=\"unseen\"> \(file.sign.text)</span>"
                let way: HTML =
                    found.isSeen
                    ? "<a href=\"\(url: "/case-files/\(file.id)")\">Mở\(unseen)</a>"
                    : "<a href=\"\(url: "/archive/\(file.id)/ask")\">Đề nghị xem…\(unseen)</a>"
                return ListTable.Row([
                    ListTable.number(file.sign.text, "Năm \(file.sign.year)"),
                    found.isNamed ? "\(file.title)" : "\(ArchiveAccessWords.restricted)",
                    "\(CaseFileWords.access(file.access))", way,
                ])
            }
        ).html
    }
}

/// The form in which somebody asks.
struct ArchiveAskPage: Sendable {
    let shell: Shell
    let found: ArchivedFile
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let file = self.found.file
        let form = self.shell.form("/archive/\(file.id)/ask", once: self.once, version: 0)
        let purpose = Field(
            "purpose", "Mục đích", .area(value: self.fields?.text("purpose") ?? "", rows: 3, maximum: 500),
            hint: "Từ 10 đến 500 ký tự; người trả lời đọc và được lưu cùng hồ sơ.", error: self.fault?.sentence)
        let name = self.found.isNamed ? file.title : ArchiveAccessWords.restricted
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Đề nghị xem hồ sơ", keys: [("Ctrl + Enter", "gửi")],
            """
            \(trail("Hồ sơ lưu trữ", href: "/archive"))
            \(pageHead("Đề nghị xem hồ sơ", lead: "Hồ sơ \(file.sign.text) năm \(file.sign.year): \(name)"))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(purpose.html)</div>\(formFoot("\(submitButton("Gửi đề nghị"))\(button("Quay lại, chưa gửi", href: "/archive", plain: true))"))"))
            """)
    }
}

/// The form in which a request is answered, or what was granted is taken back.
struct ArchiveAnswerPage: Sendable, FormPage {
    let shell: Shell
    let access: ArchiveAccess
    let isEnding: Bool
    let today: CalendarDate
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let access = self.access
        let title = self.isEnding ? "Thu hồi quyền xem hồ sơ" : "Trả lời đề nghị xem hồ sơ"
        let form = self.shell.form(
            "/archive-requests/\(access.id)/\(self.isEnding ? "end" : "answer")", once: self.once,
            version: access.version)
        let reason = Field(
            "reason", self.isEnding ? "Lý do thu hồi" : "Lý do, khi từ chối",
            .area(value: self.value("reason"), rows: 3, maximum: 1000), hint: "Từ 10 đến 1.000 ký tự",
            optional: !self.isEnding, error: self.error("reason"))
        let controls: HTML = self.isEnding ? reason.html : "\(self.choice)\(reason.html)"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail("Hồ sơ lưu trữ", href: "/archive"))
            \(pageHead(title, lead: "Hồ sơ \(access.fileSign.text) năm \(access.fileSign.year): \(access.fileTitle)"))\(errorSummary(errors))
            \(notice(.plain, "<b>\(access.person)</b>: “\(access.purpose)”"))
            \(form.html("<div class=\"sheet--pad\">\(controls)</div>\(formFoot("\(submitButton(self.isEnding ? "Thu hồi" : "Trả lời"))\(button("Quay lại, chưa lưu", href: "/archive", plain: true))"))"))
            """)
    }

    private var choice: HTML {
        let answer = Field(
            "answer", "Trả lời",
            .radio(options: [("grant", "Cho xem"), ("refuse", "Từ chối")], selected: self.value("answer")),
            error: self.error("answer"))
        let until = Field(
            "until", "Ngày cuối được xem", .date(value: self.value("until")), hint: "Ngày/tháng/năm, khi cho xem",
            optional: true, error: self.error("until"))
        return "\(answer.html)\(until.html)"
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}

/// An archived file as it is read under what was granted.
struct ArchivedFilePage: Sendable {
    let shell: Shell
    let reading: ArchivedReading

    var html: HTML {
        let file = self.reading.file
        let until = self.reading.access.until
        let rows = self.reading.documents.map { document -> ListTable.Row in
            let withdrawn: HTML = document.isWithdrawn ? Mark(.late, "Đã thu hồi").html : ""
            return ListTable.Row([
                "\(document.ordinal)", ListTable.number(document.code.shown, Shown.date(document.datedOn)),
                "\(document.typeName): \(document.subject)\(under(["\(document.author)", withdrawn]))",
                self.files(of: document),
            ])
        }
        let table = ListTable(
            caption: "Văn bản trong hồ sơ \(file.sign.text)",
            columns: [
                .init("STT", .count), .init("Số, ký hiệu", .number), .init("Tên loại, trích yếu, tác giả", .subject),
                .init("Tệp"),
            ], rows: rows)
        return self.shell.page(
            "Hồ sơ \(file.sign.text) \(file.title)",
            """
            \(trail("Hồ sơ lưu trữ", href: "/archive"))
            \(pageHead("Hồ sơ \(file.sign.text) năm \(file.sign.year)", count: self.reading.documents.count, lead: file.title))
            \(notice(.near, "Bạn được xem\(until.html { " đến hết \(Shown.date($0))" }), với mục đích: “\(self.reading.access.purpose)”. Mỗi lần mở được ghi vào nhật ký truy cập."))
            \(rows.isEmpty ? empty("Hồ sơ không có văn bản", "Hồ sơ đã nộp lưu không còn văn bản nào.") : table.html)
            """)
    }

    private func files(of document: CaseDocument) -> HTML {
        let links = self.reading.files[document.id, default: []].map { file -> HTML in
            let name = file.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "tep"
            let address = "/archive/\(self.reading.file.id)/files/\(file.id)/\(name)"
            return "<a href=\"\(address)\">\(file.name)</a>"
        }
        return .joined(links, by: "<br>")
    }
}
