import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Freezing documents and case files (đóng băng).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET, POST | `/incoming/:id/freeze`, `/outgoing/:id/freeze`, `/case-files/:id/freeze` | leaders who see it | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | the same with `/unfreeze` | the same | 200, 303, 403, 404, 409, 422 |
struct FreezeRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        for kind in FreezeSubject.Kind.allCases {
            for isFreezing in [true, false] {
                router.form("\(kind.rawValue)/:id/\(isFreezing ? "freeze" : "unfreeze")") { context in
                    let visit = try context.signedIn()
                    let id = try context.parameters.require("id")
                    let acts = FreezeActs(office: self.office)
                    return ActForm { fields, fault in
                        try await self.page(kind, isFreezing, context, fields, fault).html
                    } act: { fields in
                        let (reason, form) = (fields.longText("reason"), try fields.token())
                        return isFreezing
                            ? try await acts.freeze(kind, id, reason: reason, by: visit.person, form: form)
                            : try await acts.lift(kind, id, reason: reason, by: visit.person, form: form)
                    }
                }
            }
        }
    }

    private func page(
        _ kind: FreezeSubject.Kind, _ isFreezing: Bool, _ context: OfficeContext, _ fields: FormFields?,
        _ fault: FormFault?
    ) async throws -> CaseFileReasonPage {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        return try await office.database.read { connection in
            let subject = try FreezeSubject.find(kind, id, for: visit.person, in: connection)
            if let refusal = Freeze.refusal(by: visit.person) { throw refusal }
            return CaseFileReasonPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                backTitle: subject.name, back: subject.path, version: 0, path: isFreezing ? "freeze" : "unfreeze",
                title: isFreezing ? "Đóng băng" : "Bỏ đóng băng", lead: "\(subject.name): \(subject.subject)",
                hint: isFreezing
                    ? "Từ 10 đến 1.000 ký tự; ai xem được đều đọc được lý do. Không ai sửa, nộp lưu hay hủy được cho đến khi bỏ đóng băng."
                    : "Từ 10 đến 1.000 ký tự, lưu cùng diễn biến.",
                button: isFreezing ? "Đóng băng" : "Bỏ đóng băng", once: RandomText.secret(), fields: fields,
                fault: fault)
        }
    }
}

/// What a page says of a freeze, and what a leader can do about it.
struct FreezeNotice: Sendable {
    let freeze: Freeze?
    let path: String
    let person: Person

    var html: HTML {
        self.freeze.html { freeze in
            let where_ = freeze.isOwn ? "Đang đóng băng" : "Hồ sơ chứa văn bản này đang đóng băng"
            return notice(
                .near, "<b>\(where_)</b> từ \(Shown.moment(freeze.at)), \(freeze.by): “\(freeze.reason)”")
        }
    }

    /// In place of everything else that could be done while it is frozen.
    var acts: HTML? {
        guard let freeze = self.freeze else { return nil }
        return freeze.isOwn && Freeze.refusal(by: self.person) == nil
            ? button("Bỏ đóng băng…", href: "\(self.path)/unfreeze") : ""
    }

    var others: [(title: String, href: String)] {
        Freeze.refusal(by: self.person) == nil ? [("Đóng băng…", "\(self.path)/freeze")] : []
    }
}
