import Exchange
import Foundation
import Storage

@testable import Office

/// A working year of directives to 87 agencies, made by one seed: the same each time. It keeps what happened in records of its own, writes the rows
/// that the office would have, and counts from its records alone.
struct BoardYear {
    static let organs = (0..<87).map { "H10.\($0 + 100)" }
    static let first = CalendarDate("2026-01-01").map(\.dayNumber) ?? 0
    static let days = 0..<365

    /// Seconds of Vietnam since midnight of day 0 (`CalendarDate.dayNumber`), so that a day is a division.
    typealias Moment = Int

    struct Report {
        let status: HandlingStatus
        let at: Moment
        /// When we learnt it.
        let received: Moment

        var day: Int { self.at / 86_400 }
    }

    struct Receiver {
        let id: String
        let organ: String
        var reports: [Report] = []
        var closed: Moment?

        var isDone: Bool {
            self.closed != nil || self.reports.last?.status == .finished || self.reports.last?.status == .refused
        }
    }

    struct Task {
        let id: String
        /// Which of the receivers.
        let lead: Int
        let added: Moment
        var due: Int?
        /// The day that the director named.
        var confirmed: Int?
        var reopened: Moment?
        var withdrawn: Moment?
    }

    struct Document {
        let id: String
        let issued: Moment
        let due: Int?
        let urgency: Urgency
        let director: String
        var receivers: [Receiver]
        var tasks: [Task] = []
    }

    private(set) var documents: [Document] = []
    private var random: DemoRandom

    init(seed: Int) { self.random = DemoRandom(seed: seed) }

    // MARK: What happens

    /// One row that the office would write.
    enum Change: Sendable {
        case directive(id: String, issued: Moment, due: Int?, urgency: Urgency, director: String)
        case receiver(id: String, document: String, organ: String, added: Moment)
        case report(String, of: String, HandlingStatus, at: Moment, received: Moment)
        case closed(String, Moment)
        case task(id: String, document: String, ordinal: Int, lead: String, due: Int?, added: Moment)
        case due(String, Int)
        case confirmed(String, Int)
        case reopened(String, Moment)
        case withdrawn(String, Moment)
    }

    /// What happens on a day (`Self.days`): on working days four directives are issued, and on all days something becomes of the open ones.
    mutating func live(_ number: Int) -> [Change] {
        let day = Self.first + number
        var changes: [Change] = []
        for index in self.documents.indices { self.handle(index, on: day, &changes) }
        // 1 January 2026 is a Thursday.
        guard number % 7 != 2, number % 7 != 3 else { return changes }
        for _ in 0..<4 { self.issue(on: day, &changes) }
        return changes
    }

    private mutating func moment(_ day: Int) -> Moment { day * 86_400 + self.random.number(0...86_399) }

    private mutating func due(_ day: Int) -> Int? {
        self.random.chance(15) ? nil : day + self.random.number(1...60)
    }

    private mutating func issue(on day: Int, _ changes: inout [Change]) {
        let (id, issued) = ("directive-\(self.documents.count)", self.moment(day))
        let organs = Self.organs.shuffled(using: &self.random).prefix(self.random.number(1...5))
        let document = Document(
            id: id, issued: issued, due: self.due(day), urgency: self.random.chance(25) ? .urgent : .ordinary,
            director: self.random.chance(30) ? "leader-B" : "leader-A",
            receivers: organs.enumerated().map { Receiver(id: "\(id)-receiver-\($0)", organ: $1) })
        changes.append(
            .directive(
                id: id, issued: issued, due: document.due, urgency: document.urgency, director: document.director))
        changes += document.receivers.map {
            .receiver(id: $0.id, document: id, organ: $0.organ, added: issued)
        }
        self.documents.append(document)
        guard self.random.chance(40) else { return }
        for _ in 0..<self.random.number(1...4) { self.add(self.documents.count - 1, at: issued, &changes) }
    }

