import Exchange
import Foundation
import Spreadsheet
import Storage

/// A copy that this agency made of a document (bản sao; NĐ 30/2020/NĐ-CP, Điều 25–27): a line of the register of copies.
/// It keeps what the document said on that day and is never changed.
struct DocumentCopy: Sendable {
    /// Hình thức sao, by its abbreviation (Phụ lục III).
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Sao y: whole, of an original.
        case certified = "SY"
        /// Sao lục: whole, of a certified copy.
        case recopied = "SL"
        /// Trích sao: a part of an original.
        case extract = "TrS"
    }

    /// What was copied.
    struct Source: Sendable {
        let documentID: String
        let direction: Register.Direction
        let code: String
        let date: CalendarDate
        /// Tên loại và trích yếu.
        let title: String
        let issuer: String

        var path: String { "/\(self.direction.folder)/\(self.documentID)" }
    }

    let id: String
    let year: Int
    /// One series for all kinds, from 1 each year (Phụ lục I, phần II).
    let number: Int
    let kind: Kind
    /// `SY-UBND`.
    let notation: String
    let source: Source
    let madeOn: CalendarDate
    /// Địa danh.
    let place: String
    /// What stands above the name: `TL. CHỦ TỊCH`, `CHÁNH VĂN PHÒNG`.
    let block: [String]
    let signer: String
    /// Nơi nhận, one a line.
    let receivers: [String]
    /// Of an extract: which part.
    let part: String
    /// Số lượng bản.
    let copies: Int
    /// Bản sao điện tử: it has files that the agency has signed.
    let isElectronic: Bool

    /// Số, ký hiệu bản sao: `05/SY-UBND`.
    var code: String { DocumentCode(number: DocumentCode.display(self.number), notation: self.notation).text }

    static let migration = Migration(
        "office 0312 copies of documents",
        sql: """
            CREATE TABLE document_copy (
                id TEXT NOT NULL PRIMARY KEY,
                year INTEGER NOT NULL,
                number INTEGER NOT NULL CHECK (number > 0),
                kind TEXT NOT NULL CHECK (kind IN ('SY', 'SL', 'TrS')),
                notation TEXT NOT NULL,
                document_id TEXT NOT NULL,
                direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
                source_code TEXT NOT NULL,
                source_date TEXT NOT NULL,
                source_title TEXT NOT NULL,
                source_issuer TEXT NOT NULL,
                made_on TEXT NOT NULL,
                place TEXT NOT NULL,
                -- Lines.
                signed_block TEXT NOT NULL,
                signer_id TEXT NOT NULL REFERENCES person (id),
                signer_name TEXT NOT NULL,
                -- Names, one a line.
                receivers TEXT NOT NULL,
                part TEXT NOT NULL,
                copies INTEGER NOT NULL CHECK (copies > 0),
                made_by TEXT NOT NULL REFERENCES person (id),
                -- One series a year for all kinds.
                UNIQUE (year, number)
            );
            CREATE INDEX document_copy_document ON document_copy (document_id);
            CREATE TRIGGER document_copy_stays BEFORE UPDATE ON document_copy
            BEGIN SELECT RAISE(ABORT, 'a copy is never changed'); END;
            CREATE TRIGGER document_copy_remains BEFORE DELETE ON document_copy
            BEGIN SELECT RAISE(ABORT, 'a copy is never removed'); END;
            """
    )

    static let columns: [LegalColumn<DocumentCopy>] = [
        .init("Số, ký hiệu bản sao", 18) { .text($0.code) },
        .init("Ngày sao", 11, centred: true) { .date($0.madeOn) },
        .init("Hình thức sao", 12) { .text(CopyWords.form($0)) },
        .init("Số, ký hiệu, ngày tháng văn bản", 24) { .text("\($0.source.code), \($0.source.date.shown)") },
        .init("Cơ quan ban hành", 26) { .text($0.source.issuer) },
        .init("Tên loại và trích yếu", 44) { copy in
            .text(copy.part.isEmpty ? copy.source.title : "\(copy.source.title). Phần sao: \(copy.part)")
        },
        .init("Người ký bản sao", 22) { .text($0.signer) },
        .init("Nơi nhận bản sao", 30) { .text($0.receivers.joined(separator: "; ")) },
        .init("Số lượng bản", 9, centred: true) { .number($0.copies) },
    ]

    private static let query = """
        SELECT document_copy.*, EXISTS (SELECT 1 FROM copy_file WHERE copy_file.copy_id = document_copy.id) AS is_electronic
        FROM document_copy
        """

    init(_ row: Row) throws {
        self.id = try row["id"]
        self.year = try row["year"]
        self.number = try row["number"]
        self.kind = try row["kind"]
        self.notation = try row["notation"]
        self.source = Source(
            documentID: try row["document_id"], direction: try row["direction"], code: try row["source_code"],
            date: try row["source_date"], title: try row["source_title"], issuer: try row["source_issuer"])
        self.madeOn = try row["made_on"]
        self.place = try row["place"]
        self.block = Self.lines(try row["signed_block"])
        self.signer = try row["signer_name"]
        self.receivers = Self.lines(try row["receivers"])
        self.part = try row["part"]
        self.copies = try row["copies"]
        self.isElectronic = try row["is_electronic"]
    }

    private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    /// Of a year, in the order of the numbers.
    static func list(_ year: Int, page: IncomingStore.Page, in connection: Connection) throws -> [DocumentCopy] {
        try connection.rows(
            "\(Self.query) WHERE year = $1 ORDER BY number LIMIT $2 OFFSET $3", year, page.limit, page.offset
        ).map(DocumentCopy.init)
    }

    static func count(_ year: Int, in connection: Connection) throws -> Int {
        try connection.row("SELECT COUNT(*) AS total FROM document_copy WHERE year = $1", year)?["total"] ?? 0
    }

    static func find(_ id: String, in connection: Connection) throws -> DocumentCopy? {
        try connection.row("\(Self.query) WHERE id = $1", id).map(DocumentCopy.init)
    }

    /// The one that `person` may see: clerks and leaders all of them, others what was sent to their unit. Throws `not-found`, `not-allowed`.
    static func find(_ id: String, for person: Person, in connection: Connection) throws -> DocumentCopy {
        if let refusal = Book.refusalToSee(by: person) {
            let isSent = try connection.row(
                "SELECT 1 FROM copy_unit WHERE copy_id = $1 AND unit_id = $2", id, person.unit.id)
            guard isSent != nil, person.role != .admin else { throw refusal }
        }
        guard let copy = try self.find(id, in: connection) else { throw Fault.noSuchCopy }
        return copy
    }

    /// What the next copy of the year gets if nobody is faster; throws `register-closed` while a restored office does not know it.
    static func nextNumber(_ year: Int, in connection: Connection) throws -> Int {
        try NumberSeries(kind: .copies, year: year).next(in: connection)
    }
}
