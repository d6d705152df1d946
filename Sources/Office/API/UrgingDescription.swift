import Exchange
import Web

extension OfficeOperations {
    private static let question: [(String, APISchema)] = [
        ("view", .choice(UrgingView.allCases.map(\.rawValue), "Missing: owed")),
        ("agency", .text("Words of its name")),
        ("times", .integer("Urged so often without news, 1 to 20; missing: \(UrgingRule.times)")),
        ("days", .integer("Late by more working days, 0 to 250; missing: \(UrgingRule.days)")),
    ]

    /// What `UrgingReads` answers.
    static let urging: [APIOperation] = [
        Self.read(
            "urging", "listUrging", "Nơi nhận cần đôn đốc",
            "Receivers that owe a report or need a leader, the nearest deadline first, or the letters: clerks and leaders.",
            .object([
                (
                    "counts",
                    .object([
                        ("owed", .integer("")), ("intervene", .integer("")), ("letters", .integer("")),
                        ("late", .integer("Of the list, what is late and the caller urges")),
                    ])
                ), ("items", .list(.reference("UrgingLine"))),
                ("letters", .list(.reference("Outgoing"))), ("total", .integer("Of the view")),
                ("next?", .text("`page` of the next part")),
            ]), Self.question + [Self.page, Self.limit]),
        Self.read(
            "urging/new", "listUrgingCandidates", "Nơi sẽ được đôn đốc",
            "Whom an urging would reach, at most \(UrgingRule.maximumLines), and who can sign or draft the letter: clerks and leaders.",
            .object([
                ("items", .list(.reference("UrgingLine"))), ("total", .integer("That the caller urges")),
                ("signers", .list(.object([("id", .text("")), ("label", .text(""))]))),
                ("drafters", .list(.reference("Person"))),
            ]),
            [
                ("line", .list(.text("Id of a recipient"))), ("outgoing", .text("Id: all late ones of a document")),
                (
                    "list",
                    .choice(
                        ["board", "view"], "All late ones of a list, with the questions of `board/lines` or `urging`")
                ),
            ] + Self.question + Self.boardLinesQuestion.filter { $0.0 != "agency" }, mayBeMissing: true),
        Self.read(
            "outgoing/{id}/urging", "showUrgingLetter", "Nội dung công văn đôn đốc",
            "What a letter of urging tells: who is urged for which documents.",
            .object([
                ("letter", .reference("Outgoing")), ("kind", .choice(ReminderKind.allCases.map(\.rawValue), "")),
                ("text", .text("")), ("urgedBy", .text("Name and post")), ("at", .instant("")),
                (
                    "rows",
                    .list(
                        .object([
                            ("receiver", .text("Name")), ("document?", .text("Id, for clerks and leaders")),
                            ("code?", .text("Số, ký hiệu")), ("date?", OfficeSchemas.day), ("subject", .text("")),
                            ("due?", OfficeSchemas.day), ("ordinal", .integer("Lần")),
                        ]))
                ),
            ])),
    ]
}

extension OfficeSchemas {
    static let urging: [(name: String, schema: APISchema)] = [
        (
            "UrgingLine",
            .object([
                ("pick", .text("To be given with the act `urge`")), ("document", .text("Id")),
                ("recipient", .reference("Recipient")), ("code?", .text("Số, ký hiệu")), ("date?", Self.day),
                ("subject", .text("")), ("urgency", .integer("0 to 4")), ("publishedAt?", .instant("")),
                ("signer", .text("Name of who signed it")),
                ("due?", .text("Day of the nearest deadline of what is open")), ("isLate", .boolean("")),
                ("isOpen", .boolean("The receiver has still to finish or answer something")),
                ("times", .integer("How often it was urged")),
                (
                    "last?",
                    .object([
                        ("at", .instant("")), ("letter", .text("Id")), ("code?", .text("Once numbered")),
                        ("isIssued", .boolean("")),
                    ])
                ), ("inVain", .integer("Letters issued since something was last heard")),
                ("lastNews?", .instant("")),
                ("obstacle?", .text("Why the caller does not urge it, Vietnamese; missing: they may")),
            ])
        )
    ]
}
