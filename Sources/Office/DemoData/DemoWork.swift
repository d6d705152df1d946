import Exchange
import Foundation
import Storage

/// The work on one incoming document of the demonstration: who directed it, who does it, since when.
struct DemoWork {
    let incoming: String
    let leader: Person
    let due: CalendarDate?
    let directed: Date
    let finished: Date?
    let state: InternalState
    let day: DemoDay
    /// Where the work is led.
    var division: DemoPeople.Division?
    var doer: Person
    /// Who has a line already.
    var named: Set<String> = []

    init(
        incoming: String, leader: Person, due: CalendarDate?, directed: Date, finished: Date?, state: InternalState,
        day: DemoDay
    ) {
        self.incoming = incoming
        self.leader = leader
        self.due = due
        self.directed = directed
        self.finished = finished
        self.state = state
        self.day = day
        self.doer = leader
    }
}

/// A receipt line as it is written.
private struct DemoLine {
    var parent: String?
    var unit: Unit
    var person: Person?
    var part: Receipt.Part
    var branch: Receipt.Part
    var due: CalendarDate?
    var assigner: Person
    var isRead = true
    var isBegun = false
    var isFinished = false

    func save(_ work: DemoWork, at time: Date, in connection: Connection) throws -> String {
        let id = UniqueID.make(at: time)
        let state: Receipt.State =
            self.isFinished || work.finished != nil ? .finished : self.isBegun ? .working : .waiting
        try connection.execute(
            """
            INSERT INTO receipt (id, incoming_id, parent_id, unit_id, person_id, part, branch, due_date, state, text,
                assigned_by, assigned_at, read_at, begun_at, finished_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, $13, $14)
            """, id, work.incoming, self.parent, self.unit.id, self.person?.id, self.part, self.branch, self.due, state,
            self.assigner.id, time, self.isRead ? time : nil, self.isBegun ? time : nil,
            work.finished ?? (self.isFinished ? time : nil))
        return id
    }
}

extension DemoYear {
    /// Bút phê: a division or a person leads, others support or are to know; officers are named below.
    mutating func distribute(_ work: inout DemoWork, in connection: Connection) throws {
        let division = self.random.pick(self.people.divisions)
        work.division = division
        let time = work.directed
        let isNamed = work.state != .assigned || self.random.chance(work.day.age == 0 ? 40 : 80)
        let isBegun = work.state != .assigned
        work.doer = isNamed && self.random.chance(90) ? self.random.pick(division.officers) : division.head
        let quote = self.random.pick(DemoWords.directions)
        try connection.execute(
            "INSERT INTO direction (id, incoming_id, leader_id, text, made_at) VALUES ($1, $2, $3, $4, $5)",
            UniqueID.make(at: time), work.incoming, work.leader.id, quote, time)
        let isDirect = isNamed && self.random.chance(15)
        var line = DemoLine(
            parent: nil, unit: division.unit, person: isDirect ? work.doer : nil, part: .lead, branch: .lead,
            due: work.due, assigner: work.leader, isRead: isBegun || self.random.chance(60), isBegun: isBegun)
        let lead = try line.save(work, at: time, in: connection)
        var told = "\(isDirect ? work.doer.fullName : division.unit.name) \(LineWords.part(.lead))"
        let others = self.others(than: division)
        for (index, other) in others.enumerated() {
            let part: Receipt.Part = index == 0 && self.random.chance(70) ? .support : .know
            told += "; \(other.unit.name) \(LineWords.part(part))"
            try self.involve(other, part, &work, at: time, in: connection)
        }
        try Timeline.add(
            .directed, to: work.incoming, by: work.leader, at: time, detail: told, quote: quote, in: connection)
        var holder = lead
        if isNamed, !isDirect {
            line.parent = lead
            line.person = work.doer
            line.assigner = division.head
            holder = try line.save(work, at: self.later(time), in: connection)
            try Timeline.add(
                .officerAssigned, to: work.incoming, by: division.head, at: self.later(time),
                detail: work.doer.fullName, in: connection)
        }
        if isBegun {
            try Timeline.add(.begun, to: work.incoming, by: work.doer, at: self.later(time), in: connection)
        }
        if let finished = work.finished {
            try Timeline.add(
                .finished, to: work.incoming, by: work.doer, at: finished, quote: self.random.pick(DemoWords.results),
                in: connection)
        }
        try self.follow(work, line: holder, assigner: line.assigner, in: connection)
    }

