import Exchange
import Pages
import Web

/// What the clerk does with numbers that have no document.
enum RegisterAct: String, Sendable, CaseIterable {
    /// Giữ số chờ.
    case reserve
    /// Hủy số.
    case cancel
    /// Xác nhận số cuối, after the office was restored.
    case confirm

    /// Why `person` may not do it to `book`, or nil.
    func refusal(on book: Book, by person: Person, today: CalendarDate) -> Fault? {
        self == .confirm ? book.refusalToConfirm(by: person) : book.refusalToKeep(by: person, on: today)
    }
}

/// The forms that keep numbers for later and that cancel one.
struct RegisterActPage: Sendable, FormPage {
    let shell: Shell
    let act: RegisterAct
    let book: Book
    /// The numbers that were kept in the backup; of `confirm` alone.
    let reserved: [RegisterEntry]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let path = "/registers/\(self.book.direction.rawValue)"
        let back = "\(path)/check?book=\(self.book.id)"
        let (title, lead, button, undone) =
            switch self.act {
            case .reserve:
                (
                    "Giữ số chờ",
                    "\(self.book.title), số tiếp theo là \(self.book.nextNumber). Số giữ được dùng khi cấp số hay vào sổ.",
                    "Giữ số", "chưa giữ"
                )
            case .cancel:
                (
                    "Hủy số",
                    "\(self.book.title). Số hủy không dùng lại, vẫn đứng trong sổ cùng lý do. Văn bản chưa ban hành mang số này quay về chờ cấp số.",
                    "Hủy số", "chưa hủy"
                )
            case .confirm:
                (
                    "Xác nhận số cuối",
                    "\(self.book.title). Hệ thống vừa phục hồi từ bản sao lưu, sổ có đến số \(self.book.nextNumber - 1). "
                        + "Các số cấp sau đó sẽ là số chờ: nhập lại văn bản rồi dùng số chờ, hoặc hủy số.",
                    "Xác nhận", "chưa xác nhận"
                )
            }
        let form = self.shell.form("\(path)/\(self.act.rawValue)", once: self.once, version: 0)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("Kiểm tra sổ", href: back))\(pageHead(title, lead: lead))\(errorSummary(errors))
            \(form.html("""
                <input type="hidden" name="book" value="\(self.book.id)"><div class="sheet--pad">\(self.controls)</div>\
                \(formFoot("\(submitButton(button, grave: false))\(Pages.button("Quay lại, \(undone)", href: back, plain: true))"))
                """))
            """)
    }

    private var controls: HTML {
        switch self.act {
        case .reserve:
            """
            \(Field("count", "Giữ mấy số", .number(value: self.value("count", "1"), maximum: 2), hint: "Từ 1 đến \(RegisterActs.maximumReserved), liền nhau", error: self.error("count")).html)
            \(self.reason("Giữ cho việc gì", hint: "Ghi ngắn gọn, không ghi nội dung mật.", maximum: 300))
            """
        case .cancel:
            """
            \(Field("number", "Số cần hủy", .text(value: self.value("number", ""), maximum: 10), hint: "Ví dụ 12 hoặc 12a", error: self.error("number")).html)
            \(self.reason("Lý do hủy", hint: "Từ 10 đến 1.000 ký tự, in trong sổ ở cột Ghi chú.", maximum: 1000))
            """
        case .confirm:
            """
            \(Field("last", "Số cuối cùng đã cấp", .number(value: self.value("last", ""), maximum: 7), hint: "Xem bản giấy, hộp thư của nơi nhận, sổ in. Không cấp số nào sau bản sao lưu thì ghi \(self.book.nextNumber - 1)", error: self.error("last")).html)
            \(Field("used", "Số chờ đã dùng, số phụ đã cấp sau bản sao lưu", .text(value: self.value("used", ""), maximum: 500), hint: self.usedHint, optional: true, error: self.error("used")).html)
            """
        }
    }

    private var usedHint: String {
        let numbers = self.reserved.map(\.number.description).joined(separator: ", ")
        return (numbers.isEmpty ? "Sổ không có số chờ. " : "Sổ đang có số chờ: \(numbers). ")
            + "Ghi như 4, 12a. Các số này thành số hủy, không ai lấy lại được"
    }

    private func reason(_ label: String, hint: String, maximum: Int) -> HTML {
        Field(
            "reason", label, .area(value: self.value("reason", ""), rows: 3, maximum: maximum), hint: hint,
            error: self.error("reason")
        ).html
    }

    private func value(_ name: String, _ usual: String) -> String { self.fields?.text(name) ?? usual }
}
