import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Web

/// What is corrected in an issued document.
struct UpdateDraft: Sendable {
    let subject: String
    let date: CalendarDate
    let signer: String
    let signerTitle: String
    /// Ids of files that no longer belong to it.
    let dropped: Set<String>
    /// New ones: in the place of one of the same name, else beside the others.
    let files: [StoredFile]
    /// Needed when the document itself is exchanged: nobody has looked at its signatures.
    var override = Publishing.Override()
    /// Codes of agencies that become receivers, and of receivers that are none any more.
    var added: [String] = []
    var removed: Set<String> = []
    /// The receivers read it, and it stays.
    let reason: String
}

/// Gửi cập nhật: the package is built and on disk first, then one transaction corrects the document here, marks the receivers and queues it. It goes
/// to everybody who has the document and stands by it.
struct UpdateSending: Sendable {
    let office: Office
    let draft: UpdateDraft

    func send(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        if let answered = try await office.answer(to: form.once, of: person) { return answered }
        let (package, first) = try await office.database.read { connection in
            let plan = try self.plan(id, by: person, form: form, in: connection)
            let annex = try TaskAnnex.of(id, office, in: connection)
            return (
                IssuedPackage(
                    packet: try self.packet(of: plan, by: person, in: connection), files: Self.files(of: plan),
                    annex: annex),
                plan.added.isEmpty
                    ? nil
                    : IssuedPackage(
                        packet: try self.firstPacket(of: plan, by: person, in: connection),
                        files: Self.files(of: plan), annex: annex)
            )
        }
        let hash = try await package.keep(in: office.store)
        let firstHash = try await first?.keep(in: office.store)
        let named = self.draft.files.map(\.hash) + [hash] + [firstHash].compactMap { $0 }
        return try await office.act(by: person, once: form.once, on: id, naming: named) { connection, now in
            let plan = try self.plan(id, by: person, form: form, in: connection)
            let update = UniqueID.make(at: now)
            try OutgoingStore.move(plan.outgoing, to: .published, in: connection)
            try connection.execute(
                "INSERT INTO document_update (id, document_id, reason, at, sent_by) VALUES ($1, $2, $3, $4, $5)",
                update, id, self.draft.reason, now, person.id)
            try UpdateChange.keep(plan.changes, of: update, in: connection)
            try self.correct(plan, update, at: now, in: connection)
            for recipient in plan.recipients {
                try connection.execute(
                    """
                    UPDATE recipient SET updating = 'requested', updating_at = $1, updating_answer = NULL, leaving = $3
                    WHERE id = $2
                    """, now, recipient.id, self.draft.removed.contains(recipient.organ.text))
            }
            if !plan.added.isEmpty {
                // Named meanwhile: the package was made without them.
                guard let firstHash else { throw Fault.stale }
                try RecipientNames.save(plan.added, of: id, as: .queued, at: now, in: connection)
                _ = try Outbox.enqueue(
                    document: id, organs: plan.added.map(\.code), package: firstHash,
                    summary: plan.outgoing.code?.text ?? "", urgency: plan.outgoing.urgency, at: now, in: connection)
                try Timeline.add(
                    .recipientsAdded, to: id, by: person, at: now,
                    detail: plan.added.map(\.name).joined(separator: "; "), in: connection)
            }
            let settled = RequestPackage.words(
                settled: try RequestPackage.settle(of: id, at: now, in: connection))
            _ = try Outbox.enqueue(
                document: update, organs: plan.recipients.map(\.organ), package: hash,
                summary: plan.outgoing.code?.text ?? "", urgency: plan.outgoing.urgency, at: now, in: connection)
            try Timeline.add(
                .updateSent, to: id, by: person, at: now,
                detail:
                    "\(UpdateWords.names(plan.changes)), đến \(plan.recipients.map(\.name).joined(separator: "; "))\(settled)",
                quote: "\(self.draft.reason) (Trước đó: \(UpdateWords.before(plan.changes)))", in: connection)
            if let doubt = plan.doubt {
                try Timeline.add(
                    .issuedInDoubt, to: id, by: person, at: now, detail: doubt, quote: self.draft.override.reason,
                    in: connection)
            }
            return "/outgoing/\(id)"
        }
    }

