import Exchange
import Foundation
import Storage

/// A working day and how much comes and goes on it.
struct DemoDay: Sendable {
    let date: CalendarDate
    /// Working days before the last one.
    let age: Int
    let incoming: Int
    let outgoing: Int

    /// The working days of a year, evenly filled. The last ones have enough for every list to hold something, however small the whole is.
    static func all(until today: CalendarDate, documents: Int) -> [DemoDay] {
        let calendar = WorkingCalendar()
        let dates = (0..<365).compactMap { CalendarDate(dayNumber: today.dayNumber - 364 + $0) }.filter(
            calendar.isWorkingDay)
        let incoming = Self.shares(documents * 3 / 4, dates.count)
        let outgoing = Self.shares(documents - documents * 3 / 4, dates.count)
        return dates.enumerated().map { index, date in
            DemoDay(date: date, age: dates.count - 1 - index, incoming: incoming[index], outgoing: outgoing[index])
        }
    }

    private static func shares(_ total: Int, _ days: Int) -> [Int] {
        let recent = 5
        let each = max(total / days, min(24, total / 12))
        let rest = total - recent * each
        let others = days - recent
        return (0..<others).map { ($0 + 1) * rest / others - $0 * rest / others }
            + [Int](repeating: each, count: recent)
    }
}

/// The invented agency while its year is made, day by day.
struct DemoYear: Sendable {
    var random: DemoRandom
    let organ: OrganCode
    let people: DemoPeople
    var organs: [DemoOrgan]
    let files: [DemoFile]
    let days: [DemoDay]
    let now: Date
    let calendar = WorkingCalendar()
    private(set) var incoming = 0
    private(set) var outgoing = 0
    /// What was worked on and may still be answered.
    var answerable: [Answerable] = []
    /// Open ones, by their keepers.
    var caseFiles: [String: DemoCaseFile] = [:]
    var caseFileCount = 0

    /// An incoming document that a division works on.
    struct Answerable: Sendable {
        let id: String
        let code: DocumentCode
        let organ: DemoOrgan
        let division: DemoPeople.Division
        let doer: Person
    }

    /// Everything of one day. One transaction.
    mutating func live(_ day: DemoDay, in connection: Connection) throws {
        for index in 0..<day.incoming {
            self.incoming += 1
            let arrived = self.time(day.date, from: 7.5 + 8 * Double(index) / Double(day.incoming))
            try self.receive(day, at: arrived, serial: self.incoming, in: connection)
        }
        for _ in 0..<day.outgoing {
            self.outgoing += 1
            try self.issue(day, serial: self.outgoing, in: connection)
        }
    }

    /// An hour of a day with some minutes, never after now.
    mutating func time(_ date: CalendarDate, from hour: Double) -> Date {
        let wanted = VietnamTime.start(of: date).addingTimeInterval(
            hour * 3600 + Double(self.random.number(0...1_500_000)) / 1000)
        return min(wanted, self.now)
    }

    /// The working day so many before or after one of the year.
    func date(_ day: DemoDay, plus workingDays: Int) -> CalendarDate {
        let index = self.days.count - 1 - day.age + workingDays
        if self.days.indices.contains(index) { return self.days[index].date }
        // Beyond the year a week has five of them.
        let edge = index < 0 ? self.days[0] : self.days[self.days.count - 1]
        let beyond = index < 0 ? index : index - self.days.count + 1
        let date = CalendarDate(dayNumber: edge.date.dayNumber + beyond * 7 / 5) ?? edge.date
        return CalendarDate(dayNumber: date.dayNumber - max(0, date.weekday - 5)) ?? date
    }

    /// A file of the year's documents, found by its text. Its signatures were looked at: it has none.
    mutating func attach(
        _ part: Attachment.Part, to document: String, at time: Date, in connection: Connection
    ) throws -> (id: String, file: DemoFile) {
        let file = self.random.pick(self.files)
        let id = try Attachment.add(
            to: document, part: part, name: file.stored.name, contentType: file.stored.contentType,
            sizeBytes: file.stored.sizeBytes, hash: file.stored.hash, at: time, in: connection)
        try connection.execute(
            "INSERT INTO file_verdict (attachment_id, status, checked_at) VALUES ($1, 'absent', $2)", id, time)
        return (id, file)
    }

    /// Brings a document that is whole into the search, with the text of its files.
    func index(_ document: String, _ files: [(id: String, file: DemoFile)], in connection: Connection) throws {
        try SearchIndex.update(document, in: connection)
        for file in files {
            try connection.execute(
                """
                INSERT INTO file_text (id, attachment_id, outcome, text, plain, read_at, scope)
                SELECT search_entry.id * \(FileContent.placesPerDocument) + attachment.ordinal, attachment.id, 'read', $1, $2, $3,
                    search_text.scope
                FROM attachment JOIN search_entry ON search_entry.document_id = attachment.document_id
                    JOIN search_text ON search_text.rowid = search_entry.id
                WHERE attachment.id = $4
                """, file.file.text, file.file.plain, self.now, file.id)
            try SearchText.keepContent(of: file.id, file.file.text, plain: file.file.plain, in: connection)
        }
    }

    /// People have read what they were told until some days ago, and the words of the search lie in one piece, as they do after some time.
    func close(in connection: Connection) throws {
        let lately = VietnamTime.start(of: self.days[max(0, self.days.count - 4)].date)
        try connection.execute("UPDATE notice SET read_at = at WHERE read_at IS NULL AND at < $1", lately)
        try SearchText.compact(in: connection)
    }
}
