import Exchange
import Web

extension OfficeOperations {
    /// What `BookReads` answers.
    static let books: [APIOperation] = [
        Self.read(
            "registers/{direction}", "listBooks", "Các sổ", "The books (sổ) of `in` or `out`: clerks and leaders.",
            OfficeSchemas.page(of: "Book"), [Self.page, Self.limit]),
        Self.read(
            "registers/{direction}/{book}", "listEntries", "Sổ đăng ký", "The entries of a book, 100 a page.",
            OfficeSchemas.page(of: "Entry"),
            [
                ("from", OfficeSchemas.day), ("to", OfficeSchemas.day), ("first", .integer("Number")),
                ("last", .integer("Number")), Self.page,
            ]),
        Self.read(
            "registers/{direction}/{book}/check", "checkBook", "Kiểm tra sổ",
            "What a book lacks, has twice, keeps and cancelled, at most 200 of each; what the caller may do with its numbers.",
            .object([
                ("book", .reference("Book")), ("acts", OfficeSchemas.acts), ("check", .reference("BookCheck")),
            ])),
        Self.read(
            "books", "listBookRecords", "Các sổ, cho quản trị", "The books of all years: administrators.",
            OfficeSchemas.page(of: "BookRecord"), [Self.page, Self.limit]),
        Self.read(
            "books/{id}", "showBook", "Một sổ", "A book as its administrator sees it, with the types that go there.",
            .reference("BookRecord")),
    ]
}

extension OfficeSchemas {
    static let books: [(name: String, schema: APISchema)] = [
        (
            "BookCheck",
            .object([
                ("total", .integer("Numbers that were given")),
                ("gaps", .list(.object([("first", .integer("")), ("last", .integer(""))]))),
                (
                    "twins",
                    .list(
                        .object([
                            ("name", .text("Số, ký hiệu")),
                            (
                                "documents",
                                .list(.object([("number", .text("12 or 12a")), ("page", .text("Of the document"))]))
                            ),
                        ]))
                ),
                (
                    "special",
                    .list(
                        .object([
                            ("number", .text("12 or 12a")), ("state", .choice(["reserved", "cancelled"], "")),
                            ("reason", .text("")), ("enteredOn", Self.day),
                        ]))
                ),
            ])
        ),
        (
            "BookRecord",
            .object([
                ("book", .reference("Book")), ("direction", .choice(Register.Direction.allCases.map(\.rawValue), "")),
                ("isSecret", .boolean("For secret documents")),
                ("keeper?", .text("Id of the clerk who keeps a secret book")),
                ("types?", .list(.text("Loại văn bản"))),
                ("version", Self.version),
            ])
        ),
    ]
}
