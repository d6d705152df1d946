import Exchange
import Foundation
import Gateway
import Storage
import Web

/// What people do to outgoing documents between the draft (`DraftActs`) and publishing (`Publishing`).
struct OutgoingActs: Sendable {
    let office: Office
    /// What belongs to an approval besides, in its transaction: the signed file, when it was signed here.
    var withApproval: @Sendable (Connection, Date) throws -> Void = { _, _ in }
    /// The content that it names.
    var approvedFiles: [ContentHash] = []

    /// Trình ký.
    func submit(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.perform(.submit, on: id, by: person, form: form) { connection, outgoing, now in
            guard try DraftVersion.all(of: id, in: connection).first?.files.isEmpty == false else {
                throw FormFault("phien-ban", "Đính kèm tệp dự thảo trước khi trình: bấm “Sửa dự thảo…”")
            }
            let right = try SigningAuthority.right(
                of: outgoing.approverID, for: outgoing.typeName, on: today, field: "nguoi-ky", in: connection)
            try connection.execute(
                "UPDATE outgoing SET submitted_at = $1, returned_reason = NULL WHERE id = $2", now, id)
            try Timeline.add(
                .submittedForSigning, to: id, by: person, at: now,
                detail: "\(outgoing.approverName), \(right.block.title)"
                    + (outgoing.initiallerName.map { ", qua ký nháy của \($0)" } ?? ""), in: connection
            )
        }
    }

    /// Ký nháy, with a remark for whoever comes next.
    func initial(_ id: String, remark: String?, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(.initial, on: id, by: person, form: form) { connection, _, now in
            guard (remark?.count ?? 0) <= 1000 else { throw FormFault("remark", "Ý kiến tối đa 1.000 ký tự") }
            try Initialling.give(id, by: person, remark: remark, at: now, in: connection)
            try Timeline.add(.initialled, to: id, by: person, at: now, quote: remark, in: connection)
        }
    }

    /// Ký duyệt. The signer decides the urgency (NĐ 30/2020/NĐ-CP, PL I, III.2); nil leaves what the drafter proposed.
    func approve(_ id: String, urgency: Urgency? = nil, by person: Person, form: FormToken) async throws -> String {
        let (calendar, today) = (self.office.calendar, self.office.today)
        return try await self.perform(.approve, on: id, by: person, form: form, naming: self.approvedFiles) {
            connection, outgoing, now in
            let urgency = urgency ?? outgoing.urgency
            let right = try SigningAuthority.right(
                of: outgoing.approverID, for: outgoing.typeName, on: today, field: "nguoi-ky", in: connection)
            // Điều 13.3: who was given the right to sign does not give it on.
            if right.form == .mandate, person.deputy != nil {
                throw Fault.notAllowed(
                    "Người ký thừa ủy quyền không ủy quyền tiếp được: chính người ấy ký.",
                    "A mandate to sign may not be passed on.")
            }
            try connection.execute(
                """
                UPDATE outgoing SET approved_at = $1, urgency = $2, issue_by = $3, signed_block = $4, signed_title = $5,
                    signed_competence = $6
                WHERE id = $7
                """,
                now, urgency, IssueDeadline.after(now, urgency: urgency, calendar),
                right.block.lines.joined(separator: "\n"), right.block.title, right.block.competence, id)
            let words = OutgoingWords.urgency
            try Timeline.add(
                .approved, to: id, by: person, at: now,
                detail: urgency == outgoing.urgency
                    ? "" : "độ khẩn từ \(words(outgoing.urgency)) thành \(words(urgency))",
                in: connection)
            try self.withApproval(connection, now)
        }
    }

