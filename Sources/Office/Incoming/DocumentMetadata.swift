import Exchange
import Storage
import Web

/// What NĐ 30/2020/NĐ-CP, Phụ lục VI, phần II asks of every document beside what its other fields say: language, pages, copies, note. The code of
/// its case file and its ordinal there follow from the case file (`CaseDocument`).
struct DocumentMetadata: Sendable, Equatable {
    /// Ngôn ngữ.
    var language = Self.vietnamese
    /// Số trang of the document; nil: nobody has said. In case files the pages of its PDFs are counted beside it.
    var pages: Int?
    /// Số lượng bản: issued, or as the sender says.
    var copies: Int?
    /// Ghi chú.
    var remark = ""

    static let vietnamese = "Tiếng Việt"
    /// The lengths of Phụ lục VI.
    static let maximumLanguage = 30
    static let maximumNumber = 999
    static let maximumRemark = 500

    static let migration = Migration(
        "office 0292 language, pages, copies and note of documents",
        sql: ["incoming", "outgoing", "draft_version"].map { table in
            """
            ALTER TABLE \(table) ADD COLUMN language TEXT NOT NULL DEFAULT '\(vietnamese)';
            ALTER TABLE \(table) ADD COLUMN pages INTEGER CHECK (pages > 0);
            ALTER TABLE \(table) ADD COLUMN copies INTEGER CHECK (copies > 0);
            ALTER TABLE \(table) ADD COLUMN remark TEXT NOT NULL DEFAULT '';
            """
        }.joined(separator: "\n")
    )

    init(language: String = Self.vietnamese, pages: Int? = nil, copies: Int? = nil, remark: String = "") {
        self.language = language
        self.pages = pages
        self.copies = copies
        self.remark = remark
    }

    /// Of a row with the columns of `migration`.
    init(_ row: Row) throws {
        self.language = try row["language"]
        self.pages = try row["pages"]
        self.copies = try row["copies"]
        self.remark = try row["remark"]
    }

    /// What was filled in; a language that is left empty is Vietnamese.
    init(_ fields: FormFields) throws(FormFault) {
        var faults = FormFaults()
        self.language = fields.optional("language") ?? Self.vietnamese
        faults.require(
            self.language.count <= Self.maximumLanguage, "language", "Ngôn ngữ tối đa \(Self.maximumLanguage) ký tự")
        self.pages = Self.number("pages", called: "Số trang", fields, &faults)
        self.copies = Self.number("copies", called: "Số lượng bản", fields, &faults)
        self.remark = fields.longText("remark")
        faults.require(
            self.remark.count <= Self.maximumRemark, "remark", "Ghi chú tối đa \(Self.maximumRemark) ký tự")
        try faults.check()
    }

    private static func number(
        _ name: String, called label: String, _ fields: FormFields, _ faults: inout FormFaults
    ) -> Int? {
        guard let text = fields.optional(name) else { return nil }
        let number = Int(text).flatMap { (1...Self.maximumNumber).contains($0) ? $0 : nil }
        faults.require(number != nil, name, "\(label) là số từ 1 đến \(Self.maximumNumber)")
        return number
    }

    /// What a package says. A number beyond the law's three digits is not taken over.
    static func ofPackage(pages: Int?, copies: Int?) -> DocumentMetadata {
        func known(_ number: Int?) -> Int? { number.flatMap { (1...self.maximumNumber).contains($0) ? $0 : nil } }
        return DocumentMetadata(pages: known(pages), copies: known(copies))
    }
}
