import Exchange
import Pages
import Web

/// The words of delegations.
enum DelegationWords {
    static func scope(_ scope: DelegationScope) -> String {
        switch scope {
        case .all: "Mọi việc"
        case .incoming: "Văn bản đến"
        case .outgoing: "Văn bản đi"
        }
    }
}

/// What was given to and by somebody.
struct DelegationsPage: Sendable {
    let shell: Shell
    let delegations: [Delegation]
    let today: CalendarDate

    private var me: Person { self.shell.visit.account }

    var html: HTML {
        let taken = self.delegations.filter { $0.to == self.me.id }
        let given = self.delegations.filter { $0.from == self.me.id }
        let mayGive = DelegationRule.refusalToGive(by: self.shell.visit.person) == nil
        return self.shell.page(
            "Ủy quyền",
            """
            \(pageHead("Ủy quyền", lead: "Người được ủy quyền làm thay trong thời hạn và phạm vi; mọi việc ghi tên cả hai.", acts: mayGive ? button("Ủy quyền…", href: "/delegations/new", main: true) : ""))
            <section class="section" aria-labelledby="nhan">\(sectionHead("Bạn được làm thay", id: "nhan"))\
            \(taken.isEmpty ? empty("Không ai ủy quyền cho bạn", "Ủy quyền cho bạn sẽ đứng ở đây.") : self.table("Bạn được làm thay", taken))</section>
            <section class="section" aria-labelledby="giao">\(sectionHead("Bạn đã ủy quyền", id: "giao"))\
            \(given.isEmpty ? empty("Bạn chưa ủy quyền cho ai", "Khi vắng mặt, ủy quyền cho người khác làm thay.") : self.table("Bạn đã ủy quyền", given))</section>
            """)
    }

    private func table(_ caption: String, _ list: [Delegation]) -> HTML {
        ListTable(
            caption: caption,
            columns: [
                .init("Người", .subject), .init("Phạm vi"), .init("Thời hạn"), .init("Hiệu lực"), .init("Thao tác"),
            ],
            rows: list.map { item in
                let isGiven = item.from == self.me.id
                let name: HTML =
                    isGiven ? "<b>\(item.toName)</b>" : "<b>\(item.fromName)</b>\(under(["\(item.fromTitle)"]))"
                let period: HTML =
                    "\(Shown.date(item.startsOn)) – \(item.endsOn.map(Shown.date) ?? "khi thu hồi (trợ lý)")"
                return .init([
                    name, "\(DelegationWords.scope(item.scope))", period, self.mark(item).html, self.act(item, isGiven),
                ])
            }
        ).html
    }

    private func mark(_ item: Delegation) -> Mark {
        if item.isRevoked { return Mark(.none, "Đã thu hồi") }
        if item.isActive(on: self.today) { return Mark(.done, "Đang hiệu lực") }
        return item.startsOn > self.today ? Mark(.near, "Chưa đến ngày") : Mark(.none, "Hết hạn")
    }

    private func act(_ item: Delegation, _ isGiven: Bool) -> HTML {
        func form(_ act: String) -> Form {
            self.shell.form("/delegations/\(item.id)/\(act)", once: RandomText.secret(), version: 0)
        }
        let isOver = item.isRevoked || item.endsOn.map { $0 < self.today } ?? false
        if isGiven {
            return isOver || self.shell.visit.person.deputy != nil ? "" : form("revoke").button("Thu hồi", small: true)
        }
        guard item.isActive(on: self.today), self.shell.visit.person.deputy?.delegationID != item.id else { return "" }
        return form("act").button("Làm thay \(item.fromName)", small: true)
    }
}

/// The form of a delegation.
struct DelegationFormPage: Sendable, FormPage {
    let shell: Shell
    let list: PeopleList
    let today: CalendarDate
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let person = self.shell.visit.person
        let errors = self.fault.errors
        let form = self.shell.form("/delegations", once: self.once, version: 0)
        let people = self.list.people.map {
            ($0.id, "\($0.fullName), \($0.title), \($0.unit.shortName)")
        }
        let isLeader = person.role == .leader
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Ủy quyền làm thay",
            """
            \(trail("Ủy quyền", href: "/delegations"))
            \(pageHead("Ủy quyền làm thay", lead: "Người này làm được mọi việc bạn làm được trong phạm vi, không ủy quyền tiếp. Bạn thu hồi được bất cứ lúc nào."))
            \(errorSummary(errors))
            \(form.html(
                """
                <div class="sheet--pad">\
                \(PeopleList.html(self.list.sought, count: people.count))\(Field("to", "Người làm thay", .select(options: [("", "Chưa chọn")] + people, selected: self.value("to")), error: self.error("to")).html)\
                \(Field(
                    "scope", "Phạm vi",
                    .select(options: DelegationScope.allCases.map { ($0.rawValue, DelegationWords.scope($0)) }, selected: self.value("scope")),
                    error: self.error("scope")
                ).html)\
                <div class="fields">\
                \(Field("start", "Từ ngày", .date(value: self.fields == nil ? self.today.shown : self.value("start")), hint: "Ngày/tháng/năm", error: self.error("start")).html)\
                \(Field(
                    "end", "Đến hết ngày", .date(value: self.value("end")),
                    hint: isLeader ? "Với trợ lý để trống: đến khi bạn thu hồi" : "Ngày/tháng/năm", optional: isLeader, error: self.error("end")
                ).html)</div></div>\
                \(formFoot("\(submitButton("Ủy quyền"))\(button("Quay lại, chưa ủy quyền", href: "/delegations", plain: true))"))
                """))
            """)
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}

/// What stands above every page while somebody acts in another's place.
enum DeputyBanner {
    static func html(_ visit: Visit) -> HTML {
        visit.person.deputy.html { deputy in
            let end: HTML = deputy.endsOn.html { ", đến hết \(Shown.date($0))" }
            let text: HTML = """
                <b>Bạn đang làm thay \(visit.person.fullName), \(visit.person.title).</b> \
                Phạm vi: \(DelegationWords.scope(deputy.scope).lowercased())\(end). Mọi việc ghi tên cả hai.
                """
            return """
                <section class="sheet sheet--pad" aria-label="Đang làm thay">\(notice(.near, text))\
                <form class="act" method="post" action="/delegations/stop">\
                <input type="hidden" name="csrf" value="\(visit.csrf)">\
                <button class="button button--small" type="submit">Thôi làm thay</button></form></section>
                """
        }
    }
}