    /// Trả lại người soạn.
    func sendBack(_ id: String, reason: String, by person: Person, form: FormToken) async throws -> String {
        let reason = reason.normalized
        return try await self.perform(.return, on: id, by: person, form: form) { connection, _, now in
            try Reason.check(reason, "trả lại")
            try connection.execute(
                """
                UPDATE outgoing SET returned_reason = $1, approved_at = NULL, issue_by = NULL, signed_block = NULL,
                    signed_title = NULL, signed_competence = NULL
                WHERE id = $2
                """, reason, id)
            try Timeline.add(.sentBack, to: id, by: person, at: now, quote: reason, in: connection)
        }
    }

    /// Cấp số: number and date, in one transaction with the register's entry.
    func number(
        _ id: String, choosing choice: NumberChoice = .usual, by person: Person, form: FormToken
    ) async throws -> String {
        let office = self.office
        let today = office.today
        return try await self.perform(.number, on: id, by: person, form: form) { connection, outgoing, now in
            let number = try Register.enter(
                .outgoing, document: id, on: today, by: person, choosing: choice, type: outgoing.typeName,
                in: connection)
            try Register.refuseTwin(of: number, notation: outgoing.notation, year: today.year, in: connection)
            let code = DocumentCode(number: number.printed, notation: outgoing.notation)
            guard let documentID = DocumentID(organ: office.identity.organ, date: today, code: code) else {
                throw FormFault("notation", "Ký hiệu quá dài")
            }
            try connection.execute(
                """
                UPDATE outgoing SET number = $1, number_suffix = $2, promulgation_date = $3, document_id = $4, numbered_at = $5
                WHERE id = $6
                """,
                number.number, number.suffix, today, documentID, now, id
            )
            try Timeline.add(.numbered, to: id, by: person, at: now, detail: code.text, in: connection)
        }
    }

    /// Đính kèm bản ký số và phụ lục.
    func attach(_ id: String, _ files: [StoredFile], by person: Person, form: FormToken) async throws -> String {
        let filesCame = self.office.filesCame
        return try await self.perform(.attach, on: id, by: person, form: form, naming: files.map(\.hash)) {
            connection, _, now in
            guard !files.isEmpty else { throw FormFault("file", "Chọn ít nhất một tệp") }
            var hasMain = try Attachment.issued(of: id, in: connection).contains { $0.part == .main }
            for file in files {
                let attachment = try Attachment.add(
                    to: id, part: hasMain ? .annex : .main, name: file.name, contentType: file.contentType,
                    sizeBytes: file.sizeBytes, hash: file.hash, at: now, in: connection
                )
                hasMain = true
                if file.isPDF { try FileVerdict.enqueue(file: attachment, in: connection) }
                try Timeline.add(.attached, to: id, by: person, at: now, detail: file.name, in: connection)
            }
            connection.afterCommit { filesCame.wake() }
        }
    }

    /// Gỡ tệp đính kèm nhầm: it leaves with nothing any more; what it was stays in the timeline and in the store.
    func detach(_ id: String, file: String, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(.detach, on: id, by: person, form: form) { connection, _, now in
            guard let attachment = try Attachment.issued(of: id, in: connection).first(where: { $0.id == file }) else {
                throw Fault.noSuchDocument
            }
            try Attachment.retire(file, at: now, in: connection)
            try Timeline.add(.detached, to: id, by: person, at: now, detail: attachment.name, in: connection)
        }
    }

    /// Finds the document, checks version and rule, moves it, and leaves the rest to `body`.
    func perform(
        _ act: OutgoingState.Act,
        on id: String,
        by person: Person,
        form: FormToken,
        naming files: [ContentHash] = [],
        _ body: @escaping @Sendable (Connection, Outgoing, Date) throws -> Void
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: id, naming: files) { connection, now in
            guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = OutgoingRule.refusal(act, on: outgoing, by: person) {
                throw form.version == outgoing.version ? refusal : Fault.stale
            }
            guard form.version == outgoing.version, let next = outgoing.state.after(act) else { throw Fault.stale }
            try OutgoingStore.move(outgoing, to: next, in: connection)
            try body(connection, outgoing, now)
            return "/outgoing/\(id)"
        }
    }
}
