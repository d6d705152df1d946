import Hummingbird
import Storage
import Web

extension APIOperation {
    /// Every call, in the order in which a newcomer needs them.
    static let all: [APIOperation] =
        Self.sending + Self.uploads + Self.receiving + Self.evidence + Self.webhook + Self.directory + Self.operations
        + Self.ofItself

    static let unauthenticated = Answer.problem(401, "No token and no certificate, or a wrong one.")
    private static let id = Parameter(
        name: "id", place: .path, schema: .text("An identifier that the hub made."), english: "", isRequired: true)

    private static let digest = Parameter(
        name: "Content-Digest", place: .header, schema: .text("sha-256=:…:"),
        english: "SHA-256 of the package (RFC 9530). What does not fit it is not taken.", isRequired: true)

    private static let refusals: [Answer] = [
        .problem(403, "The sender in the package is not an agency of this system."),
        .problem(
            409,
            "`duplicate-document`: a receiver has a document of this id already. `conflict`: the key stands for another package."
        ),
        .problem(413, "The package is larger than the hub takes."),
        .problem(
            422, "The package is refused; `code`, `place` and `line` tell why. `malware`: a file of it holds some."),
        .problem(
            429,
            "`too-many-requests`: too much at once. `quota-exceeded`: the system has sent what it may on this day. `Retry-After` tells when to try again."
        ),
        .problem(
            503,
            "`cannot-write`: the hub cannot write at the moment. `scanner-unavailable`: its malware scanner gave no clear answer. Nothing was kept; try again later."
        ),
        .problem(507, "The hub's disk is full; nothing was kept."),
    ]

    private static let key = Parameter(
        name: "Idempotency-Key", place: .header, schema: .text("1 to 255 visible ASCII characters"),
        english: "One package is taken in under one key; another one under the same key is a conflict.")

    private static let to = Parameter(
        name: "to", place: .query, schema: .text("CODE,CODE"),
        english:
            "Some of the receivers that the package names; missing: all of them. The same bytes again with others reach those too, under the same receipt. A status goes to whom it answers, whatever stands here."
    )

    private static let sending: [APIOperation] = [
        APIOperation(
            method: .post, path: "/v1/packages", id: "sendPackage", vietnamese: "Gửi gói tin",
            english:
                "Sends a package. When the answer is 201 or 200, bytes and rows are on disk. The same bytes again get the first receipt, byte for byte: to try again is always safe.",
            parameters: [Self.digest, Self.key, Self.to],
            body: Body(type: "application/edxml+xml", schema: .bytes, english: "The package as it is."),
            answers: [
                .json(201, "Taken in: the receipt.", .reference("Receipt")),
                .json(200, "Taken in before: the same receipt.", .reference("Receipt")),
                .problem(400, "The digest is missing or is not that of the body."), Self.unauthenticated,
            ] + Self.refusals),
        APIOperation(
            method: .get, path: "/v1/packages/{id}", id: "trackPackage", vietnamese: "Theo dõi gói tin đã gửi",
            english: "What became of a package: for each receiver the transport state and every status that came back.",
            parameters: [Self.id],
            answers: [
                .json(200, "", .reference("Tracking")), Self.unauthenticated,
                .problem(404, "No such package of this system."),
            ]),
    ]

    private static let offset = Parameter(
        name: "Upload-Offset", place: .header, schema: .integer("Bytes"), english: "How much has arrived.",
        isRequired: true)

