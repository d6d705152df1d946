import Exchange
import Web

extension OfficeOperations {
    /// What `ReceivedTaskReads` answers.
    static let receivedTasks: [APIOperation] = [
        Self.read(
            "received-tasks", "listReceivedTasks", "Nhiệm vụ được giao",
            "Tasks that directives give to us, the nearest deadline first: clerks and leaders all, others those of their unit.",
            .object([
                ("counts", .object(ReceivedTaskPart.allCases.map { ($0.rawValue, .integer("")) })),
                ("items", .list(.reference("ReceivedTask"))), ("total", .integer("Of the part")),
                ("next?", .text("`page` of the next part")),
            ]),
            [
                ("part", .choice(ReceivedTaskPart.allCases.map(\.rawValue), "Missing: what is open")), Self.page,
                Self.limit,
            ]),
        Self.read(
            "incoming/{id}/received-tasks", "showReceivedTasks", "Nhiệm vụ được giao trong một văn bản",
            "The tasks that one document gives to us, at most 200, in the sender's order, with what the caller may do.",
            .object([
                ("document", OfficeSchemas.standing), ("items", .list(.reference("ReceivedTask"))),
                ("unreadAnnex?", .text("Why the annex with the tasks could not be read")),
            ])),
    ]
}

extension OfficeSchemas {
    static let receivedTasks: [(name: String, schema: APISchema)] = [
        (
            "ReceivedTask",
            .object([
                ("id", .text("")), ("document", .text("Id of where it is worked on: its acts stand there")),
                ("copy?", .text("Id of the linked copy that brought it; missing: the document did")),
                ("ordinal", .integer("The sender's")),
                ("text", .text("")), ("role", .choice(ReceivedTask.Part.allCases.map(\.rawValue), "What we do")),
                ("lead", .text("Name")), ("support", .text("Names")), ("due?", Self.day),
                ("comesBack", .choice(DirectiveTask.ComesBack.allCases.map(\.rawValue), "")),
                ("state", .choice(ReceivedTask.State.allCases.map(\.rawValue), "")),
                ("isStopped", .boolean("The sender stopped the clock: there is no deadline meanwhile")),
                ("unit?", .reference("Unit")), ("unitDue?", Self.day),
                ("askedDue?", .text("Day until which the sender was asked for more time")),
                (
                    "report?",
                    .object([
                        ("kind", .choice(TaskReport.Kind.allCases.map(\.rawValue), "")), ("text", .text("")),
                        ("at", .instant("")), ("by", .text("Name and post")),
                    ])
                ), ("finishedAt?", .instant("")),
                (
                    "answer?",
                    .object([
                        ("kind", .choice(TaskAnswer.Kind.allCases.map(\.rawValue), "What the sender answered last")),
                        ("due?", .text("Day until which it refuses more time")), ("text", .text("Why")),
                        ("at", .instant("By the sender's clock")),
                    ])
                ),
                (
                    "supporting",
                    .list(
                        .object([
                            ("unit", .reference("Unit")), ("text", .text("What it said last; empty: nothing yet")),
                            ("reportedAt?", .instant("")), ("reportedBy", .text("Name and post; may be empty")),
                            ("finishedAt?", .instant("When it said that its part is done")),
                        ]))
                ),
                // In a list.
                ("part?", .choice(ReceivedTaskPart.allCases.map(\.rawValue), "")),
                ("countedDue?", .text("The deadline that counts for the caller")), ("code?", .text("Số, ký hiệu")),
                ("subject?", .text("Of the document")), ("date?", Self.day), ("organName?", .text("Who gave it")),
                // Where its document is read.
                ("acts?", .list(.choice(ReceivedTaskAct.allCases.map(\.rawValue), ""))),
            ])
        )
    ]
}
