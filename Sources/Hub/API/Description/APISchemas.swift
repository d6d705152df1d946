import Web

/// The shapes that answers share.
enum APISchemas {
    static let all: [(name: String, schema: APISchema)] = [
        ("Receipt", Self.receipt), ("Tracking", Self.tracking), ("Inbox", Self.inbox),
        ("Acknowledgement", Self.acknowledgement), ("Webhook", Self.webhook),
        ("WebhookTest", .object([("isTaken", .boolean("Answered with 2xx")), ("error?", .text("Why not"))])),
        ("Receipts", .object([("receipts", .list(.reference("Receipt")))])), ("Organ", Self.organ),
        ("Organs", .object([("organs", .list(.reference("Organ"))), ("next", Self.next)])),
        ("Transport", Self.transport), ("Problem", Self.problem),
    ]

    private static let hash = APISchema.text("SHA-256, 64 hexadecimal digits")
    private static let organCode = APISchema.text("Code of an agency")
    private static let next = APISchema.text("`after` of the next page; null on the last")

    private static let receipt = APISchema.object([
        ("event", Self.event), ("index", .integer("Which entry of the evidence log it is")),
        ("proof", .list(.text("Base64"))), ("checkpoint", .text("Signed: hub, size, root, time")),
    ])

    private static let event = APISchema.object([
        (
            "event",
            .choice(EvidenceEvent.Name.allCases.map(\.rawValue), "What happened, after ETSI EN 319 522-1")
        ),
        ("at", .instant("By the hub's clock")), ("packageId?", .text("Made by the hub")), ("deliveryId?", .text("")),
        ("documentId?", .text("Mã định danh văn bản")), ("from?", Self.organCode),
        ("to?", .any("Codes of the receivers; of one delivery its one receiver")),
        ("kind?", .choice(["new", "recall", "update", "replacement", "status"], "")), ("sha256?", Self.hash),
        ("sizeBytes?", .integer("Of the package")), ("system?", .text("Who called")), ("cursor?", .integer("")),
        ("addressedAs?", Self.organCode), ("code?", .text("Of a refusal")), ("reason?", .text("")),
        ("place?", .text("")), ("documentCode?", .text("Số, ký hiệu")), ("promulgationDate?", .text("Day")),
        ("urgency?", .integer("0 to 4")), ("replaces?", .any("Of a replacement: which documents at whom")),
        ("adopted?", .boolean("From before the log")),
        ("report?", .any("Of a status: what it reports and what it changed")),
    ])

    private static let transport = APISchema.object([
        (
            "events",
            .list(
                .object([
                    ("index", .integer("Of the entry in the evidence log")), ("at", .instant("By the hub's clock")),
                    (
                        "event",
                        .choice(
                            ["ContentConsignment", "ContentHandover", "ContentHandoverFailure"],
                            "It waits for the receiver, the receiver has it, the receiver cannot take it")
                    ),
                    ("packageId", .text("")), ("documentId", .text("Mã định danh văn bản")), ("sha256", Self.hash),
                    ("deliveryId", .text("")), ("to", Self.organCode),
                    ("addressedAs?", .text("The closed agency that the package names, when `to` stands in for it")),
                    ("code?", .text("Of a failure")), ("reason?", .text("")),
                ]))
        ), ("next", .integer("`after` of the next call")),
        ("mark?", .text("`mark` of the next call: hash of the entry `next`; missing while the log is empty")),
    ])

    private static let tracking = APISchema.object([
        ("packageId", .text("")), ("documentId", .text("")), ("kind", .text("")), ("receivedAt", .instant("")),
        (
            "receivers",
            .list(
                .object([
                    ("organ", Self.organCode),
                    ("addressedAs?", .text("The closed agency that the package names, when `organ` stands in for it")),
                    (
                        "via?",
                        .choice(["uplink"], "Behind the hub above: `processing` means that this one has taken it in")
                    ),
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
        ("requestId", .text("Names the request in the hub's log: tell it to the operator")),
    ])
}
