import Exchange
import Web

extension OfficeOperations {
    static let boardQuestion: [(String, APISchema)] = [
        ("from", OfficeSchemas.day), ("to", OfficeSchemas.day), ("urgency", .integer("0 to 4")),
        ("by", .text("Id of who signed it")), ("field", .text("Lĩnh vực")), ("agency", .text("Words of its name")),
    ]
    private static let part: (String, APISchema) = (
        "part", .choice(BoardPart.allCases.map(\.rawValue), "Missing: the six that count")
    )

    static let boardLinesQuestion: [(String, APISchema)] =
        Self.boardQuestion + [
            ("organ", .text("Code of the receiver")), Self.part,
            ("step", .choice(Progress.Step.allCases.map(\.code), "")),
            ("change", .choice(BoardChange.allCases.map(\.rawValue), "Since a week before")),
        ]

    /// What `BoardReads` answers.
    static let board: [APIOperation] = [
        Self.read(
            "board", "board", "Theo dõi chỉ đạo",
            "Figures of issued directives by agency, 200 agencies a page, and what changed since a week before: leaders.",
            .object([
                ("total", .reference("BoardCounts")), ("since", OfficeSchemas.day),
                (
                    "changes",
                    .list(
                        .object(
                            [("part?", .choice(BoardPart.counted.map(\.rawValue), "Missing: of all together"))]
                                + BoardChange.allCases.map { ($0.rawValue, .integer("")) }))
                ),
                (
                    "items",
                    .list(
                        .object([
                            ("organ", .text("Code")), ("name", .text("")), ("counts", .reference("BoardCounts")),
                        ]))
                ), ("next?", .text("`page` of the next part")),
            ]), Self.boardQuestion + [Self.page]),
        Self.read(
            "board/lines", "boardLines", "Danh sách sau một con số",
            "The lines behind a figure of the board, the nearest deadline first: leaders.",
            .object([
                ("items", .list(.reference("BoardLine"))), ("total", .integer("")),
                ("next?", .text("`page` of the next part")),
            ]),
            Self.boardLinesQuestion + [Self.page, Self.limit]),
        Self.read(
            "tasks", "listTasks", "Nhiệm vụ đã giao",
            "Tasks of all issued directives, the nearest deadline first: clerks and leaders.",
            .object([
                ("counts", OfficeSchemas.parts), ("items", .list(.reference("Task"))), ("total", .integer("")),
                ("next?", .text("`page` of the next part")),
            ]),
            [
                ("agency", .text("Words of the name of who leads")), Self.part, ("from", OfficeSchemas.day),
                ("to", OfficeSchemas.day), Self.page, Self.limit,
            ]),
        Self.read(
            "outgoing/{id}/tasks", "showTasks", "Nhiệm vụ của một văn bản",
            "The tasks of one directive in their order, with what the caller may do.",
            .object([("document", OfficeSchemas.standing), ("items", .list(.reference("Task")))])),
    ]
}

extension OfficeSchemas {
    static let parts = APISchema.object(BoardPart.allCases.map { ($0.rawValue, .integer("")) })

    static let board: [(name: String, schema: APISchema)] = [
        (
            "BoardCounts",
            .object([
                ("total", .integer("Without `out`")), ("parts", Self.parts),
                ("steps", .object(Progress.Step.allCases.map { ($0.code, .integer("")) })),
            ])
        ),
        (
            "BoardLine",
            .object([
                ("document", .text("Id")), ("recipient", .reference("Recipient")), ("code?", .text("Số, ký hiệu")),
                ("date?", Self.day), ("subject", .text("")), ("urgency", .integer("0 to 4")),
                // A task is a line of its own and has its own deadline.
                ("task?", .reference("Task")), ("due?", Self.day), ("director", .text("Who signed it")),
                ("publishedAt", .instant("")), ("finishedAt?", .instant("Of a line without a task")),
                ("lastNews", .instant("")), ("isOut", .boolean("Nobody's task any more")),
            ])
        ),
        (
            "Task",
            .object([
                ("id", .text("")), ("document", .text("Id")), ("ordinal", .integer("From 1, within the document")),
                ("text", .text("")), ("lead", .reference("Recipient")), ("support", .list(.text("Code"))),
                ("due?", Self.day), ("dueChanges", .integer("")),
                (
                    "stop?",
                    .object([
                        ("kind", .choice(TaskStop.Kind.allCases.map(\.rawValue), "Of the reason")),
                        ("reason", .text("Why the clock stands still: there is no deadline meanwhile")),
                        ("due", .text("Day that was the deadline")), ("since", Self.day),
                    ])
                ), ("stoppedDays", .integer("Working days that former stops took")),
                ("comesBack", .choice(DirectiveTask.ComesBack.allCases.map(\.rawValue), "")), ("note", .text("")),
                ("part", .choice(BoardPart.allCases.map(\.rawValue), "")),
                ("step?", .choice(Progress.Step.allCases.map(\.code), "Missing: not received")),
                ("finishedOn?", Self.day), ("isConfirmed", .boolean("By the director")), ("isWithdrawn", .boolean("")),
                ("isReturned", .boolean("Whoever leads gave it back and waits for an answer")),
                ("askedDue?", .text("Day until which whoever leads asks for more time and waits for an answer")),
                ("code?", .text("Số, ký hiệu")), ("subject", .text("Of the document")), ("date?", Self.day),
                ("publishedAt?", .instant("")), ("lastNews?", .instant("")),
                ("acts?", .list(.choice(TaskAct.allCases.map(\.rawValue), ""))),
            ])
        ),
    ]
}
