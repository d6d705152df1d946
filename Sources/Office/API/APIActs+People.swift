import Exchange
import Web

extension APIAct {
    private static let unit: [(name: String, schema: APISchema)] = [
        ("name", .text("Tên đơn vị")), ("short", .text("Tên gọi tắt")), ("parent?", .text("Id of the unit above")),
        ("organ?", .text("Mã định danh, where it exchanges documents by itself")),
        ("sort?", .integer("Place in lists")),
    ]

    private static let person: [(name: String, schema: APISchema)] = [
        ("full-name", .text("Họ và tên")), ("title", .text("Chức vụ")), ("unit", .text("Id of a unit")),
        ("role", .choice(Role.allCases.map(\.rawValue), "Vai trò")),
    ]

    /// Units, people, their further posts and rights to sign, for the administrator's programs, such as the one that knows who works where. Passwords and second
    /// factors are given and taken on pages alone: no program gets what opens an account.
    static let administration: [APIAct] = [
        APIAct(
            path: "units", id: "addUnit", vietnamese: "Thêm đơn vị", english: "Adds a unit.",
            fields: [("id", .text("Letters, digits, dots, dashes: at most 20"))] + Self.unit
        ) { call in
            let id = call.fields.text("id")
            _ = try await UnitActs(office: call.office).add(
                id, UnitDraft(call.fields), by: call.person, form: try call.fields.token())
            return "/units/\(id)"
        },
        APIAct(
            path: "units/{id}", id: "changeUnit", vietnamese: "Sửa đơn vị", english: "Changes a unit.",
            fields: Self.unit
        ) { call in
            try await UnitActs(office: call.office).change(
                call.id, UnitDraft(call.fields), by: call.person, form: try call.fields.token())
        },
        Self.closing(true), Self.closing(false),
        APIAct(
            path: "people", id: "addPerson", vietnamese: "Thêm người dùng",
            english: "Adds somebody, who has no password yet: the administrator gives the first one on the page.",
            fields: [("user", .text("Tên đăng nhập"))] + Self.person
        ) { call in
            let outcome = try await PersonActs(office: call.office).add(
                call.fields.text("user").lowercased(), try PersonDraft(call.fields), by: call.person,
                form: try call.fields.token())
            return "/people/\(outcome.personID)"
        },
        APIAct(
            path: "people/{id}", id: "changePerson", vietnamese: "Sửa người dùng",
            english: "Changes somebody; a change of rights is told to them.", fields: Self.person
        ) { call in
            try await PersonActs(office: call.office).change(
                call.id, try PersonDraft(call.fields), by: call.person, form: try call.fields.token())
        },
        Self.locking(true), Self.locking(false),
        APIAct(
            path: "people/{id}/posts", id: "givePost", vietnamese: "Thêm chức vụ kiêm nhiệm",
            english: "Gives somebody a further post, who is told.",
            fields: [
                ("title", .text("Chức vụ")), ("unit", .text("Id of a unit")),
                ("role", .choice(Role.working.map(\.rawValue), "Vai trò")), ("start", OfficeSchemas.day),
                ("end?", OfficeSchemas.day),
            ], isVersioned: false
        ) { call in
            try await PostActs(office: call.office).give(
                try PostDraft(call.fields, on: call.office.today), to: call.id, by: call.person,
                form: try call.fields.token())
        },
        APIAct(
            path: "people/{id}/posts/{post}/end", id: "endPost", vietnamese: "Thôi chức vụ kiêm nhiệm",
            english: "Ends a further post at once; what was done in it stays.", isVersioned: false
        ) { call in
            try await PostActs(office: call.office).end(
                call.part, of: call.id, by: call.person, form: try call.fields.token())
        },
        APIAct(
            path: "people/{id}/signing", id: "giveSigningRight", vietnamese: "Giao thẩm quyền ký",
            english: "Enters a right to sign of a leader or the head of a unit, who is told.",
            fields: [
                ("post?", .text("Id of a further post; missing: the main one")),
                (
                    "form",
                    .choice(
                        SigningForm.allCases.map(\.rawValue),
                        "own, acting (Q.), deputy (KT.), order (TL.), mandate (TUQ.)")
                ),
                ("collective?", .text("In whose name (TM.): a collective")),
                ("head?", .text("Title of whoever is stood for: with KT., TL., TUQ.")),
                ("types?", .list(.integer("Place in the law's list of types; missing: every type"))),
                ("basis?", .text("The written mandate: with TUQ.")), ("start", OfficeSchemas.day),
                ("end?", OfficeSchemas.day),
            ], isVersioned: false
        ) { call in
            try await SigningRightActs(office: call.office).give(
                try SigningRightDraft(call.fields), to: call.id, by: call.person, form: try call.fields.token())
        },
        APIAct(
            path: "people/{id}/signing/{right}/revoke", id: "revokeSigningRight", vietnamese: "Thu hồi thẩm quyền ký",
            english: "Ends a right to sign at once; what was signed stays.", isVersioned: false
        ) { call in
            try await SigningRightActs(office: call.office).revoke(
                call.part, of: call.id, by: call.person, form: try call.fields.token())
        },
    ]

    private static func closing(_ closes: Bool) -> APIAct {
        APIAct(
            path: "units/{id}/\(closes ? "close" : "reopen")", id: closes ? "closeUnit" : "reopenUnit",
            vietnamese: closes ? "Đóng đơn vị" : "Mở lại đơn vị",
            english: closes ? "Nothing new comes to it." : "Opens it again."
        ) { call in
            try await UnitActs(office: call.office).close(
                call.id, closes, by: call.person, form: try call.fields.token())
        }
    }

    private static func locking(_ locks: Bool) -> APIAct {
        APIAct(
            path: "people/{id}/\(locks ? "lock" : "unlock")", id: locks ? "lockPerson" : "unlockPerson",
            vietnamese: locks ? "Khóa tài khoản" : "Mở khóa tài khoản",
            english: locks ? "Ends every session and token at once." : "Lets them in again."
        ) { call in
            try await PersonActs(office: call.office).lock(
                call.id, locks, by: call.person, form: try call.fields.token())
        }
    }
}
