import Exchange
import HTTPTypes
import Pages
import Web

extension APIDescription {
    /// The office's API.
    static func office(_ identity: Office.Identity) -> APIDescription {
        APIDescription(
            title: "LienThong: văn phòng điện tử",
            about:
                "API của văn phòng. What people read and do on pages, for programs, under the same rules. Failures are problem details (RFC 9457).",
            heading: "API của văn phòng",
            lead: "Dành cho phần mềm của cơ quan. Bản cho máy đọc: /api/v1/openapi.json (OpenAPI 3.1).",
            letterhead: identity.letterhead, introduction: Self.introduction, base: "OFFICE",
            parts: [
                .init("reads", "Đọc", OfficeOperations.reads),
                .init("board", "Theo dõi chỉ đạo", OfficeOperations.board + OfficeOperations.boardPictures),
                .init("received-tasks", "Nhiệm vụ được giao", OfficeOperations.receivedTasks),
                .init("urging", "Đôn đốc nơi nhận", OfficeOperations.urging + OfficeOperations.acts("urging")),
                .init("incoming", "Văn bản đến", OfficeOperations.acts("incoming") + OfficeOperations.bulk),
                .init("outgoing", "Văn bản đi", OfficeOperations.acts("outgoing")),
                .init("opinions", "Ý kiến", OfficeOperations.acts("opinions")),
                .init("shares", "Chia sẻ quyền xem", OfficeOperations.acts("shares")),
                .init(
                    "registers", "Sổ",
                    OfficeOperations.books + OfficeOperations.registerImport + OfficeOperations.acts("registers")
                        + OfficeOperations.acts("books")
                ),
                .init("copies", "Bản sao và báo cáo", OfficeOperations.copies),
                .init(
                    "post-registers", "Sổ gửi bưu điện và sử dụng bản lưu",
                    OfficeOperations.postRegisters + OfficeOperations.acts("copy-register")
                ),
                .init("case-files", "Hồ sơ", OfficeOperations.acts("case-files") + OfficeOperations.acts("case-plan")),
                .init(
                    "archive", "Lưu trữ",
                    OfficeOperations.archive
                        + ["transfers", "archive", "archive-requests"].flatMap(OfficeOperations.acts)
                ),
                .init(
                    "people", "Đơn vị và người dùng",
                    OfficeOperations.acts("units") + OfficeOperations.acts("people") + OfficeOperations.peopleImport
                ),
                .init("about", "Về API này", OfficeOperations.about),
            ], schemas: OfficeSchemas.all,
            security: ["token": .object(["type": .text("http"), "scheme": .text("bearer")])], codes: Self.codes,
            vietnamese: { OfficeOperations.words[$0] })
    }

    private static let introduction: HTML = """
        <section class="sheet sheet--pad reading" aria-labelledby="bat-dau"><h2 id="bat-dau">Bắt đầu</h2>\
        <p>Tạo mã truy cập ở “Tài khoản của tôi”. Phần mềm cầm mã làm việc dưới tên bạn, với đúng quyền của bạn; tiêu đề \
        <code>Post</code> ghi chức vụ kiêm nhiệm, <code>Delegation</code> ghi ủy quyền khi làm thay người khác (mã ở <code>me</code>).</p>\
        <pre><code>curl --fail --silent -H "Authorization: Bearer $TOKEN" "$OFFICE/api/v1/incoming?view=all"</code></pre>\
        <p>Mỗi thao tác mang <code>Idempotency-Key</code>: gửi lại cùng khóa thì không làm lần hai và nhận đúng câu trả lời đầu. \
        Thao tác trên văn bản ghi <code>version</code> đã đọc; ai vừa sửa trước thì trả lời 409. Trả lời khác 2xx là “problem details” \
        (RFC 9457): <code>code</code> cho chương trình, <code>detail</code> tiếng Việt, <code>place</code> chỉ trường sai.</p></section>
        """