    private struct Plan {
        let outgoing: Outgoing
        /// Who has it, those who are removed too.
        let recipients: [Recipient]
        let removed: [Recipient]
        let added: [Directory.Entry]
        let changes: [UpdateChange]
        let present: [Attachment]
        let next: [DraftFiles.Entry]
        /// What was overridden.
        let doubt: String?
    }

    /// What would be done, or why it cannot be.
    private func plan(_ id: String, by person: Person, form: FormToken, in connection: Connection) throws -> Plan {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else { throw Fault.noSuchDocument }
        guard form.version == outgoing.version else { throw Fault.stale }
        if let refusal = UpdateRule.refusalToSend(outgoing, by: person) { throw refusal }
        try UpdateRule.checkQueue(outgoing, in: connection)
        try self.check(outgoing)
        let present = try Attachment.issued(of: id, in: connection)
        let next = try self.next(after: present)
        var changes = self.changes(of: outgoing, present, next)
        if try TaskAnnex.isOutdated(id, in: connection) { changes.append(UpdateWords.tasksChanged) }
        let all = try Recipient.all(of: id, in: connection)
        let recipients = all.filter(RecallRule.holds)
        let removed = try self.removed(from: recipients)
        let added = try self.added(to: outgoing, beside: all, by: person, in: connection)
        if !removed.isEmpty || !added.isEmpty {
            changes.append(
                UpdateChange(
                    UpdateWords.receivers,
                    was: removed.isEmpty ? UpdateWords.nothing : removed.map(\.name).joined(separator: "; "),
                    becomes: added.isEmpty ? UpdateWords.nothing : added.map(\.name).joined(separator: "; ")))
        }
        guard !changes.isEmpty else {
            throw FormFault("subject", "Chưa có gì thay đổi: sửa ít nhất một mục hoặc đính kèm tệp")
        }
        guard !recipients.isEmpty else {
            throw FormFault("reason", "Không còn nơi nhận nào giữ văn bản để cập nhật")
        }
        let doubt = try self.draft.override.check(
            next.first?.new.map(IssueSignatures.doubt(aboutNew:)), field: "anyway-reason")
        return Plan(
            outgoing: outgoing, recipients: recipients, removed: removed, added: added, changes: changes,
            present: present, next: next, doubt: doubt)
    }

    /// Who is removed, of those who have it.
    private func removed(from recipients: [Recipient]) throws(FormFault) -> [Recipient] {
        let removed = recipients.filter { self.draft.removed.contains($0.organ.text) }
        guard removed.count == self.draft.removed.count else {
            throw FormFault("remove", "Chỉ bỏ được nơi đang giữ văn bản")
        }
        guard removed.isEmpty || removed.count < recipients.count else {
            throw FormFault("remove", "Bỏ mọi nơi nhận là thu hồi văn bản: dùng “Thu hồi…”")
        }
        return removed
    }

    /// Who is added, by the rule of sending on.
    private func added(
        to outgoing: Outgoing, beside present: [Recipient], by person: Person, in connection: Connection
    ) throws -> [Directory.Entry] {
        guard !self.draft.added.isEmpty else { return [] }
        if let refusal = OutgoingRule.refusalToSendOn(outgoing, by: person) { throw refusal }
        let added = try RecipientNames.checked(
            self.draft.added, own: self.office.identity.organ, today: self.office.today, in: connection)
        if let twice = added.first(where: { entry in present.contains { $0.organ == entry.code } }) {
            throw FormFault("recipients", "\(twice.name) đã là nơi nhận của văn bản này")
        }
        guard present.count + added.count <= RecipientNames.maximum else {
            throw FormFault("recipients", "Một văn bản có tối đa \(RecipientNames.maximum) nơi nhận")
        }
        return added
    }

