import Exchange
import Pages
import Trust
import Web

/// The form of an electronic copy, beside the document: the agency signs when it is sent.
struct CopySignPage: Sendable {
    let shell: Shell
    let originals: CopyOriginals
    let signers: [SigningAuthority.Signer]
    let units: [Unit]
    let nextNumber: Int
    let identity: Office.Identity
    /// Whether password or PIN must be typed.
    let asksSecret: Bool
    let warnings: [SignerKeyWarning]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    private static let known: Set<String> = [
        "kind", "part", "file", "originals", "reason", "signer", "receivers", "units", "number",
    ]

    /// The field of the mistake; what pyHanko complains of stands at the secret.
    private var wrong: String? { self.fault.map { Self.known.contains($0.field) ? $0.field : "secret" } }

    var html: HTML {
        let errors = self.fault.map { [FieldError(field: self.wrong ?? "secret", sentence: $0.sentence)] } ?? []
        let source = self.originals.source
        let title = "Sao điện tử"
        var form = self.shell.form("\(source.path)/sign-copy", once: self.once, version: 0)
        form.isUpload = true
        let foot = formFoot(
            "\(submitButton("Ký số và ghi vào sổ bản sao"))\(button("Quay lại, chưa sao", href: source.path, plain: true))"
        )
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(source.code)", keys: [("Ctrl + Enter", "ký và ghi vào sổ")],
            """
            \(trail(source.code, href: source.path))
            \(pageHead(title, lead: "\(source.code): \(source.title)", acts: "\(button("Sao ra giấy…", href: "\(source.path)/make-copy"))"))
            \(errorSummary(errors, title: "Chưa sao được"))
            <div class="split"><div>\(Shown.files(self.originals.files.map(\.attachment), tall: true))</div>
            \(form.html("<div class=\"sheet--pad\">\(self.key)\(self.what)\(self.doubt)\(self.whom)\(self.secret)</div>\(foot)"))</div>
            """)
    }

    private var key: HTML {
        let certificate = self.originals.key.certificate
        return """
            <p>Khóa của <b>\(certificate.signer.name ?? "")</b>, hạn dùng \
            \(Shown.date(VietnamTime.date(certificate.notAfter)))</p>\(SignerKeyPage.warnings(self.warnings))\
            <p class="hint">Góc trên bên phải trang đầu ghi hình thức sao, tên cơ quan và thời gian ký. Tệp gốc giữ nguyên.</p>
            """
    }

    private var what: HTML {
        let isIncoming = self.originals.source.direction == .incoming
        let kinds = DocumentCopy.Kind.allCases.filter { $0 != .recopied || isIncoming }.map {
            ($0.rawValue, CopyWords.hint($0))
        }
        let ids = self.originals.files.map(\.attachment.id)
        return """
            \(Field("kind", "Hình thức sao", .radio(options: kinds, selected: self.value("kind", DocumentCopy.Kind.certified.rawValue)), error: self.error("kind")).html)\
            \(Field(
                "part", "Phần được trích sao", .area(value: self.long("part"), rows: 2, maximum: 500), hint: "Chỉ khi trích sao, ví dụ: Điều 3 và Phụ lục II",
                optional: true, error: self.error("part")
            ).html)\
            \(Field(
                "file", "Tệp PDF của bản trích sao", .file(multiple: false), hint: "Chỉ khi trích sao: bản tạo lại đủ thể thức và phần nội dung cần trích.",
                optional: true, error: self.error("file")
            ).html)\
            \(Field(
                "originals", "Sao từ tệp", .several(options: self.originals.files.map { ($0.attachment.id, $0.attachment.name) }, selected: self.fields.map { Set($0.all("originals")) } ?? Set(ids)),
                hint: "Mỗi tệp PDF được ký riêng; tệp khác không sao được.", error: self.error("originals")
            ).html)\(self.scans)
            """
    }

    /// A hint: the paper may be all that there is.
    private var scans: HTML {
        HTML.joined(
            self.originals.files.compactMap { file in
                file.shortfall.map { "<p class=\"hint\" data-scan>\(file.attachment.name): \($0)</p>" }
            })
    }

    /// Asked only where there is a doubt.
    private var doubt: HTML {
        guard let doubts = CopyOriginals.doubts(self.originals.files) else { return "" }
        return """
            \(notice(.near, "<b>Chữ ký số của bản gốc chưa đạt.</b> \(doubts)"))\
            \(Field(
                "reason", "Lý do vẫn sao", .area(value: self.long("reason"), rows: 2, maximum: 1_000), hint: "Từ 10 đến 1.000 ký tự, lưu trong diễn biến.",
                optional: true, error: self.error("reason")
            ).html)
            """
    }

    private var whom: HTML {
        """
        \(Field(
            "signer", "Người có thẩm quyền ký bản sao", .select(options: [("", "Chưa chọn")] + self.signers.map { ($0.personID, $0.label) }, selected: self.value("signer", "")),
            hint: "Người quyết định việc sao; trên bản sao điện tử chỉ có chữ ký số của cơ quan.", error: self.error("signer")
        ).html)\
        \(Field("receivers", "Nơi nhận bản sao", .area(value: self.long("receivers"), rows: 3, maximum: 2_000), hint: "Mỗi dòng một nơi, ghi vào sổ. Nơi ngoài cơ quan: tải tệp rồi gửi.", error: self.error("receivers")).html)\
        \(Field(
            "units", "Gửi ngay đến đơn vị", .several(options: self.units.map { ($0.id, $0.name) }, selected: Set(self.fields?.all("units") ?? [])),
            hint: "Người của đơn vị được báo và mở được bản sao.", optional: true, error: self.error("units")
        ).html)\
        \(Field(
            "number", "Số bản sao", .number(value: self.value("number", ""), maximum: 6),
            hint: "Để trống: số tiếp theo, \(DocumentCode.display(self.nextNumber))/SY-\(self.identity.abbreviation) nếu sao y. Chung dãy số với bản sao giấy.",
            optional: true, error: self.error("number")
        ).html)
        """
    }

    private var secret: HTML {
        guard self.asksSecret else {
            return self.error("secret").html { "<div id=\"secret\">\(fieldError("secret", $0))</div>" }
        }
        let isDevice = self.originals.key.sealedFile == nil
        return Field(
            "secret", isDevice ? "Mã PIN của thiết bị" : "Mật khẩu của khóa cơ quan", .secret(autocomplete: "off"),
            hint: "Chỉ dùng cho lần ký này, không lưu lại.", error: self.error("secret")
        ).html
    }

    private func value(_ name: String, _ first: String) -> String { self.fields?.text(name) ?? first }
    private func long(_ name: String) -> String { self.fields?.longText(name) ?? "" }
    private func error(_ name: String) -> String? { self.wrong == name ? self.fault?.sentence : nil }
}

