import Exchange
import Hummingbird
import Storage
import Web

/// What waits for its last number after a restoration from a backup: books, and the series beside them.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/restored` | clerks | 200, 403 |
/// | POST | `/restored` | clerks, while a series waits | 303, 403, 422 |
struct RestoredRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("restored") { context in
            let visit = try self.clerk(context)
            return ActForm { fields, fault in
                try await self.page(visit, fields, fault).html
            } act: { fields in
                try await NumberSeriesActs(office: self.office).confirm(by: visit.person, form: try fields.token()) {
                    fields.text($0.field)
                }
            }
        }
    }

    private func clerk(_ context: OfficeContext) throws -> Visit {
        let visit = try context.signedIn()
        if let refusal = RestoredBook.refusalToConfirm(by: visit.person) { throw refusal }
        return visit
    }

    private func page(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> RestoredPage {
        let office = self.office
        return try await office.database.read { connection in
            let waiting = try Book.restored(in: connection).filter { $0.year >= office.today.year }
            let books = waiting.filter { $0.refusalToConfirm(by: visit.person) == nil }
            return RestoredPage(
                shell: try Shell.read(visit, office: office, current: .restored, live: nil, in: connection),
                books: books, others: waiting.count - books.count,
                series: try NumberSeries.known(
                    of: try NumberSeries.waiting(on: office.today, in: connection), in: connection),
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
