import Exchange
import Web

/// What a paper says that changes the level of a secret document or how long it is protected: the forms of both ask it alike.
struct SecretDecision: Sendable {
    /// Số, ký hiệu; empty where nothing was decided, as `decidedBy`.
    let number: String
    let decidedBy: String
    let day: CalendarDate

    /// Reads the form about `document`; `former` are the days of what was decided before. Throws `FormFault`.
    init(
        _ fields: FormFields, isNeeded: Bool, since former: [CalendarDate], of document: SecretDocument,
        today: CalendarDate, missing: String
    ) throws {
        self.number = fields.text("number")
        self.decidedBy = fields.text("signer")
        guard self.number.count <= 50, !isNeeded || self.number.count >= 2 else {
            throw FormFault("number", "Ghi số, ký hiệu quyết định hoặc văn bản thông báo, từ 2 đến 50 ký tự")
        }
        guard self.decidedBy.count <= 200, !isNeeded || self.decidedBy.count >= 2 else {
            throw FormFault("signer", "Ghi người hoặc cơ quan quyết định, từ 2 đến 200 ký tự")
        }
        self.day = try fields.date("day", called: "Ngày", missing: missing)
        let earliest = former.reduce(document.documentDate, max)
        guard self.day >= earliest, self.day <= today else {
            throw FormFault(
                "day", "Ngày từ \(earliest.shown) (văn bản hoặc lần đổi trước) đến hôm nay \(today.shown)")
        }
    }

    /// Why, as the same forms ask it. Throws `FormFault`.
    static func reason(_ fields: FormFields) throws -> String {
        let reason = fields.longText("reason")
        guard (10...500).contains(reason.count) else { throw FormFault("reason", "Ghi lý do, từ 10 đến 500 ký tự") }
        return reason
    }
}
