import Exchange
import Foundation
import Storage
import Web

/// What people do with case files that leave their place: each one transaction with a line in the timeline of every file.
struct TransferActs: Sendable {
    let office: Office

    /// Lập biên bản: offers the files, in the order of the list from which they were chosen.
    func make(
        _ purpose: TransferPurpose, of chosen: [String], note: String, by person: Person, form: FormToken
    ) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = purpose.refusalToMake(by: person) { throw refusal }
            guard note.count <= 500 else { throw FormFault("note", "Ghi chú tối đa 500 ký tự") }
            let wanted = Set(chosen)
            let files = try purpose.candidates(for: person, on: today, in: connection).filter { wanted.contains($0.id) }
            guard !files.isEmpty else { throw FormFault("files", "Chọn ít nhất một hồ sơ") }
            guard files.count == wanted.count else {
                throw FormFault("files", "Có hồ sơ vừa thay đổi: xem lại danh sách rồi chọn lại")
            }
            let id = UniqueID.make(at: now)
            let number = try NumberSeries(kind: .transfers, part: purpose.rawValue, year: today.year).next(
                in: connection)
            try connection.execute(
                """
                INSERT INTO case_transfer (id, purpose, year, number, state, note, made_by, unit_id, made_on)
                VALUES ($1, $2, $3, $4, 'offered', $5, $6, $7, $8)
                """, id, purpose, today.year, number, note, person.id, person.unit.id, today)
            let sign = CaseTransfer.Sign(year: today.year, number: number)
            for (index, file) in files.enumerated() {
                try connection.execute(
                    "INSERT INTO case_transfer_file (transfer_id, case_file_id, ordinal, state) VALUES ($1, $2, $3, 'waiting')",
                    id, file.id, index + 1)
                try Freeze.checkWhole(file, in: connection)
                try CaseFileStore.touch(file, in: connection)
                try Timeline.add(
                    .caseOffered, to: file.id, by: person, at: now,
                    detail: "\(TransferWords.verb(purpose)), biên bản \(sign.text)", in: connection)
            }
            return "/transfers/\(id)"
        }
    }

    /// Trả lại một hồ sơ, with a reason that stays; with the last one the transfer ends.
    func giveBack(_ file: String, of id: String, reason: String, by person: Person, form: FormToken) async throws
        -> String
    {
        let today = self.office.today
        return try await self.perform(on: id, by: person, form: form) { connection, transfer, lines, now in
            try Reason.check(reason, "trả lại")
            guard let line = lines.first(where: { $0.file.id == file && $0.state == .waiting }) else {
                throw Fault.noSuchCaseFile
            }
            try connection.execute(
                "UPDATE case_transfer_file SET state = 'returned', reason = $1 WHERE transfer_id = $2 AND case_file_id = $3",
                reason, id, file)
            try CaseFileStore.touch(line.file, in: connection)
            try Timeline.add(
                .caseGivenBack, to: file, by: person, at: now, detail: "biên bản \(transfer.sign.text)", quote: reason,
                in: connection)
            if lines.count(where: { $0.state == .waiting }) == 1 {
                try connection.execute(
                    "UPDATE case_transfer SET state = 'returned', ended_by = $1, ended_on = $2 WHERE id = $3",
                    person.id,
                    today, id)
            }
        }
    }

    /// Nhận, hoặc quyết định hủy: every file that still waits. Before files are taken over, each of their computer files is read and compared with
    /// its hash.
    func end(_ id: String, paper: String, by person: Person, form: FormToken) async throws -> String {
        if let answered = try await self.office.answer(to: form.once, of: person) { return answered }
        try await self.checkContents(of: id, for: person)
        let today = self.office.today
        return try await self.perform(on: id, by: person, form: form) { connection, transfer, lines, now in
            guard transfer.purpose == .archive || (5...200).contains(paper.count), paper.count <= 200 else {
                throw FormFault("paper", TransferWords.missingPaper(transfer.purpose))
            }
            for line in lines where line.state == .waiting {
                try Freeze.checkWhole(line.file, in: connection)
                try CaseFileStore.touch(line.file, in: connection)
                try connection.execute(
                    "UPDATE case_file SET state = $1 WHERE id = $2", transfer.purpose.outcome, line.file.id)
                try Timeline.add(
                    .caseTransferred, to: line.file.id, by: person, at: now,
                    detail: TransferWords.outcome(transfer.purpose, transfer.sign, paper), in: connection)
            }
            try connection.execute(
                "UPDATE case_transfer_file SET state = 'taken' WHERE transfer_id = $1 AND state = 'waiting'", id)
            try connection.execute(
                "UPDATE case_transfer SET state = 'done', ended_by = $1, ended_on = $2, paper = $3 WHERE id = $4",
                person.id, today, paper, id)
        }
    }

    /// Finds the transfer, checks version and rule, counts the change.
    private func perform(
        on id: String, by person: Person, form: FormToken,
        _ body: @escaping @Sendable (Connection, CaseTransfer, [TransferLine], Date) throws -> Void
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: id) { connection, now in
            let transfer = try CaseTransfer.findOpen(id, for: person, in: connection)
            guard form.version == transfer.version else { throw Fault.staleCaseFile }
            try connection.execute("UPDATE case_transfer SET version = version + 1 WHERE id = $1", id)
            try body(connection, transfer, try transfer.lines(in: connection), now)
            return "/transfers/\(id)"
        }
    }

    private func checkContents(of id: String, for person: Person) async throws {
        let files = try await self.office.database.read { connection -> [(name: String, hash: ContentHash)] in
            _ = try CaseTransfer.findOpen(id, for: person, in: connection)
            return try connection.rows(
                """
                SELECT DISTINCT attachment.name, attachment.hash FROM case_transfer_file AS line
                JOIN case_document ON case_document.case_file_id = line.case_file_id
                JOIN attachment ON attachment.document_id = case_document.document_id
                WHERE line.transfer_id = $1 AND line.state = 'waiting' AND attachment.part <> 'draft'
                    AND attachment.removed_at IS NULL LIMIT 100000
                """, id
            ).map { (try $0["name"], try $0["hash"]) }
        }
        for file in files where try await !self.office.store.isSound(file.hash) {
            throw Fault(
                .internalFault,
                vi:
                    "Tệp “\(file.name)” bị thiếu hoặc đã bị thay đổi trên máy chủ nên chưa nhận được. Báo quản trị khôi phục từ bản sao lưu.",
                en: "The file \(file.hash) is missing or altered.")
        }
    }
}

extension CaseTransfer {
    /// The transfer when it waits and `person` may end it.
    static func findOpen(_ id: String, for person: Person, in connection: Connection) throws -> CaseTransfer {
        let transfer = try CaseTransfer.find(id, for: person, in: connection)
        if let refusal = transfer.refusalToEnd(by: person) { throw refusal }
        return transfer
    }
}
