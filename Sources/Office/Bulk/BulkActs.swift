import Exchange
import Foundation
import Storage
import Web

/// Does one act to each of many documents: a transaction for each row with its own version check, so that one that is refused holds up no other.
struct BulkActs: Sendable {
    let office: Office

    /// One row of the form: the document, and its version when the form was made.
    struct Choice: Sendable {
        let id: String
        let version: Int

        /// `<id>:<version>`, as the form sends it.
        init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let version = Int(parts[1]) else { return nil }
            self.id = String(parts[0])
            self.version = version
        }
    }

    /// What became of one row.
    struct Outcome: Sendable {
        let id: String
        /// Nil where the person may not see the document.
        let document: Incoming?
        /// Why nothing was done; nil: done.
        let refusal: String?
        /// For programs: its code, and the field that is wrong.
        var code: Fault.Code?
        var place: String?
    }

    /// Throws `FormFault` when nothing was done because something is wrong in the form itself.
    func perform(_ act: BulkAct, on choices: [Choice], _ fields: FormFields, by person: Person) async throws
        -> [Outcome]
    {
        let once = try fields.token().once
        var outcomes: [Outcome] = []
        var faults: [FormFault] = []
        for choice in choices {
            var document: Incoming?
            let form = FormToken(
                // Of the row: sent twice, each row is done once.
                once: ContentHash(of: Data("\(once) \(choice.id)".utf8)).hex, version: choice.version)
            var (refusal, code, place): (String?, Fault.Code?, String?) = (nil, nil, nil)
            do {
                document = try await self.office.database.read {
                    try IncomingStore.find(choice.id, for: person, in: $0)
                }
                guard document != nil else { throw Fault.noSuchDocument }
                try await self.perform(act, on: choice.id, fields, by: person, form: form)
            } catch let fault as Fault {
                (refusal, code, place) = (fault.vietnamese, fault.code, fault.place)
            } catch let fault as FormFault {
                (refusal, code, place) = (fault.sentence + ".", .invalidForm, fault.field)
                faults.append(fault)
            }
            if let code, [.notAllowed, .forbidden, .secret, .notFound].contains(code) {
                self.note(choice.id, act, by: person)
            }
            outcomes.append(
                Outcome(id: choice.id, document: document, refusal: refusal, code: code, place: place))
        }
        if let first = faults.first, faults.count == choices.count, faults.allSatisfy({ $0.field == first.field }),
            Self.fields(of: act).contains(where: { first.field == $0 || first.field.hasPrefix($0 + "-") })
        {
            throw first
        }
        return outcomes
    }

    /// A row that is refused stands in the access log, as a refusal on the document's own page does.
    private func note(_ id: String, _ act: BulkAct, by person: Person) {
        var entry = AccessEntry(.refused, by: person, at: self.office.now())
        entry.documentID = String(id.prefix(100))
        entry.detail = "POST /incoming/bulk \(act.rawValue)"
        self.office.access.record(entry)
    }

    /// The fields that all rows share, and what begins like them.
    private static func fields(of act: BulkAct) -> [String] {
        switch act {
        case .register, .link: ["checked"]
        case .submit: ["leader"]
        case .direct: ["text", "lead", "lead-person", "people-due", "due", "reply-required"]
        case .remind: ["kind", "text"]
        case .file: ["file"]
        case .read: []
        }
    }

    private func perform(
        _ act: BulkAct, on id: String, _ fields: FormFields, by person: Person, form: FormToken
    ) async throws {
        let incoming = IncomingActs(office: self.office)
        let page = "/incoming/\(id)"
        switch act {
        case .register:
            let registration = IncomingActs.Registration(
                checked: fields.isTicked("checked"), due: nil, despiteDuplicate: false)
            _ = try await incoming.register(id, registration, by: person, form: form, then: page)
        case .link:
            // The form said to which: where there were none or several, the document's own page asks.
            guard let target = fields.optional("to-\(id)") else { throw BulkLinks.refusal }
            _ = try await LinkingAct(
                office: self.office, target: target, checked: fields.isTicked("checked")
            ).link(id, by: person, form: form)
        case .submit:
            _ = try await incoming.submit(id, to: fields.text("leader"), by: person, form: form, then: page)
        case .direct:
            _ = try await incoming.direct(id, try Direction(fields), by: person, form: form, then: page)
        case .read:
            guard person.deputy == nil else {
                throw Fault.deputyReads
            }
            try await ReadMarks.opened(id, by: person, office: self.office)
        case .remind:
            guard let kind = ReminderKind(rawValue: fields.text("kind")) else {
                throw FormFault("kind", "Chọn mức độ trong danh sách")
            }
            _ = try await FollowingActs(office: self.office).remind(
                id, kind, text: fields.longText("text"), by: person, form: form)
        case .file:
            guard let file = fields.optional("file") else { throw FormFault("file", "Chọn hồ sơ") }
            _ = try await CaseFileActs(office: self.office).put([id], into: file, by: person, form: form, then: page)
        }
    }
}
