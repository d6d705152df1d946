import Exchange
import Foundation
import Storage

/// A case file of the demonstration that is still filled.
struct DemoCaseFile: Sendable {
    let id: String
    var documents: Int
}

extension DemoYear {
    private static let full = 40

    /// Puts a document into the open file of `keeper`, who begins another when it is full. A keeper of documents is an officer or a head; false for
    /// others.
    mutating func file(
        _ document: String, dated: CalendarDate, by keeper: Person, at time: Date, in connection: Connection
    ) throws -> Bool {
        guard keeper.role == .officer || keeper.role == .head else { return false }
        let year = VietnamTime.date(time).year
        var file = try self.caseFiles[keeper.id] ?? self.open(year, keeper, at: time, in: connection)
        file.documents += 1
        try connection.execute(
            """
            INSERT INTO case_document (case_file_id, document_id, dated_on, added_by, added_at)
            VALUES ($1, $2, $3, $4, $5)
            """, file.id, document, dated, keeper.id, time)
        try Timeline.add(.filed, to: document, by: keeper, at: time, in: connection)
        if file.documents < Self.full {
            self.caseFiles[keeper.id] = file
            return true
        }
        self.caseFiles[keeper.id] = nil
        let end = VietnamTime.date(time)
        try connection.execute(
            "UPDATE case_file SET state = 'closed', ended_on = $1, due_on = $2 WHERE id = $3", end,
            HandOverDue.date(.ordinary, Retention(years: 10), endedOn: end), file.id)
        try Timeline.add(
            .caseClosed, to: file.id, by: keeper, at: time, detail: String(file.documents), in: connection)
        return true
    }

    private mutating func open(_ year: Int, _ keeper: Person, at time: Date, in connection: Connection) throws
        -> DemoCaseFile
    {
        self.caseFileCount += 1
        let unit = keeper.unit
        let heading = CaseHeading(year: year, abbreviation: unit.shortName, name: unit.name)
        try heading.keep(in: connection)
        let sign = CaseFile.Sign(
            year: year, number: try heading.takeNumber(in: connection), heading: heading.abbreviation)
        let title = "Hồ sơ công việc giả lập \(self.caseFileCount) của \(keeper.fullName)"
        let id = UniqueID.make(at: time)
        try connection.execute(
            """
            INSERT INTO case_file (id, year, heading, number, title, retention_years, access, matter, keeper_id, unit_id,
                language, note, listed, state, started_on, search)
            VALUES ($1, $2, $3, $4, $5, 10, 'free', 'ordinary', $6, $7, 'Tiếng Việt', '', 0, 'open', $8, $9)
            """, id, year, sign.heading, sign.number, title, keeper.id, unit.id, VietnamTime.date(time),
            CaseFileActs.search(sign, title))
        try Timeline.add(.caseOpened, to: id, by: keeper, at: time, detail: sign.text, in: connection)
        return DemoCaseFile(id: id, documents: 0)
    }

    /// What the office counts by itself when a document is put into a file.
    func countPages(_ files: [(id: String, file: DemoFile)], in connection: Connection) throws {
        for file in files { try FilePages.keep(file.file.pages, of: file.id, in: connection) }
    }
}
