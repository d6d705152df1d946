import Exchange
import Pages
import Web

/// Days that are not what their weekday says, with the form that adds some.
struct CalendarPage: Sendable, FormPage {
    let shell: Shell
    let days: [CalendarDay]
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("/calendar", once: RandomText.secret(), version: 0)
        let kinds = CalendarDay.Kind.allCases.map { ($0.rawValue, CalendarWords.kind($0)) }
        let controls: HTML = """
            <div class="fields">\(Field("first", "Từ ngày", .date(value: self.value("first")), hint: "Ngày/tháng/năm", error: self.error("first")).html)\
            \(Field("last", "Đến ngày", .date(value: self.value("last")), hint: "Để trống: một ngày", optional: true, error: self.error("last")).html)</div>\
            <div class="fields">\(Field("kind", "Là ngày", .select(options: kinds, selected: self.value("kind")), error: self.error("kind")).html)\
            \(Field("name", "Tên ngày", .text(value: self.value("name"), maximum: 100), hint: "Ví dụ Tết Nguyên đán", error: self.error("name")).html)</div>
            """
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Lịch làm việc", keys: [("Ctrl + Enter", "ghi")],
            """
            \(pageHead("Lịch làm việc", count: self.days.count, lead: "Thứ hai đến thứ sáu làm việc. Ghi ngày lễ, Tết, nghỉ bù, nghỉ hoán đổi và ngày làm bù: mọi hạn xử lý tính theo lịch này."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(controls)</div>\(formFoot(submitButton("Ghi vào lịch")))"))
            \(self.days.isEmpty
                ? empty("Chưa có ngày nghỉ nào", "Ghi lịch nghỉ lễ, Tết của năm \(self.today.year) theo thông báo hằng năm.")
                : "<h2 class=\"section\">Đã ghi</h2>\(self.table)")
            """)
    }

    /// What lies ahead first.
    private var table: HTML {
        let ahead = self.days.filter { $0.date >= self.today } + self.days.filter { $0.date < self.today }.reversed()
        return ListTable(
            caption: "Ngày nghỉ và ngày làm bù",
            columns: [.init("Ngày", .number), .init("Tên", .subject), .init("Là ngày"), .init("Việc", label: "")],
            rows: ahead.map { day in
                let remove = self.shell.form(
                    "/calendar/\(day.date.iso)/remove", once: RandomText.secret(), version: 0
                ).button("Xóa \(day.date.shown)", small: true)
                return ListTable.Row([
                    ListTable.number(day.date.shown, "\(CalendarWords.weekday(day.date.weekday))"), "\(day.name)",
                    "\(CalendarWords.kind(day.kind))", remove,
                ])
            }
        ).html
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}
