import Exchange
import Web

extension APIAct {
    /// Every act that programs can do.
    static let all: [APIAct] =
        Self.incoming + Self.lines + Self.following + Self.receivedTasks + Self.opinions + Self.outgoing + Self.tasks
        + Self.urging
        + Self.copies + Self.postRegisters + Self.freezing + Self.sharing
        + Self.books + Self.registerImport + Self.caseFiles + Self.casePlan + Self.archive + Self.administration

    private static let reason: (String, APISchema) = ("reason", .text("Why; whoever is concerned reads it"))
    private static let day = APISchema.text("Day: 2026-12-31")
    private static let anew: (String, APISchema) = (
        "duplicate-reason?", .text("With `despite-duplicate`: why it is a document of its own")
    )
    static let choice: (String, APISchema) = (
        "number-choice?",
        .text("`next BOOK`, `reserved BOOK NUMBER`; missing: the next number of the usual book")
    )
    /// With what is asked of every document (PL VI, part II).
    static func withMetadata(_ fields: [(name: String, schema: APISchema)]) -> [(name: String, schema: APISchema)] {
        fields + self.metadata
    }

    private static let metadata: [(name: String, schema: APISchema)] = [
        ("language?", .text("Ngôn ngữ; missing: Vietnamese")), ("pages?", .integer("Số trang, 1 to 999")),
        ("copies?", .integer("Số lượng bản, 1 to 999")), ("remark?", .text("Ghi chú")),
    ]
    static let beside: (String, APISchema) = ("beside?", .text("A number whose `a` it becomes (số phụ)"))

    private static func step(
        _ act: InternalState.Act, _ id: String, _ vietnamese: String, _ english: String,
        _ fields: [(name: String, schema: APISchema)] = []
    ) -> APIAct {
        APIAct(path: "incoming/{id}/\(act.path)", id: id, vietnamese: vietnamese, english: english, fields: fields) {
            try await IncomingRoutes(office: $0.office).perform(act, on: $0.id, $0.fields, by: $0.person)
        }
    }