    private static let uploads: [APIOperation] = [
        APIOperation(
            method: .post, path: "/v1/uploads", id: "beginUpload", vietnamese: "Bắt đầu gửi gói tin lớn từng phần",
            english: "Begins to send a large package in pieces. An upload lives for a day.",
            parameters: [
                Parameter(
                    name: "Upload-Length", place: .header, schema: .integer("Bytes"),
                    english: "Size of the whole package.", isRequired: true),
                Parameter(
                    name: "Repr-Digest", place: .header, schema: .text("sha-256=:…:"),
                    english: "SHA-256 of the whole package (RFC 9530).", isRequired: true),
                Self.key, Self.to,
            ],
            answers: [
                .empty(201, "Begun: `Location` names it, `Upload-Offset` how much has arrived."),
                .json(200, "Taken in before: the receipt.", .reference("Receipt")),
                .problem(400, "A header is missing."), Self.unauthenticated,
            ] + Self.refusals),
        APIOperation(
            method: .head, path: "/v1/uploads/{id}", id: "showUpload", vietnamese: "Hỏi đã nhận đến đâu",
            english: "Asks how much has arrived: `Upload-Offset`.", parameters: [Self.id],
            answers: [.empty(204, ""), Self.unauthenticated, .problem(404, "No such upload of this system.")]),
        APIOperation(
            method: .patch, path: "/v1/uploads/{id}", id: "appendUpload", vietnamese: "Gửi tiếp một phần",
            english: "Appends at `Upload-Offset`. The last piece sends the package.",
            parameters: [Self.id, Self.offset, Self.key, Self.to],
            body: Body(
                type: "application/octet-stream", schema: .bytes, english: "The next bytes, as many as one likes."),
            answers: [
                .empty(204, "More is awaited."), .json(201, "Taken in: the receipt.", .reference("Receipt")),
                .json(200, "Taken in before: the same receipt.", .reference("Receipt")),
                .problem(400, "`Upload-Offset` is missing."), Self.unauthenticated,
                .problem(404, "No such upload of this system."),
            ] + Self.refusals),
        APIOperation(
            method: .delete, path: "/v1/uploads/{id}", id: "endUpload", vietnamese: "Bỏ gói tin đang gửi dở",
            english: "Gives an upload up.", parameters: [Self.id],
            answers: [.empty(204, ""), Self.unauthenticated, .problem(404, "No such upload of this system.")]),
    ]