    /// None to three, none twice.
    private mutating func others(than division: DemoPeople.Division) -> [DemoPeople.Division] {
        var found: [DemoPeople.Division] = []
        for _ in 0..<self.random.pick([0, 0, 1, 1, 2, 3]) {
            let other = self.random.pick(self.people.divisions)
            guard other.unit != division.unit, !found.contains(where: { $0.unit == other.unit }) else { continue }
            found.append(other)
        }
        return found
    }

    /// A division supports, with somebody named in half of the cases, or is to know, with somebody in person.
    private mutating func involve(
        _ division: DemoPeople.Division, _ part: Receipt.Part, _ work: inout DemoWork, at time: Date,
        in connection: Connection
    ) throws {
        let isRead = self.random.chance(work.day.age < 10 ? 50 : 98)
        var line = DemoLine(
            parent: nil, unit: division.unit, person: nil, part: part, branch: part,
            due: part == .know ? nil : work.due, assigner: work.leader, isRead: isRead,
            isFinished: part == .know && isRead)
        let first = try line.save(work, at: time, in: connection)
        if part == .know {
            let people = self.random.chance(30) ? self.people.clerks + self.people.leaders : division.officers
            let person = self.random.pick(people)
            guard person.id != work.leader.id, work.named.insert(person.id).inserted else { return }
            (line.person, line.unit) = (person, person.unit)
            _ = try line.save(work, at: time, in: connection)
        } else if self.random.chance(50) {
            line.parent = first
            line.person = self.random.chance(20) ? division.head : self.random.pick(division.officers)
            line.part = .lead
            line.assigner = division.head
            _ = try line.save(work, at: self.later(time), in: connection)
        }
    }

    /// Reminders of what is late, requests for more time, opinions.
    private mutating func follow(
        _ work: DemoWork, line: String, assigner: Person, in connection: Connection
    ) throws {
        let isOpen = work.finished == nil
        let today = VietnamTime.date(self.now)
        if isOpen, let due = work.due {
            if due < today, self.random.chance(25) {
                let text = self.random.pick(DemoWords.reminders)
                try connection.execute(
                    """
                    INSERT INTO reminder (incoming_id, number, kind, text, made_by, made_at)
                    VALUES ($1, 1, 'remind', $2, $3, $4)
                    """, work.incoming, text, work.leader.id, self.now)
                try Timeline.add(
                    .reminded, to: work.incoming, by: work.leader, at: self.now, detail: "1, nhắc nhở", quote: text,
                    in: connection)
            } else if self.random.chance(12) {
                let wanted = CalendarDate(dayNumber: max(due, today).dayNumber + 7) ?? due
                try connection.execute(
                    """
                    INSERT INTO extension_request (id, incoming_id, receipt_id, answerer_id, wanted, reason, asked_by, asked_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                    """, UniqueID.make(at: self.now), work.incoming, line, assigner.id, wanted,
                    DemoWords.extensionReason, work.doer.id, self.now)
                try Timeline.add(
                    .extensionAsked, to: work.incoming, by: work.doer, at: self.now, detail: wanted.shown,
                    quote: DemoWords.extensionReason, in: connection)
            }
        }
        guard self.random.chance(isOpen ? 10 : 2) else { return }
        try self.consult(work, in: connection)
    }

    /// Xin ý kiến: of the head of another division, or of a leader.
    private mutating func consult(_ work: DemoWork, in connection: Connection) throws {
        let other =
            self.random.chance(30)
            ? self.random.pick(self.people.leaders) : self.random.pick(self.people.divisions).head
        guard other.id != work.doer.id, other.id != work.leader.id else { return }
        let (id, question) = (UniqueID.make(at: work.directed), self.random.pick(DemoWords.questions))
        try connection.execute(
            """
            INSERT INTO opinion_request (id, document_id, direction, asked_by, question, asked_at, closed_at)
            VALUES ($1, $2, 'in', $3, $4, $5, $6)
            """, id, work.incoming, work.doer.id, question, work.directed, work.finished)
        try Timeline.add(
            .opinionAsked, to: work.incoming, by: work.doer, at: work.directed, detail: other.fullName, quote: question,
            in: connection)
        let isGiven = work.finished != nil || self.random.chance(40)
        let text = isGiven ? self.random.pick(DemoWords.opinions) : ""
        let answered = isGiven ? self.later(work.directed) : nil
        try connection.execute(
            """
            INSERT INTO opinion (request_id, person_id, document_id, answer, text, answered_at, closed)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, id, other.id, work.incoming, isGiven ? Opinion.Answer.agree : nil, text, answered,
            work.finished != nil)
        if let answered {
            try Timeline.add(
                .opinionGiven, to: work.incoming, by: other, at: answered, detail: OpinionWords.answer(.agree),
                quote: text, in: connection)
        }
    }
}
