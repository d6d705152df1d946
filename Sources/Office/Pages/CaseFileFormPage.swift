import Exchange
import Pages
import Storage
import Web

/// The form of a case file: a new one, a line of the year's list, or one that is changed.
struct CaseFileFormPage: Sendable, FormPage {
    enum Purpose: Sendable {
        /// Opened outside the list; afterwards the document at this path is put into it.
        case new(for: String?)
        /// A line of the list of a year.
        case planned(Int)
        case edit(String)
    }

    let shell: Shell
    let purpose: Purpose
    /// The one that is changed.
    let file: CaseFile?
    let headings: [CaseHeading]
    let list: PeopleList
    let person: Person
    let once: String
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    /// Throws when the person may not do what the form is for.
    static func read(
        _ purpose: Purpose, _ visit: Visit, office: Office, fields: FormFields?, fault: FormFault?
    ) async throws -> CaseFileFormPage {
        let (person, today) = (visit.person, office.today)
        return try await office.database.read { connection in
            var file: CaseFile?
            var headings: [CaseHeading] = []
            var isListed = false
            switch purpose {
            case .new: headings = try CaseHeading.choices(today.year, for: person, in: connection)
            case .planned(let year):
                headings = try CaseHeading.all(of: year, in: connection)
                isListed = true
            case .edit(let id):
                guard let found = try CaseFileStore.find(id, for: person, in: connection) else {
                    throw Fault.noSuchCaseFile
                }
                if let refusal = CaseFileRule.refusal(.edit, on: found, by: person) { throw refusal }
                file = found
                isListed = found.state == .planned
            }
            return CaseFileFormPage(
                shell: try Shell.read(
                    visit, office: office, current: isListed ? .casePlan : .none, live: nil, in: connection),
                purpose: purpose, file: file, headings: headings,
                list: try CaseFileActs.choices(
                    for: person, isListed: isListed, present: file?.keeperID, on: today, fields: fields,
                    in: connection),
                person: person, once: RandomText.secret(), today: today, fields: fields, fault: fault)
        }
    }

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form(self.action, once: self.once, version: self.file?.version ?? 0)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(self.title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail(self.backTitle, href: self.back))
            \(pageHead(self.title, lead: self.lead))
            \(errorSummary(errors))
            \(form.html("\(self.hidden)<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton("Lưu"))\(button("Quay lại, chưa lưu", href: self.back, plain: true))"))"))
            """)
    }

    private var title: String {
        switch self.purpose {
        case .new: "Mở hồ sơ ngoài danh mục"
        case .planned(let year): "Thêm hồ sơ vào danh mục năm \(year)"
        case .edit: "Sửa thông tin hồ sơ \(self.file?.sign.text ?? "")"
        }
    }

    private var lead: String {
        switch self.purpose {
        case .new: "Hồ sơ đã có trong danh mục của năm thì mở ở danh mục. Số của hồ sơ là số tiếp theo của đề mục."
        case .planned: "Số của hồ sơ là số tiếp theo của đề mục, cấp khi lưu."
        case .edit: "Số và ký hiệu không đổi."
        }
    }

    private var action: String {
        switch self.purpose {
        case .new: "/case-files"
        case .planned: "/case-plan/file"
        case .edit(let id): "/case-files/\(id)/edit"
        }
    }

    private var back: String {
        switch self.purpose {
        case .new(let document): document.map { "\($0)/case-files" } ?? "/case-files"
        case .planned(let year): "/case-plan?year=\(year)"
        case .edit(let id): "/case-files/\(id)"
        }
    }

    private var backTitle: String {
        switch self.purpose {
        case .new(let document): document == nil ? "Hồ sơ" : "Đưa vào hồ sơ"
        case .planned: "Danh mục hồ sơ"
        case .edit: "Hồ sơ \(self.file?.sign.text ?? "")"
        }
    }

    private var hidden: HTML {
        switch self.purpose {
        case .new(let document?):
            let parts = document.split(separator: "/")
            return "<input type=\"hidden\" name=\"\(parts[0])\" value=\"\(parts[1])\">"
        case .planned(let year): return "<input type=\"hidden\" name=\"year\" value=\"\(year)\">"
        case .new, .edit: return ""
        }
    }

    private var isPlanned: Bool {
        if case .planned = self.purpose { return true }
        return self.file?.state == .planned
    }

    private var controls: HTML {
        let heading: HTML =
            self.file != nil
            ? ""
            : self.select(
                "heading", "Đề mục", self.headings.map { ($0.abbreviation, "\($0.name) (\($0.abbreviation))") })
        let keeper: HTML =
            self.list.people.count < 2 && self.list.sought == nil
            ? ""
            : """
            \(PeopleList.html(self.list.sought, count: self.list.people.count))\
            \(self.select("keeper", "Người lập hồ sơ", self.keeperOptions))
            """
        let start: HTML =
            self.isPlanned
            ? ""
            : Field(
                "started", "Ngày bắt đầu", .date(value: self.value("started")), hint: "Ngày/tháng/năm",
                error: self.error("started")
            ).html
        return """
            \(heading)\
            \(Field("title", "Tiêu đề hồ sơ", .area(value: self.value("title"), rows: 2, maximum: 500), hint: "Loại việc, nội dung, thời gian, ví dụ: Hồ sơ về việc tổ chức Hội nghị tổng kết năm \(self.today.year)", error: self.error("title")).html)\
            <div class="fields">\(self.select("retention", "Thời hạn bảo quản", Retention.all.map { ($0.value, CaseFileWords.retention($0)) }))\
            \(self.select("access", "Chế độ sử dụng", CaseFile.Access.allCases.map { ($0.rawValue, CaseFileWords.access($0)) }))</div>\
            <div class="fields">\(self.select("matter", "Loại việc", CaseFile.Matter.allCases.map { ($0.rawValue, CaseFileWords.matter($0)) }))\
            \(Field("language", "Ngôn ngữ", .text(value: self.value("language"), maximum: 50), error: self.error("language")).html)</div>\
            \(keeper)\(start)\
            \(Field("note", "Ghi chú", .area(value: self.value("note"), rows: 2, maximum: 500), optional: true, error: self.error("note")).html)
            """
    }

    /// The present keeper stays among the choices after having moved to another unit.
    private var keeperOptions: [(value: String, label: String)] {
        let people = self.list.people.map { ($0.id, "\($0.fullName), \($0.unit.name)") }
        guard let file, !self.list.people.contains(where: { $0.id == file.keeperID }) else { return people }
        return [(file.keeperID, "\(file.keeperName), \(file.unit.name)")] + people
    }

    private func select(_ name: String, _ label: String, _ options: [(value: String, label: String)]) -> HTML {
        Field(name, label, .select(options: options, selected: self.value(name)), error: self.error(name)).html
    }

    /// What was typed, what the file says, or what is most likely.
    private func value(_ name: String) -> String {
        if let fields { return fields.text(name) }
        switch name {
        case "title": return self.file?.title ?? ""
        case "retention": return (self.file?.retention ?? Retention(years: 10)).value
        case "access": return (self.file?.access ?? .free).rawValue
        case "matter": return (self.file?.matter ?? .ordinary).rawValue
        case "language": return self.file?.language ?? "Tiếng Việt"
        case "keeper": return self.file?.keeperID ?? self.person.id
        case "note": return self.file?.note ?? ""
        case "started": return (self.file?.startedOn ?? self.today).shown
        case "heading":
            let own = self.headings.first { $0.name == self.person.unit.name }
            return own?.abbreviation ?? ""
        default: return ""
        }
    }
}
