import Exchange
import Web

extension APIAct {
    private static let fields: [(name: String, schema: APISchema)] = [
        ("title", .text("Tiêu đề")), ("retention", .choice(Retention.all.map(\.value), "Years, or for ever")),
        ("access", .choice(CaseFile.Access.allCases.map(\.rawValue), "Chế độ sử dụng")),
        ("matter", .choice(CaseFile.Matter.allCases.map(\.rawValue), "Loại việc")),
        ("keeper?", .text("Id of the person; missing: the caller")), ("language", .text("Ngôn ngữ")),
        ("note?", .text("")), ("started?", OfficeSchemas.day),
    ]

    private static func step(
        _ act: CaseFile.Act, _ id: String, _ vietnamese: String, _ english: String,
        _ fields: [(name: String, schema: APISchema)] = [],
        _ perform: @escaping @Sendable (CaseFileActs, APICall) async throws -> String
    ) -> APIAct {
        APIAct(
            path: "case-files/{id}/\(act.rawValue)", id: id, vietnamese: vietnamese, english: english, fields: fields
        ) { try await perform(CaseFileActs(office: $0.office), $0) }
    }

    /// Keeping case files (lập hồ sơ).
    static let caseFiles: [APIAct] = [
        APIAct(
            path: "case-files", id: "beginCaseFile", vietnamese: "Lập hồ sơ",
            english: "Opens a case file that the list of the year does not name.",
            fields: Self.fields + [("heading", .text("Abbreviation of a heading (đề mục) of this year"))]
        ) { call in
            try await CaseFileActs(office: call.office).begin(
                try CaseFileDraft(call.fields, keeper: call.person, needsStart: true),
                under: call.fields.text("heading"), by: call.person, form: try call.fields.token()
            ) { "/case-files/\($0)" }
        },
        Self.step(
            .edit, "editCaseFile", "Sửa hồ sơ", "Changes what is written about a file; its sign stays.", Self.fields
        ) { acts, call in
            try await acts.edit(
                call.id, try CaseFileDraft(call.fields, keeper: call.person, needsStart: false), by: call.person,
                form: try call.fields.token())
        },
        Self.step(.open, "openCaseFile", "Mở hồ sơ", "Opens a file of the year's list.") { acts, call in
            try await acts.open(call.id, by: call.person, form: try call.fields.token())
        },
        Self.step(
            .drop, "dropCaseFile", "Bỏ khỏi danh mục", "Takes a line of the year's list out that nobody has opened."
        ) { acts, call in
            try await acts.drop(call.id, by: call.person, form: try call.fields.token())
        },
        Self.step(
            .put, "putIntoCaseFile", "Đưa văn bản vào hồ sơ", "Puts documents into a file.",
            [("documents", .list(.text("Id of a document")))]
        ) { acts, call in
            try await acts.put(
                call.fields.all("documents"), into: call.id, by: call.person, form: try call.fields.token(),
                then: "/case-files/\(call.id)")
        },
        APIAct(
            path: "case-files/{id}/documents/{document}/take-out", id: "takeOutOfCaseFile",
            vietnamese: "Đưa văn bản ra khỏi hồ sơ", english: "Takes a document out of a file; it stays itself.",
            fields: [("reason", .text("Why; it stays with file and document"))]
        ) { call in
            try await CaseFileActs(office: call.office).takeOut(
                call.part, of: call.id, reason: call.fields.longText("reason"), by: call.person,
                form: try call.fields.token())
        },
        Self.step(
            .close, "closeCaseFile", "Đóng hồ sơ", "Closes a file.", [("ended", OfficeSchemas.day)]
        ) { acts, call in
            try await acts.close(
                call.id,
                endedOn: try call.fields.date(
                    "ended", called: "Ngày kết thúc", missing: "Ghi ngày công việc kết thúc"),
                by: call.person, form: try call.fields.token())
        },
        Self.step(
            .hold, "holdCaseFile", "Giữ lại hồ sơ",
            "Keeps a file that is due for the archive, once, at most two years.",
            [("until", OfficeSchemas.day), ("consent", .text("Who agreed in writing, with number and date"))]
        ) { acts, call in
            try await acts.hold(
                call.id,
                until: try call.fields.date("until", called: "Giữ lại đến", missing: "Ghi ngày giữ lại đến"),
                consent: call.fields.longText("consent"), by: call.person, form: try call.fields.token())
        },
        Self.step(
            .reopen, "reopenCaseFile", "Mở lại hồ sơ", "Opens a closed file again.",
            [("reason", .text("Why; it stays with the file"))]
        ) { acts, call in
            try await acts.reopen(
                call.id, reason: call.fields.longText("reason"), by: call.person, form: try call.fields.token())
        },
    ]

    private static let year: (name: String, schema: APISchema) = (
        "year?", .integer("This one or the next; missing: this one")
    )

    /// The list of case files of a year (danh mục hồ sơ), which the clerk keeps.
    static let casePlan: [APIAct] = [
        APIAct(
            path: "case-plan/copy", id: "copyCasePlan", vietnamese: "Lập danh mục từ năm trước",
            english: "Begins the list of a year from that of the year before; `conflict` where there is one.",
            fields: [Self.year]
        ) { call in
            try await CasePlanActs(office: call.office).copy(
                to: try call.year(), by: call.person, form: try call.fields.token())
        },
        APIAct(
            path: "case-plan/heading", id: "addCaseHeading", vietnamese: "Thêm đề mục",
            english: "Adds a heading to the list of a year.",
            fields: [
                Self.year, ("abbreviation", .text("Chữ viết tắt: 1 to 12 capitals, digits or hyphens")),
                ("name", .text("Tên đề mục, at most 200 characters")),
            ]
        ) { call in
            try await CasePlanActs(office: call.office).add(
                call.fields.text("abbreviation"), call.fields.text("name"), year: try call.year(), by: call.person,
                form: try call.fields.token())
        },
        APIAct(
            path: "case-plan/file", id: "planCaseFile", vietnamese: "Thêm hồ sơ vào danh mục",
            english: "Adds a line to the list of a year; its keeper opens the file.",
            fields: Self.fields.filter { $0.name != "started?" } + [
                Self.year, ("heading", .text("Abbreviation of a heading (đề mục) of the list")),
            ]
        ) { call in
            try await CaseFileActs(office: call.office).plan(
                try CaseFileDraft(call.fields, keeper: call.person, needsStart: false),
                under: call.fields.text("heading"), year: try call.year(), by: call.person,
                form: try call.fields.token())
        },
    ]
}

extension APICall {
    /// The field `year`; this one where it is missing. Pages take what is no year for this one, a program would write into another list than it thinks.
    fileprivate func year() throws -> Int {
        guard let text = self.fields.optional("year") else { return self.office.today.year }
        guard let year = Int(text) else { throw FormFault("year", "Năm gồm bốn chữ số") }
        return year
    }
}
