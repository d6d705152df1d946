import Exchange
import Foundation
import Gateway
import Storage
import Web

/// What the administrator does with the ways of telling: each act one transaction, with its entry in the log of administration.
struct NoticeSettingsActs: Sendable {
    let office: Office
    let secrets: NoticeSecrets

    /// What the form says.
    struct Draft: Sendable {
        let digestMinute: Int
        let publicAddress: String?
        let webhook: String?
        let rules: NoticeRules

        /// Throws `FormFault` with the name of the field.
        init(_ fields: FormFields) throws {
            guard let minute = NoticeSettings.minute(fields.text("time")) else {
                throw FormFault("time", "Giờ gửi viết như 07:30")
            }
            self.digestMinute = minute
            self.publicAddress = try fields.optional("address").map { text in
                guard let address = NoticeSettings.address(text) else {
                    throw FormFault(
                        "address", "Địa chỉ văn phòng viết như https://vanphong.coquan.gov.vn, không có đường dẫn")
                }
                return address
            }
            self.webhook = try fields.optional("url").map { text in
                do { return try WebhookAddress.remote(text).absoluteString } catch {
                    throw FormFault("url", "Địa chỉ gọi báo viết như https://phanmem.coquan.gov.vn/bao")
                }
            }
            self.rules = try NoticeRules(fields)
        }
    }

    func save(_ draft: Draft, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let (before, rulesBefore) = (
                try NoticeSettings.read(in: connection), try NoticeRules.read(in: connection)
            )
            guard before.version == form.version else { throw Fault.stalePeople }
            var after = before
            after.digestMinute = draft.digestMinute
            after.publicAddress = draft.publicAddress
            after.webhook = draft.webhook
            // Whoever saves wants it tried again.
            after.calls = .init()
            // What waited was meant for the former address.
            if after.webhook != before.webhook { try NoticeCall.removeAll(in: connection) }
            try after.write(in: connection)
            try draft.rules.write(in: connection)
            let (old, new) = (Self.values(before, rulesBefore), Self.values(after, draft.rules))
            if zip(old, new).contains(where: { $0.value != $1.value }) {
                try AdministrativeLog.add(
                    .noticeRulesChanged, to: Self.subject, from: old, to: new, by: person, at: now, in: connection)
            }
            return "/people/notices"
        }
    }

    /// A new key for the calls; the former one signs nothing any more. Told once: a repeat of the form gets nil.
    func makeKey(by person: Person, form: FormToken) async throws -> String? {
        // Stands in the answer: a repeat of the form gets that of the first time.
        let mark = RandomText.secret()
        let location = try await self.perform(by: person, form: form) { connection, now in
            var settings = try NoticeSettings.read(in: connection)
            guard settings.version == form.version else { throw Fault.stalePeople }
            settings.generation += 1
            settings.calls = .init()
            try settings.write(in: connection)
            try AdministrativeLog.add(.noticeKeyMade, to: Self.subject, by: person, at: now, in: connection)
            return "/people/notices#\(settings.generation)-\(mark)"
        }
        guard location.hasSuffix(mark), let generation = location.firstMatch(of: /#([0-9]+)-/).flatMap({ Int($0.1) })
        else { return nil }
        return try self.secrets.secret(generation).text
    }

    private static let subject = (id: "notices", name: "Cách báo tin")

    private func perform(
        by person: Person, form: FormToken, _ body: @escaping @Sendable (Connection, Date) throws -> String
    ) async throws -> String {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        return try await self.office.act(by: person, once: form.once, on: "", body)
    }

    /// Of both sides the same names.
    private static func values(_ settings: NoticeSettings, _ rules: NoticeRules) -> NamedValues {
        let ways = NoticeRules.Channel.allCases.flatMap { channel in
            Notice.Kind.allCases.map { kind -> (name: String, value: String) in
                let roles = Role.working.filter { rules.on.contains(.init(kind: kind, role: $0, channel: channel)) }
                let names = roles.map(RoleWords.name).joined(separator: ", ")
                return (
                    "\(NoticeWords.channel(channel)), \(NoticeWords.kind(kind))", names.isEmpty ? "không ai" : names
                )
            }
        }
        return [
            ("Giờ gửi thư", settings.digestTime), ("Địa chỉ văn phòng", settings.publicAddress ?? "không có"),
            ("Địa chỉ gọi báo", settings.webhook ?? "không có"),
        ] + ways
    }
}

extension NoticeRules {
    /// The ticked boxes of the form. Throws `invalid-form` for one that it does not have.
    init(_ fields: FormFields) throws {
        var on: Set<Cell> = []
        for channel in Channel.allCases {
            let cells = Dictionary(
                uniqueKeysWithValues: Cell.all.filter { $0.channel == channel }.map { ($0.value, $0) })
            for value in fields.all(channel.rawValue) {
                guard let cell = cells[value] else { throw FormFields.broken }
                on.insert(cell)
            }
        }
        self.init(on: on)
    }
}
