import Web

/// The shapes that have a name.
enum GatewaySchemas {
    static let all: [(name: String, schema: APISchema)] = [
        ("Handover", Self.handover(withReceivers: true)),
        ("Handovers", Self.page(Self.handover(withReceivers: false))),
        ("Arrivals", Self.page(Self.arrival)), ("Report", Self.report), ("Problem", Self.problem),
    ]

    private static func page(_ item: APISchema) -> APISchema {
        .object([("items", .list(item)), ("next", .integer("`after` of the next call"))])
    }

    private static func handover(withReceivers: Bool) -> APISchema {
        .object(
            [
                ("id", .text("")), ("cursor", .integer("")),
                ("kind", .choice(["new", "recall", "update", "replacement", "status"], "")),
                ("documentId", .text("Mã định danh văn bản")), ("code", .text("Số, ký hiệu")),
                ("status", .text("Of a status: what it reports")), ("arrivalId", .text("Of a status: about what")),
                ("handedAt", .instant("")),
                ("state", .choice(["queued", "sending", "sent", "failed"], "`sent`: the hub has it")),
                ("sentAt", .instant("")), ("packageId", .text("At the hub")), ("faultCode", .text("Why not")),
                ("faultSentence", .text("Vietnamese")),
            ] + (withReceivers ? [("receivers", .list(Self.receiver))] : []))
    }

    private static let receiver = APISchema.object([
        ("organ", .text("Code of an agency")),
        (
            "transport",
            .choice(
                ["initial", "processing", "done", "fail"],
                "`done`: its system has it, byte for byte; `fail`: it cannot take it")
        ),
        ("transportAt", .instant("")), ("faultCode", .text("Why not")), ("faultSentence", .text("Vietnamese")),
        ("status", .text("`01` to `06`: what people there do with it")), ("statusAt", .instant("")),
        (
            "reports",
            .list(.object([("arrivalId", .text("")), ("status", .text("")), ("arrivedAt", .instant(""))]))
        ),
    ])

    private static let arrival = APISchema.object([
        ("id", .text("Of the delivery at the hub")), ("cursor", .integer("")), ("packageId", .text("At the hub")),
        ("kind", .choice(["new", "recall", "update", "replacement", "status"], "")),
        ("from", .text("Code of an agency")), ("documentId", .text("Mã định danh văn bản")),
        ("code", .text("Số, ký hiệu")), ("status", .text("Of a status: what it reports")),
        ("handoverId", .text("Of a status: about what")), ("sha256", .text("Of the package")),
        ("arrivedAt", .instant("")),
    ])

    private static let report = APISchema.object([
        ("status", .choice(["01", "02", "03", "04", "05", "06", "15", "16"], "")),
        ("reason?", .text("With 02 and 16: always")), ("staff?", .text("Who did it")), ("department?", .text("")),
        ("mobile?", .text("")), ("email?", .text("")), ("at?", .instant("When it was done; missing: now")),
    ])

    private static let problem = APISchema.object([
        ("type", .text("about:blank")), ("status", .integer("")), ("title", .text("English")),
        ("detail", .text("Vietnamese")), ("code", .text("Stable: the only part that a program may branch on")),
        ("place?", .text("Element path, header or parameter")), ("line?", .integer("In the package")),
        ("requestId", .text("Names the request in the log")),
    ])
}
