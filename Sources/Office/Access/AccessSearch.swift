import Exchange
import Foundation
import Storage
import Web

/// Which lines of the access log are asked for.
struct AccessSearch: Sendable {
    /// Part of a name; empty for all.
    var person = ""
    /// Số, ký hiệu of a document; empty for all.
    var document = ""
    var kind: AccessEntry.Kind?
    var from: CalendarDate?
    var to: CalendarDate?

    /// The fields `person`, `document`, `kind`, `from`, `to`; throws `FormFault` for what is none. Without days the last thirty.
    init(_ fields: FormFields, today: CalendarDate) throws {
        self.init(today: today)
        self.person = String(fields.text("person").prefix(100))
        self.document = String(fields.text("document").prefix(100))
        self.kind = AccessEntry.Kind(rawValue: fields.text("kind"))
        self.to = try fields.date("to", called: "Đến ngày")
        let from = try fields.date("from", called: "Từ ngày")
        if from != nil || self.to != nil { self.from = from }
        if let from, let to, from > to { throw FormFault("to", "Đến ngày không được trước từ ngày") }
    }

    init(today: CalendarDate) { self.from = CalendarDate(dayNumber: today.dayNumber - 30) }

    /// A line as it is shown.
    struct Line: Sendable {
        let seq: Int
        let at: Date
        let kind: AccessEntry.Kind
        let person: String
        /// Số, ký hiệu, or the title of a case file; empty where it is about none.
        let subject: String
        let detail: String
        let address: String
    }

    private static let condition = """
        ($1 = '' OR instr(folded, lower($1)) > 0) AND (CAST($2 AS TEXT) IS NULL OR kind = $2) AND ($3 = '' OR instr(subject, $3) > 0)
        """

    /// `$4` to `$6`: the period, and the line that the page ends before.
    private static let lines = """
        SELECT seq, at, kind, person, lower(person) AS folded, detail, address, COALESCE(
            (SELECT CASE WHEN number = '' THEN 'Không số' ELSE number END || '/' || notation FROM incoming
                WHERE incoming.id = access_log.document_id),
            (SELECT COALESCE(number || number_suffix || '/', '') || notation FROM outgoing WHERE outgoing.id = access_log.document_id),
            (SELECT title FROM case_file WHERE case_file.id = access_log.document_id),
            (SELECT 'Văn bản mật' FROM secret_document WHERE secret_document.id = access_log.document_id), '') AS subject
        FROM access_log WHERE at >= $4 AND at < $5 AND seq < $6
        """

    private func values(before: Int?) -> [(any SQLBindable)?] {
        [
            self.person, self.kind, self.document, self.from.map(Self.start) ?? "",
            self.to.flatMap { CalendarDate(dayNumber: $0.dayNumber + 1) }.map(Self.start) ?? "9", before ?? Int.max,
        ]
    }

    private static func start(of day: CalendarDate) -> String { Timestamp.text(VietnamTime.start(of: day)) }

    /// Newest first.
    func lines(before: Int?, limit: Int, in connection: Connection) throws -> [Line] {
        try connection.rows(
            "SELECT * FROM (\(Self.lines)) AS line WHERE \(Self.condition) ORDER BY seq DESC LIMIT \(limit)",
            values: self.values(before: before)
        ).map {
            Line(
                seq: try $0["seq"], at: try $0["at"], kind: try $0["kind"], person: try $0["person"],
                subject: try $0["subject"], detail: try $0["detail"], address: try $0["address"])
        }
    }

    /// How many accesses of each kind (NĐ 30/2020/NĐ-CP, PL VI, phần I, II.3, III.6.a, b).
    func counts(in connection: Connection) throws -> [(kind: AccessEntry.Kind, count: Int)] {
        try connection.rows(
            """
            SELECT kind, COUNT(*) AS total FROM (\(Self.lines)) AS line WHERE \(Self.condition)
            GROUP BY kind ORDER BY total DESC, kind
            """,
            values: self.values(before: nil)
        ).map { (try $0["kind"], try $0["total"]) }
    }
}

/// Who has opened one document and its files, how often.
struct DocumentAccess: Sendable {
    struct Reader: Sendable {
        let person: String
        let opened: Int
        let downloaded: Int
        let last: Date
    }

    let readers: [Reader]
    /// By name.
    let files: [(name: String, count: Int)]

    /// Whoever sees every document may know who has seen one.
    static func refusal(by person: Person) -> Fault? {
        [.clerk, .leader].contains(person.role)
            ? nil
            : .notAllowed(
                "Chỉ văn thư và lãnh đạo xem được ai đã xem.", "Only clerks and leaders may see who has read.")
    }

    /// At most 500 people and 100 files.
    static func read(_ document: String, in connection: Connection) throws -> DocumentAccess {
        let readers = try connection.rows(
            """
            SELECT person, COUNT(CASE WHEN kind = 'opened' THEN 1 END) AS opened,
                COUNT(CASE WHEN kind = 'downloaded' THEN 1 END) AS downloaded, MAX(at) AS last
            FROM access_log WHERE document_id = $1 AND document_id <> '' AND kind IN ('opened', 'downloaded')
            GROUP BY person ORDER BY last DESC, person LIMIT 500
            """, document
        ).map {
            Reader(
                person: try $0["person"], opened: try $0["opened"], downloaded: try $0["downloaded"],
                last: try $0["last"])
        }
        let files = try connection.rows(
            """
            SELECT detail, COUNT(*) AS total FROM access_log
            WHERE document_id = $1 AND document_id <> '' AND kind = 'downloaded' AND file_id <> ''
            GROUP BY file_id, detail ORDER BY total DESC, file_id, detail LIMIT 100
            """, document
        ).map { row -> (name: String, count: Int) in (try row["detail"], try row["total"]) }
        return DocumentAccess(readers: readers, files: files)
    }
}
