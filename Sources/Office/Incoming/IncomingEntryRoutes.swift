import Exchange
import Hummingbird
import Storage
import Web

/// Documents that came on paper, by post or otherwise.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/incoming/new?entered=…` | clerks | 200, 403 |
/// | POST | `/incoming` | clerks | 303, 403, 413, 422 |
struct IncomingEntryRoutes: Sendable {
    let office: Office
    /// Sum of the files of one form, in bytes.
    let maximumUploadBytes: Int

    func add(to router: Router<OfficeContext>) {
        router.get("incoming/new", use: self.form)
        router.post("incoming", use: self.enter)
    }

    @Sendable private func form(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.clerk(context)
        let entered = request.uri.queryParameters["entered"].map(String.init)
        return .page(try await self.page(visit, entered: entered, fields: nil, fault: nil).html)
    }

    @Sendable private func enter(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.clerk(context)
        let upload = Upload(store: self.office.store, maximumBytes: self.maximumUploadBytes)
        let (fields, files, fault) = try await upload.form(request, of: visit)
        if DueProposal.isTaken(fields) {
            return .page(try await self.page(visit, entered: nil, fields: fields, fault: nil).html)
        }
        do {
            return .seeOther(try await self.perform(fields, files, fault, by: visit.person))
        } catch let fault as FormFault {
            let page = try await self.page(visit, entered: nil, fields: fields, fault: fault)
            return .page(page.html, status: .unprocessableContent)
        }
    }

    /// The act with what was filled in; the form and the API come here.
    /// - Parameter refused: what was wrong with a file that was not kept.
    func perform(
        _ fields: FormFields, _ files: [StoredFile], _ refused: FormFault? = nil, by person: Person
    ) async throws -> String {
        let next = fields.text("then")
        var entry = try self.entry(fields)
        if let refused { entry.unread.add(refused) }
        if let wrong = try await EnteredFiles.fault(of: files, in: self.office.store) { entry.unread.add(wrong) }
        return try await IncomingEntryAct(office: self.office).enter(
            entry, files, by: person, form: try fields.token()
        ) { id in
            switch next {
            case "again": "/incoming/new?entered=\(id)"
            case "submit": "/incoming/\(id)/submit"
            default: "/incoming/\(id)"
            }
        }
    }

    private func clerk(_ context: OfficeContext) throws -> Visit {
        let visit = try context.signedIn()
        if let refusal = IncomingEntry.refusal(by: visit.person) { throw refusal }
        return visit
    }

    private func page(
        _ visit: Visit, entered: String?, fields: FormFields?, fault: FormFault?
    ) async throws -> IncomingEntryPage {
        let office = self.office
        // The fields that are wrong now are those of duplicates: what it is compared by was read.
        let entry =
            try fault.concerns(DuplicateRule.fields) ? fields.map { try self.entry($0) } : nil
        return try await office.database.read { connection in
            IncomingEntryPage(
                shell: try Shell.read(visit, office: office, current: .entry, live: nil, in: connection),
                nextNumber: try Register.nextNumber(.incoming, year: office.today.year, in: connection),
                numbers: try NumberOptions.read(.incoming, year: office.today.year, in: connection),
                entered: try entered.flatMap { try IncomingStore.find($0, for: visit.person, in: connection) },
                deadlines: try TypeDeadline.all(in: connection),
                maximumUploadBytes: self.maximumUploadBytes, once: RandomText.secret(), today: office.today,
                twins: try entry.map { try IncomingEntryAct.twins(of: $0, in: connection) } ?? [],
                calendar: office.calendar, fields: fields, fault: fault)
        }
    }

    private func entry(_ fields: FormFields) throws -> IncomingEntry {
        let today = self.office.today
        var unread = FormFaults()
        let urgency = Int(fields.text("urgency")).flatMap(Urgency.init(rawValue:))
        unread.require(urgency != nil, "urgency", "Chọn độ khẩn trong danh sách")
        let date = try unread.read {
            try fields.date(
                "date", called: "Ngày văn bản", missing: "Ghi ngày văn bản; văn bản không ghi ngày thì ghi ngày đến")
        }
        let arrived = try unread.read { try fields.date("arrived", called: "Ngày đến", missing: "Ghi ngày đến") }
        let due = try unread.read { try fields.date("due", called: "Hạn xử lý") }
        let number = try unread.read { try NumberChoice.read(fields) }
        let metadata = try unread.read { try DocumentMetadata(fields) }
        // What could not be read stands for nothing else: no second sentence is about it.
        return IncomingEntry(
            channel: Channel(rawValue: fields.text("channel")) ?? .hub, issuer: fields.text("issuer"),
            code: DocumentCode(number: fields.text("number"), notation: fields.text("notation")),
            promulgationDate: date ?? arrived ?? today, typeName: fields.text("type"),
            subject: fields.longText("subject"),
            signer: fields.text("signer"), urgency: urgency ?? .ordinary, arrivedOn: arrived ?? today,
            due: due ?? nil, despiteDuplicate: fields.isTicked("despite-duplicate"),
            duplicateReason: fields.longText("duplicate-reason").normalized, linkTo: fields.optional("link-to"),
            number: number ?? .usual, metadata: metadata ?? DocumentMetadata(), unread: unread)
    }
}
