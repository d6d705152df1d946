import Exchange
import Storage

/// Why case files leave their place: which files, who begins, who ends it.
enum TransferPurpose: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Nộp lưu vào lưu trữ cơ quan: by those who kept the files, taken by the clerk, who keeps the agency's archive (lưu trữ cơ quan).
    case archive
    /// Nộp vào lưu trữ lịch sử: what is kept forever.
    case historical
    /// Hủy: what has passed its time of keeping. Proposed by the clerk, decided by a leader.
    case destruction

    /// Who may begin one; nil: whoever is responsible for the files.
    var maker: Role? { self == .archive ? nil : .clerk }
    var ender: Role { self == .destruction ? .leader : .clerk }

    /// What becomes of the files at its end.
    var outcome: CaseFile.State {
        switch self {
        case .archive: .archived
        case .historical: .historical
        case .destruction: .condemned
        }
    }

    /// The files that can be chosen and wait nowhere yet. `$3` is today.
    private var condition: String {
        let free =
            "NOT EXISTS (SELECT 1 FROM case_transfer_file AS line WHERE line.case_file_id = case_file.id AND line.state = 'waiting')"
        return switch self {
        case .archive: "case_file.state = 'closed' AND case_file.due_on IS NOT NULL AND $3 IS NOT NULL AND \(free)"
        case .historical:
            "case_file.state = 'archived' AND case_file.retention_years IS NULL AND $3 IS NOT NULL AND \(free)"
        case .destruction: "case_file.state IN ('closed', 'archived') AND case_file.expires_on < $3 AND \(free)"
        }
    }

    /// At most as many as a record names, what is due first.
    func candidates(for person: Person, on today: CalendarDate, in connection: Connection) throws -> [CaseFile] {
        try connection.rows(
            """
            \(CaseFile.query)
            WHERE \(CaseFileStore.visible(to: person)) AND \(self.condition)
            ORDER BY COALESCE(case_file.held_until, case_file.due_on) NULLS FIRST, case_file.year, case_file.heading, case_file.number
            LIMIT \(CaseTransfer.maximumFiles)
            """, person.id, person.unit.id, today
        ).map(CaseFile.init).filter { self.maker != nil || CaseFileRule.isResponsible(person, for: $0) }
    }

    func refusalToMake(by person: Person) -> Fault? {
        guard let maker = self.maker else { return CaseFileRule.refusalToBegin(by: person) }
        return person.role == maker ? nil : CaseFileRule.only("văn thư", "the clerk")
    }

    /// Of the package of what is handed over.
    func refusalToPack(by person: Person) -> Fault? {
        if person.role != .clerk { return CaseFileRule.only("văn thư", "the clerk") }
        return self == .destruction
            ? .notAllowed("Hồ sơ bị hủy không có gói nộp lưu.", "What is to be destroyed has no package.") : nil
    }

    func refusalToEnd(by person: Person) -> Fault? {
        if person.role == self.ender { return nil }
        return self.ender == .clerk
            ? CaseFileRule.only("văn thư, người giữ lưu trữ cơ quan,", "the clerk, who keeps the archive,")
            : CaseFileRule.only("lãnh đạo", "leaders")
    }
}
