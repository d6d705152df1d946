import Exchange
import Foundation
import Storage

/// A case file (hồ sơ): the documents of one matter, in the order of time (NĐ 30/2020/NĐ-CP, chương IV; fields of Phụ lục VI, phần II.III).
///
/// A line of the year's list of files (danh mục hồ sơ) is a file that nobody has opened yet; so each file has one sign, from the list to the archive.
struct CaseFile: Sendable {
    let id: String
    let sign: Sign
    /// Đề mục.
    let headingName: String
    /// Tiêu đề hồ sơ.
    let title: String
    /// Thời hạn bảo quản.
    let retention: Retention
    /// Chế độ sử dụng.
    let access: Access
    /// Construction has its own time until the hand-over.
    let matter: Matter
    /// Người lập hồ sơ.
    let keeperID: String
    let keeperName: String
    /// The keeper's unit.
    let unit: Unit
    let language: String
    let note: String
    /// Stands in the list from its beginning; false for files that were added while the year went.
    let isListed: Bool
    let state: State
    /// Thời gian bắt đầu, thời gian kết thúc.
    let startedOn: CalendarDate?
    let endedOn: CalendarDate?
    /// Hạn nộp lưu; nil while it is open, and for files that stay with their unit.
    let dueOn: CalendarDate?
    /// Được giữ lại đến (Điều 31.3.d); nil unless somebody consented.
    let heldUntil: CalendarDate?
    /// The last day of its time of keeping; nil while it is open and for what is kept forever.
    let expiresOn: CalendarDate?
    /// The transfer in which it waits.
    let transferID: String?
    /// Tổng số văn bản.
    let documents: Int
    let version: Int

    /// Số và ký hiệu hồ sơ within a year: `01.TCCB`.
    struct Sign: Sendable, Equatable {
        let year: Int
        let number: Int
        /// Chữ viết tắt đề mục.
        let heading: String

        var text: String { "\(DocumentCode.display(self.number)).\(self.heading)" }
        /// Mã hồ sơ: code of the agency, year, sign.
        func code(of organ: OrganCode) -> String { "\(organ.text).\(self.year).\(self.text)" }
    }

    enum State: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// In the list, not opened.
        case planned
        /// Đang lập.
        case open
        /// Đã đóng: nothing is added or taken out.
        case closed
        /// Đã nộp lưu vào lưu trữ cơ quan.
        case archived
        /// Đã nộp vào lưu trữ lịch sử. Final.
        case historical
        /// Đã có quyết định hủy. Final: nothing of it is shown but its title and its documents' title lines; their
        /// bytes go after a while (`Destruction`).
        case condemned
    }

    enum Access: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        case free, restricted
    }

    enum Matter: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        case ordinary, construction
    }

    /// What is done to a file.
    enum Act: String, Sendable, CaseIterable {
        /// Sửa.
        case edit
        /// Bỏ khỏi danh mục.
        case drop
        /// Mở.
        case open
        /// Đưa văn bản vào.
        case put
        /// Đưa văn bản ra.
        case takeOut = "take-out"
        /// Đóng.
        case close
        /// Mở lại.
        case reopen
        /// Giữ lại quá hạn nộp lưu.
        case hold
    }

    /// As many as the ordinal of a document has room for (PL VI: three digits).
    static let maximumDocuments = 999
}

/// For how long a file is kept (thời hạn bảo quản).
struct Retention: Sendable, Equatable {
    /// Nil: vĩnh viễn.
    let years: Int?

    static let permanent = Retention(years: nil)
    /// What can be chosen. The periods of each kind of file come from other circulars: the agency's own table decides.
    static let all = [Self.permanent] + [70, 50, 30, 20, 15, 10, 5, 3, 2, 1].map { Retention(years: $0) }

    /// In forms: `vinh-vien`, or the years.
    var value: String { self.years.map(String.init) ?? "vinh-vien" }

    init(years: Int?) { self.years = years }

    init?(value: String) {
        guard let known = Self.all.first(where: { $0.value == value }) else { return nil }
        self = known
    }
}

