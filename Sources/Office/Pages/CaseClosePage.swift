import Exchange
import Pages
import Web

/// The page before a file is closed.
struct CaseClosePage: Sendable {
    let shell: Shell
    let file: CaseFile
    /// How many incoming documents in it are still worked on.
    let unfinished: Int
    let once: String
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = "/case-files/\(self.file.id)"
        let title = "Đóng hồ sơ \(self.file.sign.text)?"
        let form = self.shell.form("\(back)/close", once: self.once, version: self.file.version)
        let end = Field(
            "ended", "Ngày công việc kết thúc", .date(value: self.fields?.text("ended") ?? self.today.shown),
            hint: "Ngày/tháng/năm; hạn nộp lưu tính từ ngày này", error: self.fault?.sentence)
        let warning: HTML =
            self.unfinished == 0
            ? ""
            : notice(
                .near, "<b>\(self.unfinished) văn bản đến trong hồ sơ chưa hoàn thành.</b> Xem lại trước khi đóng.")
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "đóng hồ sơ")],
            """
            \(trail("Hồ sơ \(self.file.sign.text)", href: back))\(errorSummary(errors))\(warning)
            \(confirm(
                title, lead: self.file.title, button: "Đóng hồ sơ", effects: self.effects,
                form: form.html("<div class=\"sheet--pad\">\(end.html)</div>\(formFoot("\(submitButton("Đóng hồ sơ"))\(button("Quay lại, chưa đóng", href: back, plain: true))"))")))
            """)
    }

    private var effects: [Effect] {
        let archive: HTML =
            (self.file.retention.years ?? .max) < 5
            ? "Hồ sơ giữ tại đơn vị: thời hạn bảo quản dưới 5 năm không phải nộp lưu."
            : self.file.matter == .construction
                ? "Nộp vào lưu trữ cơ quan trong 3 tháng sau khi công việc kết thúc."
                : "Nộp vào lưu trữ cơ quan trong 1 năm sau khi công việc kết thúc."
        return [
            Effect("\(self.file.documents) văn bản được chốt theo thứ tự thời gian; mục lục văn bản lập tự động."),
            Effect(
                "Tiêu đề, thời hạn bảo quản (\(CaseFileWords.retention(self.file.retention))) và văn bản không sửa được nữa; bỏ bản trùng trước khi đóng."
            ),
            Effect(archive),
            Effect("Chỉ trưởng đơn vị hoặc lãnh đạo mở lại được, có ghi lý do.", icon: .none),
        ]
    }
}

/// The index of a file (mục lục văn bản), on the screen and on paper: the seven columns of NĐ 30/2020/NĐ-CP, Phụ lục V.
struct CaseIndexPage: Sendable {
    let shell: Shell
    let file: CaseFile
    let organ: OrganCode
    let documents: [CaseDocument]

    var html: HTML {
        let title = "Mục lục văn bản, hồ sơ \(self.file.sign.text)"
        var register = PrintedRegister(
            title: "Mục lục văn bản", superior: self.shell.letterhead.first ?? "",
            body: self.shell.letterhead.last ?? "", year: self.file.sign.year,
            columns: [
                .init("Số TT", centred: true), .init("Số, ký hiệu văn bản"), .init("Ngày tháng văn bản", centred: true),
                .init("Tên loại và trích yếu nội dung văn bản"), .init("Tác giả văn bản"),
                .init("Tờ số/trang số", centred: true), .init("Ghi chú"),
            ],
            rows: self.documents.map { document in
                [
                    "\(document.ordinal)", "\(document.code.shown)", Shown.date(document.datedOn),
                    "\(document.typeName): \(document.subject)", "\(document.author)",
                    document.pages.html { "\($0)" }, document.isWithdrawn ? "Đã thu hồi" : "",
                ]
            }, mark: self.shell.printMark)
        register.span = "Hồ sơ \(self.file.sign.code(of: self.organ)): \(self.file.title)"
        register.signers = [("Người lập hồ sơ", self.file.keeperName)]
        return self.shell.page(
            title,
            """
            \(trail("Hồ sơ \(self.file.sign.text)", href: "/case-files/\(self.file.id)"))
            \(pageHead(title, count: self.documents.count, lead: "Theo thứ tự thời gian. In trang này để kẹp vào hồ sơ giấy.", acts: self.documents.isEmpty ? "" : printButton))\
            \(self.documents.isEmpty ? empty("Hồ sơ chưa có văn bản", "Mục lục lập tự động khi có văn bản trong hồ sơ.") : register.html)
            """)
    }
}
