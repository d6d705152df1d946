import Exchange
import Web

extension OfficeOperations {
    private static func list(of name: String) -> APISchema {
        .object([
            ("items", .list(.reference(name))), ("total", .integer("Of the year")),
            ("next?", .text("`page` of the next part")),
        ])
    }

    private static let year: (String, APISchema) = ("year", .integer("Missing: this one"))

    /// What `PostRegisterReads` answers.
    static let postRegisters: [APIOperation] = [
        Self.read(
            "post-register", "listPost", "Sổ gửi văn bản đi bưu điện",
            "What went out on paper in a year, by day: clerks and leaders.", Self.list(of: "PostEntry"),
            [Self.year, Self.page, Self.limit]),
        Self.read(
            "copy-register", "listCopyUses", "Sổ sử dụng bản lưu",
            "Who used kept copies in a year, by day: clerks and leaders.", Self.list(of: "CopyUse"),
            [Self.year, Self.page, Self.limit]),
    ]
}

extension OfficeSchemas {
    static let postRegisters: [(name: String, schema: APISchema)] = [
        (
            "PostEntry",
            .object([
                ("sentOn", Self.day), ("document", .text("Id")), ("code", .text("Số, ký hiệu")),
                ("recipient", .text("Nơi nhận văn bản")), ("envelopes", .integer("Số lượng bì")),
                ("way", .choice(PostEntry.Way.allCases.map(\.rawValue), "")), ("note", .text("")),
            ])
        ),
        (
            "CopyUse",
            .object([
                ("id", .text("")), ("usedOn", Self.day), ("document", .text("Id")),
                ("user", .text("Họ tên người sử dụng")), ("code", .text("Số, ký hiệu, ngày tháng văn bản")),
                ("title", .text("Tên loại và trích yếu")), ("caseSign", .text("Số và ký hiệu hồ sơ")),
                ("returnedOn?", .text("Day; missing: not yet")), ("permittedBy", .text("")), ("note", .text("")),
            ])
        ),
    ]
}
