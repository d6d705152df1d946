import Exchange
import Web

extension OfficeOperations {
    /// What `BoardPictureReads` answers.
    static let boardPictures: [APIOperation] = [
        Self.read(
            "board/pictures", "boardPictures", "Biểu đồ theo dõi chỉ đạo",
            "How old what is late is, how long each step took, and what came and was done in twelve months: leaders.",
            .object([
                ("total", .reference("BoardCounts")),
                (
                    "late",
                    .object([
                        ("week", .integer("Late by up to 7 days")), ("month", .integer("8 to 30")),
                        ("quarter", .integer("31 to 90")), ("more", .integer("")),
                    ])
                ),
                (
                    "steps",
                    .list(
                        .object([
                            ("step", .choice(Progress.Step.allCases.map(\.code), "")),
                            ("receivers", .integer("That reported it, of the newest \(BoardPictures.stepLines)")),
                            ("median?", .integer("Whole days since the step before")),
                            ("worst?", .integer("Whole days")),
                        ]))
                ),
                (
                    "months",
                    .list(
                        .object([
                            ("year", .integer("")), ("month", .integer("1 to 12")), ("issued", .integer("")),
                            ("finished", .integer("In it, whenever issued")),
                        ]))
                ),
            ]), Self.boardQuestion),
        Self.read(
            "board/steps", "boardSteps", "Từng bước của văn bản chỉ đạo",
            "The 100 newest directives, how far each receiver or task has come; what did not arrive first: leaders.",
            .object([
                (
                    "items",
                    .list(
                        .object([
                            ("document", .text("Id")), ("recipient", .reference("Recipient")),
                            ("code?", .text("Số, ký hiệu")), ("subject", .text("")), ("publishedAt?", .instant("")),
                            ("task?", .reference("Task")), ("due?", OfficeSchemas.day), ("arrivedAt?", .instant("")),
                            ("refusedAt?", .instant("")), ("refusal?", .text("Why it was given back")),
                            (
                                "steps",
                                .list(
                                    .object([
                                        ("step", .choice(Progress.Step.allCases.map(\.code), "")),
                                        ("standing", .choice(["done", "current", "later"], "")),
                                        ("at?", .instant("Missing of a step that was skipped")),
                                        ("staff?", .text("Who reported it")), ("department?", .text("")),
                                    ]))
                            ),
                        ]))
                ), ("total", .integer("")), ("next?", .text("`page` of the next part")),
            ]), Self.boardQuestion + [Self.page, Self.limit]),
    ]
}