    private mutating func add(_ index: Int, at moment: Moment, _ changes: inout [Change]) {
        let document = self.documents[index]
        let ordinal = document.tasks.count + 1
        let lead = self.random.number(0...document.receivers.count - 1)
        let task = Task(
            id: "\(document.id)-task-\(ordinal)", lead: lead, added: moment, due: self.due(moment / 86_400))
        self.documents[index].tasks.append(task)
        changes.append(
            .task(
                id: task.id, document: document.id, ordinal: ordinal, lead: document.receivers[lead].organ,
                due: task.due,
                added: moment))
    }

    private mutating func handle(_ index: Int, on day: Int, _ changes: inout [Change]) {
        for place in self.documents[index].receivers.indices where !self.documents[index].receivers[place].isDone {
            self.handle(receiver: place, of: index, on: day, &changes)
        }
        // A directive may get its first task, or one more, long after it was issued.
        if self.random.number(0...999) == 0 { self.add(index, at: self.moment(day), &changes) }
        for place in self.documents[index].tasks.indices where self.random.chance(1) {
            self.direct(place, of: index, on: day, &changes)
        }
    }

    private mutating func handle(receiver place: Int, of index: Int, on day: Int, _ changes: inout [Change]) {
        let receiver = self.documents[index].receivers[place]
        let received = self.moment(day)
        if self.random.number(0...999) < 2 {
            self.documents[index].receivers[place].closed = received
            changes.append(.closed(receiver.id, received))
            return
        }
        guard self.random.chance(12) else { return }
        let next: HandlingStatus =
            switch receiver.reports.last?.status {
            case nil: .arrived
            case .arrived: self.random.chance(8) ? .refused : .accepted
            case .accepted: self.random.chance(15) ? .finished : .assigned
            case .assigned: .inProgress
            default: .finished
            }
        // Some reports come late, now and then on the next day.
        let earliest = max(self.documents[index].issued, receiver.reports.last?.received ?? 0)
        let at = max(earliest, received - (self.random.chance(30) ? 40_000 : 0))
        guard received > earliest else { return }
        self.documents[index].receivers[place].reports.append(Report(status: next, at: at, received: received))
        changes.append(
            .report("\(receiver.id)-\(next.rawValue)", of: receiver.id, next, at: at, received: received))
    }

    private mutating func direct(_ place: Int, of index: Int, on day: Int, _ changes: inout [Change]) {
        let task = self.documents[index].tasks[place]
        let moment = self.moment(day)
        guard task.withdrawn == nil, moment > task.added else { return }
        let lead = self.documents[index].receivers[task.lead]
        let isFinished = task.confirmed != nil || lead.reports.last?.status == .finished
        switch self.random.number(0...3) {
        case 0 where !isFinished:
            self.documents[index].tasks[place].withdrawn = moment
            changes.append(.withdrawn(task.id, moment))
        case 1 where task.confirmed == nil:
            let named = max(task.added / 86_400, day - self.random.number(0...2))
            self.documents[index].tasks[place].confirmed = named
            changes.append(.confirmed(task.id, named))
        case 2 where isFinished:
            self.documents[index].tasks[place].confirmed = nil
            self.documents[index].tasks[place].reopened = moment
            changes.append(.reopened(task.id, moment))
        case 3 where !isFinished:
            let due = day + self.random.number(1...40)
            self.documents[index].tasks[place].due = due
            changes.append(.due(task.id, due))
        default: break
        }
    }

    // MARK: What is counted

    /// A task, or a receiver of a directive without tasks.
    struct Line {
        let id: String
        let document: Document
        let receiver: Receiver
        let task: Task?
    }

    var lines: [Line] {
        self.documents.flatMap { document -> [Line] in
            guard document.tasks.isEmpty else {
                return document.tasks.map {
                    Line(id: $0.id, document: document, receiver: document.receivers[$0.lead], task: $0)
                }
            }
            return document.receivers.map { Line(id: $0.id, document: document, receiver: $0, task: nil) }
        }
    }
}

