import Exchange
import HTTPTypes
import Web

extension OfficeOperations {
    private static let purpose: (String, APISchema) = (
        "purpose", .choice(TransferPurpose.allCases.map(\.rawValue), "Missing: archive")
    )

    /// What `ArchiveReads` answers.
    static let archive: [APIOperation] = [
        Self.read(
            "transfers", "listTransfers", "Biên bản nộp lưu, hủy",
            "Transfers that the caller may see: those that wait first, then the newest.",
            OfficeSchemas.page(of: "Transfer"),
            [
                Self.purpose,
                ("waiting", .choice(["1"], "What waits for the caller, of every purpose: clerks and leaders")),
                Self.page, Self.limit,
            ]),
        Self.read(
            "transfers/new", "listOffers", "Hồ sơ có thể nộp, hủy",
            "The case files that the caller can offer now, at most as many as one transfer takes.",
            OfficeSchemas.page(of: "CaseFile"), [Self.purpose]),
        Self.read(
            "transfers/{id}", "showTransfer", "Một biên bản", "A transfer with its files and what the caller may do.",
            .object([
                ("transfer", .reference("Transfer")), ("acts", OfficeSchemas.acts),
                (
                    "files",
                    .list(
                        .object([
                            ("file", .reference("CaseFile")), ("state", .choice(["waiting", "taken", "returned"], "")),
                            ("reason", .text("Why it was given back")), ("firstDate?", OfficeSchemas.day),
                            ("lastDate?", OfficeSchemas.day), ("pages?", .integer("As far as they are counted")),
                            ("computerFiles", .integer("")),
                        ]))
                ),
            ])),
        Self.read(
            "archive", "listArchive", "Hồ sơ lưu trữ", "The catalogue of the archives, the newest year first.",
            OfficeSchemas.page(of: "ArchivedFile"), [("q", .text("Sign or words of the title")), Self.page, Self.limit]),
        Self.read(
            "archive-requests", "listArchiveRequests", "Đề nghị khai thác",
            "What the caller asked to read, and what clerks and leaders have to answer.",
            .object([
                ("own", .list(.reference("ArchiveAccess"))), ("open", .list(.reference("ArchiveAccess"))),
                ("next?", .text("`page` of the next part of both")),
            ]), [Self.page, Self.limit]),
        Self.read(
            "archive/{id}", "readArchivedFile", "Đọc hồ sơ lưu trữ",
            "An archived file that was granted to the caller, until its last day.",
            .object([
                ("access", .reference("ArchiveAccess")), ("file", .reference("CaseFile")),
                (
                    "documents",
                    .list(
                        .object([("document", OfficeSchemas.caseDocument), ("files", .list(.reference("File")))]))
                ),
            ])),
        Self.file(
            "archive/{id}/files/{file}", "fetchArchivedFile", "Tải tệp lưu trữ",
            "The bytes of a file in an archived case file that was granted."),
    ]
}

extension OfficeSchemas {
    static let caseDocument = APISchema.object([
        ("ordinal", .integer("")), ("page?", .text("Missing: the caller may not see it")), ("code", .text("")),
        ("date", Self.day), ("type", .text("")), ("subject", .text("")), ("author", .text("")),
        ("pages?", .integer("")),
    ])

    static let archive: [(name: String, schema: APISchema)] = [
        (
            "Transfer",
            .object([
                ("id", .text("")), ("purpose", .choice(TransferPurpose.allCases.map(\.rawValue), "")),
                ("code", .text("Số của biên bản")), ("state", .choice(["offered", "done", "returned"], "")),
                ("note", .text("")), ("maker", .text("")), ("unit", .text("")), ("madeOn", Self.day),
                ("ender?", .text("")), ("endedOn?", Self.day),
                ("paper", .text("Who took it over there, or the decision")),
                ("files", .integer("Without those given back")), ("version", Self.version),
            ])
        ),
        (
            "ArchivedFile",
            .object([
                ("id", .text("")), ("code", .text("Mã hồ sơ")), ("title?", .text("Missing: its use is restricted")),
                ("access", .choice(CaseFile.Access.allCases.map(\.rawValue), "")), ("state", .text("")),
                ("isSeen", .boolean("The caller sees it without asking")),
            ])
        ),
        (
            "ArchiveAccess",
            .object([
                ("id", .text("")), ("file", .text("Id")), ("sign", .text("Số, ký hiệu hồ sơ")), ("year", .integer("")),
                ("title?", .text("For those who answer")), ("person", .text("Who asked")), ("purpose", .text("")),
                ("askedAt", .instant("")), ("state", .choice(ArchiveAccess.State.allCases.map(\.rawValue), "")),
                ("until?", Self.day), ("answer", .text("Why it was refused or ended")), ("answeredBy", .text("")),
                ("isStanding", .boolean("It can be read today")), ("version", Self.version), ("acts", Self.acts),
            ])
        ),
    ]
}
