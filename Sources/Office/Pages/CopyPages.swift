import Exchange
import Pages
import Web

/// Sổ đăng ký bản sao of a year, on the screen and on paper.
struct CopyRegisterPage: Sendable {
    let shell: Shell
    let year: Int
    let today: CalendarDate
    let total: Int
    let pageNumber: Int
    let copies: [DocumentCopy]

    static let size = 500

    var html: HTML {
        let title = CopyWords.register
        let years = tabs(
            [self.today.year - 1, self.today.year].map { year in
                Tab("Năm \(year)", href: "/copies?year=\(year)", isCurrent: year == self.year)
            })
        let acts: HTML = "\(button("Tải .xlsx", href: "/copies/xlsx?year=\(self.year)"))\(printButton)"
        return self.shell.page(
            "\(title) năm \(self.year)",
            """
            \(years)\(pageHead(title, count: self.total, lead: "Sao y, sao lục, trích sao chung một dãy số trong năm (Nghị định 30/2020/NĐ-CP, Phụ lục I). Sao từ trang của văn bản: “Sao văn bản…”.", acts: acts))\
            \(self.copies.isEmpty ? empty("Năm \(self.year) chưa có bản sao nào", "Mở văn bản đến đã vào sổ hoặc văn bản đi đã ban hành rồi chọn “Sao văn bản…”.") : self.register(title))\
            \(pager(page: self.pageNumber, size: Self.size, total: self.total) { "/copies?year=\(self.year)&page=\($0)" })
            """)
    }

    private func register(_ title: String) -> HTML {
        var register = PrintedRegister(
            title: title, superior: self.shell.letterhead.first ?? "", body: self.shell.letterhead.last ?? "",
            year: self.year, columns: DocumentCopy.columns.map(\.printed),
            rows: self.copies.map { copy in
                DocumentCopy.columns.enumerated().map { index, column in
                    let text = column.cell(copy).html
                    return switch index {
                    case 0: "<a href=\"\(url: "/copies/\(copy.id)")\">\(text)</a>"
                    case 3: "<a href=\"\(url: copy.source.path)\">\(text)</a>"
                    default: text
                    }
                }
            }, mark: self.shell.printMark)
        register.signers = [("VĂN THƯ", ""), ("NGƯỜI ĐỨNG ĐẦU CƠ QUAN", "")]
        return register.html
    }
}

/// The form of a copy.
struct CopyFormPage: Sendable, FormPage {
    let shell: Shell
    let source: DocumentCopy.Source
    let signers: [SigningAuthority.Signer]
    let nextNumber: Int
    let abbreviation: String
    /// Whether the server can sign.
    let canSign: Bool
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = "Sao văn bản"
        let back = self.source.path
        let form = self.shell.form("\(back)/make-copy", once: self.once, version: 0)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "ghi vào sổ")],
            """
            \(trail(self.source.code, href: back))\(pageHead(title, lead: "\(self.source.code): \(self.source.title)", acts: self.canSign ? button("Sao điện tử, ký số…", href: "\(back)/sign-copy") : ""))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton("Ghi vào sổ bản sao"))\(button("Quay lại, chưa sao", href: back, plain: true))"))"))
            """)
    }

    private var kinds: [(String, String)] {
        DocumentCopy.Kind.allCases.filter { $0 != .recopied || self.source.direction == .incoming }.map {
            ($0.rawValue, CopyWords.hint($0))
        }
    }

    private var controls: HTML {
        """
        \(Field("kind", "Hình thức sao", .radio(options: self.kinds, selected: self.value("kind", DocumentCopy.Kind.certified.rawValue)), error: self.error("kind")).html)\
        \(Field(
            "part", "Phần được trích sao", .area(value: self.long("part"), rows: 2, maximum: 500), hint: "Chỉ khi trích sao, ví dụ: Điều 3 và Phụ lục II",
            optional: true, error: self.error("part")
        ).html)\
        \(Field(
            "signer", "Người ký bản sao", .select(options: [("", "Chưa chọn")] + self.signers.map { ($0.personID, $0.label) }, selected: self.value("signer", "")),
            error: self.error("signer")
        ).html)\
        \(Field("receivers", "Nơi nhận bản sao", .area(value: self.long("receivers"), rows: 3, maximum: 2_000), hint: "Mỗi dòng một nơi", error: self.error("receivers")).html)\
        <div class="fields">\
        \(Field("copies", "Số lượng bản", .number(value: self.value("copies", "1"), maximum: 3), error: self.error("copies")).html)\
        \(Field(
            "number", "Số bản sao", .number(value: self.value("number", ""), maximum: 6),
            hint: "Để trống: số tiếp theo, \(DocumentCode.display(self.nextNumber))/SY-\(self.abbreviation) nếu sao y. Ghi số lớn hơn khi số trước đã cấp ngoài hệ thống.",
            optional: true, error: self.error("number")
        ).html)\
        </div>
        """
    }

    private func value(_ name: String, _ first: String) -> String { self.fields?.text(name) ?? first }
    private func long(_ name: String) -> String { self.fields?.longText(name) ?? "" }
}

/// The block of a copy, to be printed below the copied text or on a sheet of its own (NĐ 30/2020/NĐ-CP, Phụ lục I, phần II: hình thức
/// sao, tên cơ quan, số và ký hiệu, địa danh và thời gian, chức vụ, họ tên và chữ ký, dấu, nơi nhận).
struct CopyBlockPage: Sendable {
    let shell: Shell
    let copy: DocumentCopy

    var html: HTML {
        let kind = CopyWords.kind(self.copy.kind)
        let title = "\(kind) \(self.copy.code)"
        let source = self.copy.source
        let part: HTML =
            self.copy.part.isEmpty ? "" : "<p>Phần được trích sao: \(self.copy.part)</p>"
        let receivers = self.copy.receivers.map { receiver -> HTML in "<br>- \(receiver);" }
        let block = self.copy.block.map { line -> HTML in "<p><b>\(line)</b></p>" }
        return self.shell.page(
            title,
            """
            \(trail(source.code, href: source.path))\
            \(pageHead(title, lead: "In dưới bản chụp văn bản hoặc trên tờ riêng; người ký ký, văn thư đóng dấu. \(source.code) ngày \(source.date.shown), \(source.issuer).", acts: "\(button(CopyWords.register, href: "/copies?year=\(self.copy.year)"))\(printButton)"))
            <article class="register register--upright" tabindex="0" role="region" aria-label="\(title)">
            <header class="register__head"><div>\(self.shell.letterhead.first ?? "")<b>\(self.shell.letterhead.last ?? "")</b>\
            <div class="rule"></div><span class="register__number">Số: \(self.copy.code)</span></div>\
            <div>\(CopyWords.dateLine(self.copy.place, self.copy.madeOn))</div></header>
            <h2 class="register__title">\(kind.uppercased())</h2>\(part)
            <div class="register__end"><div class="register__places"><b>Nơi nhận:</b>\(receivers)<br>- Lưu: VT.</div>\
            <div>\(block)<p><b>\(self.copy.signer)</b></p></div></div>
            </article>
            """)
    }
}
