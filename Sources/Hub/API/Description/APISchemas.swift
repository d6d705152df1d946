/// The shapes that answers share.
enum APISchemas {
    static let all: [(name: String, schema: APISchema)] = [
        ("Receipt", Self.receipt), ("Tracking", Self.tracking), ("Inbox", Self.inbox),
        ("Acknowledgement", Self.acknowledgement), ("Webhook", Self.webhook),
        ("WebhookTest", .object([("isTaken", .boolean("Answered with 2xx")), ("error?", .text("Why not"))])),
        ("Organ", Self.organ), ("Organs", .object([("organs", .list(.reference("Organ"))), ("next", Self.next)])),
        ("Problem", Self.problem),
    ]

    private static let hash = APISchema.text("SHA-256, 64 hexadecimal digits")
    private static let organCode = APISchema.text("Code of an agency")
    private static let next = APISchema.text("`after` of the next page; null on the last")

    private static let receipt = APISchema.object([
        ("packageId", .text("Made by the hub")), ("documentId", .text("Mã định danh văn bản")),
        ("from", Self.organCode),
        ("to", .list(Self.organCode)), ("kind", .choice(["new", "recall", "update", "replacement", "status"], "")),
        ("sha256", Self.hash), ("sizeBytes", .integer("Of the package")),
        ("receivedAt", .instant("By the hub's clock")),
        ("hub", .text("Its name")), ("signature", .text("ECDSA P-256 over the fields before, Base64")),
    ])

    private static let tracking = APISchema.object([
        ("packageId", .text("")), ("documentId", .text("")), ("kind", .text("")), ("receivedAt", .instant("")),
        (
            "receivers",
            .list(
                .object([
                    ("organ", Self.organCode),
                    ("addressedAs?", .text("The closed agency that the package names, when `organ` stands in for it")),
                    ("transport", .choice(["initial", "processing", "done", "fail"], "Has its system got it?")),
                    ("transportAt", .instant("")), ("failCode?", .text("")), ("failReason?", .text("")),
                    (
                        "asking?",
                        .choice(
                            ["requested", "agreed", "declined"], "Of a recall or an update, or after 13: the answer")
                    ),
                    ("closure?", .choice(["withdrawn", "replaced"], "Nothing more is expected")),
                    (
                        "awaits?",
                        .object([
                            (
                                "stage",
                                .choice(["fetch", "confirm", "accept", "answer", "work"], "What has not happened yet")
                            ),
                            ("since", .instant("")), ("deadline?", .instant("")), ("isLate", .boolean("")),
                        ])
                    ),
                    (
                        "handling",
                        .list(
                            .object([
                                ("status", .text("01 … 16")), ("at", .instant("By the reporter's clock")),
                                ("receivedAt", .instant("")), ("department?", .text("")), ("staff?", .text("")),
                                ("description?", .text("")),
                                (
                                    "verdict",
                                    .choice(
                                        ["advanced", "history", "repetition", "contradiction"], "What it changed")
                                ),
                            ]))
                    ),
                ]))
        ),
    ])

    private static let inbox = APISchema.object([
        (
            "items",
            .list(
                .object([
                    ("deliveryId", .text("")), ("cursor", .integer("Grows, never comes again")),
                    ("packageId", .text("")), ("kind", .text("")), ("from", Self.organCode), ("to", Self.organCode),
                    ("documentId", .text("Of a status: what it reports on")), ("urgency", .integer("0 to 4")),
                    ("sha256", Self.hash), ("sizeBytes", .integer("")), ("receivedAt", .instant("")),
                ]))
        ), ("next", .integer("`after` of the next call")),
    ])

    private static let acknowledgement = APISchema.object([
        ("sha256", Self.hash), ("outcome", .choice(["done", "fail"], "")),
        ("code?", .text("Of a failure: a word such as bad-zip")), ("reason?", .text("Of a failure: for people")),
    ])

    private static let webhook = APISchema.object([
        ("url", .text("")), ("cursor", .integer("Everything up to it has been told")),
        ("failures", .integer("In a row")), ("isSuspended", .boolean("Given up after five days")),
        ("nextAttemptAt?", .instant("")), ("lastError?", .text("")), ("lastSuccessAt?", .instant("")),
    ])

    private static let organ = APISchema.object([
        ("code", Self.organCode), ("oldCode?", .text("")), ("name", .text("")), ("shortName?", .text("")),
        ("kind", .text("")), ("parent?", Self.organCode), ("validFrom?", .text("Day")), ("validTo?", .text("Day")),
        ("successor?", .text("")), ("email?", .text("")),
    ])

    private static let problem = APISchema.object([
        ("type", .text("about:blank")), ("status", .integer("")), ("title", .text("English")),
        ("detail", .text("Vietnamese")), ("code", .text("Stable: the only part that a program may branch on")),
        ("place?", .text("Element path, header or parameter")), ("line?", .integer("In the package")),
    ])
}
