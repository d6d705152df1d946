import Exchange
import Pages
import Web

/// The form in which the clerk enters a document that did not come through the hub; the order is that of the paper.
struct IncomingEntryPage: Sendable, FormPage {
    let shell: Shell
    /// Số đến that the next entry will get.
    let nextNumber: Int
    let numbers: NumberOptions
    /// The one that was entered before this form, when several come in a row.
    let entered: Incoming?
    let deadlines: [TypeDeadline]
    let maximumUploadBytes: Int
    let once: String
    let today: CalendarDate
    /// What it may be the same as, when the form came back for that.
    let twins: [Incoming]
    let calendar: WorkingCalendar
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        var form = self.shell.form("/incoming", once: self.once, version: 0)
        form.isUpload = true
        let title = "Nhập văn bản đến"
        let done: HTML = self.entered.html { entered in
            notice(
                .good,
                "Đã vào sổ <a href=\"/incoming/\(entered.id)\">\(entered.name), số đến <b>\(entered.number.map(String.init) ?? "")</b></a>. Nhập văn bản tiếp theo.",
                result: true)
        }
        let lead =
            "Văn bản giấy, bưu điện, thư điện tử… Số đến tiếp theo là \(self.nextNumber), cấp khi lưu. Văn bản mật chỉ ghi vào sổ mật."
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu và nhập tiếp")],
            """
            \(trail("Văn bản đến", href: "/incoming?view=all"))
            \(done)\(pageHead(title, lead: lead))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.duplicate)\(self.controls)</div>\(self.foot)"))
            """
        )
    }

    private var foot: HTML {
        formFoot(
            """
            \(submitButton("Lưu và nhập tiếp", name: "then", value: "again"))\
            \(submitButton("Lưu và trình", main: false, name: "then", value: "submit"))\
            \(submitButton("Lưu", main: false, name: "then", value: "show"))\
            \(submitButton("Lấy hạn theo loại", main: false, name: DueProposal.take), if: !self.deadlines.isEmpty)\
            \(button("Quay lại, chưa lưu", href: "/incoming?view=to-submit", plain: true))
            """)
    }

    private var duplicate: HTML {
        guard !self.twins.isEmpty else { return "" }
        let registered = self.twins.filter { $0.number != nil }
        let link = Field(
            "link-to", "Gắn vào bản đã có",
            .select(
                options: [("", "Không gắn")] + registered.map { ($0.id, "\(DuplicateList.label($0)): \($0.subject)") },
                selected: self.value("link-to")),
            hint: "Bản vừa nhập thành bản gắn thêm của văn bản đó, không lấy số đến.", optional: true,
            error: self.error("link-to"))
        return """
            \(notice(.near, "<b>Có thể đã có ở cơ quan ta.</b> Mở ra so rồi chọn: gắn vào bản đã vào sổ, hoặc vào sổ mới."))
            <ul class="links">\(self.twins.map(DuplicateList.item))</ul>
            \(link.html, if: !registered.isEmpty)\(DuplicateList.anew(self.fields, self.fault))<hr>
            """
    }

    private var controls: HTML {
        """
        <div class="fields">\(Field(
            "channel", "Phương thức nhận",
            .select(options: Channel.byHand.map { ($0.rawValue, IncomingWords.channel($0)) }, selected: self.value("channel")),
            error: self.error("channel")
        ).html)\
        \(Field("arrived", "Ngày đến", .date(value: self.value("arrived")), hint: "Ngày/tháng/năm", error: self.error("arrived")).html)</div>
        \(Field(
            "issuer", "Nơi gửi", .text(value: self.value("issuer"), maximum: 300),
            hint: "Tên cơ quan như trong danh bạ, mã định danh, hoặc tên người gửi", error: self.error("issuer")
        ).html)
        <div class="fields">\(Field("number", "Số", .text(value: self.value("number"), maximum: 20), optional: true, error: self.error("number")).html)\
        \(Field("notation", "Ký hiệu", .text(value: self.value("notation"), maximum: 50), hint: "Ví dụ UBND-VX", optional: true, error: self.error("notation")).html)</div>
        <div class="fields">\(Field("date", "Ngày văn bản", .date(value: self.value("date")), hint: "Ngày/tháng/năm", error: self.error("date")).html)\
        \(Field(
            "type", "Loại văn bản", .select(options: IncomingEntry.types.map { ($0, $0) }, selected: self.value("type")), error: self.error("type")
        ).html)</div>
        \(Field("subject", "Trích yếu", .area(value: self.value("subject"), rows: 3, maximum: 2000), error: self.error("subject")).html)
        <div class="fields">\(Field("signer", "Người ký", .text(value: self.value("signer"), maximum: 200), optional: true, error: self.error("signer")).html)\
        \(Field(
            "urgency", "Độ khẩn",
            .select(options: Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) }, selected: self.value("urgency")),
            error: self.error("urgency")
        ).html)</div>
        \(self.due.html)
        \(Field(
            "file", "Bản quét", .file(multiple: true),
            hint: "PDF màu, từ 200 dpi; tệp nhận được: \(EnteredFiles.kinds). Tệp đầu tiên là văn bản, các tệp sau là phụ lục. Cộng lại không quá \(self.maximumUploadBytes >> 20) MB.\(self.fields == nil ? "" : " Chọn lại tệp.")",
            optional: true, error: self.error("file")
        ).html)
        \(MetadataFields(present: DocumentMetadata(), fields: self.fields, fault: self.fault).html)
        \(NumberFields(options: self.numbers, fields: self.fields, fault: self.fault).html)
        """
    }

    /// The deadline of the chosen type stands there once the clerk asks for it and has typed none.
    private var due: Field {
        let arrived = self.fields.flatMap { CalendarDate(typed: $0.text("arrived")) } ?? self.today
        let rule = self.deadlines.first { $0.typeName == self.value("type") }
        let proposal = rule.flatMap { DueProposal($0, from: arrived, today: self.today, self.calendar) }
        let isTaken = self.fields.map(DueProposal.isTaken) ?? false
        let typed = self.value("due")
        let value = isTaken && typed.isEmpty ? proposal?.day.shown ?? "" : typed
        var field = Field(
            "due", "Hạn xử lý", .date(value: value),
            hint: self.deadlines.isEmpty
                ? "Ngày/tháng/năm" : "Ngày/tháng/năm. Nút cuối biểu mẫu lấy hạn theo loại văn bản",
            optional: true, error: self.error("due"))
        if let proposal, value == proposal.day.shown {
            field.suggestion = .confirmed(origin: proposal.words)
        } else if isTaken {
            field.origin = proposal?.words ?? "Loại này không có hạn mặc định"
        }
        return field
    }

    /// What was typed; in a new form what is most likely.
    private func value(_ name: String) -> String {
        if let fields { return fields.text(name) }
        switch name {
        case "arrived": return self.today.shown
        case "channel": return self.entered?.channel.rawValue ?? Channel.paper.rawValue
        default: return ""
        }
    }
}
