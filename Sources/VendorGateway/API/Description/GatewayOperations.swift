import Hummingbird
import Storage
import Web

extension APIOperation {
    private static let unauthenticated = Answer.problem(401, "No token, or a wrong one.")
    private static let missing = Answer.problem(404, "There is none.")
    private static let badNumber = Answer.problem(400, "A parameter is no number in its range.")
    private static let id = Parameter(
        name: "id", place: .path, schema: .text("As a list tells it"), english: "", isRequired: true)

    private static let range = Parameter(
        name: "Range", place: .header, schema: .text("bytes=0-"), english: "One range (RFC 9110).")

    private static let page: [Parameter] = [
        Parameter(
            name: "after", place: .query, schema: .integer("Cursor"),
            english: "Only what came behind it; 0 shows all. `next` of the last answer goes on."),
        Parameter(name: "limit", place: .query, schema: .integer("1 to 100, 50 when missing"), english: "How many."),
    ]

    static let outgoing: [APIOperation] = [
        APIOperation(
            method: .post, path: "/v1/outgoing", id: "handOver", vietnamese: "Giao văn bản để gửi",
            english:
                "Hands a finished package over, or, as `multipart/form-data`, a part `header` (JSON, as `edxml build` reads it) with the files. The same again is the same handover.",
            parameters: [
                Parameter(
                    name: "Idempotency-Key", place: .header, schema: .text("1 to 255 visible ASCII characters"),
                    english: "Under one key one thing is taken over; something else is a conflict.")
            ],
            body: Body(type: "application/edxml+xml", schema: .bytes, english: "The package as it is."),
            answers: [
                .json(201, "Taken over: it waits to be sent.", .reference("Handover")),
                .json(200, "Taken over before; a send that had failed begins anew.", .reference("Handover")),
                .problem(400, "The body is of no type that is understood."), Self.unauthenticated,
                .problem(403, "The sender in the package is not this agency."),
                .problem(409, "The key stands for something else."), .problem(413, "It is too large."),
                .problem(422, "It is refused; `code`, `place` and `line` tell why."),
                .problem(507, "The disk is full; nothing was kept."),
            ]),
        APIOperation(
            method: .get, path: "/v1/outgoing", id: "listHandovers", vietnamese: "Những gì đã giao",
            english: "What was handed over, oldest first, with the state of sending.", parameters: Self.page,
            answers: [.json(200, "", .reference("Handovers")), Self.badNumber, Self.unauthenticated]),
        APIOperation(
            method: .get, path: "/v1/outgoing/{id}", id: "showHandover", vietnamese: "Đã giao nay ra sao",
            english: "What became of it: for each receiver whether it is there, and what people there do with it.",
            parameters: [Self.id],
            answers: [.json(200, "", .reference("Handover")), Self.unauthenticated, Self.missing]),
    ]

    static let incoming: [APIOperation] = [
        APIOperation(
            method: .get, path: "/v1/incoming", id: "listArrivals", vietnamese: "Những gì đã đến",
            english: "What has come, oldest first: documents, recalls, updates, replacements and statuses.",
            parameters: Self.page,
            answers: [.json(200, "", .reference("Arrivals")), Self.badNumber, Self.unauthenticated]),
        APIOperation(
            method: .get, path: "/v1/incoming/{id}", id: "showArrival", vietnamese: "Xem một gói tin đến",
            english:
                "What the package says, as `edxml inspect --json` tells it, with its warnings; under `arrival` how it came.",
            parameters: [Self.id],
            answers: [
                .json(200, "", .any("As `header.json` of the folder")), Self.unauthenticated, Self.missing,
            ]),
        APIOperation(
            method: .get, path: "/v1/incoming/{id}/package", id: "fetchPackage", vietnamese: "Tải gói tin",
            english: "The package, byte for byte as it was sent.", parameters: [Self.id, Self.range],
            answers: Self.file(type: "application/edxml+xml")),
        APIOperation(
            method: .get, path: "/v1/incoming/{id}/files/{number}", id: "fetchFile", vietnamese: "Tải một tệp",
            english: "A file of the package, unpacked.",
            parameters: [
                Self.id,
                Parameter(
                    name: "number", place: .path, schema: .integer("From 1, in the order of `attachments`"),
                    english: "", isRequired: true), Self.range,
            ],
            answers: Self.file(type: "application/octet-stream")),
        APIOperation(
            method: .post, path: "/v1/incoming/{id}/status", id: "report", vietnamese: "Báo trạng thái",
            english:
                "Reports what the agency does with a document: 01 to 06; 15 or 16 in answer to a recall, an update or a replacement.",
            parameters: [Self.id],
            body: Body(
                type: "application/json", schema: .reference("Report"), english: "",
                example: #"{"status": "03", "staff": "Trần Thị Ví Dụ"}"#),
            answers: [
                .json(201, "It waits to be sent.", .reference("Handover")),
                .json(200, "Reported before: nothing is sent.", .reference("Handover")),
                .problem(400, "The body is not JSON."), Self.unauthenticated, Self.missing,
                .problem(413, "It is too large."),
                .problem(422, "`status`: it does not fit, or comes too late. `missing-field`: it needs a reason."),
            ]),
    ]

    static let health: [APIOperation] = [
        APIOperation(
            method: .get, path: "/health", id: "health", vietnamese: "Cổng có làm việc được không",
            english:
                "Whether the gateway can do its work: it has just read, written a transaction and a file to the disk, and found room. The finding is a few seconds old at most.",
            answers: [
                .json(
                    200, "It can.", .object([("status", .text("ready")), ("organ", .text("Code of an agency"))])),
                .json(
                    503, "It cannot.",
                    .object([
                        ("status", .text("unavailable")), ("organ", .text("Code of an agency")),
                        (
                            "problems",
                            .list(.choice(HealthVerdict.Problem.allCases.map(\.rawValue), "What keeps it from it"))
                        ),
                    ])),
            ], isOpen: true)
    ]

    private static func file(type: String) -> [Answer] {
        [
            Answer(status: 200, english: "The whole.", type: type, schema: .bytes),
            Answer(status: 206, english: "The part.", type: type, schema: .bytes), Self.unauthenticated, Self.missing,
            .problem(416, "The range lies behind the end."),
        ]
    }
}