    private static let incoming: [APIAct] = [
        APIAct(
            path: "incoming", id: "enterIncoming", vietnamese: "Nhập văn bản đến",
            english: "Enters what came on paper, by post or e-mail, and registers it.",
            fields: Self.withMetadata([
                ("channel", .choice(Channel.byHand.map(\.rawValue), "How it came")),
                ("issuer", .text("Code or name of the issuer")), ("number?", .text("Số")),
                ("notation?", .text("Ký hiệu")), ("date", Self.day), ("type", .text("Loại văn bản")),
                ("subject", .text("Trích yếu")), ("signer?", .text("Who signed it")),
                ("urgency", .integer("0 to 4")), ("arrived", Self.day), ("due?", Self.day),
                ("despite-duplicate?", .boolean("Although it may be here already")), Self.anew,
                ("link-to?", .text("Instead: id of the registered document whose copy it is")), Self.choice,
                Self.beside,
            ]), takesFiles: true
        ) {
            try await IncomingEntryRoutes(office: $0.office, maximumUploadBytes: $0.maximumUploadBytes)
                .perform($0.fields, $0.files, by: $0.person)
        },
        Self.step(
            .register, "registerIncoming", "Vào sổ", "Registers it; 03 goes back.",
            Self.withMetadata([
                ("checked", .boolean("Signatures and addressee were checked")), ("due?", Self.day),
                ("despite-duplicate?", .boolean("Although it may be in the register already")), Self.anew,
                Self.choice, Self.beside,
            ])),
        Self.step(
            .return, "returnIncoming", "Trả lại nơi gửi", "Returns it to its sender; 02 goes back.", [Self.reason]),
        Self.step(
            .submit, "submitIncoming", "Trình lãnh đạo", "Submits it to a leader.",
            [("leader", .text("Id of the person"))]),
        Self.step(
            .direct, "directIncoming", "Chỉ đạo", "The leader's direction (bút phê); 04 goes back the first time.",
            Self.direction + [("reply-required?", .boolean("Cannot be finished without a reply"))]),
        Self.step(.giveBack, "giveBackIncoming", "Trả lại văn thư", "Gives it back to the clerk.", [Self.reason]),
        Self.step(.begin, "beginIncoming", "Bắt đầu xử lý", "Begins the work; 05 goes back."),
        Self.step(
            .finish, "finishIncoming", "Hoàn thành", "Finishes the work; 06 goes back.",
            [("result", .text("What was done"))]),
        APIAct(
            path: "incoming/{id}/recall", id: "answerRecall", vietnamese: "Trả lời yêu cầu thu hồi",
            english: "Answers a sender who asks the document back: 15 or 16 goes back.",
            fields: [
                ("answer", .choice([SenderAnswer.agree, SenderAnswer.decline], "")), ("reason?", .text("Of a refusal")),
            ]
        ) { try await RecallRoutes(office: $0.office).answer($0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "incoming/{id}/update", id: "answerUpdate", vietnamese: "Trả lời bản cập nhật",
            english: "Takes a correction of the sender, or declines it: 15 or 16 goes back.",
            fields: [
                ("answer", .choice([SenderAnswer.agree, SenderAnswer.decline], "")), ("reason?", .text("Of a refusal")),
            ]
        ) {
            try await UpdateRoutes(office: $0.office, maximumUploadBytes: $0.maximumUploadBytes).answer(
                $0.id, $0.fields, by: $0.person)
        },
        APIAct(
            path: "incoming/{id}/link", id: "linkIncoming", vietnamese: "Gắn vào bản đã có",
            english: "Keeps it as a further copy of a registered document; 03 goes back, and what that one reaches.",
            fields: [
                ("to", .text("Id of the registered document: one of `duplicates`")),
                ("checked", .boolean("Signatures and addressee were checked")),
            ]
        ) { try await LinkingRoutes(office: $0.office).link($0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "incoming/{id}/unlink", id: "unlinkIncoming", vietnamese: "Bỏ gắn",
            english:
                "Undoes a wrong link while nothing follows from it, until the end of the next working day: clerks.",
            fields: [("reason", .text("Why; it stays with both documents"))]
        ) { call in
            try await UnlinkingAct(office: call.office).unlink(
                call.id, reason: call.fields.longText("reason"), by: call.person, form: try call.fields.token())
        },
        Self.filing("incoming"),
    ]

    static func filing(_ kind: String) -> APIAct {
        APIAct(
            path: "\(kind)/{id}/case-files", id: "\(kind)ToCaseFile", vietnamese: "Đưa vào hồ sơ",
            english: "Puts it into a case file.", fields: [("file", .text("Id of the case file"))]
        ) { try await FilingRoutes(office: $0.office).file($0.id, of: kind, $0.fields, by: $0.person) }
    }

    private static let people = APISchema.list(.text("Id of a person"))
    private static let units = APISchema.list(.text("Id of a unit"))

    /// Also of many documents at once.
    static let direction: [(name: String, schema: APISchema)] = [
        ("text", .text("What is to be done")), ("lead?", .text("The unit that leads")),
        ("lead-person?", .text("Or the person who leads")), ("support?", Self.units), ("support-people?", Self.people),
        ("know?", Self.units), ("know-people?", Self.people),
        ("due?", .any("Object: id of a unit → day")), ("people-due?", Self.day),
    ]

    private static let lines: [APIAct] = [
        Self.line(
            .assign, "assignLine", "Phân công",
            "The head of a unit names who does the work; a leader, who was named in person, may name a unit.",
            [
                ("officer?", .text("Id of the person")), ("unit?", .text("Or the unit, of a leader")),
                ("support?", Self.people), ("know?", Self.people), ("support-units?", Self.units),
                ("know-units?", Self.units),
                ("due?", Self.day), ("text?", .text("What is to be done")),
            ]),
        Self.line(
            .report, "reportLine", "Hoàn thành phần phối hợp", "Who supports reports what was done.",
            [("result", .text("What was done"))]),
        Self.line(
            .handOver, "handOverLine", "Chuyển giao", "Hands the work to a colleague.",
            [("colleague", .text("Id of the person")), Self.reason]),
        Self.line(.sendBack, "sendBackLine", "Trả lại người giao", "Gives the work back.", [Self.reason]),
        Self.line(
            .askExtension, "askExtension", "Xin gia hạn", "Asks whoever set the deadline for a later one.",
            [("due", Self.day), Self.reason]),
        Self.line(
            .answerExtension, "answerExtension", "Trả lời xin gia hạn", "Grants or declines it.",
            [
                ("request", .text("Id of the request")), ("answer", .choice(["grant", "decline"], "")),
                ("reason?", .text("Of a refusal")),
            ]),
        Self.line(
            .supplement, "supplementDirection", "Giao bổ sung", "Names further units and people.",
            Self.direction.filter { !$0.name.hasPrefix("lead") }),
        Self.line(
            .withdraw, "withdrawLine", "Thu hồi việc đã giao", "Takes back what one gave out.",
            [("line", .text("Id of the line")), Self.reason]),
    ]

    private static func line(
        _ act: LineAct, _ id: String, _ vietnamese: String, _ english: String,
        _ fields: [(name: String, schema: APISchema)]
    ) -> APIAct {
        APIAct(path: "incoming/{id}/\(act.rawValue)", id: id, vietnamese: vietnamese, english: english, fields: fields)
        {
            try await LineRoutes(office: $0.office).perform(act, $0.id, $0.fields, by: $0.person)
        }
    }

    private static let following: [APIAct] = [
        APIAct(
            path: "incoming/{id}/remind", id: "remind", vietnamese: "Đôn đốc", english: "Urges who works on it.",
            fields: [
                ("kind", .choice(ReminderKind.allCases.map(\.rawValue), "How firmly")), ("text", .text("")),
            ]
        ) { try await FollowingRoutes(office: $0.office).perform(.remind, $0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "incoming/{id}/extend", id: "extend", vietnamese: "Gia hạn",
            english: "Moves a deadline that one set.",
            fields: [
                ("whose?", .text("Id of a line; missing: the agency's deadline")), ("due", Self.day), Self.reason,
            ]
        ) { try await FollowingRoutes(office: $0.office).perform(.extend, $0.id, $0.fields, by: $0.person) },
    ]

    private static let opinions: [APIAct] =
        [true, false].map { isIncoming in
            APIAct(
                path: "\(isIncoming ? "incoming" : "outgoing")/{id}/ask-opinion",
                id: isIncoming ? "askOpinionOnIncoming" : "askOpinionOnOutgoing", vietnamese: "Xin ý kiến",
                english: "Asks others what they think of it.",
                fields: [("question", .text("")), ("people", Self.people), ("due?", Self.day)]
            ) { call in
                try await OpinionRoutes(office: call.office).ask(
                    .init(id: call.id, isIncoming: isIncoming), call.fields, by: call.person)
            }
        } + [
            APIAct(
                path: "opinions/{id}/answer", id: "answerOpinion", vietnamese: "Cho ý kiến",
                english: "Answers who asked.",
                fields: [
                    ("answer", .choice(Opinion.Answer.allCases.map(\.rawValue), "")), ("text?", .text("")),
                ], isVersioned: false
            ) { try await OpinionRoutes(office: $0.office).perform(.answer, $0.id, $0.fields, by: $0.person) },
            APIAct(
                path: "opinions/{id}/close", id: "closeOpinions", vietnamese: "Kết thúc xin ý kiến",
                english: "Ends the asking.", fields: [("summary?", .text(""))], isVersioned: false
            ) { try await OpinionRoutes(office: $0.office).perform(.close, $0.id, $0.fields, by: $0.person) },
        ]
}
