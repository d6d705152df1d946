import Exchange
import Web

extension APIAct {
    /// Freezing documents and case files (đóng băng), and lifting the freeze.
    static let freezing: [APIAct] = FreezeSubject.Kind.allCases.flatMap { kind in
        [Self.freezing(kind, true), Self.freezing(kind, false)]
    }

    private static func freezing(_ kind: FreezeSubject.Kind, _ freezes: Bool) -> APIAct {
        let name =
            switch kind {
            case .incoming: "Incoming"
            case .outgoing: "Outgoing"
            case .caseFile: "CaseFile"
            }
        return APIAct(
            path: "\(kind.rawValue)/{id}/\(freezes ? "freeze" : "unfreeze")",
            id: "\(freezes ? "freeze" : "unfreeze")\(name)", vietnamese: freezes ? "Đóng băng" : "Bỏ đóng băng",
            english: freezes
                ? "Nothing on it is changed, handed over or destroyed until the freeze is lifted: leaders."
                : "Lifts the freeze: leaders.",
            fields: [("reason", .text("Why, 10 to 1,000 characters; whoever sees it reads it"))], isVersioned: false
        ) { call in
            let acts = FreezeActs(office: call.office)
            let (reason, form) = (call.fields.longText("reason"), try call.fields.token())
            return freezes
                ? try await acts.freeze(kind, call.id, reason: reason, by: call.person, form: form)
                : try await acts.lift(kind, call.id, reason: reason, by: call.person, form: form)
        }
    }
}
