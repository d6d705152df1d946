import Exchange
import Pages
import Trust
import Web

/// The form in which the signer signs a draft with their own key (ký số), beside the document.
struct SignPage: Sendable, FormPage {
    let shell: Shell
    let draft: PersonSigning.Draft
    /// What is offered.
    let place: SignaturePlace
    /// Whether number and date have their place on the first page.
    let hasRoomForNumber: Bool
    /// The stamps that the draft should have, and whether each is put onto the first page.
    let stamps: [(words: String, isPut: Bool)]
    let warnings: [SignerKeyWarning]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let outgoing = self.draft.outgoing
        let errors = self.fault.errors
        let form = self.shell.form("/outgoing/\(outgoing.id)/sign", once: self.once, version: outgoing.version)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Ký số \(outgoing.subject)",
            """
            \(trail("…/\(outgoing.notation)", href: "/outgoing/\(outgoing.id)"))
            \(pageHead("Ký số", lead: outgoing.subject))
            \(errorSummary(errors, title: "Chưa ký được"))
            <div class="split">\(Shown.files([self.draft.file], tall: true))
            <div>\(form.html("<div class=\"sheet--pad\">\(self.key)\(self.controls)</div>\(formFoot("\(submitButton("Ký số và duyệt"))\(button("Quay lại, chưa ký", href: "/outgoing/\(outgoing.id)", plain: true))"))"))</div></div>
            """)
    }

    private var key: HTML {
        """
        <p>Khóa của <b>\(self.draft.key.certificate.signer.name ?? "")</b>, hạn dùng \
        \(Shown.date(VietnamTime.date(self.draft.key.certificate.notAfter)))</p>\
        \(SignerKeyPage.warnings(self.warnings))
        """
    }

    private var controls: HTML {
        let box = self.place.box
        func field(_ name: String, _ label: String, _ value: Int, hint: String? = nil) -> HTML {
            Field(
                name, label, .number(value: self.fields?.text(name) ?? "\(value)", maximum: 4), hint: hint,
                error: self.error(name)
            ).html
        }
        let millimetres = PlaceFields.millimetres
        let found =
            self.place.isFound
            ? "Chữ ký đặt trên tên “\(self.draft.outgoing.approverName)” ở trang cuối. Sửa số nếu muốn đặt chỗ khác."
            : "Không tìm thấy tên “\(self.draft.outgoing.approverName)” ở trang cuối: xem lại trang và vị trí."
        let number =
            self.hasRoomForNumber
            ? "Số, ngày, tháng sẽ được điền vào chỗ trống khi cơ quan đóng dấu."
            : "Trang đầu không chừa chỗ cho số và ngày: khi đóng dấu, số và ngày in ở góc trên bên phải trang đầu."
        return """
            \(Field(
                "urgency", "Độ khẩn",
                .select(
                    options: Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) },
                    selected: self.fields?.text("urgency") ?? String(self.draft.outgoing.urgency.rawValue)),
                hint: "Người soạn đề xuất, người ký quyết định.", error: self.error("urgency")).html)\
            \(Field(
                "hour", "Hẹn đến giờ",
                .select(
                    options: [("", "Không hẹn")] + (0...23).map { ("\($0)", "\($0) giờ") },
                    selected: self.fields?.text("hour") ?? ""),
                hint: "Chỉ khi hỏa tốc hẹn giờ: giờ của ngày ký.", optional: true, error: self.error("hour")).html)\
            <div class="field"><p class="hint">\(found) \(number)\(self.stampHints)</p></div>\
            <div class="fields">\(field("page", "Trang", self.place.page + 1))\
            \(field("left", "Cách mép trái (mm)", max(0, millimetres(box.left))))\
            \(field("top", "Cách mép trên (mm)", max(0, millimetres(box.top))))</div>\
            <input type="hidden" name="width" value="\(max(20, millimetres(box.width)))">\
            <input type="hidden" name="height" value="\(max(8, millimetres(box.height)))">\
            \(Field(
                "secret", "Mật khẩu của khóa", .secret(autocomplete: "off"),
                hint: "Chỉ dùng cho lần ký này, không lưu lại.", error: self.error("secret")).html)
            """
    }

    private var stampHints: String {
        self.stamps.map { stamp in
            stamp.isPut
                ? " Dấu \(stamp.words) được in vào trang đầu nếu tệp chưa có chữ ký số."
                : " Trang đầu đã có dấu \(stamp.words) hoặc không có chỗ trống cho dấu ấy: không in thêm."
        }.joined()
    }
}

/// The question before the agency signs (đóng dấu số).
struct SealPage: Sendable {
    let shell: Shell
    let document: Sealing.Document
    /// Whether password or PIN must be typed.
    let asksSecret: Bool
    let warnings: [SignerKeyWarning]
    let once: String
    let fault: FormFault?

    var html: HTML {
        let outgoing = self.document.outgoing
        let errors = self.fault.map { [FieldError(field: "secret", sentence: $0.sentence)] } ?? []
        let form = self.shell.form("/outgoing/\(outgoing.id)/seal", once: self.once, version: outgoing.version)
        let isDevice = self.document.key.sealedFile == nil
        let secret = Field(
            "secret", isDevice ? "Mã PIN của thiết bị" : "Mật khẩu của khóa cơ quan", .secret(autocomplete: "off"),
            hint: "Chỉ dùng cho lần đóng dấu này, không lưu lại.", error: self.fault?.sentence
        ).html
        let plain: HTML = self.fault.html { "<div id=\"secret\">\(fieldError("secret", $0.sentence))</div>" }
        let certificate = self.document.key.certificate
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Đóng dấu số \(outgoing.code?.text ?? "")",
            """
            \(trail(outgoing.code?.text ?? "", href: "/outgoing/\(outgoing.id)"))
            \(pageHead("Đóng dấu số", lead: "\(outgoing.code?.text ?? "") \(outgoing.subject)"))
            \(errorSummary(errors, title: "Chưa đóng dấu được"))
            <div class="split">\(Shown.files(Array(self.document.files.prefix(1)), tall: true))
            <div>\(form.html(
                """
                <div class="sheet--pad"><p>Khóa của <b>\(certificate.signer.name ?? "")</b>, hạn dùng \
                \(Shown.date(VietnamTime.date(certificate.notAfter)))</p>\(SignerKeyPage.warnings(self.warnings))\
                <p>Sau khi đóng dấu:</p><ul class="links">\(self.effects)</ul>\(self.asksSecret ? secret : plain)</div>\
                \(formFoot("\(submitButton("Đóng dấu số"))\(button("Quay lại, chưa đóng dấu", href: "/outgoing/\(outgoing.id)", plain: true))"))
                """))</div></div>
            """)
    }

    private var effects: HTML {
        HTML.joined(
            self.document.files.enumerated().map { index, file -> HTML in
                if index == 0 {
                    return """
                        <li>\(file.name): con dấu nằm trên khoảng một phần ba chữ ký, về bên trái; số và ngày được điền vào chỗ đã chừa</li>
                        """
                }
                return file.isPDF
                    ? "<li>\(file.name): số và thời gian ký ở góc trên bên phải trang đầu</li>"
                    : "<li>\(file.name): không phải PDF, gửi kèm nguyên vẹn, không có chữ ký</li>"
            })
    }
}
