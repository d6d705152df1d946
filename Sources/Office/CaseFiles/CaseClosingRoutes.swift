import Exchange
import Hummingbird
import Storage
import Web

/// Closing case files and opening them again; the index of their documents (mục lục văn bản).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET, POST | `/case-files/:id/close` | keeper and head | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | `/case-files/:id/reopen` | the head of the unit, leaders | 200, 303, 403, 404, 409, 422 |
/// | GET | `/case-files/:id/index` | whoever may see it | 200, 404 |
struct CaseClosingRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("case-files/:id/close", self.close)
        router.form("case-files/:id/reopen", self.reopen)
        router.get("case-files/:id/index", use: self.index)
    }

    private var acts: CaseFileActs { CaseFileActs(office: self.office) }

    @Sendable private func close(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.closePage(id, visit, fields, fault).html
        } act: { fields in
            let end = try fields.date("ended", called: "Ngày kết thúc", missing: "Ghi ngày công việc kết thúc")
            return try await self.acts.close(id, endedOn: end, by: visit.person, form: try fields.token())
        }
    }

    private func closePage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> CaseClosePage {
        let office = self.office
        return try await office.database.read { connection in
            let file = try CaseFileStore.find(id, .close, for: visit.person, in: connection)
            let open: Int =
                try connection.row(
                    """
                    SELECT COUNT(*) AS total FROM incoming
                    WHERE incoming.state <> 'finished' AND incoming.closure IS NULL
                        AND incoming.id IN (SELECT document_id FROM case_document WHERE case_file_id = $1)
                    """, id)?["total"] ?? 0
            return CaseClosePage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                file: file, unfinished: open, once: RandomText.secret(), today: office.today, fields: fields,
                fault: fault)
        }
    }

    @Sendable private func reopen(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.reopenPage(id, visit, fields, fault).html
        } act: { fields in
            try await self.acts.reopen(
                id, reason: fields.longText("reason"), by: visit.person, form: try fields.token())
        }
    }

    private func reopenPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> CaseFileReasonPage {
        let office = self.office
        return try await office.database.read { connection in
            let file = try CaseFileStore.find(id, .reopen, for: visit.person, in: connection)
            return CaseFileReasonPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                file: file, path: "reopen", title: "Mở lại hồ sơ", lead: "\(file.sign.text): \(file.title)",
                hint: "Từ 10 đến 1.000 ký tự, lưu cùng hồ sơ. Người lập sửa, bổ sung rồi đóng lại.",
                button: "Mở lại", once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    @Sendable private func index(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            guard let file = try CaseFileStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchCaseFile
            }
            return CaseIndexPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                file: file, organ: office.identity.organ,
                documents: try CaseDocument.all(of: id, for: visit.person, office: office, in: connection))
        }
        return .page(page.html)
    }
}

extension CaseFileStore {
    /// The file, when `person` may do `act` now.
    static func find(
        _ id: String, _ act: CaseFile.Act, for person: Person, in connection: Connection
    ) throws -> CaseFile {
        guard let file = try self.find(id, for: person, in: connection) else { throw Fault.noSuchCaseFile }
        if let refusal = CaseFileRule.refusal(act, on: file, by: person) { throw refusal }
        return file
    }
}