    private static let receiving: [APIOperation] = [
        APIOperation(
            method: .get, path: "/v1/transport", id: "listTransport", vietnamese: "Xem tình hình giao nhận",
            english:
                "What became of everything that the agencies of this system sent, in the order of the evidence log: waiting, taken, failed with its cause, waiting again. Ask with `next` of the last answer.",
            parameters: [
                Parameter(
                    name: "after", place: .query, schema: .integer("Index in the evidence log"),
                    english: "Only what came behind it; missing or -1 begins at the first."),
                Parameter(
                    name: "mark", place: .query, schema: .text("`mark` of the last answer"),
                    english: "By which hash the caller knows the entry `after`."),
                Parameter(
                    name: "limit", place: .query, schema: .integer("1 to 100, 50 when missing"), english: "How many."),
                Parameter(
                    name: "wait", place: .query, schema: .integer("Seconds, 0 to 30"),
                    english: "Answers as soon as there is something, at the latest after so long."),
            ],
            answers: [
                .json(200, "", .reference("Transport")), .problem(400, "A parameter is no number in its range."),
                Self.unauthenticated,
                .problem(409, "The entry `after` is another one: the hub was restored from a backup. Begin again."),
            ]),
        APIOperation(
            method: .get, path: "/v1/inbox", id: "listInbox", vietnamese: "Xem gói tin đang chờ nhận",
            english:
                "What waits for the agencies of this system, in the order of arrival. Reading changes nothing. With `Accept: text/event-stream` the same as server-sent events, each with its cursor as id.",
            parameters: [
                Parameter(
                    name: "after", place: .query, schema: .integer("Cursor"),
                    english: "Only what came behind it; 0 shows all."),
                Parameter(
                    name: "limit", place: .query, schema: .integer("1 to 100, 50 when missing"), english: "How many."),
                Parameter(
                    name: "wait", place: .query, schema: .integer("Seconds, 0 to 30"),
                    english: "Answers as soon as there is something, at the latest after so long."),
                Parameter(
                    name: "Last-Event-ID", place: .header, schema: .integer("Cursor"),
                    english: "Of server-sent events: where the stream was cut."),
            ],
            answers: [
                .json(200, "", .reference("Inbox")), .problem(400, "A parameter is no number in its range."),
                Self.unauthenticated, .problem(429, "Too many calls of this system wait."),
            ]),
        APIOperation(
            method: .get, path: "/v1/deliveries/{id}/package", id: "fetchPackage", vietnamese: "Tải gói tin",
            english: "The package, byte for byte as it was sent. `Range` fetches a part.",
            parameters: [
                Self.id,
                Parameter(
                    name: "Range", place: .header, schema: .text("bytes=0-"), english: "One range (RFC 9110)."),
            ],
            answers: [
                Answer(status: 200, english: "The whole package.", type: "application/edxml+xml", schema: .bytes),
                Answer(status: 206, english: "The part.", type: "application/edxml+xml", schema: .bytes),
                Self.unauthenticated, .problem(404, "No such delivery for this system."),
                .problem(
                    410, "`package-removed`: it was taken more than a year ago and the file is no longer kept."),
                .problem(416, "The range lies behind the end."),
            ]),
        APIOperation(
            method: .post, path: "/v1/deliveries/{id}/acknowledgement", id: "acknowledge",
            vietnamese: "Xác nhận đã nhận, hoặc không nhận được",
            english:
                "Ends the delivery: `done` when the package is safe with the receiver, `fail` when it cannot be taken. The hash proves which bytes are meant. To repeat it changes nothing.",
            parameters: [Self.id],
            body: Body(
                type: "application/json", schema: .reference("Acknowledgement"), english: "",
                example: "{\"sha256\":\"…\",\"outcome\":\"done\"}"),
            answers: [
                .empty(204, ""), .problem(400, "The body is not understood."), Self.unauthenticated,
                .problem(404, "No such delivery for this system."),
                .problem(409, "It was acknowledged with the other outcome."), .problem(422, "The hash is another one."),
            ]),
    ]

    private static let evidence: [APIOperation] = [
        APIOperation(
            method: .get, path: "/v1/evidence/packages/{id}", id: "listReceipts",
            vietnamese: "Bằng chứng về một gói tin",
            english: "A receipt for everything that happened to a package, for its sender and for its receivers.",
            parameters: [
                Self.id,
                Parameter(name: "after", place: .query, schema: .integer("Index"), english: "Only later ones."),
                Parameter(name: "limit", place: .query, schema: .integer("1 to 500"), english: "How many."),
            ],
            answers: [
                .json(200, "", .reference("Receipts")), .problem(400, "A parameter is no number in its range."),
                Self.unauthenticated, .problem(404, "No such package of this system."),
            ]),
        APIOperation(
            method: .get, path: "/v1/evidence/checkpoint", id: "checkpoint",
            vietnamese: "Mốc mới nhất của sổ bằng chứng",
            english: "The hub's signed word about its whole log. Keep one: it proves any later change.",
            answers: [
                Answer(status: 200, english: "", type: "text/plain; charset=utf-8", schema: .text("A signed note")),
                Self.unauthenticated, .problem(404, "The log is empty."),
            ]),
        APIOperation(
            method: .get, path: "/v1/evidence/consistency", id: "consistency",
            vietnamese: "Chứng minh sổ chỉ dài thêm, không bị sửa",
            english: "That the log of `from` entries is the beginning of the log of `to` entries (RFC 9162).",
            parameters: [
                Parameter(name: "from", place: .query, schema: .integer("Size"), english: "Of the old checkpoint."),
                Parameter(name: "to", place: .query, schema: .integer("Size"), english: "Of the new checkpoint."),
            ],
            answers: [
                .json(
                    200, "",
                    .object([("from", .integer("")), ("to", .integer("")), ("proof", .list(.text("Base64")))])),
                .problem(400, "The log is not that long."), Self.unauthenticated,
            ]),
    ]

