import Exchange
import Foundation
import Storage

/// How far an incoming document of the demonstration has come.
private enum DemoFate {
    case received, returned, registered, submitted, assigned, inProgress, finished

    /// Most is done after a week; a little is never done.
    init(age: Int, _ random: inout DemoRandom) {
        let lot = random.number(0...999)
        if age == 0 {
            self =
                switch lot {
                case ..<250: .received
                case ..<265: .returned
                case ..<450: .registered
                case ..<620: .submitted
                case ..<820: .assigned
                case ..<950: .inProgress
                default: .finished
                }
        } else if lot < 8 {
            self = .returned
        } else if lot - 8 < Int(900 / (1 + Double(age * age) / 20)) + 4 {
            self = age < 4 && random.chance(12) ? .submitted : random.chance(45) ? .assigned : .inProgress
        } else {
            self = .finished
        }
    }

    var state: InternalState {
        switch self {
        case .received: .received
        case .returned: .returned
        case .registered: .registered
        case .submitted: .submitted
        case .assigned: .assigned
        case .inProgress: .inProgress
        case .finished: .finished
        }
    }
}

extension DemoYear {
    /// A document comes, and goes as far as its age lets it.
    mutating func receive(_ day: DemoDay, at arrived: Date, serial: Int, in connection: Connection) throws {
        let fate = DemoFate(age: day.age, &self.random)
        let place = self.random.number(0...self.organs.count - 1)
        self.organs[place].number += 1
        let organ = self.organs[place]
        let type = self.random.pick(DemoWords.types)
        let dated = self.date(day, plus: -self.random.number(1...4))
        let code = DocumentCode(
            number: DocumentCode.display(organ.number),
            notation: Notation.suggested(for: type, agency: organ.abbreviation, unit: "VP"))
        let isByHub = self.random.chance(80)
        let due = self.random.chance(70) ? self.date(day, plus: self.random.number(1...15)) : nil
        let clerk = self.random.pick(self.people.clerks)
        let leader = self.random.pick(self.people.leaders)
        let isSubmitted = [.submitted, .assigned, .inProgress, .finished].contains(fate.state)
        let isRegistered = isSubmitted || fate == .registered
        let finished = fate == .finished ? self.finish(day) : nil
        let id = UniqueID.make(at: arrived)
        let isAsked = isByHub && fate != .returned && self.random.chance(day.age < 10 ? 8 : 0)
        let isWithdrawn = isByHub && fate == .finished && day.age > 5 && self.random.number(0...999) < 2
        let reason = fate == .returned ? self.random.pick(DemoWords.returnReasons) : nil
        try connection.execute(
            """
            INSERT INTO incoming (id, channel, delivery_id, package_hash, document_id, organ_code, organ_name, number, notation,
                promulgation_date, type_name, subject, signer, urgency, steering, state, arrived_at, agency_due, leader_id,
                returned_reason, result, finished_at, asking, asking_at, asking_reason, closure, closed_at, warnings, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                $24, $25, $26, $27, '', 7)
            """,
            id, isByHub ? Channel.hub : self.random.pick(Channel.byHand), isByHub ? "demo-\(serial)" : nil,
            isByHub ? self.files[0].stored.hash : nil,
            isByHub ? DocumentID(organ: organ.code, date: dated, code: code) : nil, organ.code, organ.name, code.number,
            code.notation, dated, type, DemoWords.subject(serial, &self.random),
            "\(self.random.pick(DemoWords.surnames)) \(self.random.pick(DemoWords.givenNames)), Người ký giả lập",
            self.urgency(), self.random.chance(15) ? Steering.directive : .none, fate.state, arrived,
            isRegistered ? due : nil, isSubmitted ? leader.id : nil, reason,
            finished == nil ? nil : self.random.pick(DemoWords.results), finished,
            isWithdrawn ? Asking.agreed : isAsked ? .requested : nil, isWithdrawn || isAsked ? arrived : nil,
            isWithdrawn || isAsked ? "Văn bản ban hành có sai sót." : nil, isWithdrawn ? Closure.withdrawn : nil,
            isWithdrawn ? finished : nil)
        if isByHub {
            try connection.execute(
                """
                INSERT INTO gateway_inbox (delivery_id, package_id, kind, sender, package_hash, state, received_at, acknowledged_at)
                VALUES ($1, $1, 'new', $2, $3, 'stored', $4, $4)
                """, "demo-\(serial)", organ.code, self.files[0].stored.hash, arrived)
        }
        var files = [try self.attach(.main, to: id, at: arrived, in: connection)]
        if self.random.chance(25) { files.append(try self.attach(.annex, to: id, at: arrived, in: connection)) }
        try Timeline.add(.arrived, to: id, by: nil, at: arrived, detail: "\(files.count)", in: connection)
        var clock = self.later(arrived)
        if let reason {
            try Timeline.add(.returned, to: id, by: clerk, at: clock, quote: reason, in: connection)
        }
        if isRegistered {
            let number = try Register.enter(
                .incoming, document: id, on: day.date, by: clerk, type: type, in: connection)
            try Timeline.add(.registered, to: id, by: clerk, at: clock, detail: String(number), in: connection)
        }
        if isSubmitted {
            clock = self.later(clock)
            try Timeline.add(
                .submitted, to: id, by: clerk, at: clock, detail: "\(leader.fullName), \(leader.title)", in: connection)
        }
        if isSubmitted, fate != .submitted {
            var work = DemoWork(
                incoming: id, leader: leader, due: due, directed: self.later(clock), finished: finished,
                state: fate.state, day: day)
            try self.distribute(&work, in: connection)
            if let division = work.division, fate != .assigned, !isWithdrawn, self.random.chance(40) {
                self.answerable.append(
                    Answerable(id: id, code: code, organ: organ, division: division, doer: work.doer))
            }
            if finished != nil, !isWithdrawn, self.random.chance(15) {
                let filed = try self.file(id, dated: dated, by: work.doer, at: clock, in: connection)
                if filed { try self.countPages(files, in: connection) }
            }
        }
        try ListTriggers.keepDeadline(of: id, in: connection)
        try self.index(id, files, in: connection)
    }

    mutating func urgency() -> Urgency {
        self.random.chance(88) ? .ordinary : self.random.pick([.urgent, .urgent, .veryUrgent, .flash])
    }

    /// Some minutes to two hours after, never after now.
    mutating func later(_ time: Date) -> Date {
        min(self.now, time.addingTimeInterval(Double(self.random.number(300...7_200))))
    }

    /// Mostly in time.
    private mutating func finish(_ day: DemoDay) -> Date {
        let days = self.random.chance(85) ? self.random.number(1...5) : self.random.number(6...25)
        return self.time(self.date(day, plus: min(day.age, days)), from: 15.5)
    }
}