    private static let codes: [(code: Fault.Code, vietnamese: String, english: String)] = [
        (
            .unauthenticated, "Thiếu mã truy cập, hoặc mã sai, hết hạn, đã thu hồi.",
            "No token, or one that works no more."
        ),
        (.notAllowed, "Vai trò hoặc bước của văn bản không cho làm việc này.", "The rule refuses it."),
        (.notFound, "Không có, hoặc không được xem.", "It is not there, or the caller may not see it."),
        (.staleVersion, "Văn bản vừa được người khác thay đổi: đọc lại.", "Somebody changed it: read it again."),
        (.invalidRequest, "Lời gọi thiếu hoặc sai tham số.", "A parameter is missing or wrong."),
        (.invalidForm, "Một trường phải sửa; `place` ghi tên trường.", "A field must be corrected; see `place`."),
        (
            .conflict, "Idempotency-Key đã dùng cho thao tác khác, hoặc thứ cần lập đã có.",
            "The key was used for another act, or what is to be made is there."
        ),
        (.numberTaken, "Số này đã có.", "The number is taken."),
        (
            .secret, "Văn bản mật: chỉ ở trên giấy và trong sổ mật.",
            "A secret document stays on paper and in its register."
        ),
        (.registerClosed, "Sổ đang khóa.", "The register is closed."),
        (.tooLarge, "Nội dung hoặc tệp quá lớn.", "The body or a file is too large."),
        (.tooMany, "Quá nhiều tệp.", "Too many files."),
        (.tooManyRequests, "Gọi quá nhiều; chờ theo Retry-After.", "Too many calls; see Retry-After."),
        (.internalFault, "Hệ thống gặp lỗi; thử lại sau.", "Something failed inside; try again."),
    ]
}

/// Every call of the API; a test holds them to the routes.
enum OfficeOperations {
    static let unauthenticated = APIOperation.Answer.problem(401, "No token, or one that works no more.")
    static let refused = APIOperation.Answer.problem(403, "The rule refuses it.")
    static let missing = APIOperation.Answer.problem(404, "It is not there, or the caller may not see it.")
    static let wrong = APIOperation.Answer.problem(400, "A parameter is missing or wrong.")
    static let key = APIOperation.Parameter(
        name: "Idempotency-Key", place: .header, schema: .text("1 to 255 visible ASCII characters"),
        english: "The same attempt acts once.", isRequired: true)

    /// The acts whose address begins with `kind`: `incoming`, `registers`.
    static func acts(_ kind: String) -> [APIOperation] {
        APIAct.all.filter { $0.path.split(separator: "/").first.map(String.init) == kind }.map { act in
            var fields = act.fields.map { ($0.name, $0.schema) }
            if act.needsVersion { fields.append(("version", .integer("Of the document, as it was read"))) }
            var answers: [APIOperation.Answer] = [
                .json(act.makes ? 201 : 200, "Done; done before: the same answer.", .reference("Done")), self.wrong,
                self.unauthenticated, self.refused, self.missing,
                .problem(409, "Somebody changed it, or the key was used for another act."),
                .problem(422, "A field must be corrected; see `place`."),
                .problem(429, "Too many calls; see Retry-After."),
            ]
            if act.takesFiles || act.takesTable { answers.append(.problem(413, "The body or a file is too large.")) }
            return APIOperation(
                method: .post, path: "\(OfficeAPI.root)/\(act.path)", id: act.id, vietnamese: act.vietnamese,
                english: act.english,
                parameters: self.inPath(act.path) + [self.key],
                body: .init(
                    type: "application/json", schema: .object(fields),
                    english: act.takesFiles || act.takesTable
                        ? "With files: the same fields as `multipart/form-data`, the files as parts `file`."
                        : "The fields of the form.", example: act.needsVersion ? "{\"version\":1}" : "{}"),
                answers: answers)
        }
    }

    static func inPath(_ path: String) -> [APIOperation.Parameter] {
        path.matches(of: /\{(\w+)\}/).map {
            .init(name: String($0.1), place: .path, schema: .text("Id"), english: "", isRequired: true)
        }
    }

    static func read(
        _ path: String, _ id: String, _ vietnamese: String, _ english: String, _ schema: APISchema,
        _ query: [(String, APISchema)] = [], mayBeMissing: Bool = false
    ) -> APIOperation {
        APIOperation(
            method: .get, path: "\(OfficeAPI.root)/\(path)", id: id, vietnamese: vietnamese, english: english,
            parameters: self.inPath(path) + query.map { .init(name: $0.0, place: .query, schema: $0.1, english: "") },
            answers: [
                .json(200, "", schema), self.wrong, self.unauthenticated, self.refused,
                .problem(422, "A field must be corrected; see `place`."),
                .problem(429, "Too many calls; see Retry-After."),
            ] + (mayBeMissing || path.contains("{") ? [self.missing] : []))
    }