    private func check(_ outgoing: Outgoing) throws {
        let draft = self.draft
        guard (1...500).contains(draft.subject.count) else {
            throw FormFault("subject", "Ghi trích yếu, tối đa 500 ký tự")
        }
        guard !SecrecyMark.isMarked(subject: draft.subject) else { throw FormFault("subject", SecrecyWords.marked) }
        // The number stays, and numbers are counted by the year.
        guard draft.date <= self.office.today, draft.date.year == outgoing.promulgationDate?.year else {
            throw FormFault("date", "Ngày văn bản phải trong cùng năm với số đã cấp và không sau hôm nay")
        }
        guard (1...100).contains(draft.signer.count) else {
            throw FormFault("signer", "Ghi họ tên người ký, tối đa 100 ký tự")
        }
        guard (1...100).contains(draft.signerTitle.count) else {
            throw FormFault("title", "Ghi chức vụ người ký, tối đa 100 ký tự")
        }
        // As long as a package may say it (edXML 2.2.2).
        try Reason.check(draft.reason, "cập nhật", atMost: 500)
    }

    private func changes(
        of outgoing: Outgoing, _ present: [Attachment], _ next: [DraftFiles.Entry]
    ) -> [UpdateChange] {
        let draft = self.draft
        var changes = [
            UpdateChange(UpdateWords.date, outgoing.promulgationDate?.shown ?? "", draft.date.shown),
            UpdateChange(UpdateWords.subject, outgoing.subject, draft.subject),
            UpdateChange(UpdateWords.signer, outgoing.approverName, draft.signer),
            UpdateChange(UpdateWords.title, outgoing.signerTitle, draft.signerTitle),
        ].compactMap { $0 }
        let (gone, new) = (Self.former(present, next), next.compactMap(\.new))
        if !gone.isEmpty || !new.isEmpty {
            changes.append(UpdateChange(filesThatWere: gone.map(\.name), thatBecome: new.map(\.name)))
        }
        return changes
    }

    /// What stands there now and will not.
    private static func former(_ present: [Attachment], _ next: [DraftFiles.Entry]) -> [Attachment] {
        let kept = Set(next.compactMap(\.kept?.id))
        return present.filter { !kept.contains($0.id) }
    }

    /// The document with the files that it will have: the main one first.
    private func next(after present: [Attachment]) throws -> [DraftFiles.Entry] {
        guard self.draft.dropped.isSubset(of: Set(present.map(\.id))) else { throw Fault.noSuchDocument }
        var entries = present.map(DraftFiles.Entry.kept)
        var added: [DraftFiles.Entry] = []
        for file in self.draft.files {
            if let place = entries.firstIndex(where: { $0.kept?.name == file.name }) {
                entries[place] = .new(file)
            } else {
                added.append(.new(file))
            }
        }
        // Whoever takes the document itself away gives what stands in its place.
        let losesMain = entries.first?.kept.map { self.draft.dropped.contains($0.id) } ?? false
        entries.removeAll { entry in entry.kept.map { self.draft.dropped.contains($0.id) } ?? false }
        if losesMain {
            guard !added.isEmpty else {
                throw FormFault("file", "Bỏ bản chính thì phải đính kèm tệp thay bản chính")
            }
            entries.insert(added.removeFirst(), at: 0)
        }
        entries += added
        guard entries.count <= Upload.maximumFiles else {
            throw FormFault("file", "Một văn bản có tối đa \(Upload.maximumFiles) tệp")
        }
        return entries
    }

    /// The header as it is after the update.
    private func header(of plan: Plan, in connection: Connection) throws -> DocumentHeader {
        let (office, draft) = (self.office, self.draft)
        let removed = Set(plan.removed.map(\.id))
        let places = try Recipient.all(of: plan.outgoing.id, in: connection).filter {
            !removed.contains($0.id) && !$0.hasLeft
        }
        var header = try plan.outgoing.header(
            places: places.map(\.name) + plan.added.map(\.name), from: office.identity, in: connection)
        header.subject = draft.subject
        header.promulgationDate = draft.date
        header.signer = Signer(
            competence: header.signer?.competence, position: draft.signerTitle, fullName: draft.signer)
        return header
    }

    private func packet(of plan: Plan, by person: Person, in connection: Connection) throws -> DocumentPacket {
        var packet = Self.packet(
            try self.header(of: plan, in: connection), to: plan.recipients, reason: self.draft.reason,
            by: person, office: self.office)
        let receivers = ReceiverUpdate.list(added: plan.added.map(\.code), removed: plan.removed.map(\.organ))
        packet.business.receivers = receivers
        packet.business.receiversChanged = !receivers.isEmpty
        packet.business.informationChanged = plan.changes.contains { $0.name != UpdateWords.receivers }
        return packet
    }

