import Exchange
import Foundation
import Gateway
import Storage
import Web

/// What a person writes about a file.
struct CaseFileDraft: Sendable {
    var title: String
    var retention: Retention
    var access: CaseFile.Access
    var matter: CaseFile.Matter
    var keeperID: String
    var language: String
    var note: String
    /// Thời gian bắt đầu; nil for a line of the list.
    var startedOn: CalendarDate?
    /// What of its form could not be read: told with everything else that must be corrected.
    var unread = FormFaults()

    /// What must be corrected, whoever keeps it.
    fileprivate func faults(today: CalendarDate) -> FormFaults {
        var faults = self.unread
        faults.require((1...500).contains(self.title.count), "title", "Ghi tiêu đề, tối đa 500 ký tự")
        faults.require((1...50).contains(self.language.count), "language", "Ghi ngôn ngữ, tối đa 50 ký tự")
        faults.require(self.note.count <= 500, "note", "Ghi chú tối đa 500 ký tự")
        faults.require(
            self.startedOn.map { $0 <= today } ?? true, "started",
            "Ngày bắt đầu không được sau hôm nay \(today.shown)")
        return faults
    }
}

/// What people do to case files: each one transaction with its line in the file's timeline.
struct CaseFileActs: Sendable {
    let office: Office

    /// Finds the file, checks version and rule, counts the change, and gives it to `body`.
    func perform(
        _ act: CaseFile.Act, on id: String, by person: Person, form: FormToken, then location: String? = nil,
        _ body: @escaping @Sendable (Connection, CaseFile, Date) throws -> Void
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: id) { connection, now in
            guard let file = try CaseFileStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchCaseFile
            }
            guard form.version == file.version else { throw Fault.staleCaseFile }
            if let refusal = CaseFileRule.refusal(act, on: file, by: person) { throw refusal }
            try CaseFileStore.touch(file, in: connection)
            try body(connection, file, now)
            return location ?? "/case-files/\(id)"
        }
    }

    /// Opens a file that the list of the year does not name; its number is the next of its heading.
    func begin(
        _ draft: CaseFileDraft, under heading: String, by person: Person, form: FormToken,
        then page: @escaping @Sendable (_ id: String) -> String
    ) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = CaseFileRule.refusalToBegin(by: person) { throw refusal }
            let (id, sign) = try Self.insert(
                draft, under: heading, of: try CaseHeading.choices(today.year, for: person, in: connection),
                isListed: false, by: person, today: today, at: now, in: connection)
            try Timeline.add(.caseOpened, to: id, by: person, at: now, detail: sign.text, in: connection)
            return page(id)
        }
    }

    /// Adds a line to the list of `year`.
    func plan(_ draft: CaseFileDraft, under heading: String, year: Int, by person: Person, form: FormToken)
        async throws -> String
    {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = CaseFileRule.refusalToList(by: person) { throw refusal }
            guard CasePlanActs.isOpen(year, today: today) else {
                throw FormFault("heading", "Chỉ thêm được vào danh mục năm nay và năm sau")
            }
            _ = try Self.insert(
                draft, under: heading, of: try CaseHeading.all(of: year, in: connection), isListed: true, by: person,
                today: today, at: now, in: connection)
            return "/case-plan?year=\(year)"
        }
    }

    /// Throws everything that must be corrected.
    private static func insert(
        _ draft: CaseFileDraft, under wanted: String, of headings: [CaseHeading], isListed: Bool, by person: Person,
        today: CalendarDate, at now: Date, in connection: Connection
    ) throws -> (id: String, sign: CaseFile.Sign) {
        var faults = draft.faults(today: today)
        let chosen = try faults.read {
            try Self.keeper(draft.keeperID, chosenBy: person, isListed: isListed, on: today, in: connection)
        }
        let heading = try faults.readLast {
            guard let heading = headings.first(where: { $0.abbreviation == wanted }) else {
                throw FormFault("heading", "Chọn đề mục trong danh sách")
            }
            return heading
        }
        let keeper = chosen ?? person
        try heading.keep(in: connection)
        let id = UniqueID.make(at: now)
        let number = try heading.takeNumber(in: connection)
        let sign = CaseFile.Sign(year: heading.year, number: number, heading: heading.abbreviation)
        try connection.execute(
            """
            INSERT INTO case_file (id, year, heading, number, title, retention_years, access, matter, keeper_id, unit_id,
                language, note, listed, state, started_on, search)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """, id, sign.year, sign.heading, number, draft.title, draft.retention.years, draft.access, draft.matter,
            keeper.id, keeper.unit.id, draft.language, draft.note, isListed,
            isListed ? CaseFile.State.planned : .open, draft.startedOn, Self.search(sign, draft.title))
        return (id, sign)
    }

    /// Whom `person` may name as keeper: the clerk anybody for a line of the list, a head people of the unit, everybody oneself.
    static func keepers(
        chosenBy person: Person, isListed: Bool, on today: CalendarDate, in connection: Connection
    ) throws -> [Person] {
        if isListed, person.role == .clerk {
            return try PersonStore.people(Role.working, on: today, limit: PeopleList.everybody, in: connection)
        }
        guard person.role == .head else { return [person] }
        return try PersonStore.people([.officer, .head], unit: person.unit.id, on: today, in: connection)
    }

    /// Those whom the form offers; `present` keeps the file already.
    static func choices(
        for person: Person, isListed: Bool, present: String?, on today: CalendarDate, fields: FormFields?,
        in connection: Connection
    ) throws -> PeopleList {
        guard isListed, person.role == .clerk else {
            return PeopleList(
                people: try self.keepers(chosenBy: person, isListed: isListed, on: today, in: connection), sought: nil)
        }
        return try PeopleList.read(
            for: person, but: "", on: today, fields: fields, chosen: ["keeper"], kept: [present ?? person.id],
            in: connection)
    }

    private static func keeper(
        _ id: String, chosenBy person: Person, isListed: Bool, on today: CalendarDate, in connection: Connection
    ) throws -> Person {
        let keepers = try Self.keepers(chosenBy: person, isListed: isListed, on: today, in: connection)
        guard let keeper = keepers.first(where: { $0.id == id }) else {
            throw FormFault("keeper", "Chọn người lập hồ sơ trong danh sách")
        }
        return keeper
    }

    static func search(_ sign: CaseFile.Sign, _ title: String) -> String {
        "\(sign.text) \(sign.year) \(title)".folded
    }

    /// Changes what is written about a file; the sign stays. Only a head or, in the list, the clerk names another keeper.
    func edit(_ id: String, _ draft: CaseFileDraft, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.perform(.edit, on: id, by: person, form: form) { connection, file, now in
            let isPlanned = file.state == .planned
            var faults = draft.faults(today: today)
            faults.require(isPlanned || draft.startedOn != nil, "started", "Ghi ngày bắt đầu")
            let keeper = try faults.readLast {
                guard draft.keeperID != file.keeperID else { return (id: file.keeperID, unit: file.unit.id) }
                let other = try Self.keeper(
                    draft.keeperID, chosenBy: person, isListed: isPlanned, on: today, in: connection)
                return (id: other.id, unit: other.unit.id)
            }
            try connection.execute(
                """
                UPDATE case_file SET title = $1, retention_years = $2, access = $3, matter = $4, keeper_id = $5, unit_id = $6,
                    language = $7, note = $8, started_on = $9, search = $10 WHERE id = $11
                """, draft.title, draft.retention.years, draft.access, draft.matter, keeper.id, keeper.unit,
                draft.language, draft.note, isPlanned ? nil : draft.startedOn, Self.search(file.sign, draft.title), id)
            try Timeline.add(.caseEdited, to: id, by: person, at: now, in: connection)
        }
    }

    /// Mở hồ sơ có trong danh mục.
    func open(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.perform(.open, on: id, by: person, form: form) { connection, file, now in
            try connection.execute("UPDATE case_file SET state = 'open', started_on = $1 WHERE id = $2", today, id)
            try Timeline.add(.caseOpened, to: id, by: person, at: now, detail: file.sign.text, in: connection)
        }
    }

    /// Takes a line that nobody has opened out of the list; its number is not given again.
    func drop(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let year = try await self.office.database.read { connection in
            try CaseFileStore.find(id, for: person, in: connection)?.sign.year
        }
        let list = year.map { "/case-plan?year=\($0)" } ?? "/case-plan"
        return try await self.perform(.drop, on: id, by: person, form: form, then: list) { connection, _, _ in
            try connection.execute("DELETE FROM case_file WHERE id = $1", id)
        }
    }

    /// Đưa văn bản vào hồ sơ: links them, copies nothing. What is in it already stays as it is.
    ///
    /// `form.version` is not looked at: who adds a document need not have seen the others.
    func put(_ documents: [String], into id: String, by person: Person, form: FormToken, then location: String)
        async throws -> String
    {
        let office = self.office
        return try await self.office.act(by: person, once: form.once, on: id) { connection, now in
            guard let file = try CaseFileStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchCaseFile
            }
            if let refusal = CaseFileRule.refusal(.put, on: file, by: person) { throw refusal }
            guard !documents.isEmpty, documents.count <= 100 else {
                throw FormFault("documents", "Chọn từ 1 đến 100 văn bản")
            }
            guard file.documents + documents.count <= CaseFile.maximumDocuments else {
                throw FormFault(
                    "documents", "Một hồ sơ có tối đa \(CaseFile.maximumDocuments) văn bản: mở hồ sơ tập tiếp theo")
            }
            try CaseFileStore.touch(file, in: connection)
            for document in documents {
                let found = try Fileable.find(document, for: person, in: connection)
                let added = try connection.execute(
                    """
                    INSERT INTO case_document (case_file_id, document_id, dated_on, added_by, added_at)
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (case_file_id, document_id) DO NOTHING
                    """, id, document, found.datedOn, person.id, now)
                guard added == 1 else { continue }
                try Timeline.add(.caseFilled, to: id, by: person, at: now, detail: found.name, in: connection)
                try Timeline.add(.filed, to: document, by: person, at: now, detail: file.sign.text, in: connection)
                try office.changes.tell(document, in: connection)
            }
            connection.afterCommit { office.filesFiled.wake() }
            return location
        }
    }

    /// Đưa văn bản ra khỏi hồ sơ, with a reason that stays.
    func takeOut(_ document: String, of id: String, reason: String, by person: Person, form: FormToken) async throws
        -> String
    {
        let office = self.office
        return try await self.perform(.takeOut, on: id, by: person, form: form) { connection, file, now in
            try Reason.check(reason, "đưa ra")
            let line = try CaseDocument.all(of: id, for: person, office: office, in: connection)
                .first { $0.id == document }
            guard let line else { throw Fault.noSuchDocument }
            try connection.execute(
                "DELETE FROM case_document WHERE case_file_id = $1 AND document_id = $2", id, document)
            try Timeline.add(
                .caseLost, to: id, by: person, at: now, detail: line.code.shown, quote: reason, in: connection)
            try Timeline.add(
                .unfiled, to: document, by: person, at: now, detail: file.sign.text, quote: reason, in: connection)
            try office.changes.tell(document, in: connection)
        }
    }
}
