import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// After how many working days what is late is told upwards, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people/escalation` | admin | 200, 403 |
/// | POST | `/people/escalation` | admin | 303, 403, 409, 422 |
struct EscalationRoutes: Sendable {
    let office: Office

    static let path = "/people/escalation"

    func add(to router: Router<OfficeContext>) {
        router.form("people/escalation") { context in
            let visit = try context.administers()
            return ActForm { fields, fault in
                try await self.page(visit, fields, fault).html
            } act: { fields in
                try await EscalationActs(office: self.office).save(
                    try EscalationActs.days(fields), by: visit.person, form: try fields.token())
            }
        }
    }

    private func page(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> EscalationPage {
        let office = self.office
        let start = office.now().addingTimeInterval(-30 * 86_400)
        return try await office.database.read { connection in
            EscalationPage(
                shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                rule: try EscalationRule.read(in: connection),
                told: try Escalation.counts(since: start, in: connection), fields: fields, fault: fault)
        }
    }
}

/// What the administrator sets: one transaction with its entry in the log of administration.
struct EscalationActs: Sendable {
    let office: Office

    /// Throws `FormFault` with the name of the field.
    static func days(_ fields: FormFields) throws -> [EscalationRule.Step: Int] {
        var days: [EscalationRule.Step: Int] = [:]
        for step in EscalationRule.Step.all {
            guard let text = fields.optional(step.name) else { continue }
            guard let count = Int(text), (1...EscalationRule.maximumDays).contains(count) else {
                throw FormFault(step.name, "Ghi số ngày làm việc, từ 1 đến \(EscalationRule.maximumDays)")
            }
            days[step] = count
        }
        for subject in EscalationRule.Subject.allCases {
            let leader = EscalationRule.Step(subject: subject, level: .leader)
            if let first = days[.init(subject: subject, level: .head)], let last = days[leader], last < first {
                throw FormFault(leader.name, "Mức này không được sớm hơn mức báo trưởng đơn vị (\(first) ngày)")
            }
        }
        return days
    }

    func save(_ days: [EscalationRule.Step: Int], by person: Person, form: FormToken) async throws -> String {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let before = try EscalationRule.read(in: connection)
            guard before.version == form.version else { throw Fault.stalePeople }
            guard before.days != days else { return EscalationRoutes.path }
            var after = before
            after.days = days
            try after.write(in: connection)
            try AdministrativeLog.add(
                .escalationChanged, to: (id: "escalation", name: EscalationWords.title), from: Self.values(before),
                to: Self.values(after), by: person, at: now, in: connection)
            return EscalationRoutes.path
        }
    }

    private static func values(_ rule: EscalationRule) -> NamedValues {
        EscalationRule.Step.all.map { step in
            (
                "\(EscalationWords.subject(step.subject)), \(EscalationWords.level(step).lowercased())",
                EscalationWords.days(rule.days[step])
            )
        }
    }
}
