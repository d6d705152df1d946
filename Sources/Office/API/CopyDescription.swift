import Exchange
import HTTPTypes
import Web

extension OfficeOperations {
    /// What `CopyReads` answers, and the report on issues.
    static let copies: [APIOperation] = [
        Self.read(
            "copies", "listCopies", "Sổ bản sao", "The register of copies of a year: clerks and leaders.",
            OfficeSchemas.page(of: "Copy"), [("year", .integer("Missing: this one")), Self.page, Self.limit]),
        Self.read(
            "copies/{id}", "showCopy", "Một bản sao",
            "A copy with all that is printed on it: clerks and leaders; one that was sent to a unit also its people.",
            .reference("Copy")),
        Self.file(
            "copies/{id}/files/{file}", "fetchCopyFile", "Tải tệp bản sao điện tử",
            "The bytes of a file of an electronic copy."),
        Self.read(
            "statistics/issues", "issueReport", "Báo cáo văn bản đi",
            "What was issued in a period: clerks and leaders; heads for their unit.",
            .object([
                ("from", OfficeSchemas.day), ("to", OfficeSchemas.day),
                (
                    "rows",
                    .list(
                        .object([
                            ("id", .text("")), ("name", .text("")), ("under", .text("Post of who signs")),
                            ("total", .integer("")), ("inTime", .integer("")), ("late", .integer("")),
                            ("urgent", .integer("Of all")), ("replies", .integer("Of all")),
                            ("withdrawn", .integer("Of all: given back everywhere")),
                            ("recipients", .integer("Receivers through the exchange")),
                        ]))
                ),
            ]),
            [
                ("by", .choice(IssueReport.Grouping.allCases.map(\.rawValue), "Missing: type")),
                ("from", OfficeSchemas.day), ("to", OfficeSchemas.day),
            ]),
    ]
}

extension OfficeSchemas {
    static let copies: [(name: String, schema: APISchema)] = [
        (
            "Copy",
            .object([
                ("id", .text("")), ("code", .text("Số, ký hiệu bản sao")),
                ("kind", .choice(DocumentCopy.Kind.allCases.map(\.rawValue), "SY: whole; SL: of a copy; TrS: a part")),
                ("madeOn", Self.day), ("place", .text("Địa danh")), ("document", .text("Id of what was copied")),
                ("direction", .choice(Register.Direction.allCases.map(\.rawValue), "")),
                ("sourceCode", .text("Số, ký hiệu")), ("sourceDate", Self.day), ("sourceTitle", .text("")),
                ("sourceIssuer", .text("")), ("part", .text("Of an extract: which part")),
                ("block", .list(.text("A line above the name of who signs"))), ("signer", .text("")),
                ("receivers", .list(.text("Nơi nhận"))), ("copies", .integer("Số lượng bản")),
                ("isElectronic", .boolean("The agency has signed files of it")),
                ("files?", .list(.reference("File"))),
            ])
        )
    ]
}
