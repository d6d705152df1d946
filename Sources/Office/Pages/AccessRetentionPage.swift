import Exchange
import Foundation
import Pages
import Web

/// For how long the access log is kept, and which lines went by that rule.
struct AccessRetentionPage: Sendable {
    let shell: Shell
    let rule: AccessRetention
    /// Newest first.
    let cuts: [AccessCut]
    let fields: FormFields?
    let fault: FormFault?

    /// Shown at once.
    static let cuts = 50

    var html: HTML {
        let title = "Thời gian giữ nhật ký truy cập"
        let errors = self.fault.errors
        let form = self.shell.form("/access/retention", once: RandomText.secret(), version: self.rule.version)
        let value = self.fields?.text("years") ?? self.rule.years.map { "\($0)" } ?? ""
        let allowed = AccessRetention.allowed
        let years = Field(
            "years", "Số năm giữ", .number(value: value, maximum: 3),
            hint: "Từ \(allowed.lowerBound) đến \(allowed.upperBound). Để trống thì giữ mãi.", optional: true,
            error: self.fault.sentence(of: "years"))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail("Nhật ký truy cập", href: "/access"))
            \(pageHead(title, lead: "Ban đêm hệ thống xóa dần dòng cũ hơn số năm này, từ dòng cũ nhất. Văn bản, diễn biến và sổ không đổi. Gặp dòng về văn bản, hồ sơ đang đóng băng thì dừng: dòng đó và mọi dòng sau được giữ."))
            \(errorSummary(errors))\(self.now)
            \(form.html("<div class=\"sheet--pad\">\(years.html)</div>\(formFoot(submitButton("Lưu")))"))
            \(self.table, if: !self.cuts.isEmpty)
            """)
    }

    private var now: HTML {
        let by = self.rule.setBy.isEmpty ? "" : ", \(self.rule.setBy) đặt"
        return notice(.plain, "Hiện nay: \(AccessWords.kept(self.rule.years))\(by).")
    }

    private var table: HTML {
        let table = ListTable(
            caption: "Những lần cắt",
            columns: [
                .init("Dòng đã hết", .subject), .init("Số dòng", .count), .init("Ghi từ"), .init("đến"),
                .init("Cắt lúc", .when),
            ],
            rows: self.cuts.map { cut in
                ListTable.Row([
                    "<b>Đến dòng \(cut.through)</b>\(under(["Giữ \(cut.years) năm, \(cut.ruleBy) đặt"]))",
                    "\(cut.count)", Self.moment(cut.firstAt), Self.moment(cut.lastAt), Self.moment(cut.at),
                ])
            })
        return """
            <section class="section" aria-labelledby="da-cat">\
            \(sectionHead("Những lần cắt", id: "da-cat", note: "Mỗi lần có chữ ký; office check kiểm lại."))\(table.html)</section>
            """
    }

    /// What is no time is shown as it stands.
    private static func moment(_ text: String) -> HTML { Timestamp.instant(text).map(Shown.moment) ?? "\(text)" }
}