    /// For who is added: the document as it is after the update, as anybody gets it first.
    private func firstPacket(of plan: Plan, by person: Person, in connection: Connection) throws -> DocumentPacket {
        let office = self.office
        return DocumentPacket(
            from: office.identity.organBlock, to: plan.added.map { Organ(code: $0.code, name: $0.name) },
            header: try self.header(of: plan, in: connection), sentAt: office.now(),
            business: try Replacement.business(
                of: plan.outgoing, to: Set(plan.added.map(\.code)), staff: person.staffInfo, in: connection),
            attachments: [])
    }

    private static func files(of plan: Plan) -> [IssuedPackage.File] {
        plan.next.map { entry in
            switch entry {
            case .kept(let file): .init(name: file.name, contentType: file.contentType, hash: file.hash)
            case .new(let file): .init(name: file.name, contentType: file.contentType, hash: file.hash)
            }
        }
    }

    /// What says the newest update of `outgoing` once more, to `recipients`: the document is here as it says.
    static func packet(
        again outgoing: Outgoing, to recipients: [Recipient], reason: String, by person: Person, office: Office,
        in connection: Connection
    ) throws -> DocumentPacket {
        let all = try Recipient.all(of: outgoing.id, in: connection)
        var packet = self.packet(
            try outgoing.header(to: all.filter { !$0.isLeaving }, from: office.identity, in: connection),
            to: recipients, reason: reason, by: person, office: office)
        // Who is removed by it is told that once more; who was added has the document.
        packet.business.receivers = ReceiverUpdate.list(added: [], removed: all.filter(\.isLeaving).map(\.organ))
        packet.business.receiversChanged = !packet.business.receivers.isEmpty
        return packet
    }

    private static func packet(
        _ header: DocumentHeader, to recipients: [Recipient], reason: String, by person: Person, office: Office
    ) -> DocumentPacket {
        DocumentPacket(
            from: office.identity.organBlock, to: recipients.map(\.organBlock), header: header,
            sentAt: office.now(),
            business: Business(
                kind: .update, reason: reason, documentID: header.id, informationChanged: true,
                receiversChanged: false, staff: person.staffInfo),
            attachments: [])
    }

    /// The document says here what it says there.
    private func correct(_ plan: Plan, _ update: String, at now: Date, in connection: Connection) throws {
        let (id, draft) = (plan.outgoing.id, self.draft)
        try connection.execute(
            """
            UPDATE outgoing SET subject = $1, promulgation_date = $2,
                corrected_signer = CASE WHEN $3 = $4 THEN corrected_signer ELSE $3 END,
                corrected_title = CASE WHEN $5 = $6 THEN corrected_title ELSE $5 END
            WHERE id = $7
            """, draft.subject, draft.date, draft.signer, plan.outgoing.approverName, draft.signerTitle,
            plan.outgoing.signerTitle, id)
        let former = Self.former(plan.present, plan.next)
        try DocumentUpdate.note(former.map(\.id), of: update, as: .former, in: connection)
        for file in former { try Attachment.retire(file.id, at: now, in: connection) }
        var files: [String] = []
        for (index, entry) in plan.next.enumerated() {
            switch entry {
            case .kept(let file): files.append(file.id)
            case .new(let file):
                let attachment = try Attachment.add(
                    to: id, part: index == 0 ? .main : .annex, name: file.name, contentType: file.contentType,
                    sizeBytes: file.sizeBytes, hash: file.hash, at: now, in: connection)
                if file.isPDF { try FileVerdict.enqueue(file: attachment, in: connection) }
                files.append(attachment)
            }
        }
        guard !former.isEmpty || files.count != plan.present.count else { return }
        try DocumentUpdate.note(files, of: update, as: .next, in: connection)
        let office = self.office
        connection.afterCommit { office.filesCame.wake() }
    }
}

extension DraftFiles.Entry {
    fileprivate var kept: Attachment? {
        if case .kept(let file) = self { file } else { nil }
    }

    fileprivate var new: StoredFile? {
        if case .new(let file) = self { file } else { nil }
    }
}
