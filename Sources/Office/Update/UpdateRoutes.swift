import Exchange
import Hummingbird
import Storage
import Web

/// Correcting issued documents, and answering corrections that came (cập nhật).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing/:id/update` | clerks, when it was issued | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 409, 413, 422 |
/// | GET | `/incoming/:id/update` | clerks, when an update waits | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 409, 422 |
struct UpdateRoutes: Sendable {
    let office: Office
    /// Sum of the files of one form, in bytes.
    let maximumUploadBytes: Int

    func add(to router: Router<OfficeContext>) {
        router.get("outgoing/:id/update", use: self.sendForm)
        router.post("outgoing/:id/update", use: self.send)
        router.form("incoming/:id/update", self.answer)
    }

    @Sendable private func sendForm(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return .page(try await self.sendPage(try context.parameters.require("id"), visit, nil, nil).html)
    }

    @Sendable private func send(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let upload = Upload(store: self.office.store, maximumBytes: self.maximumUploadBytes)
        let (fields, files, fault) = try await upload.form(request, of: visit)
        do {
            if let fault { throw fault }
            return .seeOther(try await self.send(id, fields, files, by: visit.person))
        } catch let fault as FormFault {
            return .page(try await self.sendPage(id, visit, fields, fault).html, status: .unprocessableContent)
        }
    }

    /// The update with what was filled in; the form and the API come here.
    func send(_ id: String, _ fields: FormFields, _ files: [StoredFile], by person: Person) async throws -> String {
        let token = try fields.token()
        let draft = UpdateDraft(
            subject: fields.text("subject"),
            date: try fields.date("date", called: "Ngày văn bản", missing: "Ghi ngày văn bản"),
            signer: fields.text("signer"), signerTitle: fields.text("title"), dropped: Set(fields.all("drop")),
            files: files,
            override: Publishing.Override(
                isWanted: fields.isTicked("anyway"), reason: fields.longText("anyway-reason").normalized),
            added: fields.all("recipients").filter { !$0.isEmpty },
            removed: Set(fields.all("remove").filter { !$0.isEmpty }), reason: fields.longText("reason"))
        return try await UpdateSending(office: self.office, draft: draft).send(id, by: person, form: token)
    }

    private func sendPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> UpdateFormPage {
        let office = self.office
        let maximum = self.maximumUploadBytes
        return try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = UpdateRule.refusalToSend(outgoing, by: visit.person) { throw refusal }
            try UpdateRule.checkQueue(outgoing, in: connection)
            let recipients = try Recipient.all(of: id, in: connection)
            let present = Set(recipients.map(\.organ))
            return UpdateFormPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing, recipients: recipients,
                organs: try Directory.open(on: office.today, in: connection).filter {
                    $0.code != office.identity.organ && !present.contains($0.code)
                },
                files: try Attachment.issued(of: id, in: connection), maximumUploadBytes: maximum,
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    @Sendable private func answer(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.answerPage(id, visit, fields, fault).html
        } act: { fields in
            try await self.answer(id, fields, by: visit.person)
        }
    }

    /// The answer with what was filled in; the form and the API come here.
    func answer(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let agrees = try SenderAnswer.agrees(fields, "Bấm “Nhận cập nhật” hoặc “Từ chối”")
        let answer = UpdateAnswer(office: self.office, agrees: agrees, reason: fields.longText("reason"))
        return try await answer.give(id, by: person, form: try fields.token())
    }

    private func answerPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> UpdateAnswerPage {
        let office = self.office
        return try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            if let refusal = UpdateRule.refusalToAnswer(dossier.incoming, by: visit.person) { throw refusal }
            guard let update = dossier.updates.first(where: { $0.state == .requested }) else {
                throw Fault.noSuchDocument
            }
            return UpdateAnswerPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.asked), live: nil, in: connection),
                dossier: dossier, update: update, once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
