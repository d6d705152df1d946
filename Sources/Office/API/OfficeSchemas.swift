import Exchange
import Web

/// The shapes that answers of the API share.
enum OfficeSchemas {
    static let all: [(name: String, schema: APISchema)] =
        [
            ("Incoming", Self.incoming), ("IncomingDetail", Self.incomingDetail), ("Outgoing", Self.outgoing),
            ("OutgoingDetail", Self.outgoingDetail), ("Line", Self.line), ("Opinions", Self.opinions),
            ("File", Self.file), ("Event", Self.event), ("Recipient", Self.recipient), ("Unit", Self.unit),
            ("Person", Self.person), ("Book", Self.book), ("Entry", Self.entry), ("CaseFile", Self.caseFile),
            ("PlannedFile", Self.plannedFile),
            ("UnitRecord", Self.unitRecord), ("PersonRecord", Self.personRecord),
            ("Done", Self.done), ("Problem", Self.problem),
        ] + Self.board + Self.receivedTasks + Self.urging + Self.books + Self.copies + Self.postRegisters + Self.archive

    static func page(of name: String) -> APISchema {
        .object([("items", .list(.reference(name))), ("next?", .text("`after` or `page` of the next part"))])
    }

    static let day = APISchema.text("Day: 2026-12-31")
    static let acts = APISchema.list(.text("Last part of the address of an act that the caller may do now"))
    private static let ids = APISchema.list(.text("Id"))
    static let version = APISchema.integer("To be given with an act")

    private static let metadata: [(name: String, schema: APISchema)] = [
        ("language", .text("Ngôn ngữ")), ("pages?", .integer("Số trang")), ("copies?", .integer("Số lượng bản")),
        ("remark", .text("Ghi chú")),
    ]

    private static func withMetadata(
        _ fields: [(name: String, schema: APISchema)]
    ) -> [(name: String, schema: APISchema)] {
        fields + self.metadata
    }

    private static let incoming = APISchema.object(
        Self.withMetadata([
            ("id", .text("")), ("state", .choice(InternalState.allCases.map(\.rawValue), "")),
            ("version", Self.version),
            ("channel", .choice(Channel.allCases.map(\.rawValue), "How it came")),
            ("documentId?", .text("Mã định danh văn bản")), ("organ?", .text("Code of the sender")),
            ("organName", .text("")), ("code", .text("Số, ký hiệu")), ("date", Self.day), ("type", .text("")),
            ("subject", .text("")), ("urgency", .integer("0 to 4")), ("arrivedAt", .instant("")),
            ("number?", .text("Số đến")), ("enteredOn?", Self.day), ("agencyDue?", Self.day), ("leader?", .text("")),
            ("leadUnit?", .text("")), ("leadPerson?", .text("")), ("leadDue?", Self.day),
            ("replyRequired", .boolean("")),
            ("reminders", .integer("How often it was urged")), ("finishedAt?", .instant("")),
            ("asking?", .text("Whether its sender wants it back")),
            ("closure?", .text("Given back, replaced, or a copy of what is registered")),
        ]))

    private static let incomingDetail = APISchema.object([
        ("document", .reference("Incoming")), ("acts", Self.acts), ("result?", .text("")),
        ("backReason?", .text("Why it came back")), ("freeze?", Self.freeze), ("lines", .list(.reference("Line"))),
        (
            "extensionRequests",
            .list(
                .object([
                    ("id", .text("")), ("line", .text("")), ("wanted", Self.day), ("reason", .text("")),
                    ("askedBy", .text("")),
                ]))
        ), ("opinions", .list(.reference("Opinions"))), ("files", .list(.reference("File"))),
        ("timeline", .list(.reference("Event"))), ("replies", Self.ids), ("caseFiles", Self.ids),
        ("duplicates", Self.ids), ("copies", Self.ids), ("copyOf?", .text("Id of the registered document")),
    ])

    /// Nothing on it is changed until it is lifted.
    static let freeze = APISchema.object([
        ("reason", .text("")), ("by", .text("Name and post")), ("at", .instant("")),
        ("isOwn", .boolean("False: a case file that holds it is frozen")),
    ])

