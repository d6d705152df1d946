import Exchange
import Foundation
import Storage

/// A request of somebody who may not see an archived case file to read it (khai thác hồ sơ lưu trữ), and what was answered: NĐ 30/2020/NĐ-CP, PL VI,
/// phần I, III.6.c. What is granted reads the file and its documents and does nothing else; it ends by itself with its last day.
struct ArchiveAccess: Sendable {
    let id: String
    let fileID: String
    let fileSign: CaseFile.Sign
    let fileTitle: String
    let fileAccess: CaseFile.Access
    let personID: String
    /// Name, title and unit.
    let person: String
    /// Mục đích.
    let purpose: String
    let askedAt: Date
    let state: State
    /// The last day of what was granted.
    let until: CalendarDate?
    /// Why it was refused or ended.
    let answer: String
    let answeredBy: String
    let version: Int

    enum State: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        case asked, granted, refused
        /// Taken back before its last day.
        case ended
    }

    /// Days for which access is granted at most.
    static let maximumDays = 365

    /// Granted, and its last day has not passed.
    func isStanding(on today: CalendarDate) -> Bool {
        self.state == .granted && (self.until.map { $0 >= today } ?? false)
    }

    static let migration = Migration(
        "office 0293 access to archived files",
        sql: """
            CREATE TABLE archive_access (
                id TEXT NOT NULL PRIMARY KEY,
                case_file_id TEXT NOT NULL REFERENCES case_file (id),
                person_id TEXT NOT NULL REFERENCES person (id),
                purpose TEXT NOT NULL,
                asked_at TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'ended')),
                until TEXT,
                answer TEXT NOT NULL DEFAULT '',
                answered_by TEXT NOT NULL DEFAULT '',
                version INTEGER NOT NULL DEFAULT 1,
                CHECK (state <> 'granted' OR until IS NOT NULL)
            );
            CREATE UNIQUE INDEX archive_access_asked ON archive_access (case_file_id, person_id) WHERE state = 'asked';
            CREATE INDEX archive_access_person ON archive_access (person_id, asked_at);
            CREATE INDEX archive_access_state ON archive_access (state, asked_at);
            """
    )

    private static let query = """
        SELECT archive_access.*, case_file.year, case_file.number, case_file.heading, case_file.title AS file_title,
            case_file.access, person.full_name || ', ' || person.title || ', ' || unit.short_name AS person_line
        FROM archive_access
        JOIN case_file ON case_file.id = archive_access.case_file_id
        JOIN person ON person.id = archive_access.person_id
        JOIN unit ON unit.id = person.unit_id
        """

    /// The files that can be asked for.
    static let isArchived = "case_file.state IN ('archived', 'historical')"

    private init(_ row: Row) throws {
        self.id = try row["id"]
        self.fileID = try row["case_file_id"]
        self.fileSign = CaseFile.Sign(year: try row["year"], number: try row["number"], heading: try row["heading"])
        self.fileTitle = try row["file_title"]
        self.fileAccess = try row["access"]
        self.personID = try row["person_id"]
        self.person = try row["person_line"]
        self.purpose = try row["purpose"]
        self.askedAt = try row["asked_at"]
        self.state = try row["state"]
        self.until = try row["until"]
        self.answer = try row["answer"]
        self.answeredBy = try row["answered_by"]
        self.version = try row["version"]
    }

    static func find(_ id: String, in connection: Connection) throws -> ArchiveAccess? {
        try connection.row("\(self.query) WHERE archive_access.id = $1", id).map(ArchiveAccess.init)
    }

    /// What lets `person` read the file on `today`; nil: nothing does.
    static func standing(
        on file: String, for person: String, today: CalendarDate, in connection: Connection
    ) throws -> ArchiveAccess? {
        try connection.row(
            """
            \(self.query)
            WHERE archive_access.case_file_id = $1 AND archive_access.person_id = $2 AND archive_access.state = 'granted'
                AND archive_access.until >= $3 AND \(self.isArchived)
            ORDER BY archive_access.until DESC LIMIT 1
            """, file, person, today
        ).map(ArchiveAccess.init)
    }

    /// Of one person, the newest first.
    static func own(
        _ person: String, page: IncomingStore.Page = .init(limit: 100, offset: 0), in connection: Connection
    ) throws -> [ArchiveAccess] {
        try connection.rows(
            """
            \(self.query) WHERE archive_access.person_id = $1
            ORDER BY archive_access.asked_at DESC, archive_access.id LIMIT $2 OFFSET $3
            """, person, page.limit, page.offset
        ).map(ArchiveAccess.init)
    }

    /// What waits for an answer, then what is granted and stands on `today`, the oldest first.
    static func open(
        on today: CalendarDate, page: IncomingStore.Page = .init(limit: 200, offset: 0), in connection: Connection
    ) throws -> [ArchiveAccess] {
        try connection.rows(
            """
            \(self.query)
            WHERE archive_access.state = 'asked' OR (archive_access.state = 'granted' AND archive_access.until >= $1)
            ORDER BY archive_access.state, archive_access.asked_at, archive_access.id LIMIT $2 OFFSET $3
            """, today, page.limit, page.offset
        ).map(ArchiveAccess.init)
    }

    /// How many wait for somebody of that role, as a query without values.
    static func waiting(for role: Role) -> String {
        """
        SELECT COUNT(*) FROM archive_access JOIN case_file ON case_file.id = archive_access.case_file_id
        WHERE archive_access.state = 'asked' AND \(role == .leader ? "1 = 1" : "case_file.access = 'free'")
        """
    }
}

/// Who asks and who answers.
enum ArchiveAccessRule {
    /// `sees`: whether the file is theirs to see anyway.
    static func refusalToAsk(_ file: CaseFile, sees: Bool, by person: Person) -> Fault? {
        guard [.archived, .historical].contains(file.state) else { return .noSuchCaseFile }
        if person.role == .admin {
            return .notAllowed("Quản trị không khai thác hồ sơ.", "Administrators read no case files.")
        }
        return sees ? .notAllowed("Bạn xem được hồ sơ này rồi.", "You may see this file already.") : nil
    }

    /// The clerk who keeps the archives and leaders; of files whose use is restricted leaders alone.
    static func refusalToAnswer(_ access: ArchiveAccess, by person: Person) -> Fault? {
        switch (person.role, access.fileAccess) {
        case (.leader, _), (.clerk, .free): nil
        case (_, .restricted): CaseFileRule.only("lãnh đạo", "leaders")
        default: CaseFileRule.only("văn thư lưu trữ và lãnh đạo", "the clerk and leaders")
        }
    }
}
