import Exchange
import Web

extension APIAct {
    private static let note: (name: String, schema: APISchema) = ("note?", .text("At most 500 characters"))

    /// What the clerk writes into the register of post (sổ gửi văn bản đi bưu điện) and into that of the use of kept copies (sổ sử dụng bản lưu).
    static let postRegisters: [APIAct] = [
        APIAct(
            path: "outgoing/{id}/post", id: "enterPost", vietnamese: "Ghi sổ gửi bưu điện",
            english: "Writes down that the paper went out by post or by hand.",
            fields: [
                ("sent", .text("Day: 2026-12-31, from the day of the document to today")),
                (
                    "receiver?",
                    .text(
                        "Id of a receiver on paper, or `\(PostRegisterActs.everybody)`: all to whom nothing has gone")
                ),
                ("recipient?", .text("Instead: the name of somebody else")),
                ("way?", .choice(PostEntry.Way.allCases.map(\.rawValue), "Missing: post")),
                ("envelopes", .integer("1 to \(PostEntry.maximumEnvelopes), for each receiver")), Self.note,
            ], isVersioned: false
        ) { try await PostRegisterActs(office: $0.office).post($0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "outgoing/{id}/copy-use", id: "enterCopyUse", vietnamese: "Ghi sổ sử dụng bản lưu",
            english: "Writes down who takes the kept copy to use it.",
            fields: [
                ("used", .text("Day: 2026-12-31, from the day of the document to today")),
                ("user-name", .text("Họ tên người sử dụng")), ("permitted", .text("Who permitted it")),
                ("case-sign?", .text("Số và ký hiệu hồ sơ")), Self.note,
            ], isVersioned: false
        ) { try await PostRegisterActs(office: $0.office).use($0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "copy-register/{id}/return", id: "returnKeptCopy", vietnamese: "Ghi ngày trả bản lưu",
            english: "Writes down that the kept copy came back today.", isVersioned: false
        ) { call in
            try await PostRegisterActs(office: call.office).giveBack(
                call.id, by: call.person, form: try call.fields.token())
        },
    ]
}