extension BoardYear.Line {
    /// Where it stood at the end of a day, by what was known then, and how far it had come; nil: it was not there.
    func stands(atEndOf day: Int, calendar: WorkingCalendar) -> (part: BoardPart, status: HandlingStatus?)? {
        let end = (day + 1) * 86_400
        guard self.document.issued < end, self.task?.added ?? 0 < end else { return nil }
        let last = self.receiver.reports.last { $0.received < end }
        var status = last?.status
        if let last, last.status == .finished, let reopened = self.task?.reopened, reopened < end,
            last.received <= reopened
        {
            status = .inProgress
        }
        let isOver = self.receiver.closed.map { $0 < end } ?? false || status == .refused
        if isOver || self.task?.withdrawn.map({ $0 < end }) ?? false { return (.out, status) }
        let due = self.task.map(\.due) ?? self.document.due
        if let confirmed = self.task?.confirmed, confirmed <= day {
            return (due.map { confirmed <= $0 } ?? true ? .finished : .finishedLate, .finished)
        }
        if status == .finished, let last {
            return (due.map { last.day <= $0 } ?? true ? .finished : .finishedLate, .finished)
        }
        guard status != nil, status != .arrived else { return (.notReceived, status) }
        guard let due else { return (.inTime, status) }
        if due < day { return (.late, status) }
        // Three working days or fewer, the last day included.
        let left = (day..<due).count { CalendarDate(dayNumber: $0 + 1).map(calendar.isWorkingDay) ?? false }
        return (left <= 3 ? .near : .inTime, status)
    }
}

extension BoardYear.Change {
    func write(in connection: Connection) throws {
        func date(_ moment: BoardYear.Moment) -> Date {
            CalendarDate(dayNumber: moment / 86_400).map(VietnamTime.start)?.addingTimeInterval(Double(moment % 86_400))
                ?? Date()
        }
        func day(_ number: Int?) -> CalendarDate? { number.flatMap { CalendarDate(dayNumber: $0) } }
        switch self {
        case .directive(let id, let issued, let due, let urgency, let director):
            try connection.execute(
                """
                INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, promulgation_date,
                    urgency, steering, due_date, created_at, published_at)
                VALUES ($1, 'published', 'officer-A', 'A', $2, 'Công văn', 'V/v việc được giao', 'UBND-A', $3, $4, 2, $5, $6, $6)
                """, id, director, day(issued / 86_400), urgency, day(due), date(issued))
        case .receiver(let id, let document, let organ, let added):
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, added_at)
                VALUES ($1, $2, $3, $4, 'delivered', $5)
                """, id, document, organ, "Cơ quan \(organ)", date(added))
        case .report(let id, let receiver, let status, let at, let received):
            try connection.execute(
                """
                INSERT INTO handling_report (delivery_id, recipient_id, status, reported_at, received_at, verdict)
                VALUES ($1, $2, $3, $4, $5, 'advanced')
                """, id, receiver, status, date(at), date(received))
            try connection.execute(
                "UPDATE recipient SET status = $1, status_at = $2, status_received_at = $3 WHERE id = $4", status,
                date(at),
                date(received), receiver)
        case .closed(let receiver, let at):
            try connection.execute(
                "UPDATE recipient SET closure = 'withdrawn', closed_at = $1 WHERE id = $2", date(at), receiver)
        case .task(let id, let document, let ordinal, let lead, let due, let added):
            try connection.execute(
                """
                INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at)
                VALUES ($1, $2, $3, 'Việc được giao', $4, $5, 'report', $6)
                """, id, document, ordinal, lead, day(due), date(added))
        case .due(let task, let due):
            try connection.execute(
                "UPDATE directive_task SET due_date = $1, due_changes = due_changes + 1 WHERE id = $2", day(due), task)
        case .confirmed(let task, let named):
            try connection.execute("UPDATE directive_task SET finished_on = $1 WHERE id = $2", day(named), task)
        case .reopened(let task, let at):
            try connection.execute(
                "UPDATE directive_task SET finished_on = NULL, reopened_at = $1 WHERE id = $2", date(at), task)
        case .withdrawn(let task, let at):
            try connection.execute("UPDATE directive_task SET withdrawn_at = $1 WHERE id = $2", date(at), task)
        }
    }
}
