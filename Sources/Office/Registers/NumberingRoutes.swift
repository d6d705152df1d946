import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Numbering (cấp số): what it gets is shown before it is given, since a number that was given stays in the book.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing/:id/number` | clerks, of a document that waits for its number | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 409, 422 |
struct NumberingRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("outgoing/:id/number", self.number)
    }

    @Sendable private func number(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.page(id, visit, fields: fields, fault: fault).html
        } act: { fields in
            try await OutgoingActs(office: self.office).number(
                id, choosing: try NumberChoice.read(fields), by: visit.person, form: try fields.token())
        }
    }

    private func page(
        _ id: String, _ visit: Visit, fields: FormFields?, fault: FormFault?
    ) async throws -> NumberingPage {
        let office = self.office
        return try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = OutgoingRule.refusal(.number, on: outgoing, by: visit.person) { throw refusal }
            return NumberingPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.toNumber), live: nil, in: connection),
                outgoing: outgoing, today: office.today,
                options: try NumberOptions.read(
                    .outgoing, type: outgoing.typeName, year: office.today.year, in: connection),
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}

/// Which number it gets, the usual one chosen.
struct NumberingPage: Sendable {
    let shell: Shell
    let outgoing: Outgoing
    let today: CalendarDate
    let options: NumberOptions
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = "/outgoing/\(self.outgoing.id)"
        let form = self.shell.form("\(back)/number", once: self.once, version: self.outgoing.version)
        let controls = NumberFields(options: self.options, fields: self.fields, fault: self.fault, isOpen: true).html
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Cấp số", keys: [("Ctrl + Enter", "cấp số")],
            """
            \(trail("Văn bản chờ cấp số", href: back))
            \(pageHead("Cấp số", lead: "\(self.outgoing.typeName) “\(self.outgoing.subject)”, ký hiệu \(self.outgoing.notation), ngày văn bản \(self.today.shown). Số đã cấp không sửa được, chỉ hủy được trước khi ban hành."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(controls)</div>\(formFoot("\(submitButton("Cấp số"))\(button("Quay lại, chưa cấp", href: back, plain: true))"))"))
            """)
    }
}
