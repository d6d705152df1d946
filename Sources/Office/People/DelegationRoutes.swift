import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// Acting in another's place.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/delegations` | whoever is signed in | 200 |
/// | GET | `/delegations/new` | everybody but admin, for themselves | 200, 403 |
/// | POST | `/delegations` | the same | 303, 403, 422 |
/// | POST | `/delegations/:id/revoke` | who gave it | 303, 403, 404 |
/// | POST | `/delegations/:id/act` | to whom it was given | 303, 403 |
/// | POST | `/delegations/stop` | who acts in another's place | 303 |
struct DelegationRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("delegations", use: self.list)
        router.get("delegations/new") { _, context in try await self.form(try context.signedIn(), nil, nil) }
        router.post("delegations", use: self.give)
        router.post("delegations/stop", use: self.stop)
        router.post("delegations/:id/revoke", use: self.revoke)
        router.post("delegations/:id/act", use: self.begin)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let office = self.office
        return try await office.database.read { connection in
            .page(
                DelegationsPage(
                    shell: try Shell.read(visit, office: office, current: .delegations, live: nil, in: connection),
                    delegations: try Delegation.all(of: visit.account.id, in: connection), today: office.today
                ).html)
        }
    }

    private func form(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> Response {
        if let refusal = DelegationRule.refusalToGive(by: visit.person) { throw refusal }
        let office = self.office
        return try await office.database.read { connection in
            .page(
                DelegationFormPage(
                    shell: try Shell.read(visit, office: office, current: .delegations, live: nil, in: connection),
                    list: try PeopleList.read(
                        for: visit.person, on: office.today, fields: fields, chosen: ["to"], in: connection),
                    today: office.today, once: RandomText.secret(), fields: fields, fault: fault
                ).html, status: fault == nil ? .ok : .unprocessableContent)
        }
    }

    @Sendable private func give(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let person = visit.person
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        if let refusal = DelegationRule.refusalToGive(by: person) { throw refusal }
        if PeopleList.isSought(fields) { return try await self.form(visit, fields, nil) }
        let today = self.office.today
        do {
            var faults = FormFaults()
            let wantedScope = DelegationScope(rawValue: fields.text("scope"))
            faults.require(wantedScope != nil, "scope", "Chọn phạm vi trong danh sách")
            let typedStart = try faults.read {
                try fields.date("start", called: "Ngày bắt đầu", missing: "Ghi ngày bắt đầu")
            }
            let typedEnd = try faults.read { try fields.date("end", called: "Ngày kết thúc") }
            // What could not be read stands for nothing else: no second sentence is about it.
            let (scope, end, unread) = (wantedScope ?? .all, typedEnd ?? nil, faults)
            let start = typedStart ?? end ?? today
            let wanted = fields.text("to")
            return .seeOther(
                try await self.office.act(by: person, once: try fields.token().once, on: "") { connection, now in
                    let to = try PersonStore.person(wanted, in: connection)
                    try DelegationRule.check(unread, to: to, from: start, until: end, by: person, on: today)
                    let id = UniqueID.make(at: now)
                    try connection.execute(
                        """
                        INSERT INTO delegation (id, from_id, to_id, scope, starts_on, ends_on, made_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7)
                        """, id, person.id, wanted, scope, start, end, now)
                    try AdministrativeLog.add(
                        .delegationGiven, to: (wanted, to?.fullName ?? ""),
                        to: [
                            ("Làm thay", "\(person.fullName), \(person.title)"),
                            ("Phạm vi", DelegationWords.scope(scope)), ("Từ ngày", start.shown),
                            ("Đến hết ngày", end?.shown ?? "khi thu hồi"),
                        ], concerns: wanted, by: person, at: now, in: connection)
                    return "/delegations"
                })
        } catch let fault as FormFault {
            return try await self.form(visit, fields, fault)
        }
    }

    @Sendable private func revoke(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let person = visit.person
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        let id = try context.parameters.require("id")
        if let refusal = DelegationRule.refusalToGive(by: person) { throw refusal }
        return .seeOther(
            try await self.office.act(by: person, once: form.once, on: "") { connection, now in
                guard let delegation = try Delegation.find(id, in: connection), delegation.from == person.id else {
                    throw Fault(.notFound, vi: "Không có ủy quyền này.", en: "There is no such delegation.")
                }
                guard !delegation.isRevoked else { return "/delegations" }
                try connection.execute("UPDATE delegation SET revoked_at = $2 WHERE id = $1", id, now)
                try AdministrativeLog.add(
                    .delegationRevoked, to: (delegation.to, delegation.toName),
                    from: [("Làm thay", "\(person.fullName), \(person.title)")], concerns: delegation.to, by: person,
                    at: now, in: connection)
                return "/delegations"
            })
    }

    @Sendable private func begin(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        _ = try await FormFields.read(request, csrf: visit.csrf)
        let id = try context.parameters.require("id")
        let today = self.office.today
        try await self.office.database.write { connection in
            guard try Delegation.person(id, for: visit.account, on: today, in: connection) != nil else {
                throw Delegation.notYours
            }
            try Sessions.act(by: id, visit, in: connection)
        }
        return .seeOther("/")
    }

    @Sendable private func stop(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        _ = try await FormFields.read(request, csrf: visit.csrf)
        try await self.office.database.write { try Sessions.act(by: nil, visit, in: $0) }
        return .seeOther("/delegations")
    }
}
