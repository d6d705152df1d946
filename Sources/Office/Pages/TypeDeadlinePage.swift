import Pages
import Web

/// Working days to resolve each type of document, with the form that sets them.
struct TypeDeadlinePage: Sendable, FormPage {
    let shell: Shell
    let rules: [TypeDeadline]
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("/type-deadlines", once: RandomText.secret(), version: 0)
        let types = [("", "Chưa chọn")] + IncomingEntry.types.map { ($0, $0) }
        let controls: HTML = """
            <div class="fields">\(Field("type", "Loại văn bản", .select(options: types, selected: self.value("type")), error: self.error("type")).html)\
            \(Field("days", "Số ngày làm việc", .number(value: self.value("days"), maximum: 3), hint: "Từ 1 đến \(TypeDeadline.maximumDays), tính từ sau ngày đến", error: self.error("days")).html)</div>
            """
        let title = "Hạn theo loại văn bản"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "ghi")],
            """
            \(pageHead(title, count: self.rules.count, lead: "Theo quy chế làm việc của cơ quan. Khi vào sổ, văn thư được gợi ý hạn xử lý này; hạn nơi gửi đặt vẫn giữ nguyên."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(controls)</div>\(formFoot(submitButton("Ghi hạn")))"))
            \(self.rules.isEmpty
                ? empty("Chưa loại nào có hạn mặc định", "Chọn loại văn bản và ghi số ngày làm việc để gợi ý khi vào sổ.")
                : "<h2 class=\"section\">Đã ghi</h2>\(self.table)")
            """)
    }

    private var table: HTML {
        ListTable(
            caption: "Hạn xử lý mặc định của từng loại văn bản",
            columns: [.init("Loại văn bản", .subject), .init("Ngày làm việc", .count), .init("Việc", label: "")],
            rows: self.rules.map { rule in
                var form = self.shell.form("/type-deadlines/remove", once: RandomText.secret(), version: 0)
                form.kind = "act"
                let remove = form.html(
                    submitButton(
                        "Xóa hạn \(rule.typeName)", main: false, name: "type", value: rule.typeName, small: true))
                return ListTable.Row(["\(rule.typeName)", "\(rule.workingDays)", remove])
            }
        ).html
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}
