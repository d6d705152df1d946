import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// One act for many documents of a list.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/incoming/bulk?act=…&document=…&back=…` | everybody but administrators | 200, 403, 422 |
/// | POST | `/incoming/bulk` | the same; each row by the rule of its act | 200, 403, 422 |
struct BulkRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("incoming/bulk") { request, context -> Response in
            let visit = try Self.visit(context)
            let fields = try FormFields.query(request)
            return .page(
                try await self.page(
                    try Self.act(fields), try Self.limited(fields.all("document")), visit, fields, nil
                ).html)
        }
        router.post("incoming/bulk") { request, context -> Response in
            let visit = try Self.visit(context)
            let fields = try await FormFields.read(request, csrf: visit.csrf)
            let act = try Self.act(fields)
            let chosen = try Self.limited(fields.all("document"))
            let choices = chosen.compactMap(BulkActs.Choice.init)
            guard choices.count == chosen.count else { throw FormFields.broken }
            if act == .direct, PeopleList.isSought(fields) {
                return .page(try await self.page(act, choices.map(\.id), visit, fields, nil).html)
            }
            do {
                let outcomes = try await BulkActs(office: self.office).perform(
                    act, on: choices, fields, by: visit.person)
                let office = self.office
                let shell = try await office.database.read {
                    try Shell.read(visit, office: office, current: .none, live: nil, in: $0)
                }
                return .page(
                    BulkResultPage(shell: shell, act: act, outcomes: outcomes, back: Self.back(fields)).html)
            } catch let fault as FormFault {
                let page = try await self.page(act, choices.map(\.id), visit, fields, fault)
                return .page(page.html, status: .unprocessableContent)
            }
        }
    }

    private static func visit(_ context: OfficeContext) throws -> Visit {
        let visit = try context.signedIn()
        guard visit.person.role != .admin else {
            throw Fault.administratorsWork
        }
        return visit
    }

    private static func act(_ fields: FormFields) throws -> BulkAct {
        guard let act = BulkAct(rawValue: fields.text("act")) else { throw FormFields.broken }
        return act
    }

    private static func limited(_ documents: [String]) throws -> [String] {
        guard (1...BulkAct.maximum).contains(documents.count) else {
            throw Fault(
                .invalidForm, vi: "Chọn từ 1 đến \(BulkAct.maximum) văn bản rồi làm lại.",
                en: "Choose 1 to \(BulkAct.maximum) documents.")
        }
        return documents
    }

    /// The list that it came from; anything else leads to all documents.
    private static func back(_ fields: FormFields) -> String {
        let back = fields.text("back")
        let isList = back.wholeMatch(of: /\/incoming(\/(slow|near)|\?view=[a-z\-]{1,30})/) != nil
        return isList ? back : "/incoming?view=all"
    }

    private func page(
        _ act: BulkAct, _ documents: [String], _ visit: Visit, _ fields: FormFields, _ fault: FormFault?
    ) async throws -> BulkPage {
        let office = self.office
        return try await office.database.read { connection in
            let person = visit.person
            let rows = try documents.compactMap { id in try IncomingStore.find(id, for: person, in: connection) }
            guard !rows.isEmpty else { throw Fault.noSuchDocument }
            var choices = FormChoices()
            switch act {
            case .submit, .direct:
                choices = try .read(
                    act == .submit ? .submit : .direct, for: person, on: office.today, fields: fields,
                    in: connection)
            case .register, .link, .read, .remind, .file: break
            }
            return BulkPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection), act: act,
                documents: rows, choices: choices,
                links: act == .link ? try BulkLinks.read(rows, in: connection) : BulkLinks(),
                files: act == .file ? try CaseFileStore.changeable(by: person, in: connection) : [],
                once: RandomText.secret(), back: Self.back(fields), today: office.today, calendar: office.calendar,
                fields: fields, fault: fault)
        }
    }
}