    private static let outgoing = APISchema.object(
        Self.withMetadata([
            ("id", .text("")), ("state", .choice(OutgoingState.allCases.map(\.rawValue), "")),
            ("version", Self.version),
            ("code?", .text("Số, ký hiệu, once numbered")), ("notation", .text("Ký hiệu")), ("date?", Self.day),
            ("documentId?", .text("Mã định danh văn bản")), ("type", .text("")), ("subject", .text("")),
            ("urgency", .integer("0 to 4")), ("field?", .text("Lĩnh vực of a directive")), ("due?", Self.day),
            ("drafter", .text("")), ("unit", .reference("Unit")),
            ("approver", .text("The leader who signs")), ("initialler?", .text("Whose turn it is to initial")),
            ("answers?", .text("Id of the incoming document")), ("replaces?", .text("Id")), ("createdAt", .instant("")),
            ("approvedAt?", .instant("")), ("issueBy?", .instant("")), ("publishedAt?", .instant("")),
            ("issueWay", .choice(IssueWay.allCases.map(\.rawValue), "paper: on paper alone")),
        ]))

    private static let outgoingDetail = APISchema.object([
        ("document", .reference("Outgoing")), ("acts", Self.acts), ("returnedReason?", .text("")),
        ("freeze?", Self.freeze),
        ("recipients", .list(.reference("Recipient"))),
        (
            "paperRecipients",
            .list(
                .object([
                    ("id", .text("")), ("name", .text("")),
                    (
                        "sendings",
                        .list(
                            .object([
                                ("on", Self.day), ("way", .choice(PostEntry.Way.allCases.map(\.rawValue), "")),
                            ]))
                    ),
                ]))
        ), ("files", .list(.reference("File"))),
        (
            "versions",
            .list(
                .object([
                    ("number", .integer("")), ("madeBy", .text("")), ("madeAt", .instant("")), ("note", .text("")),
                    ("files", .list(.reference("File"))),
                ]))
        ), ("opinions", .list(.reference("Opinions"))), ("timeline", .list(.reference("Event"))),
        ("answers", Self.ids), ("caseFiles", Self.ids),
    ])

    private static let line = APISchema.object([
        ("id", .text("")), ("parent?", .text("Id of the line above")), ("unit", .reference("Unit")),
        ("personId?", .text("")), ("person?", .text("")),
        ("part", .choice(Receipt.Part.allCases.map(\.rawValue), "")), ("due?", Self.day),
        ("state", .text("waiting, working, finished, returned or withdrawn")), ("text", .text("")),
        ("readAt?", .instant("")),
        ("finishedAt?", .instant("")), ("result?", .text("")), ("reason?", .text("")),
    ])

    private static let opinions = APISchema.object([
        ("id", .text("")), ("document", .text("Id")), ("askedBy", .text("")), ("question", .text("")),
        ("due?", Self.day), ("askedAt", .instant("")), ("closedAt?", .instant("")), ("summary", .text("")),
        (
            "opinions",
            .list(
                .object([
                    ("personId", .text("")), ("person", .text("")), ("answer?", .text("")), ("text", .text("")),
                    ("answeredAt?", .instant("")),
                ]))
        ),
    ])

    private static let file = APISchema.object([
        ("id", .text("")), ("name", .text("")), ("part", .text("draft, main or annex")), ("type", .text("Media type")),
        ("sizeBytes", .integer("")), ("sha256", .text("64 hexadecimal digits")),
    ])

    private static let event = APISchema.object([
        ("at", .instant("")), ("kind", .text("What happened")), ("actor", .text("Name and post")),
        ("detail", .text("")), ("quote?", .text("What somebody wrote")),
    ])

    private static let recipient = APISchema.object([
        ("id", .text("")), ("organ", .text("Code")), ("name", .text("")),
        ("transport", .choice(Recipient.Transport.allCases.map(\.rawValue), "")), ("status?", .text("01 … 16")),
        ("statusAt?", .instant("")), ("asking?", .text("")), ("updating?", .text("")), ("closure?", .text("")),
    ])

    private static let unit = APISchema.object([
        ("id", .text("")), ("name", .text("")), ("shortName", .text("")),
    ])

