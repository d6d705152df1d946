import Exchange
import Foundation
import Storage
import Web

/// Asking for access to an archived case file, and answering: each act one transaction, with its line in the file's timeline and in the access log.
struct ArchiveAccessActs: Sendable {
    let office: Office

    func ask(_ file: String, purpose: String, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        // On no document: what is frozen may still be read.
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let found = try ArchivedFile.find(file, for: person, in: connection)
            if let refusal = ArchiveAccessRule.refusalToAsk(found.file, sees: found.isSeen, by: person) {
                throw refusal
            }
            guard (10...500).contains(purpose.count) else {
                throw FormFault("purpose", "Mục đích cần từ 10 đến 500 ký tự")
            }
            let isAsked =
                try connection.row(
                    "SELECT id FROM archive_access WHERE case_file_id = $1 AND person_id = $2 AND state = 'asked'",
                    file,
                    person.id) != nil
            let standing = try ArchiveAccess.standing(on: file, for: person.id, today: today, in: connection)
            guard !isAsked, standing == nil else {
                throw Fault.notAllowed(
                    "Bạn đã đề nghị xem hồ sơ này hoặc đang được xem.", "You have asked for this file or may read it.")
            }
            try connection.execute(
                """
                INSERT INTO archive_access (id, case_file_id, person_id, purpose, asked_at, state)
                VALUES ($1, $2, $3, $4, $5, 'asked')
                """, UniqueID.make(at: now), file, person.id, purpose, now)
            try Timeline.add(.accessAsked, to: file, by: person, at: now, quote: purpose, in: connection)
            return "/archive"
        }
    }

    func grant(_ id: String, until: CalendarDate?, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.answer(id, to: .granted, from: .asked, by: person, form: form) { access in
            guard let until, until >= today, until.dayNumber - today.dayNumber <= ArchiveAccess.maximumDays else {
                throw FormFault(
                    "until",
                    "Ghi ngày cuối được xem, từ hôm nay \(today.shown) và không quá \(ArchiveAccess.maximumDays) ngày")
            }
            return (.accessGranted, until, "\(access.person) đến \(until.shown)", "")
        }
    }

    func refuse(_ id: String, reason: String, by person: Person, form: FormToken) async throws -> String {
        try await self.answer(id, to: .refused, from: .asked, by: person, form: form) { access in
            try Reason.check(reason, "từ chối")
            return (.accessRefused, nil, access.person, reason)
        }
    }

    /// Takes back what was granted, before its last day.
    func end(_ id: String, reason: String, by person: Person, form: FormToken) async throws -> String {
        try await self.answer(id, to: .ended, from: .granted, by: person, form: form) { access in
            try Reason.check(reason, "thu hồi")
            return (.accessEnded, access.until, access.person, reason)
        }
    }

    private typealias Answer = (kind: Event.Kind, until: CalendarDate?, detail: String, reason: String)

    private func answer(
        _ id: String, to state: ArchiveAccess.State, from former: ArchiveAccess.State, by person: Person,
        form: FormToken, _ body: @escaping @Sendable (ArchiveAccess) throws -> Answer
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard let access = try ArchiveAccess.find(id, in: connection) else { throw Fault.noSuchCaseFile }
            if let refusal = ArchiveAccessRule.refusalToAnswer(access, by: person) { throw refusal }
            guard form.version == access.version, access.state == former else { throw Fault.staleCaseFile }
            let answer = try body(access)
            try connection.execute(
                """
                UPDATE archive_access SET state = $1, until = $2, answer = $3, answered_by = $4, version = version + 1
                WHERE id = $5
                """, state, answer.until, answer.reason, person.signature, id)
            try Timeline.add(
                answer.kind, to: access.fileID, by: person, at: now, detail: answer.detail,
                quote: answer.reason.isEmpty ? nil : answer.reason, in: connection)
            return "/archive"
        }
    }
}