extension CaseFile {
    static let query = """
        SELECT case_file.id, case_file.year, case_file.number, case_file.heading, case_heading.name AS heading_name,
            case_file.title, case_file.retention_years, case_file.access, case_file.matter, case_file.keeper_id,
            keeper.full_name AS keeper_name, case_file.unit_id, unit.name AS unit_name, unit.short_name AS unit_short_name,
            case_file.language, case_file.note, case_file.listed, case_file.state, case_file.started_on, case_file.ended_on,
            case_file.due_on, case_file.held_until, case_file.expires_on, case_file.version,
            (SELECT line.transfer_id FROM case_transfer_file AS line
                WHERE line.case_file_id = case_file.id AND line.state = 'waiting') AS transfer_id,
            (SELECT COUNT(*) FROM case_document WHERE case_document.case_file_id = case_file.id) AS documents
        FROM case_file
        JOIN case_heading ON case_heading.year = case_file.year AND case_heading.abbreviation = case_file.heading
        JOIN person AS keeper ON keeper.id = case_file.keeper_id
        JOIN unit ON unit.id = case_file.unit_id
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["id"],
            sign: Sign(year: try row["year"], number: try row["number"], heading: try row["heading"]),
            headingName: try row["heading_name"],
            title: try row["title"],
            retention: Retention(years: try row["retention_years"]),
            access: try row["access"],
            matter: try row["matter"],
            keeperID: try row["keeper_id"],
            keeperName: try row["keeper_name"],
            unit: Unit(id: try row["unit_id"], name: try row["unit_name"], shortName: try row["unit_short_name"]),
            language: try row["language"],
            note: try row["note"],
            isListed: try row["listed"],
            state: try row["state"],
            startedOn: try row["started_on"],
            endedOn: try row["ended_on"],
            dueOn: try row["due_on"],
            heldUntil: try row["held_until"],
            expiresOn: try row["expires_on"],
            transferID: try row["transfer_id"],
            documents: try row["documents"],
            version: try row["version"]
        )
    }

    static let migration = Migration(
        "office 0110 case files",
        sql: """
            -- Đề mục của danh mục hồ sơ, in the order of the list; their files are numbered one after the other.
            CREATE TABLE case_heading (
                year INTEGER NOT NULL,
                abbreviation TEXT NOT NULL,
                name TEXT NOT NULL,
                sort INTEGER NOT NULL,
                next_number INTEGER NOT NULL DEFAULT 1 CHECK (next_number > 0),
                PRIMARY KEY (year, abbreviation)
            );
            CREATE TABLE case_file (
                id TEXT NOT NULL PRIMARY KEY,
                year INTEGER NOT NULL,
                heading TEXT NOT NULL,
                number INTEGER NOT NULL,
                title TEXT NOT NULL,
                -- Null: vĩnh viễn.
                retention_years INTEGER CHECK (retention_years > 0),
                access TEXT NOT NULL CHECK (access IN ('free', 'restricted')),
                matter TEXT NOT NULL CHECK (matter IN ('ordinary', 'construction')),
                keeper_id TEXT NOT NULL REFERENCES person (id),
                unit_id TEXT NOT NULL REFERENCES unit (id),
                language TEXT NOT NULL,
                note TEXT NOT NULL,
                listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
                state TEXT NOT NULL CHECK (state IN ('planned', 'open', 'closed', 'archived')),
                started_on TEXT,
                ended_on TEXT,
                search TEXT NOT NULL,
                version INTEGER NOT NULL DEFAULT 1,
                UNIQUE (year, heading, number),
                FOREIGN KEY (year, heading) REFERENCES case_heading (year, abbreviation)
            );
            CREATE INDEX case_file_keeper ON case_file (keeper_id, state, id);
            CREATE INDEX case_file_unit ON case_file (unit_id, state, id);
            -- One document may be in many files; nothing of it is copied.
            CREATE TABLE case_document (
                case_file_id TEXT NOT NULL REFERENCES case_file (id),
                document_id TEXT NOT NULL,
                -- Of the document: its place in the order of time.
                dated_on TEXT NOT NULL,
                added_by TEXT NOT NULL REFERENCES person (id),
                added_at TEXT NOT NULL,
                PRIMARY KEY (case_file_id, document_id)
            );
            CREATE INDEX case_document_document ON case_document (document_id);
            """
    )
}