/// An electronic copy with its files, for the clerk and for the units to which it was sent.
struct ElectronicCopyPage: Sendable {
    let shell: Shell
    let copy: DocumentCopy
    let files: [Attachment]
    let units: [String]
    /// Who reads the register may follow its links.
    let isReader: Bool

    var html: HTML {
        let source = self.copy.source
        let title = "\(CopyWords.form(self.copy)) \(self.copy.code)"
        let acts: HTML = self.isReader ? button(CopyWords.register, href: "/copies?year=\(self.copy.year)") : ""
        let files = HTML.joined(
            self.files.enumerated().map { index, file -> HTML in
                let address = "/copies/\(self.copy.id)/files/\(file.id)"
                var block = DocumentFile(
                    title: file.name, note: Shown.size(file.sizeBytes), href: address, isPDF: index == 0)
                block.firstPage = "\(address)/first-page"
                return block.html
            })
        return self.shell.page(
            title,
            """
            \(self.isReader ? trail(source.code, href: source.path) : "")\
            \(pageHead(title, lead: "\(source.code) ngày \(source.date.shown), \(source.issuer): \(source.title)", acts: acts))
            <div class="split"><div>\(files)</div>\(panel("Bản sao", id: "ban-sao", section: false, "<div class=\"sheet--pad\"><dl class=\"given\">\(self.facts)</dl></div>"))</div>
            """)
    }

    private var facts: HTML {
        let part: HTML = self.copy.part.isEmpty ? "" : "<dt>Phần được trích sao</dt><dd>\(self.copy.part)</dd>"
        let block = self.copy.block.joined(separator: ", ")
        let units: HTML =
            self.units.isEmpty
            ? "" : "<dt>Đã gửi đơn vị</dt><dd>\(self.units.joined(separator: "; "))</dd>"
        return """
            <dt>Số, ký hiệu bản sao</dt><dd>\(self.copy.code)</dd><dt>Ngày sao</dt><dd>\(Shown.date(self.copy.madeOn))</dd>\(part)\
            <dt>Người có thẩm quyền ký</dt><dd>\(self.copy.signer) (\(block))</dd>\
            <dt>Nơi nhận</dt><dd>\(self.copy.receivers.joined(separator: "; "))</dd>\(units)
            """
    }
}
