import Exchange
import Foundation
import Storage

/// Case files that leave their place together, with one record: into the agency's archive (nộp lưu), into the historical archive, or to be destroyed
/// because their time is over (NĐ 30/2020/NĐ-CP, Điều 30, 31).
struct CaseTransfer: Sendable {
    let id: String
    let purpose: TransferPurpose
    let sign: Sign
    let state: State
    let note: String
    /// Who hands over or proposes.
    let maker: String
    let unitName: String
    let madeOn: CalendarDate
    /// Who took over or decided; nil while it waits.
    let ender: String?
    let endedOn: CalendarDate?
    /// What was written at its end: who took the files over there, or number and date of the decision.
    let paper: String
    /// Files that wait or were taken.
    let files: Int
    let version: Int

    /// Số của biên bản within a year.
    struct Sign: Sendable {
        let year: Int
        let number: Int
        var text: String { "\(DocumentCode.display(self.number))/\(self.year)" }
    }

    enum State: String, Sendable, SQLBindable, SQLReadable {
        /// Chờ nhận, chờ quyết định.
        case offered
        case done
        /// Every file was given back.
        case returned
    }

    /// As many files as one record names.
    static let maximumFiles = 100
}

/// A file of a transfer, with what a list of files tells of it.
struct TransferLine: Sendable {
    let file: CaseFile
    let state: State
    /// Why it was given back.
    let reason: String
    /// Thời gian tài liệu: of the first and the last document.
    let firstDate: CalendarDate?
    let lastDate: CalendarDate?
    /// Số trang, as far as they are counted.
    let pages: Int?
    /// Số tệp tin.
    let computerFiles: Int

    enum State: String, Sendable, SQLBindable, SQLReadable {
        case waiting, taken, returned
    }
}

extension CaseTransfer {
    private static let query = """
        SELECT case_transfer.id, purpose, year, number, state, note, maker.full_name AS maker, unit.name AS unit_name, made_on,
            ender.full_name AS ender, ended_on, paper, case_transfer.version,
            (SELECT COUNT(*) FROM case_transfer_file WHERE transfer_id = case_transfer.id AND state <> 'returned') AS files
        FROM case_transfer
        JOIN person AS maker ON maker.id = case_transfer.made_by
        JOIN unit ON unit.id = case_transfer.unit_id
        LEFT JOIN person AS ender ON ender.id = case_transfer.ended_by
        """

    private init(_ row: Row) throws {
        self.init(
            id: try row["id"], purpose: try row["purpose"],
            sign: Sign(year: try row["year"], number: try row["number"]),
            state: try row["state"], note: try row["note"], maker: try row["maker"], unitName: try row["unit_name"],
            madeOn: try row["made_on"], ender: try row["ender"], endedOn: try row["ended_on"], paper: try row["paper"],
            files: try row["files"], version: try row["version"])
    }

    /// Clerks and leaders see every transfer, heads their unit's, others what they made. `$1` is the person's id, `$2` the unit's.
    private static func visible(to person: Person) -> String {
        switch person.role {
        case .clerk, .leader: "$1 IS NOT NULL AND $2 IS NOT NULL"
        case .head: "(case_transfer.made_by = $1 OR case_transfer.unit_id = $2)"
        case .officer: "$2 IS NOT NULL AND case_transfer.made_by = $1"
        case .admin: "$1 IS NULL AND $2 IS NULL"
        }
    }

    /// Throws when there is none that `person` may see.
    static func find(_ id: String, for person: Person, in connection: Connection) throws -> CaseTransfer {
        let found = try connection.row(
            "\(self.query) WHERE \(self.visible(to: person)) AND case_transfer.id = $3", person.id, person.unit.id, id
        ).map(CaseTransfer.init)
        guard let found else {
            throw Fault(
                .notFound, vi: "Không có biên bản này, hoặc bạn không được xem.",
                en: "There is no such transfer, or you may not see it.")
        }
        return found
    }

    /// Those that wait first, then the newest.
    static func list(
        _ purpose: TransferPurpose, for person: Person, page: IncomingStore.Page, in connection: Connection
    ) throws -> [CaseTransfer] {
        try connection.rows(
            """
            \(self.query) WHERE \(self.visible(to: person)) AND purpose = $3
            ORDER BY CASE state WHEN 'offered' THEN 0 ELSE 1 END, case_transfer.id DESC LIMIT $4 OFFSET $5
            """, person.id, person.unit.id, purpose, page.limit, page.offset
        ).map(CaseTransfer.init)
    }

    static func count(_ purpose: TransferPurpose, for person: Person, in connection: Connection) throws -> Int {
        try connection.row(
            "SELECT COUNT(*) AS total FROM case_transfer WHERE \(self.visible(to: person)) AND purpose = $3", person.id,
            person.unit.id, purpose)?["total"] ?? 0
    }

    /// Nil: it waits, and `person` may end it.
    func refusalToEnd(by person: Person) -> Fault? {
        self.purpose.refusalToEnd(by: person)
            ?? (self.state == .offered
                ? nil : .notAllowed("Biên bản này đã kết thúc.", "The transfer has ended."))
    }

    /// Whether transfers wait for whoever has `role`: clerks take over, leaders decide on destruction.
    static func isDecided(by role: Role) -> Bool { TransferPurpose.allCases.contains { $0.ender == role } }

    /// What clerks or leaders have to decide.
    private static func waits(for role: Role) -> String {
        let own = TransferPurpose.allCases.filter { $0.ender == role }.map { "'\($0.rawValue)'" }
        guard !own.isEmpty else { return "1 = 0" }
        return "case_transfer.state = 'offered' AND purpose IN (\(own.joined(separator: ", ")))"
    }

