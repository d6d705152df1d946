import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of files that leave their place (nộp lưu, hủy) and of the archives, with the rules of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/transfers?purpose=…&waiting=1&page=…&limit=…` | transfers that the caller may see, or what waits for them |
/// | `/api/v1/transfers/new?purpose=…` | the case files that the caller can offer now |
/// | `/api/v1/transfers/{id}` | one with its files |
/// | `/api/v1/archive?q=…&page=…&limit=…` | the catalogue of the archives |
/// | `/api/v1/archive-requests` | what the caller asked to read, and what they have to answer |
/// | `/api/v1/archive/{id}`, `/archive/{id}/files/{file}` | a file that was granted to the caller, until its last day |
struct ArchiveReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("transfers", use: self.transfers)
        group.get("transfers/new", use: self.candidates)
        group.get("transfers/{id}", use: self.transfer)
        group.get("archive", use: self.catalogue)
        group.get("archive-requests", use: self.requests)
        group.get("archive/{id}", use: self.reading)
        group.get("archive/{id}/files/{file}", use: ArchiveAccessRoutes(office: self.office).file)
    }

    /// Without one: into the agency's archive.
    private static func purpose(_ fields: FormFields) throws -> TransferPurpose {
        guard let text = fields.optional("purpose") else { return .archive }
        guard let purpose = TransferPurpose(rawValue: text) else { throw Fault.noSuchValue("purpose") }
        return purpose
    }

    @Sendable private func transfers(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        if let refusal = CaseFileRule.refusalToBegin(by: person) { throw refusal }
        let fields = try FormFields.query(request)
        let purpose = try Self.purpose(fields)
        let isWaiting = fields.text("waiting") == "1"
        guard !isWaiting || CaseTransfer.isDecided(by: person.role) else { throw Fault.noSuchView }
        let (page, limit) = (try request.pageNumber(), try request.limit())
        let part = IncomingStore.Page(limit: limit, offset: (page - 1) * limit)
        return try await office.answer { connection in
            let transfers =
                isWaiting
                ? try CaseTransfer.waiting(for: person.role, page: part, in: connection)
                : try CaseTransfer.list(purpose, for: person, page: part, in: connection)
            return .page(transfers.map(\.json), next: transfers.count == limit ? String(page + 1) : nil)
        }
    }

    @Sendable private func candidates(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let purpose = try Self.purpose(try FormFields.query(request))
        if let refusal = purpose.refusalToMake(by: person) { throw refusal }
        return try await office.answer { connection in
            let files = try purpose.candidates(for: person, on: office.today, in: connection)
            return .page(files.map { $0.json(of: office.identity.organ) }, next: nil)
        }
    }

    @Sendable private func transfer(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let id = try context.parameters.require("id")
        return try await office.answer { connection in
            let list = try TransferList.read(id, for: person, in: connection)
            return .object([
                "transfer": list.transfer.json,
                "acts": .list(AllowedActs.on(list.transfer, by: person).map { .text($0) }),
                "files": .list(list.lines.map { $0.json(of: office.identity.organ) }),
            ])
        }
    }

    @Sendable private func catalogue(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        if person.role == .admin { throw Fault.administratorsWork }
        let sought = String(try FormFields.query(request).text("q").prefix(200))
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await office.answer { connection in
            let files = try ArchivedFile.list(
                containing: sought, for: person, page: .init(limit: limit, offset: (page - 1) * limit), in: connection)
            return .page(
                files.map { $0.json(of: office.identity.organ) }, next: files.count == limit ? String(page + 1) : nil)
        }
    }

    @Sendable private func requests(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        if person.role == .admin { throw Fault.administratorsWork }
        let decides = [.clerk, .leader].contains(person.role)
        let (number, limit) = (try request.pageNumber(), try request.limit())
        let page = IncomingStore.Page(limit: limit, offset: (number - 1) * limit)
        return try await office.answer { connection in
            let own = try ArchiveAccess.own(person.id, page: page, in: connection)
            let open = decides ? try ArchiveAccess.open(on: office.today, page: page, in: connection) : []
            func told(_ requests: [ArchiveAccess]) -> JSON {
                .list(requests.map { $0.json(for: person, on: office.today) })
            }
            return .object([
                "own": told(own), "open": told(open),
                "next": JSON(max(own.count, open.count) == limit ? String(number + 1) : nil),
            ])
        }
    }

    @Sendable private func reading(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let id = try context.parameters.require("id")
        return try await office.answer { connection in
            let reading = try ArchivedReading.read(id, for: person, office: office, in: connection)
            return .object([
                "access": reading.access.json(for: person, on: office.today),
                "file": reading.file.json(of: office.identity.organ),
                "documents": .list(
                    reading.documents.map { document in
                        .object([
                            "document": document.json,
                            "files": .list(reading.files[document.id, default: []].map(\.json)),
                        ])
                    }),
            ])
        }
    }
}

extension CaseTransfer {
    fileprivate var json: JSON {
        .object([
            "id": .text(self.id), "purpose": .text(self.purpose.rawValue), "code": .text(self.sign.text),
            "state": .text(self.state.rawValue), "note": .text(self.note), "maker": .text(self.maker),
            "unit": .text(self.unitName), "madeOn": JSON(self.madeOn), "ender": JSON(self.ender),
            "endedOn": JSON(self.endedOn), "paper": .text(self.paper), "files": .number(self.files),
            "version": .number(self.version),
        ])
    }

    /// After an act.
    func standing(for person: Person) -> JSON {
        .object([
            "id": .text(self.id), "state": .text(self.state.rawValue), "version": .number(self.version),
            "acts": .list(AllowedActs.on(self, by: person).map { .text($0) }),
        ])
    }
}

extension TransferLine {
    fileprivate func json(of organ: OrganCode) -> JSON {
        .object([
            "file": self.file.json(of: organ), "state": .text(self.state.rawValue), "reason": .text(self.reason),
            "firstDate": JSON(self.firstDate), "lastDate": JSON(self.lastDate), "pages": JSON(self.pages),
            "computerFiles": .number(self.computerFiles),
        ])
    }
}

extension ArchivedFile {
    /// Its title where the catalogue shows it.
    fileprivate func json(of organ: OrganCode) -> JSON {
        .object([
            "id": .text(self.file.id), "code": .text(self.file.sign.code(of: organ)),
            "title": JSON(self.isNamed ? self.file.title : nil), "access": .text(self.file.access.rawValue),
            "state": .text(self.file.state.rawValue), "isSeen": .bool(self.isSeen),
        ])
    }
}

extension ArchiveAccess {
    /// The title of the file for those who answer, as on their page.
    fileprivate func json(for person: Person, on today: CalendarDate) -> JSON {
        let answers = ArchiveAccessRule.refusalToAnswer(self, by: person) == nil
        return .object([
            "id": .text(self.id), "file": .text(self.fileID), "sign": .text(self.fileSign.text),
            "year": .number(self.fileSign.year), "title": JSON(answers ? self.fileTitle : nil),
            "person": .text(self.person), "purpose": .text(self.purpose), "askedAt": JSON(self.askedAt),
            "state": .text(self.state.rawValue), "until": JSON(self.until), "answer": .text(self.answer),
            "answeredBy": .text(self.answeredBy), "isStanding": .bool(self.isStanding(on: today)),
            "version": .number(self.version), "acts": .list(AllowedActs.on(self, by: person).map { .text($0) }),
        ])
    }

    /// After an act.
    func standing(for person: Person) -> JSON {
        .object([
            "id": .text(self.id), "state": .text(self.state.rawValue), "version": .number(self.version),
            "acts": .list(AllowedActs.on(self, by: person).map { .text($0) }),
        ])
    }
}
