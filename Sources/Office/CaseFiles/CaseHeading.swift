import Exchange
import Foundation
import Storage
import Web

/// A heading of the year's list of files (đề mục của danh mục hồ sơ), by structure or by field.
struct CaseHeading: Sendable {
    let year: Int
    /// Chữ viết tắt: `TCCB`; a part of each file's sign.
    let abbreviation: String
    let name: String

    /// In the order of the list. At most 200.
    static func all(of year: Int, in connection: Connection) throws -> [CaseHeading] {
        try connection.rows(
            "SELECT abbreviation, name FROM case_heading WHERE year = $1 ORDER BY sort, abbreviation LIMIT 200", year
        ).map { CaseHeading(year: year, abbreviation: try $0["abbreviation"], name: try $0["name"]) }
    }

    /// Where `person` may open a file of the year: the headings of the list, and the person's unit, which is one by structure.
    static func choices(_ year: Int, for person: Person, in connection: Connection) throws -> [CaseHeading] {
        let known = try Self.all(of: year, in: connection)
        let own = Self.abbreviation(of: person.unit)
        guard !own.isEmpty, !known.contains(where: { $0.abbreviation == own }) else { return known }
        return known + [CaseHeading(year: year, abbreviation: own, name: person.unit.name)]
    }

    /// What the units would be in the list of `year`.
    static func ofUnits(_ year: Int, in connection: Connection) throws -> [CaseHeading] {
        try PersonStore.units(in: connection).map { unit in
            CaseHeading(year: year, abbreviation: Self.abbreviation(of: unit), name: unit.name)
        }.filter { !$0.abbreviation.isEmpty }
    }

    /// Capitals, digits and hyphens, at most 12.
    private static func abbreviation(of unit: Unit) -> String {
        String(unit.shortName.uppercased().filter { $0.isLetter || $0.isNumber || $0 == "-" }.prefix(12))
    }

    /// Makes it the last of its year; nothing happens when it is there.
    func keep(in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO case_heading (year, abbreviation, name, sort)
            SELECT $1, $2, $3, COALESCE(MAX(sort), 0) + 1 FROM case_heading WHERE year = $1
            ON CONFLICT (year, abbreviation) DO NOTHING
            """, self.year, self.abbreviation, self.name)
    }

    /// The next number of its files, each once; throws `register-closed` while a restored office does not know it.
    func takeNumber(in connection: Connection) throws -> Int {
        let number = try NumberSeries(kind: .files, part: self.abbreviation, year: self.year).next(in: connection)
        try connection.execute(
            "UPDATE case_heading SET next_number = $1 WHERE year = $2 AND abbreviation = $3", number + 1, self.year,
            self.abbreviation)
        return number
    }
}

/// What the clerk does to the list of a year (danh mục hồ sơ).
struct CasePlanActs: Sendable {
    let office: Office

    /// Years that a list may have: the last, this and the next.
    static func isOpen(_ year: Int, today: CalendarDate) -> Bool { (today.year...today.year + 1).contains(year) }

    /// Thêm đề mục.
    func add(_ abbreviation: String, _ name: String, year: Int, by person: Person, form: FormToken) async throws
        -> String
    {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            try Self.check(year, by: person, today: today)
            let headings = try CaseHeading.all(of: year, in: connection)
            var faults = FormFaults()
            faults.require((1...200).contains(name.count), "name", "Ghi tên đề mục, tối đa 200 ký tự")
            faults.require(
                abbreviation.wholeMatch(of: /[\p{Lu}0-9\-]{1,12}/) != nil, "abbreviation",
                "Chữ viết tắt gồm 1 đến 12 chữ in hoa, chữ số hoặc dấu gạch nối")
            faults.require(
                !headings.contains { $0.abbreviation == abbreviation }, "abbreviation",
                "Năm \(year) đã có đề mục \(abbreviation)")
            try faults.check()
            try CaseHeading(year: year, abbreviation: abbreviation, name: name).keep(in: connection)
            return "/case-plan?year=\(year)"
        }
    }

    /// Lập danh mục từ năm trước: headings, and the lines of the last year's list with their numbers; keepers who have left are replaced by the head
    /// of their unit, or by the clerk.
    func copy(to year: Int, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            try Self.check(year, by: person, today: today)
            guard try CaseHeading.all(of: year, in: connection).isEmpty else {
                throw Fault(
                    .conflict, vi: "Danh mục hồ sơ năm \(year) đã có: thêm từng hồ sơ.",
                    en: "The list of \(year) exists.")
            }
            try connection.execute(
                """
                INSERT INTO case_heading (year, abbreviation, name, sort, next_number)
                SELECT $1, abbreviation, name, sort,
                    COALESCE((SELECT MAX(number) + 1 FROM case_file
                        WHERE year = $2 AND heading = case_heading.abbreviation AND listed = 1), 1)
                FROM case_heading WHERE year = $2
                """, year, year - 1)
            let lines = try connection.rows(
                "\(CaseFile.query) WHERE case_file.year = $1 AND case_file.listed = 1 ORDER BY case_file.id LIMIT 5000",
                year - 1
            ).map(CaseFile.init)
            var keepers: [String: Person] = [:]
            for line in lines {
                let keeper =
                    try keepers[line.keeperID] ?? Self.successor(of: line, or: person, on: today, in: connection)
                keepers[line.keeperID] = keeper
                try connection.execute(
                    """
                    INSERT INTO case_file (id, year, heading, number, title, retention_years, access, matter, keeper_id, unit_id,
                        language, note, listed, state, search)
                    SELECT $1, $2, heading, number, title, retention_years, access, matter, $3, $4, language, note, 1, 'planned',
                        $5 FROM case_file WHERE id = $6
                    """, UniqueID.make(at: now), year, keeper.id, keeper.unit.id,
                    "\(line.sign.text) \(year) \(line.title)".folded, line.id)
            }
            return "/case-plan?year=\(year)"
        }
    }

    private static func successor(
        of file: CaseFile, or person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> Person {
        if let keeper = try PersonStore.person(file.keeperID, in: connection) { return keeper }
        return try PersonStore.people([.head], unit: file.unit.id, on: today, in: connection).first ?? person
    }

    private static func check(_ year: Int, by person: Person, today: CalendarDate) throws {
        if let refusal = CaseFileRule.refusalToList(by: person) { throw refusal }
        guard Self.isOpen(year, today: today) else {
            throw Fault.notAllowed(
                "Chỉ sửa được danh mục hồ sơ năm nay và năm sau.", "Only the lists of this year and the next are kept.")
        }
    }
}

/// The list of a year, as it is shown and printed.
struct CasePlan: Sendable {
    let year: Int
    let headings: [CaseHeading]
    /// Of one heading after the other; at most 5,000.
    let files: [CaseFile]
    /// Whether the year before has something to begin from.
    let hasLastYear: Bool

    static func read(_ year: Int, in connection: Connection) throws -> CasePlan {
        CasePlan(
            year: year, headings: try CaseHeading.all(of: year, in: connection),
            files: try self.files(of: year, page: .init(limit: 5_000, offset: 0), in: connection),
            hasLastYear: try !CaseHeading.all(of: year - 1, in: connection).isEmpty)
    }

    /// A part of the files of a year, in the order of the list.
    static func files(of year: Int, page: IncomingStore.Page, in connection: Connection) throws -> [CaseFile] {
        try connection.rows(
            """
            \(CaseFile.query) WHERE case_file.year = $1
            ORDER BY case_heading.sort, case_file.heading, case_file.number LIMIT $2 OFFSET $3
            """, year, page.limit, page.offset
        ).map(CaseFile.init)
    }
}