    /// What waits for whoever has `role`, oldest first.
    static func waiting(for role: Role, page: IncomingStore.Page, in connection: Connection) throws -> [CaseTransfer] {
        try connection.rows(
            "\(self.query) WHERE \(self.waits(for: role)) ORDER BY case_transfer.id LIMIT $1 OFFSET $2", page.limit,
            page.offset
        ).map(CaseTransfer.init)
    }

    /// How many `waiting` lists without a limit.
    static func waitingCount(for role: Role, in connection: Connection) throws -> Int {
        try connection.row("SELECT (\(self.waitingCount(for: role))) AS total")?["total"] ?? 0
    }

    /// The same as a query, for whoever counts more with it.
    static func waitingCount(for role: Role) -> String {
        "SELECT COUNT(*) FROM case_transfer WHERE \(self.waits(for: role))"
    }

    /// Its files in the order of the list.
    func lines(in connection: Connection) throws -> [TransferLine] {
        let files = Dictionary(
            uniqueKeysWithValues: try connection.rows(
                """
                \(CaseFile.query)
                WHERE case_file.id IN (SELECT case_file_id FROM case_transfer_file WHERE transfer_id = $1)
                LIMIT \(Self.maximumFiles)
                """, self.id
            ).map(CaseFile.init).map { ($0.id, $0) })
        return try connection.rows(
            """
            SELECT line.case_file_id, line.state, line.reason, MIN(case_document.dated_on) AS first_date,
                MAX(case_document.dated_on) AS last_date, SUM(held.pages) AS pages, SUM(held.files) AS files
            FROM case_transfer_file AS line
            LEFT JOIN case_document ON case_document.case_file_id = line.case_file_id
            LEFT JOIN (
                SELECT attachment.document_id, SUM(file_pages.pages) AS pages, COUNT(*) AS files FROM attachment
                LEFT JOIN file_pages ON file_pages.attachment_id = attachment.id
                WHERE attachment.part <> 'draft' AND attachment.removed_at IS NULL
                    AND attachment.document_id IN (
                        SELECT document_id FROM case_document
                        JOIN case_transfer_file ON case_transfer_file.case_file_id = case_document.case_file_id
                        WHERE case_transfer_file.transfer_id = $1)
                GROUP BY attachment.document_id
            ) AS held ON held.document_id = case_document.document_id
            WHERE line.transfer_id = $1
            GROUP BY line.case_file_id, line.state, line.reason, line.ordinal
            ORDER BY line.ordinal LIMIT \(Self.maximumFiles)
            """, self.id
        ).compactMap { row in
            guard let file = files[try row["case_file_id"]] else { return nil }
            let count: Int? = try row["files"]
            return TransferLine(
                file: file, state: try row["state"], reason: try row["reason"], firstDate: try row["first_date"],
                lastDate: try row["last_date"], pages: try row["pages"], computerFiles: count ?? 0)
        }
    }

    static let migration = Migration(
        "office 0260 case files are handed over",
        sql: """
            DROP INDEX case_file_keeper;
            DROP INDEX case_file_unit;
            DROP INDEX case_file_due;
            -- A column with more states stands for the old one.
            ALTER TABLE case_file ADD COLUMN stage TEXT NOT NULL DEFAULT 'planned'
                CHECK (stage IN ('planned', 'open', 'closed', 'archived', 'historical', 'condemned'));
            UPDATE case_file SET stage = state;
            ALTER TABLE case_file DROP COLUMN state;
            ALTER TABLE case_file RENAME COLUMN stage TO state;
            CREATE INDEX case_file_keeper ON case_file (keeper_id, state, id);
            CREATE INDEX case_file_unit ON case_file (unit_id, state, id);
            -- Được giữ lại đến; null unless somebody consented.
            ALTER TABLE case_file ADD COLUMN held_until TEXT;
            CREATE INDEX case_file_due ON case_file (COALESCE(held_until, due_on)) WHERE state = 'closed';
            -- Hết thời hạn bảo quản; null while the file is open and for what is kept forever.
            ALTER TABLE case_file ADD COLUMN expires_on TEXT;
            UPDATE case_file SET expires_on = CAST(CAST(SUBSTR(ended_on, 1, 4) AS INTEGER) + retention_years AS TEXT) || '-12-31'
                WHERE ended_on IS NOT NULL AND retention_years IS NOT NULL;
            CREATE INDEX case_file_expires ON case_file (expires_on) WHERE state IN ('closed', 'archived');
            CREATE TABLE case_transfer (
                id TEXT NOT NULL PRIMARY KEY,
                purpose TEXT NOT NULL CHECK (purpose IN ('archive', 'historical', 'destruction')),
                year INTEGER NOT NULL,
                number INTEGER NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('offered', 'done', 'returned')),
                note TEXT NOT NULL,
                made_by TEXT NOT NULL REFERENCES person (id),
                unit_id TEXT NOT NULL REFERENCES unit (id),
                made_on TEXT NOT NULL,
                ended_by TEXT REFERENCES person (id),
                ended_on TEXT,
                paper TEXT NOT NULL DEFAULT '',
                version INTEGER NOT NULL DEFAULT 1,
                UNIQUE (purpose, year, number)
            );
            CREATE INDEX case_transfer_waiting ON case_transfer (purpose) WHERE state = 'offered';
            CREATE TABLE case_transfer_file (
                transfer_id TEXT NOT NULL REFERENCES case_transfer (id),
                case_file_id TEXT NOT NULL REFERENCES case_file (id),
                ordinal INTEGER NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'returned')),
                reason TEXT NOT NULL DEFAULT '',
                PRIMARY KEY (transfer_id, case_file_id)
            );
            -- Nothing waits in two places.
            CREATE UNIQUE INDEX case_transfer_file_waiting ON case_transfer_file (case_file_id) WHERE state = 'waiting';
            """
    )
}