    /// The bytes of a file, whole or a range of them.
    static func file(_ path: String, _ id: String, _ vietnamese: String, _ english: String) -> APIOperation {
        APIOperation(
            method: .get, path: "\(OfficeAPI.root)/\(path)", id: id, vietnamese: vietnamese,
            english: "\(english) `Range` fetches a part.",
            parameters: self.inPath(path) + [
                .init(name: "Range", place: .header, schema: .text("bytes=0-99"), english: "One range (RFC 9110).")
            ],
            answers: [
                .init(status: 200, english: "The whole file.", type: "application/octet-stream", schema: .bytes),
                .init(status: 206, english: "The part.", type: "application/octet-stream", schema: .bytes),
                self.unauthenticated, self.refused, self.missing, .empty(416, "The range lies behind the end."),
            ])
    }

    static let limit: (String, APISchema) = ("limit", .integer("1 to 100"))
    private static let after: (String, APISchema) = ("after", .text("`next` of the part before"))
    static let page: (String, APISchema) = ("page", .integer("From 1"))

    static let reads: [APIOperation] = [
        Self.read(
            "me", "me", "Tôi là ai",
            "Who calls, in which post, in whose place, and the posts and delegations that they may name.",
            .object([
                ("person", .reference("Person")), ("post?", .text("Id of the further post; missing: the main one")),
                (
                    "posts",
                    .list(
                        .object([
                            ("id", .text("")), ("title", .text("Chức vụ")), ("unit", .reference("Unit")),
                            ("role", .choice(Role.allCases.map(\.rawValue), "")), ("endsOn?", OfficeSchemas.day),
                        ]))
                ), ("deputy?", .text("Who really acts")), ("readsOnly", .boolean("")),
                (
                    "delegations",
                    .list(
                        .object([
                            ("id", .text("")), ("from", .text("")), ("scope", .text("")),
                            ("endsOn?", OfficeSchemas.day),
                        ]))
                ),
            ])),
        Self.read(
            "counters", "counters", "Số đếm", "How many documents each view of the caller has.",
            .object([
                ("incoming", .any("View → number")), ("outgoing", .any("View → number")),
                ("opinions", .integer("That wait for the caller")),
            ])),
        Self.read(
            "incoming", "listIncoming", "Danh sách văn bản đến", "A counted view of the caller, newest first.",
            OfficeSchemas.page(of: "Incoming"),
            [
                ("view", .choice(IncomingView.allCases.map(\.rawValue), "Missing: all")),
                ("state", .choice(InternalState.allCases.map(\.rawValue), "")), Self.after, Self.limit,
            ]),
        Self.read(
            "incoming/{id}", "showIncoming", "Một văn bản đến",
            "One document with lines, timeline, files and what the caller may do. Reading it marks it as read.",
            .reference("IncomingDetail")),
        Self.read(
            "outgoing", "listOutgoing", "Danh sách văn bản đi", "A counted view of the caller, newest first.",
            OfficeSchemas.page(of: "Outgoing"),
            [
                ("view", .choice(OutgoingView.allCases.map(\.rawValue), "Missing: all")),
                ("state", .choice(OutgoingState.allCases.map(\.rawValue), "")), Self.after, Self.limit,
            ]),
        Self.read(
            "outgoing/{id}", "showOutgoing", "Một văn bản đi",
            "One document with receivers, versions, files and what the caller may do.", .reference("OutgoingDetail")),
        Self.file("files/{id}", "fetchFile", "Tải tệp", "The bytes of a file."),
        Self.read(
            "opinions", "listOpinions", "Xin ý kiến", "What waits for the caller's opinion, and what the caller asked.",
            .object([
                ("waiting", .list(.reference("Opinions"))), ("asked", .list(.reference("Opinions"))),
                ("next?", .text("`page` of the next part of both")),
            ]), [Self.page, Self.limit]),
        Self.read(
            "search", "search", "Tra cứu", "What the search of the pages finds, with its conditions.",
            .object([
                (
                    "items",
                    .list(
                        .object([
                            ("direction", .choice(["in", "out"], "")),
                            ("document", .any("Incoming or Outgoing, by the direction")),
                        ]))
                ), ("total", .integer("At most 1000")), ("isCut", .boolean("There are more")),
                ("next?", .text("`page` of the next part")),
            ]),
            [
                ("q", .text("Words, number, notation")), ("direction", .choice(["in", "out"], "")),
                ("view", .choice(IncomingView.allCases.map(\.rawValue), "A list of the caller, of those that came")),
                ("organ", .text("Words of its name")), ("person", .text("Words of a name")),
                ("unit", .text("Id of a unit")), ("type", .text("Loại văn bản")),
                (
                    "within",
                    .choice(SearchFilter.Period.allCases.map { String($0.rawValue) }, "So many days, today among them")
                ), ("from", OfficeSchemas.day), ("to", OfficeSchemas.day), Self.page,
            ]),
        Self.read(
            "case-files", "listCaseFiles", "Hồ sơ", "Case files of a view of the caller.",
            OfficeSchemas.page(of: "CaseFile"),
            [
                ("view", .choice(CaseFileView.allCases.map(\.rawValue), "Missing: the first of the role")),
                ("q", .text("Words")), Self.page, Self.limit,
            ]),
        Self.read(
            "case-files/{id}", "showCaseFile", "Một hồ sơ",
            "A case file with its documents, its timeline and what the caller may do.",
            .object([
                ("file", .reference("CaseFile")), ("acts", OfficeSchemas.acts), ("freeze?", OfficeSchemas.freeze),
                ("documents", .list(OfficeSchemas.caseDocument)), ("timeline", .list(.reference("Event"))),
            ])),
        Self.read(
            "case-plan", "casePlan", "Danh mục hồ sơ",
            "The list of case files of a year with its headings: everybody but administrators.",
            .object([
                ("year", .integer("")), ("isOpen", .boolean("The clerk may add to it")),
                ("headings", .list(.object([("abbreviation", .text("")), ("name", .text("Đề mục"))]))),
                ("items", .list(.reference("PlannedFile"))), ("next?", .text("`page` of the next part")),
            ]), [("year", .integer("Missing: this one")), Self.page, Self.limit]),
        Self.read(
            "units/{id}", "showUnit", "Một đơn vị", "A unit as its administrator sees it.", .reference("UnitRecord")),
        Self.read(
            "people/{id}", "showPerson", "Một người dùng", "Somebody as the administrator sees them.",
            .reference("PersonRecord")),
        Self.read(
            "units", "listUnits", "Đơn vị", "The units that work.", OfficeSchemas.page(of: "Unit"),
            [Self.page, Self.limit]),
        Self.read(
            "people", "listPeople", "Người dùng", "Who can be given work.", OfficeSchemas.page(of: "Person"),
            [Self.page, Self.limit]),
        Self.read(
            "statistics", "statistics", "Thống kê", "Figures of the work that was given out.",
            .object([
                ("from", OfficeSchemas.day), ("to", OfficeSchemas.day),
                (
                    "rows",
                    .list(
                        .object([
                            ("id", .text("")), ("name", .text("")), ("under", .text("")),
                            ("doneInTime", .integer("")), ("doneLate", .integer("")), ("inTime", .integer("")),
                            ("near", .integer("")), ("late", .integer("")),
                        ]))
                ),
            ]),
            [
                ("by", .choice(Statistics.Grouping.allCases.map(\.rawValue), "")), ("from", OfficeSchemas.day),
                ("to", OfficeSchemas.day),
            ]),
    ]