    private static let webhook: [APIOperation] = [
        APIOperation(
            method: .get, path: "/v1/webhook", id: "showWebhook", vietnamese: "Xem địa chỉ gọi báo",
            english:
                "Where the hub tells this system what comes, and how that goes. The operator sets it. Calls are signed as Standard Webhooks has it.",
            answers: [.json(200, "", .reference("Webhook")), Self.unauthenticated, .problem(404, "None is set.")]),
        APIOperation(
            method: .post, path: "/v1/webhook/test", id: "testWebhook", vietnamese: "Gọi thử",
            english: "One signed call, now. A success takes up a webhook that was given up.",
            answers: [.json(200, "", .reference("WebhookTest")), Self.unauthenticated, .problem(404, "None is set.")]),
        APIOperation(
            method: .post, path: "/v1/webhook/replay", id: "replayWebhook", vietnamese: "Gọi báo lại",
            english: "Tells again what waits behind a cursor.",
            parameters: [
                Parameter(name: "after", place: .query, schema: .integer("Cursor"), english: "0 tells all again.")
            ],
            answers: [
                .empty(204, ""), .problem(400, "`after` is no number."), Self.unauthenticated,
                .problem(404, "None is set."),
            ]),
    ]

    private static let directory: [APIOperation] = [
        APIOperation(
            method: .get, path: "/v1/organs", id: "listOrgans", vietnamese: "Danh bạ cơ quan",
            english: "The directory page by page, or what fits the words of `find`.",
            parameters: [
                Parameter(
                    name: "find", place: .query, schema: .text("Words"),
                    english: "Code or words of the name; marks do not matter, đ is d."),
                Parameter(
                    name: "after", place: .query, schema: .text("Code"), english: "`next` of the page before."),
                Parameter(
                    name: "limit", place: .query, schema: .integer("1 to 1000; with find 1 to 200"),
                    english: "How many."),
            ],
            answers: [
                .json(200, "", .reference("Organs")), .problem(400, "`limit` is out of range."), Self.unauthenticated,
            ]),
        APIOperation(
            method: .get, path: "/v1/organs/{code}", id: "showOrgan", vietnamese: "Một cơ quan, cả vào một ngày đã qua",
            english: "One agency, by its old or new code, today or as the directory had it on a day.",
            parameters: [
                Parameter(
                    name: "code", place: .path, schema: .text("000.00.00.G22 or G22"), english: "", isRequired: true),
                Parameter(name: "on", place: .query, schema: .text("2025-07-01"), english: "At the end of that day."),
            ],
            answers: [
                .json(200, "", .reference("Organ")), .problem(400, "`on` is no day."), Self.unauthenticated,
                .problem(404, "The directory has no such code on that day."),
            ]),
    ]

    private static let operations: [APIOperation] = [
        APIOperation(
            method: .get, path: "/health", id: "health", vietnamese: "Trục có làm việc được không",
            english:
                "Whether the hub can do its work: it has just read, written a transaction and a file to the disk, and found room. The finding is a few seconds old at most.",
            answers: [
                .json(
                    200, "It can.",
                    .object([
                        ("status", .text("ready")), ("organs", .integer("In the directory")),
                        (
                            "scanner?",
                            .choice(
                                ["ready", "unavailable"], "The malware scanner; without it documents are not taken in.")
                        ),
                    ])),
                .json(
                    503, "It cannot.",
                    .object([
                        ("status", .text("unavailable")), ("organs?", .integer("In the directory")),
                        ("scanner?", .choice(["ready", "unavailable"], "The malware scanner")),
                        (
                            "problems",
                            .list(.choice(HealthVerdict.Problem.allCases.map(\.rawValue), "What keeps it from it"))
                        ),
                    ])),
            ], isOpen: true)
    ]
}
