import Exchange
import Web

extension OfficeOperations {
    /// What `RegisterImportReads` answers.
    static let registerImport: [APIOperation] = [
        Self.read(
            "registers/import/{id}", "previewRegister", "Xem trước sổ cũ",
            "What would be taken of a table that was sent, and what not and why: the clerk who sent it.",
            .object([
                ("file", .text("Its name")), ("book", .reference("Book")),
                ("lines", .integer("That would be taken")), ("refused", .integer("That would not")),
                (
                    "items",
                    .list(
                        .object([
                            ("number", .text("12 or 12a")), ("enteredOn", OfficeSchemas.day), ("code", .text("")),
                            ("date?", OfficeSchemas.day), ("type", .text("")), ("subject", .text("")),
                            ("parties", .text("Sender or receivers")), ("signer", .text("")), ("unit", .text("")),
                            ("copies?", .integer("")), ("passedOn?", OfficeSchemas.day), ("note", .text("")),
                        ]))
                ),
                (
                    "problems",
                    .list(.object([("row", .integer("In the table, from 1")), ("reason", .text("Vietnamese"))]))
                ), ("next?", .text("`page` of the next part of both")),
            ]), [Self.page, Self.limit]),
        Self.read(
            "registers/search", "searchRegisters", "Tìm trong sổ cũ",
            "Lines of books that no document here has, the newest year first, at most 50: clerks and leaders.",
            .object([
                (
                    "items",
                    .list(
                        .object([
                            ("book", .reference("Book")), ("number", .text("12 or 12a")), ("code", .text("")),
                            ("date?", OfficeSchemas.day), ("subject", .text("")), ("parties", .text("")),
                        ]))
                )
            ]), [("q", .text("Words, with or without marks"))]),
    ]
}
