import Exchange
import Hummingbird
import Storage
import Web

/// Electronic copies (sao điện tử).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET, POST | `/incoming/:id/sign-copy`, `/outgoing/:id/sign-copy` | clerks, with the agency's key | 200, 303, 403, 404, 409, 413, 422 |
struct CopySigningRoutes: Sendable {
    let desk: SigningDesk
    /// Sum of the files of one form, in bytes.
    let maximumUploadBytes: Int

    func add(to router: Router<OfficeContext>) {
        for direction in Register.Direction.allCases {
            let path = RouterPath("\(direction.folder)/:id/sign-copy")
            router.get(path) { _, context -> Response in
                .page(try await self.page(direction, context, nil, nil).html)
            }
            router.post(path) { request, context -> Response in try await self.sign(direction, request, context) }
        }
    }

    private func sign(
        _ direction: Register.Direction, _ request: Request, _ context: OfficeContext
    ) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let upload = Upload(store: self.desk.office.store, maximumBytes: self.maximumUploadBytes)
        let (fields, files, mistake) = try await upload.form(request, of: visit)
        do {
            if let mistake { throw mistake }
            return .seeOther(
                try await CopySigning(desk: self.desk).sign(direction, of: id, fields, files, by: visit.person))
        } catch let fault as FormFault {
            let page = try await self.page(direction, context, fields, fault)
            return .page(page.html, status: .unprocessableContent)
        }
    }

    private func page(
        _ direction: Register.Direction, _ context: OfficeContext, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> CopySignPage {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let (desk, office) = (self.desk, self.desk.office)
        let (shell, originals, signers, units, number) = try await office.database.read { connection in
            (
                try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                try CopyOriginals.read(direction, id, by: visit.person, identity: office.identity, in: connection),
                try SigningAuthority.signers(on: office.today, in: connection),
                try PersonStore.units(in: connection),
                try DocumentCopy.nextNumber(office.today.year, in: connection)
            )
        }
        // After the rule: who may not copy is told that, not what the server lacks.
        _ = try desk.required()
        return CopySignPage(
            shell: shell, originals: originals, signers: signers, units: units, nextNumber: number,
            identity: office.identity, asksSecret: originals.key.sealedFile != nil || desk.tokenPIN == nil,
            warnings: await SignerKeyWarning.all(
                originals.key.certificate, of: (office.identity.name, office.identity.organ), trust: desk.trust,
                now: office.now()),
            once: RandomText.secret(), fields: fields, fault: fault)
    }
}
