import Exchange
import Web

extension APIAct {
    private static let book: (name: String, schema: APISchema) = ("book", .text("Id of the book"))

    private static let plan: [(name: String, schema: APISchema)] = [
        ("name", .text("Tên sổ")),
        ("types?", .list(.text("Loại văn bản that goes here and not into the default book"))),
        ("default?", .boolean("The default book of its year (sổ mặc định)")),
        ("secret?", .boolean("For secret documents, which stay on paper (sổ mật)")),
        (
            "keeper?",
            .text("Id of the clerk who keeps a secret book; missing: as it is; empty: nobody, it keeps numbers only")
        ),
    ]

    private static func step(
        _ act: RegisterAct, _ id: String, _ vietnamese: String, _ english: String,
        _ fields: [(name: String, schema: APISchema)]
    ) -> APIAct {
        APIAct(
            path: "registers/{direction}/\(act.rawValue)", id: id, vietnamese: vietnamese, english: english,
            fields: [Self.book] + fields, isVersioned: false
        ) {
            try await RegisterActRoutes(office: $0.office).perform(
                act, Register.Direction(rawValue: $0.part), $0.fields, by: $0.person)
        }
    }

    /// Numbers without a document, for clerks; the books themselves, for administrators.
    static let books: [APIAct] = [
        Self.step(
            .reserve, "reserveNumbers", "Giữ số chờ", "Keeps the next numbers of a book for later.",
            [
                ("count", .integer("1 to \(RegisterActs.maximumReserved)")),
                ("reason", .text("What they are kept for")),
            ]),
        Self.step(
            .cancel, "cancelNumber", "Hủy số",
            "Cancels a number that was kept, or that of a document that is not issued yet: it waits for a number again.",
            [("number", .text("12 or 12a")), ("reason", .text("Why; it stays in the book"))]),
        Self.step(
            .confirm, "confirmLastNumber", "Xác nhận số cuối",
            "After the office was restored from a backup: says which number of a book was the last.",
            [
                ("last", .integer("The last number that was given")),
                ("used?", .text("Numbers kept in the backup that were used since: 5, 7, 9a")),
            ]),
        APIAct(
            path: "books", id: "openBook", vietnamese: "Mở sổ", english: "Opens a book.",
            fields: [
                ("direction", .choice(Register.Direction.allCases.map(\.rawValue), "")),
                ("year", .integer("1945 to this one; a former year takes only what is imported")),
            ] + Self.plan
        ) { try await BookRoutes(office: $0.office).make($0.fields, by: $0.person) },
        APIAct(
            path: "books/{id}", id: "changeBook", vietnamese: "Sửa sổ", english: "Changes a book.", fields: Self.plan
        ) { try await BookRoutes(office: $0.office).edit($0.id, $0.fields, by: $0.person) },
        Self.locking(book: true), Self.locking(book: false),
    ]

    private static func locking(book locks: Bool) -> APIAct {
        APIAct(
            path: "books/{id}/\(locks ? "lock" : "unlock")", id: locks ? "lockBook" : "unlockBook",
            vietnamese: locks ? "Khóa sổ" : "Mở khóa sổ",
            english: locks ? "The book gives no numbers." : "The book gives numbers again."
        ) { call in
            try await BookActs(office: call.office).lock(
                call.id, locks, by: call.person, form: try call.fields.token())
        }
    }
}