    private static let person = APISchema.object([
        ("id", .text("")), ("userName", .text("")), ("fullName", .text("")), ("title", .text("Post")),
        ("role", .choice(Role.allCases.map(\.rawValue), "")), ("unit", .reference("Unit")),
    ])

    private static let book = APISchema.object([
        ("id", .text("")), ("name", .text("")), ("year", .integer("")), ("nextNumber", .integer("")),
        ("isDefault", .boolean("")), ("isLocked", .boolean("")),
    ])

    private static let entry = APISchema.object([
        ("number", .text("12 or 12a")), ("enteredOn", Self.day), ("page?", .text("Of the document")),
        ("parties", .text("Sender or receivers")), ("code", .text("")), ("date?", Self.day), ("type", .text("")),
        ("subject", .text("")), ("signer", .text("")), ("unit", .text("")), ("note", .text("")),
    ])

    private static let caseFile = APISchema.object([
        ("id", .text("")), ("code", .text("Mã hồ sơ")), ("title", .text("")), ("heading", .text("")),
        ("keeper", .text("")), ("unit", .reference("Unit")), ("state", .text("")), ("startedOn?", Self.day),
        ("endedOn?", Self.day), ("documents", .integer("")), ("version", Self.version), Self.retention,
        ("access", .choice(CaseFile.Access.allCases.map(\.rawValue), "Chế độ sử dụng")),
        ("matter", .choice(CaseFile.Matter.allCases.map(\.rawValue), "Loại việc")), ("keeperId", .text("")),
        ("language", .text("Ngôn ngữ")), ("note", .text("")), Self.isListed,
    ])

    private static let retention: (String, APISchema) = (
        "retention", .choice(Retention.all.map(\.value), "Years, or for ever")
    )
    private static let isListed: (String, APISchema) = (
        "isListed", .boolean("In the year's list from its beginning; false: added while the year went")
    )

    private static let plannedFile = APISchema.object([
        ("id?", .text("For those who may see the file")), ("sign", .text("Số và ký hiệu hồ sơ")),
        ("heading", .text("Abbreviation of its heading")), ("title", .text("")), Self.retention,
        ("keeper", .text("Name")), ("note", .text("")), Self.isListed,
    ])

    private static let unitRecord = APISchema.object([
        ("unit", .reference("Unit")), ("parent?", .text("Id of the unit above")), ("organ?", .text("Code")),
        ("sort", .integer("")), ("people", .integer("Who may sign in")), ("isClosed", .boolean("")),
        ("version", Self.version),
    ])

    private static let personRecord = APISchema.object([
        ("person", .reference("Person")), ("isEnabled", .boolean("")), ("hasSecondFactor", .boolean("")),
        ("openWork", .integer("Documents that they lead and have not finished")), ("version", Self.version),
        (
            "posts",
            .list(
                .object([
                    ("id", .text("")), ("title", .text("Chức vụ")), ("unit", .text("Id of the unit")),
                    ("role", .choice(Role.working.map(\.rawValue), "")), ("startsOn", Self.day),
                    ("endsOn?", Self.day), ("isEnded", .boolean("")),
                ]))
        ),
        (
            "signing",
            .list(
                .object([
                    ("id", .text("Of a right to sign")), ("post?", .text("Id of the further post")),
                    ("form", .choice(SigningForm.allCases.map(\.rawValue), "")),
                    ("block", .list(.text("What stands above the signature"))),
                    ("types", .list(.text("Loại văn bản; empty: every type"))), ("basis", .text("")),
                    ("startsOn", Self.day), ("endsOn?", Self.day), ("isRevoked", .boolean("")),
                ]))
        ),
    ])

    private static let done = APISchema.object([
        ("location", .text("The page that follows the act")),
        ("document?", Self.standing),
    ])

    /// What something is now, and what the caller may do with it.
    static let standing = APISchema.object([
        ("id", .text("")), ("state", .text("")), ("version", Self.version), ("acts", Self.acts),
    ])

    private static let problem = APISchema.object([
        ("type", .text("about:blank")), ("status", .integer("")), ("title", .text("English")),
        ("detail", .text("Vietnamese")), ("code", .text("Stable: the only part that a program may branch on")),
        ("place?", .text("Field, header or parameter")), ("line?", .integer("")),
        ("requestId", .text("Names the request in the office's log")),
    ])
}
