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
        let package = try await office.database.read { connection in
            IssuedPackage(
                packet: try self.packet(
                    of: self.plan(id, by: person, form: form, in: connection), by: person, in: connection),
                annex: try TaskAnnex.of(id, office, in: connection))
        }
        let hash = try await package.keep(in: office.store)
        return try await office.act(by: person, once: form.once, on: id) { connection, now in
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
                    UPDATE recipient SET updating = 'requested', updating_at = $1, updating_answer = NULL WHERE id = $2
                    """, now, recipient.id)
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
        let recipients: [Recipient]
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
        guard !changes.isEmpty else {
            throw FormFault("subject", "Chưa có gì thay đổi: sửa ít nhất một mục hoặc đính kèm tệp")
        }
        let recipients = try Recipient.all(of: id, in: connection).filter(RecallRule.holds)
        guard !recipients.isEmpty else {
            throw FormFault("reason", "Không còn nơi nhận nào giữ văn bản để cập nhật")
        }
        let doubt = try self.draft.override.check(
            next.first?.new.map(IssueSignatures.doubt(aboutNew:)), field: "anyway-reason")
        return Plan(
            outgoing: outgoing, recipients: recipients, changes: changes, present: present, next: next, doubt: doubt)
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

    private func packet(of plan: Plan, by person: Person, in connection: Connection) throws -> DocumentPacket {
        let (office, draft) = (self.office, self.draft)
        var header = try plan.outgoing.header(
            to: try Recipient.all(of: plan.outgoing.id, in: connection), from: office.identity, in: connection)
        header.subject = draft.subject
        header.promulgationDate = draft.date
        header.signer = Signer(
            competence: header.signer?.competence, position: draft.signerTitle, fullName: draft.signer)
        return Self.packet(
            header, to: plan.recipients, reason: draft.reason,
            files: plan.next.map { entry in
                switch entry {
                case .kept(let file): (file.name, file.contentType, file.hash)
                case .new(let file): (file.name, file.contentType, file.hash)
                }
            }, by: person, office: office)
    }

    /// What says the newest update of `outgoing` once more, to `recipients`: the document is here as it says.
    static func packet(
        again outgoing: Outgoing, to recipients: [Recipient], reason: String, by person: Person, office: Office,
        in connection: Connection
    ) throws -> DocumentPacket {
        self.packet(
            try outgoing.header(
                to: try Recipient.all(of: outgoing.id, in: connection), from: office.identity, in: connection),
            to: recipients, reason: reason,
            files: try Attachment.issued(of: outgoing.id, in: connection).map { ($0.name, $0.contentType, $0.hash) },
            by: person, office: office)
    }

    private static func packet(
        _ header: DocumentHeader, to recipients: [Recipient], reason: String,
        files: [(name: String, contentType: String, hash: ContentHash)], by person: Person, office: Office
    ) -> DocumentPacket {
        DocumentPacket(
            from: office.identity.organBlock, to: recipients.map(\.organBlock), header: header,
            sentAt: office.now(),
            business: Business(
                kind: .update, reason: reason, documentID: header.id, informationChanged: true,
                receiversChanged: false, staff: person.staffInfo),
            attachments: files.map {
                PacketAttachment(name: $0.name, contentType: $0.contentType, file: office.store.url(of: $0.hash))
            })
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
