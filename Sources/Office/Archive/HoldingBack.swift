import Exchange
import Storage
import Web

extension HandOverDue {
    /// How long before a file is due its keeper, the head and the clerk are told (NĐ 30/2020/NĐ-CP, PL VI.I.III.5.b).
    static let noticeDays = 30

    /// The last day of which notice is given on `today`.
    static func noticed(on today: CalendarDate) -> CalendarDate {
        CalendarDate(dayNumber: today.dayNumber + self.noticeDays) ?? today
    }

    /// How long a due file may stay with its unit when the head of the agency consents (Điều 31.3.d).
    static let heldMonths = 24
}

extension Retention {
    /// The last day on which a file is kept whose work ended on `end`: whole years, counted from the end of that year; nil: kept forever.
    func end(after end: CalendarDate) -> CalendarDate? {
        self.years.flatMap { CalendarDate(year: end.year + $0, month: 12, day: 31) }
    }
}

extension CaseFileActs {
    /// Giữ lại hồ sơ đã đến hạn nộp lưu. `consent`: who agreed in writing, with number and date.
    func hold(_ id: String, until end: CalendarDate, consent: String, by person: Person, form: FormToken) async throws
        -> String
    {
        try await self.perform(.hold, on: id, by: person, form: form) { connection, file, now in
            guard let due = file.dueOn, let last = HandOverDue.later(due, months: HandOverDue.heldMonths),
                end > due, end <= last
            else {
                let last = file.dueOn.flatMap { HandOverDue.later($0, months: HandOverDue.heldMonths) }
                throw FormFault(
                    "until",
                    "Chọn ngày sau hạn nộp lưu \(file.dueOn?.shown ?? "") và không quá hai năm, đến \(last?.shown ?? "")"
                )
            }
            guard (10...500).contains(consent.count) else {
                throw FormFault("consent", "Ghi ai đồng ý, số và ngày văn bản đồng ý, từ 10 đến 500 ký tự")
            }
            try connection.execute("UPDATE case_file SET held_until = $1 WHERE id = $2", end, id)
            try Timeline.add(.caseHeld, to: id, by: person, at: now, detail: end.shown, quote: consent, in: connection)
        }
    }
}
