import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Tells people what was changed in their rights until they say that they know (NĐ 30/2020/NĐ-CP, PL VI.III.3.c).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | POST | `/rights/:id/confirm` | whom it concerns | 303 to `/` |
struct RightsNoticeRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.post("rights/:id/confirm", use: self.confirm)
    }

    @Sendable private func confirm(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        _ = try await FormFields.read(request, csrf: visit.csrf)
        let id = try context.parameters.require("id")
        let now = self.office.now()
        try await self.office.database.write {
            try AdministrativeLog.confirm(id, by: visit.account.id, at: now, in: $0)
        }
        return .seeOther("/")
    }
}

/// What stands above every page of somebody whose rights were changed.
struct RightsNotice: Sendable {
    let entries: [AdministrativeEntry]

    func html(csrf: String) -> HTML {
        HTML.joined(
            self.entries.map { entry in
                let change = HTML.joined(
                    [entry.before.joined(separator: "; "), entry.after.joined(separator: "; ")].filter { !$0.isEmpty }
                        .map { text -> HTML in "\(text)" }, by: " → ")
                let text: HTML = """
                    <b>\(PeopleWords.toldTo(entry.act))</b> \(change)\(". ", if: !change.isEmpty)\(entry.actor), \
                    \(Shown.moment(entry.at)). Không đúng thì báo quản trị.
                    """
                return """
                    <section class="sheet sheet--pad" aria-label="Quyền của bạn vừa thay đổi">\(notice(.near, text))\
                    <form class="act" method="post" action="\(url: "/rights/\(entry.id)/confirm")">\
                    <input type="hidden" name="csrf" value="\(csrf)">\
                    <button class="button button--small" type="submit">Tôi đã biết</button></form></section>
                    """
            })
    }
}
