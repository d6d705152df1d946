import Pages
import Web

/// The form of somebody's address for the mail of the day.
struct PersonMailPage: Sendable {
    let shell: Shell
    let person: Person
    let isOwn: Bool
    let mail: PersonMail
    /// When the mail goes; nil: this office sends none.
    let time: String?
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = self.isOwn ? "/account" : "/people/\(self.person.id)"
        let form = self.shell.form("\(back)/mail", once: RandomText.secret(), version: self.mail.version)
        let lead =
            self.time.map {
                !PersonMail.hasDigest(self.person.role)
                    ? "Báo cáo đi qua thư lúc \($0) ngày làm việc đầu tiên của tuần hoặc tháng. Quản trị không có thư tổng hợp."
                    : "Mỗi ngày làm việc một thư lúc \($0): số việc đang chờ, văn bản quá hạn, thông báo chưa xem. Không có thư cho từng việc."
            } ?? "Văn phòng này chưa có máy chủ thư: địa chỉ được giữ, thư chưa gửi."
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Thư tổng hợp", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail(self.isOwn ? "Tài khoản của tôi" : self.person.fullName, href: back))
            \(pageHead("Thư tổng hợp", lead: lead))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton("Lưu"))\(button("Quay lại, chưa lưu", href: back, plain: true))"))"))
            """)
    }

    private var controls: HTML {
        """
        \(Field(
            "address", "Địa chỉ thư điện tử",
            .text(value: self.fields?.text("address") ?? self.mail.address ?? "", maximum: MailAddress.maximumLength),
            hint: "Thư chỉ ghi số, ký hiệu và trích yếu. Nên dùng hộp thư công vụ.", optional: true, error: self.fault?.sentence
        ).html)\
        \(choice("digest", "Nhận thư tổng hợp mỗi ngày làm việc", checked: self.fields?.isTicked("digest") ?? self.mail.wantsDigest), if: PersonMail.hasDigest(self.person.role))\
        \(self.reports)
        """
    }

    /// For those who may read them.
    private var reports: [HTML] {
        guard PeriodReportRule.refusal(of: self.person) == nil else { return [] }
        return ReportPeriod.Kind.allCases.map { kind in
            choice(
                kind.rawValue, MailWords.wish(kind, of: PeriodReportRule.unit(of: self.person)),
                checked: self.fields?.isTicked(kind.rawValue) ?? self.mail.reports.contains(kind))
        }
    }
}
