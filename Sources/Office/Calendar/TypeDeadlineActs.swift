import Exchange
import Foundation
import Storage
import Web

/// What the administrator does with the deadlines of types: each act one transaction, with its entry in the log of administration.
struct TypeDeadlineActs: Sendable {
    let office: Office

    /// Sets the working days of a type; nil takes them away. Throws `FormFault` for a type or a number that cannot be, `not-found` where there is
    /// nothing to take away.
    func set(_ days: Int?, for type: String, by person: Person, form: FormToken) async throws -> String {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard IncomingEntry.types.contains(type) else { throw FormFault("type", "Chọn loại văn bản") }
            let former = try TypeDeadline.of(type, in: connection)
            var next: TypeDeadline?
            if let days {
                guard (1...TypeDeadline.maximumDays).contains(days) else {
                    throw FormFault("days", "Ghi số ngày làm việc, từ 1 đến \(TypeDeadline.maximumDays)")
                }
                next = TypeDeadline(typeName: type, workingDays: days)
                try connection.execute(
                    """
                    INSERT INTO type_deadline (type_name, working_days) VALUES ($1, $2)
                    ON CONFLICT (type_name) DO UPDATE SET working_days = excluded.working_days
                    """, type, days)
            } else {
                guard former != nil else { throw Fault.noSuchDocument }
                try connection.execute("DELETE FROM type_deadline WHERE type_name = $1", type)
            }
            func values(_ rule: TypeDeadline?) -> NamedValues {
                rule.map { [(name: type, value: CalendarWords.days($0))] } ?? []
            }
            try AdministrativeLog.add(
                .typeDeadlineChanged, to: (id: "type-deadlines", name: "Hạn theo loại văn bản"), from: values(former),
                to: values(next), by: person, at: now, in: connection)
            return "/type-deadlines"
        }
    }
}
