import Exchange
import Storage

/// Level of secrecy of a document (độ mật; office.md §2.7). Thường has none: such a document is not in a secret book.
enum SecrecyLevel: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Mật.
    case secret
    /// Tối mật.
    case topSecret = "top-secret"
    /// Tuyệt mật.
    case utmost = "utmost-secret"
}

/// The one rule for everything that could carry a secret document further: it stays on paper and in its book. It has a table of its own
/// (`SecretDocument`), so whatever sends, answers, copies, files, searches or counts reads other tables and cannot find it; who knows of the document
/// and asks all the same is told why.
enum Secrecy {
    /// Why nothing is done with `document` outside of its book, or nil: it is no secret document, or `person` may not know of it.
    static func refusal(on document: String, to person: Person, in connection: Connection) throws -> Fault? {
        guard !document.isEmpty,
            try connection.row("SELECT 1 FROM secret_document WHERE id = $1", document) != nil,
            try SecretDocument.find(document, for: person, in: connection) != nil
        else { return nil }
        return .staysOnPaper
    }

    /// The same as an error; "" is no document.
    static func check(_ document: String, for person: Person, in connection: Connection) throws {
        if let refusal = try self.refusal(on: document, to: person, in: connection) { throw refusal }
    }

    /// Why `person` may not enter documents into `book`, or nil.
    static func refusalToEnter(into book: Book, by person: Person) -> Fault? {
        book.isKept(by: person)
            ? nil
            : .notAllowed(
                "Chỉ văn thư được giao giữ sổ mật này ghi được vào sổ.",
                "Only the clerk who keeps this secret register may enter documents.")
    }

    /// Whose papers and whose books `person` may look into; "" is nobody's. Nobody looks in another's place, who is no clerk now keeps no book, and
    /// who administers the system now sees none.
    static func reader(_ person: Person) -> (holder: String, keeper: String) {
        guard person.deputy == nil, person.role != .admin else { return ("", "") }
        return (person.id, person.role == .clerk ? person.id : "")
    }
}

extension Book {
    /// Whether `person` is the clerk who keeps this secret book.
    func isKept(by person: Person) -> Bool {
        self.isSecret && self.keeperID == person.id && person.role == .clerk && person.deputy == nil
    }

    /// Whether `reader` may read why its numbers are kept or cancelled: of a book of secret documents that says what they are about.
    func tellsReasons(to reader: Person?) -> Bool {
        self.keeperID == nil || reader.map(self.isKept) ?? false
    }
}

extension Fault {
    /// Whatever would carry a secret document out of its book (QĐ 28/2018/QĐ-TTg, Điều 1).
    static let staysOnPaper = Fault(
        .secret,
        vi:
            "Văn bản mật chỉ ở trên giấy và trong sổ mật: không gửi, trả lời, sao, lập hồ sơ, xuất hay giao xử lý trong hệ thống này.",
        en: "A secret document stays on paper and in its register.")
}
