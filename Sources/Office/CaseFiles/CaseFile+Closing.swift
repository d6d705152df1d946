import Exchange
import Foundation
import Storage
import Web

extension CaseFile {
    static let closingMigration = Migration(
        "office 0111 closed case files and the pages in them",
        sql: """
            -- Hạn nộp lưu; null while the file is open, and for files that stay with their unit.
            ALTER TABLE case_file ADD COLUMN due_on TEXT;
            CREATE INDEX case_file_due ON case_file (due_on) WHERE state = 'closed';
            CREATE TABLE file_pages (
                attachment_id TEXT NOT NULL PRIMARY KEY REFERENCES attachment (id),
                -- Null: could not be counted.
                pages INTEGER
            );
            """
    )
}

/// When a closed file is due at the archive (thời hạn nộp lưu; NĐ 30/2020/NĐ-CP, Điều 30.2, 31.3).
enum HandOverDue {
    /// One year after the work ended, for construction three months; nil for files that are kept for less than five years.
    static func date(_ matter: CaseFile.Matter, _ retention: Retention, endedOn end: CalendarDate) -> CalendarDate? {
        guard (retention.years ?? .max) >= 5 else { return nil }
        return self.later(end, months: matter == .construction ? 3 : 12)
    }

    /// The same day so many months later, or the last day of that month.
    static func later(_ date: CalendarDate, months: Int) -> CalendarDate? {
        let month = date.month - 1 + months
        let (year, ordinal) = (date.year + month / 12, month % 12 + 1)
        for day in stride(from: date.day, through: 28, by: -1) {
            if let found = CalendarDate(year: year, month: ordinal, day: day) { return found }
        }
        return CalendarDate(year: year, month: ordinal, day: date.day)
    }
}

extension CaseFileActs {
    /// Đóng hồ sơ: nothing is added, taken out or changed any more.
    func close(_ id: String, endedOn end: CalendarDate, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.perform(.close, on: id, by: person, form: form) { connection, file, now in
            guard file.documents > 0 else {
                throw FormFault("ended", "Hồ sơ chưa có văn bản nào nên chưa đóng được")
            }
            guard end <= today, file.startedOn.map({ end >= $0 }) ?? true else {
                let from = file.startedOn.map { "từ ngày bắt đầu \($0.shown) " } ?? ""
                throw FormFault("ended", "Ngày kết thúc phải \(from)đến hôm nay \(today.shown)")
            }
            try connection.execute(
                "UPDATE case_file SET state = 'closed', ended_on = $1, due_on = $2, expires_on = $3 WHERE id = $4", end,
                HandOverDue.date(file.matter, file.retention, endedOn: end), file.retention.end(after: end), id)
            try Timeline.add(
                .caseClosed, to: id, by: person, at: now, detail: String(file.documents), in: connection)
        }
    }

    /// Mở lại hồ sơ đã đóng, with a reason that stays.
    func reopen(_ id: String, reason: String, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(.reopen, on: id, by: person, form: form) { connection, _, now in
            try Reason.check(reason, "mở lại")
            try connection.execute(
                """
                UPDATE case_file SET state = 'open', ended_on = NULL, due_on = NULL, held_until = NULL, expires_on = NULL
                WHERE id = $1
                """, id)
            try Timeline.add(.caseReopened, to: id, by: person, at: now, quote: reason, in: connection)
        }
    }
}
