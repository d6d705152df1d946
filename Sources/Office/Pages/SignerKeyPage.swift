import Exchange
import Foundation
import Pages
import Trust
import Web

/// The key with which somebody signs, or with which the agency does: what is there, and the form for another one.
struct SignerKeyPage: Sendable, FormPage {
    let shell: Shell
    let owner: SignerKeyRoutes.Owner
    let key: SignerKeyRecord?
    let warnings: [SignerKeyWarning]
    let hasTool: Bool
    /// The device of the configuration.
    let token: SignerToken?
    /// For its two forms.
    let once: [String]
    let now: Date
    let fault: FormFault?

    private var isAgency: Bool { self.owner == .agency }

    var html: HTML {
        let errors = self.fault.errors
        let title = self.isAgency ? "Con dấu số" : "Khóa ký số của tôi"
        let lead =
            self.isAgency
            ? "Khóa và hình con dấu mà văn thư dùng để đóng dấu số văn bản đi."
            : "Khóa dùng để ký số văn bản trình bạn, do tổ chức chứng thực cấp."
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)",
            """
            \(trail("Tài khoản của tôi", href: "/account"), if: !self.isAgency)
            \(pageHead(title, lead: lead))
            \(errorSummary(errors, title: "Chưa lưu được khóa"))\
            \(notice(.near, "<b>Máy chủ chưa cài công cụ ký số (pyHanko).</b> Văn bản vẫn ký ở nơi khác rồi đính kèm được."), if: !self.hasTool)\
            \(self.present)\(self.form, if: self.hasTool)
            """)
    }

    /// From one's account to one's key.
    static var way: HTML {
        panel(
            "Khóa ký số", id: "khoa-ky-so",
            """
            <div class="sheet--pad"><p>Khóa để ký số văn bản trình bạn ngay trên trang dự thảo.</p>\
            <div class="acts">\(button("Khóa ký số…", href: SignerKeyRoutes.Owner.person.rawValue))</div></div>
            """)
    }

    static func warnings(_ warnings: [SignerKeyWarning]) -> HTML {
        HTML.joined(warnings.map { notice($0.isGrave ? .bad : .near, "\($0.sentence)") })
    }

    private var present: HTML {
        guard let key = self.key else {
            return empty(
                self.isAgency ? "Chưa có khóa của cơ quan" : "Bạn chưa có khóa ký số",
                self.isAgency
                    ? "Khi có khóa, văn thư đóng dấu số được ngay trên trang văn bản."
                    : "Khi có khóa, bạn ký số được ngay trên trang dự thảo.")
        }
        let certificate = key.certificate
        let days = SignerKeyWarning.daysLeft(certificate, self.now)
        var form = self.shell.form("\(self.owner.rawValue)/end", once: self.once[1], version: 0)
        form.kind = "acts"
        return panel(
            "Khóa đang dùng", id: "khoa", section: false,
            """
            <div class="sheet--pad">\(Self.warnings(self.warnings))<dl class="given"><dt>Chủ khóa</dt><dd>\(certificate.signer.name ?? "không có tên")</dd>\
            <dt>Tổ chức</dt><dd>\(certificate.signer.organization ?? "không ghi")</dd>\
            <dt>Nơi cấp</dt><dd>\(certificate.issuer)</dd>\
            <dt>Hiệu lực</dt><dd>\(Shown.date(VietnamTime.date(certificate.notBefore))) đến \
            \(Shown.date(VietnamTime.date(certificate.notAfter))), \
            \(days.map { "còn \($0.shown) ngày" } ?? "đã hết hạn")</dd>\
            <dt>Khóa nằm ở</dt><dd>\(key.sealedFile == nil ? "Thiết bị lưu khóa (PKCS#11)" : "Tệp PKCS#12, niêm phong trên máy chủ")</dd>\
            <dt>\(self.isAgency ? "Hình con dấu" : "Hình chữ ký")</dt><dd>\(key.sealedImage == nil ? "Không có, hiện tên và thời gian ký" : "Có")</dd></dl>\
            \(form.html(submitButton("Bỏ khóa này", main: false)))</div>
            """)
    }

    private var form: HTML {
        var form = self.shell.form(self.owner.rawValue, once: self.once[0], version: 0)
        form.isUpload = true
        form.kind = "sheet sheet--pad section"
        let kinds = Field(
            "kind", "Khóa nằm ở",
            .radio(
                options: [
                    ("file", "Tệp PKCS#12 (.p12, .pfx)"),
                    ("token", "Thiết bị \(self.token?.token ?? "") đã cấu hình trên máy chủ"),
                ], selected: "file"), error: self.error("kind-token")
        ).html
        return form.html(
            """
            <h2>\(self.key == nil ? "Đưa khóa vào" : "Thay bằng khóa khác")</h2>\(kinds, if: self.isAgency && self.token != nil)\
            \(Field("file", "Tệp khóa (.p12, .pfx)", .file(multiple: false), hint: "Được niêm phong trên máy chủ; không ai tải lại được.", error: self.error("file")).html)\
            \(Field("secret", "Mật khẩu của tệp khóa", .secret(autocomplete: "off"), hint: "Chỉ để đọc chứng thư lần này, không lưu lại; mỗi lần ký sẽ hỏi.", error: self.error("secret")).html)\
            \(Field(
                "image", self.isAgency ? "Hình con dấu (.png)" : "Hình chữ ký tay (.png)", .file(multiple: false),
                hint: self.isAgency ? "Màu đỏ, nền trong suốt, chỉ có con dấu, không có lề." : "Màu xanh, nền trong suốt.",
                optional: !self.isAgency, error: self.error("image")).html)\
            \(submitButton("Lưu khóa"))
            """)
    }
}