    static let about: [APIOperation] = [
        APIOperation(
            method: .get, path: "\(OfficeAPI.root)/openapi.json", id: "openAPI", vietnamese: "Bản mô tả này",
            english: "This description.",
            answers: [.json(200, "", .object([]))], isOpen: true)
    ]

    /// Sentences that come again and again, in Vietnamese; what a call does is told by its Vietnamese name.
    static let words: [String: String] = [
        "No token, or one that works no more.": "Thiếu mã truy cập, hoặc mã sai, hết hạn, đã thu hồi.",
        "The rule refuses it.": "Quy tắc không cho làm việc này.",
        "It is not there, or the caller may not see it.": "Không có, hoặc không được xem.",
        "A parameter is missing or wrong.": "Tham số thiếu hoặc sai.",
        "A field must be corrected; see `place`.": "Một trường phải sửa; `place` ghi tên trường.",
        "Too many calls; see Retry-After.": "Gọi quá nhiều; chờ theo Retry-After.",
        "Somebody changed it, or the key was used for another act.":
            "Có người vừa thay đổi, hoặc khóa đã dùng cho thao tác khác.",
        "Done; done before: the same answer.": "Đã làm; đã làm từ trước: đúng câu trả lời ấy.",
        "The same attempt acts once.": "Cùng một lần thử chỉ làm một lần.",
        "The fields of the form.": "Các trường của biểu mẫu.",
        "With files: the same fields as `multipart/form-data`, the files as parts `file`.":
            "Có tệp: cùng các trường ấy dưới dạng `multipart/form-data`, tệp là các phần `file`.",
        "The body or a file is too large.": "Nội dung hoặc tệp quá lớn.",
        "Of the document, as it was read": "Của văn bản, như đã đọc",
        "Id": "Mã", "Day: 2026-12-31": "Ngày: 2026-12-31", "To be given with an act": "Ghi kèm thao tác",
    ]
}
